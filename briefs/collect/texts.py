"""The cache of extracted texts: one file for each content hash, so that an unchanged document is parsed once."""

from __future__ import annotations

import hashlib
import json
import logging
from pathlib import Path

from briefs.collect.durable import remove_durably, write_atomically
from briefs.collect.extracted import EXTRACTOR_VERSION, Extracted
from briefs.collect.layout import state_dir
from briefs.collect.loaders import load_bytes
from briefs.collect.sealing import sealed, unsealed
from briefs.errors import SourceUnreadable, StorageError

_log = logging.getLogger("briefs.collect")


def texts_of(root: Path, file: Path, *, source_id: str) -> tuple[list[Extracted], str]:
    """The texts of a file and the sha256 of its bytes, out of the cache when its content was read before.

    Raises:
        SourceUnreadable: it is missing, no regular file, or its loader cannot read it.
    """
    data = file_bytes(file, source_id=source_id)
    sha256 = hashlib.sha256(data).hexdigest()
    cached = _cache_file(root, sha256, file.suffix)
    found = _read(cached)
    if found is not None:
        return found, sha256
    texts = load_bytes(data, suffix=file.suffix, source_id=source_id)
    try:
        cached.parent.mkdir(parents=True, exist_ok=True)
        data = json.dumps([text.to_json() for text in texts], ensure_ascii=False).encode("utf-8", "surrogatepass")
        write_atomically(cached, sealed(data, name=cached.name))
    except (StorageError, OSError) as error:
        # The cache only saves time; the texts are in hand.
        _log.warning("extracted texts are not cached: %s", error)
    return texts, sha256


def file_bytes(file: Path, *, source_id: str) -> bytes:
    """The content of a regular file.

    Raises:
        SourceUnreadable: missing, not a regular file (a pipe would block for ever), or the system refuses.
    """
    try:
        if not file.exists():
            raise SourceUnreadable(source_id, "its file is missing; put it back or run `briefs forget`")
        if not file.is_file():
            raise SourceUnreadable(source_id, "its path is a folder or a device, not a file")
        return file.read_bytes()
    except OSError as error:
        raise SourceUnreadable(source_id, f"its file cannot be read ({error.strerror or error})") from error


def forget_texts(root: Path, file_sha256: str) -> None:
    """Delete what the cache holds of a file with that hash, whatever the extractor's version.

    Raises:
        StorageError: the file system refuses.
    """
    folder = state_dir(root) / "texts"
    for cached in sorted(folder.glob(f"{file_sha256}.*")):
        remove_durably(cached)


def _cache_file(root: Path, sha256: str, suffix: str) -> Path:
    """The ending is part of the key: the same bytes mean other text as .txt than as .md."""
    return state_dir(root) / "texts" / f"{sha256}.{suffix.lower().lstrip('.')}.{EXTRACTOR_VERSION}.json"


def _read(cached: Path) -> list[Extracted] | None:
    """None when there is nothing, or nothing that we wrote on this account; the file is then parsed again."""
    try:
        data = unsealed(cached.read_bytes(), name=cached.name)
        if data is None:
            return None
        items = json.loads(data)
        return [Extracted.from_json(item) for item in items]
    except (OSError, ValueError, TypeError, AttributeError):
        return None
