"""YAML read with the C parser where PyYAML has it: the data files of a run take a tenth of the time."""

from __future__ import annotations

from typing import Any

import yaml

_SAFE = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_BASE = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


def load_yaml(text: str) -> Any:
    """The document with YAML's own types; no tag can build anything else.

    Raises:
        yaml.YAMLError: not YAML.
    """
    return yaml.load(text, Loader=_SAFE)


def load_yaml_words(text: str) -> Any:
    """The document with every scalar as text, so that `no` and `on` stay words.

    Raises:
        yaml.YAMLError: not YAML.
    """
    return yaml.load(text, Loader=_BASE)
