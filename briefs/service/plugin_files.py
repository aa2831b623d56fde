"""The plugins for content management systems, which travel inside this package as data."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

from briefs.errors import StorageError, UsageError

_WHEN = (2026, 1, 1, 0, 0, 0)
"""One time for every file: the same plugin gives the same archive."""


def plugin_names() -> list[str]:
    """Systems that there is a plugin for."""
    return sorted(item.name for item in _integrations().iterdir() if item.is_dir() and not item.name.startswith("_"))


def write_plugin(name: str, place: Path) -> str:
    """Write a plugin's files into a new folder, or into an archive when the place ends in `.zip`; what was done, in a sentence.

    Raises:
        UsageError: no such plugin, or the place is taken.
        StorageError: the disk refuses.
    """
    if name not in plugin_names():
        raise UsageError(f"there is no plugin for {name!r}; there is: {', '.join(plugin_names())}")
    if place.exists():
        raise UsageError(f"{place} is there already; name a place that is not")
    files = dict(_files(_integrations().joinpath(name), ""))
    try:
        if place.suffix == ".zip":
            _write_archive(place, files)
        else:
            for path, data in files.items():
                target = place / path
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(data)
    except OSError as error:
        raise StorageError(f"{place} cannot be written ({error.strerror})") from error
    return f"{place}: {len(files)} files"


def _write_archive(place: Path, files: dict[str, bytes]) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(place, "x", zipfile.ZIP_DEFLATED) as archive:
        for path, data in files.items():
            entry = zipfile.ZipInfo(path, _WHEN)
            entry.external_attr = 0o644 << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, data)


def _files(folder: Traversable, prefix: str) -> Iterator[tuple[str, bytes]]:
    for item in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if item.name.startswith(".") or item.name == "__pycache__":
            continue
        if item.is_dir():
            yield from _files(item, f"{prefix}{item.name}/")
        else:
            yield prefix + item.name, item.read_bytes()


def _integrations() -> Traversable:
    return resources.files("briefs").joinpath("integrations")
