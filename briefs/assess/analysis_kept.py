"""The analysis of a source, kept between runs: reading thirty long sources costs a minute, taking it from a store a tenth of a second.

An analysis depends on the source's whole value and on our rules, so both are in the key: a change of any module or table of the language
and assess packages makes everything kept before unknown.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

from briefs.domain import Source
from briefs.language import keep

_PACKAGES = ("briefs.language", "briefs.assess", "briefs.domain")


def keep_analysis(source: Source, analyse: Callable[[Source], Any], *, kind: type[Any]) -> Any:
    """What `analyse` makes of the source, an instance of `kind`, out of the store in use when it is there; without a store it is made."""
    about = f"analysis {hashlib.sha256(repr(source).encode('utf-8', 'surrogatepass')).hexdigest()}"
    return keep(about, lambda: analyse(source), kind=kind, rules=_PACKAGES, classes=_PACKAGES)
