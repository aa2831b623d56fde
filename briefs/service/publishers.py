"""Which adapter puts briefs beside the posts of which hook."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping

from briefs.adapters.fetching import Http
from briefs.adapters.wagtail import ARTICLES, WagtailBeside, WagtailDraft
from briefs.adapters.wordpress import WordPressDraft, WordPressMeta, rest_root
from briefs.errors import UsageError
from briefs.ports import Publisher
from briefs.service.settings import HookSettings, Secrets, ServiceSettings
from briefs.service.signing import signed_headers

Make = Callable[[str, HookSettings, Secrets, Http], Publisher]
"""Hook's name and settings, the secrets, and the client that may speak to the hook's host alone."""


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
            known = ", ".join(sorted(_MAKERS))
            raise UsageError(f"hook {name}: nothing can be delivered to a system of kind {hook.kind} (there is: {known})")
        found[name] = make(name, hook, secrets, Http(hook.rules))
    return found


def _wordpress(name: str, hook: HookSettings, secrets: Secrets, http: Http) -> Publisher:
    try:
        root = rest_root(hook.article_url)
    except UsageError as error:
        raise UsageError(f"hook {name}: {error}") from error
    if hook.deliver == "draft":
        login = secrets.deliver_auth.get(name)
        if login is None or (hook.deliver_auth_env is None and hook.auth != "basic"):
            raise UsageError(
                f'hook {name}: deliver = "draft" needs deliver_auth_env, the variable with a Contributor\'s user:application password'
            )
        return WordPressDraft(root, http, login)
    keys = secrets.hooks[name]

    def sign(message_id: str, body: bytes) -> Mapping[str, str]:
        return signed_headers(keys, message_id=message_id, timestamp=int(time.time()), body=body)

    return WordPressMeta(root, http, sign, fetching=secrets.hook_auth.get(name) if hook.auth == "basic" else None)


def _wagtail(name: str, hook: HookSettings, secrets: Secrets, http: Http) -> Publisher:
    token = secrets.deliver_auth.get(name)
    if token is None:
        raise UsageError(f'hook {name}: Wagtail takes nothing without a token: auth = "bearer" and auth_env (docs/wagtail.md)')
    app_url, found, rest = hook.article_url.partition(ARTICLES)
    if not found or rest:
        raise UsageError(f"hook {name}: article_url has to end with {ARTICLES}, the address of our app in Wagtail (docs/wagtail.md)")
    if hook.deliver == "meta":
        return WagtailBeside(http, token, app_url)
    if hook.deliver_api is None or hook.deliver_under is None:
        raise UsageError(f"hook {name}: for drafts Wagtail needs deliver_api and deliver_under (docs/wagtail.md)")
    return WagtailDraft(http, token, app_url, hook.deliver_api.rstrip("/"), hook.deliver_under)


_MAKERS: Mapping[str, Make] = {"wordpress": _wordpress, "wagtail": _wagtail}
"""By the hook's kind."""
