"""Which adapter puts briefs beside the posts of which hook."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from briefs.adapters.fetching import Http
from briefs.errors import UsageError
from briefs.ports import Publisher
from briefs.service.settings import HookSettings, Secrets, ServiceSettings

Make = Callable[[str, HookSettings, Secrets, Http], Publisher]
"""Hook's name and settings, the secrets, and the client that may speak to the hook's host alone."""

_MAKERS: Mapping[str, Make] = {}
"""By the hook's kind."""


def publishers_of(settings: ServiceSettings, secrets: Secrets) -> dict[str, Publisher]:
    """Hook's name to its publisher, for each hook with `deliver`.

    Raises:
        UsageError: there is none for the kind of system, or its settings do not lead to one.
    """
    found: dict[str, Publisher] = {}
    for name, hook in settings.hooks.items():
        if hook.deliver is None:
            continue
        make = _MAKERS.get(hook.kind)
        if make is None:
            known = ", ".join(sorted(_MAKERS)) or "none"
            raise UsageError(f"hook {name}: nothing can be delivered to a system of kind {hook.kind} (there is: {known})")
        found[name] = make(name, hook, secrets, Http(hook.rules))
    return found
