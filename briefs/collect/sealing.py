"""A seal on what we cache: texts out of a folder that came from somebody else are not believed.

A cached text is what citations resolve against. Whoever hands over a corpus with its `.briefs` folder could put words there that the
file beside it does not hold. So every cache file carries a MAC under a key that never leaves this user's account; a file without the
right one is parsed again, which costs time and nothing else.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import hmac
import os
import secrets
import tempfile
from pathlib import Path

_KEY_BYTES = 32
_SEAL_LENGTH = 64


def sealed(data: bytes, *, name: str) -> bytes:
    """`data` behind its seal; `name` is sealed with it, so that one file's texts cannot stand in for another's."""
    return _mac(data, name).encode("ascii") + b"\n" + data


def unsealed(raw: bytes, *, name: str) -> bytes | None:
    """What was sealed under that name on this account; None for anything else."""
    seal, data = raw[:_SEAL_LENGTH], raw[_SEAL_LENGTH + 1 :]
    return data if hmac.compare_digest(seal, _mac(data, name).encode("ascii")) else None


def _mac(data: bytes, name: str) -> str:
    mac = hmac.new(_key(_key_file()), name.encode("utf-8") + b"\0", hashlib.sha256)
    mac.update(data)
    return mac.hexdigest()


def _key_file() -> Path:
    """`$XDG_STATE_HOME/briefs/cache-key`, `~/.local/state` by default."""
    return Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state") / "briefs" / "cache-key"


@functools.lru_cache(maxsize=4)
def _key(file: Path) -> bytes:
    """The account's key, made on first use. Where it cannot be kept it lasts for this process: then nothing cached is believed later."""
    with contextlib.suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not file.exists():
            # renamed into place whole: a kill leaves no half a key; of two processes that make one the later wins, which costs time alone
            handle, name = tempfile.mkstemp(dir=file.parent)
            with os.fdopen(handle, "wb") as made:
                made.write(secrets.token_bytes(_KEY_BYTES))
            Path(name).replace(file)
        key = file.read_bytes()
        if len(key) == _KEY_BYTES:
            return key
    return secrets.token_bytes(_KEY_BYTES)
