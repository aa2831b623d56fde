"""Runs as a script of its own: a PDF on standard input, its pages' text as JSON on standard output. Imports nothing of the package."""

from __future__ import annotations

import contextlib
import io
import json
import logging
import sys
from typing import Any

_MEMORY = 3 * 2**30
_CPU_S = 60
_MAX_CHARACTERS = 60_000_000


def read_pdf(data: bytes) -> dict[str, Any]:
    """`{"pages": [...], "images": bool, "title", "author"}`, or `{"error": code}`."""
    from pypdf import PdfReader
    from pypdf.errors import DependencyError, PdfReadError

    try:
        reader = PdfReader(io.BytesIO(data), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            return {"error": "encrypted"}
        pages, has_images = _pages(reader)
        if not pages:
            return {"error": "empty"}
        return {"pages": pages, "images": has_images, **_metadata(reader)}
    except (DependencyError, NotImplementedError):
        return {"error": "encryption-unknown"}
    except PdfReadError as error:
        return {"error": "encrypted" if "decrypt" in str(error).lower() else "broken"}
    except Exception:  # noqa: BLE001 - a broken file makes the parser raise anything at all; the caller gets one clear reason
        return {"error": "broken"}


def _pages(reader: Any) -> tuple[list[str], bool]:
    """Text of each page; a page that cannot be read is empty, and when none can the error goes up."""
    pages: list[str] = []
    has_images = False
    failure: Exception | None = None
    size = 0
    for page in reader.pages:
        text = ""
        try:
            text = page.extract_text() or ""
            has_images = has_images or any(True for _ in page.images.keys())  # noqa: SIM118 - a lazy view, not a dict
        except Exception as error:  # noqa: BLE001 - see read_pdf
            failure = error
        pages.append(text)
        size += len(text)
        if size > _MAX_CHARACTERS:
            break
    if failure is not None and not any(page.strip() for page in pages):
        raise failure
    return pages, has_images


def _metadata(reader: Any) -> dict[str, str]:
    found: dict[str, str] = {}
    with contextlib.suppress(Exception):
        info = reader.metadata
        for name in ("title", "author"):
            value = getattr(info, name, None)
            if isinstance(value, str) and value.strip():
                found[name] = value
    return found


def _limit_resources() -> None:
    """Where the system can: Windows cannot, and there the caller's time limit alone holds."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (_CPU_S, _CPU_S))


if __name__ == "__main__":
    _limit_resources()
    logging.disable(logging.CRITICAL)
    sys.setrecursionlimit(3_000)
    answer = read_pdf(sys.stdin.buffer.read())
    sys.stdout.buffer.write(json.dumps(answer).encode("ascii"))
