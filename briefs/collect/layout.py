"""Where things lie in a corpus folder: the sources, our own state beside them, and names that are safe to use."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
import unicodedata
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from briefs.errors import CorpusError, StorageError

MANIFEST = "manifest.jsonl"
STATE = ".briefs"
_NOT_SOURCES = {MANIFEST, "parties.yaml", "parties.yml"}
_ID_LENGTH = 80


def state_dir(root: Path) -> Path:
    """The folder of our own state for a corpus, made when missing: `<corpus>/.briefs`.

    When the corpus cannot be written to it is `$XDG_CACHE_HOME/briefs/<hash of the corpus's path>` (`~/.cache` by default).

    Raises:
        CorpusError: there is no such corpus folder.
        StorageError: neither place can be written to.
    """
    if not root.is_dir():
        raise CorpusError(no_folder(root))
    inside = root.resolve() / STATE
    if _is_writable(inside):
        return inside
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    outside = cache / "briefs" / hashlib.sha256(os.fsencode(root.resolve())).hexdigest()[:20]
    if not _is_writable(outside):
        raise StorageError(f"neither {inside} nor {outside} can be written to; set XDG_CACHE_HOME to a folder that can")
    return outside


def no_folder(root: Path) -> str:
    """What to say when the corpus folder is not there."""
    return f"no corpus folder at {root}; make it and put the sources in, or name another with --corpus"


def resolve_inside(root: Path, path: str) -> Path:
    """The real location of a manifest's relative path.

    Raises:
        CorpusError: it is absolute, climbs out by `..`, or a symlink leads out of the corpus.
    """
    parts = PurePosixPath(path).parts
    if not parts or "\0" in path or PurePosixPath(path).is_absolute() or re.match(r"[A-Za-z]:", path) or ".." in re.split(r"[/\\]", path):
        raise CorpusError(f"path {shown(path)} leaves the corpus; write it relative to the corpus folder")
    real_root = root.resolve()
    try:
        target = (real_root / path).resolve()
    except (OSError, RuntimeError) as error:
        raise CorpusError(f"path {shown(path)} cannot be followed (a circle of symlinks?)") from error
    if not target.is_relative_to(real_root):
        raise CorpusError(f"path {shown(path)} leaves the corpus through a symlink; copy the file into the corpus")
    return target


def loose_files(root: Path) -> Iterator[Path]:
    """Every file that could be a source, as a path relative to `root`, in a stable order.

    Hidden files and folders, README*, the manifest and the parties file are no sources.
    """
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            at_top = Path(folder) == root
            if name.startswith(".") or name.upper().startswith("README") or (at_top and name in _NOT_SOURCES):
                continue
            yield (Path(folder) / name).relative_to(root)


def slug(text: str) -> str:
    """An id made from a name: lower case, letters and digits of any script, `-` between them; "source" when nothing is left."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    words = re.findall(r"[^\W_]+", folded)
    joined = "-".join(words)[:_ID_LENGTH].strip("-")
    return joined or "source"


def unique_id(wanted: str, *, taken: set[str], salt: str) -> str:
    """`wanted`, or `wanted` with a suffix derived from `salt` (the path), so that the id does not hang on how many others clash."""
    if wanted not in taken:
        return wanted
    digest = hashlib.sha256(salt.encode("utf-8", "surrogateescape")).hexdigest()
    for length in range(6, 65):
        candidate = f"{wanted}-{digest[:length]}"
        if candidate not in taken:
            return candidate
    raise CorpusError(f"no free id for {shown(wanted)}; give it one in the manifest")


def shown(text: str) -> str:
    """A path or a name fit for a message: control characters and broken bytes escaped, at most 200 characters."""
    safe = "".join(c if c.isprintable() else c.encode("unicode_escape", "backslashreplace").decode("ascii") for c in text)
    return repr(safe if len(safe) <= 200 else safe[:197] + "...")


def _is_writable(folder: Path) -> bool:
    """Tried, not asked: permission bits say nothing on a read-only mount."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False
