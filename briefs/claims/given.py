"""Claims that the checker brings: a file with one a line, a JSON list with ids, or texts from the command line."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path

from briefs.domain import Claim, claim_id
from briefs.errors import InputError, UsageError
from briefs.language import normalise

MAX_CLAIM_LENGTH = 2000
"""Characters of one claim. A claim is a sentence; what is longer is a text that belongs in the article."""

MAX_CLAIMS = 2000

_BOM = "\ufeff"


def read_claims(path: Path | str) -> list[Claim]:
    """The claims of a file in its order; ids of a JSON file are kept, others derive from the text.

    `.json` (or a text that opens with `[`) is a list of `{"id", "text"}`, `id` optional; anything else is one claim a line, where
    blank lines and lines that open with `#` are left out.

    Raises:
        UsageError: no such file; an id or a text stands twice.
        InputError: not UTF-8, not JSON, an entry of the wrong shape, no claim in it. The message names the entry.
    """
    file = Path(path)
    text = _text_of(file)
    is_json = file.suffix.lower() == ".json" or text.lstrip().startswith("[")
    entries = _json_entries(text, file) if is_json else _line_entries(text)
    claims = [_claim(entry_id, entry_text, f"{file}: {place}") for entry_id, entry_text, place in entries]
    if not claims:
        raise InputError(f'{file} holds no claim; write one a line, or JSON [{{"id", "text"}}]')
    if len(claims) > MAX_CLAIMS:
        raise InputError(f"{file} holds {len(claims)} claims; at most {MAX_CLAIMS} are taken at once: split the file")
    require_distinct(claims, [f"{file}: {place}" for _, _, place in entries])
    return claims


def listed_claims(entries: Sequence[object], *, place: str) -> list[Claim]:
    """Claims from a list of `{"id", "text"}`, `id` optional, that came with a request; `place` is how messages name it.

    Raises:
        UsageError: an id or a text stands twice.
        InputError: an entry of the wrong shape. The message names the entry.
    """
    read = [_json_entry(item, f"entry {number}", place) for number, item in enumerate(entries, start=1)]
    claims = [_claim(entry_id, text, f"{place}: {where}") for entry_id, text, where in read]
    if len(claims) > MAX_CLAIMS:
        raise InputError(f"{place} holds {len(claims)} claims; at most {MAX_CLAIMS} are taken at once")
    require_distinct(claims, [f"{place}: {where}" for _, _, where in read])
    return claims


def given_claims(texts: Iterable[str]) -> list[Claim]:
    """Claims from texts given one by one (`--claim TEXT`), in order.

    Raises:
        UsageError: a text is empty, too long, or stands twice.
    """
    claims: list[Claim] = []
    places: list[str] = []
    for number, text in enumerate(texts, start=1):
        places.append(f"--claim number {number}")
        try:
            claims.append(_claim(None, text, places[-1]))
        except InputError as error:
            raise UsageError(str(error)) from error
    require_distinct(claims, places)
    return claims


def require_distinct(claims: Sequence[Claim], places: Sequence[str] | None = None) -> None:
    """Refuse two claims with one id.

    Raises:
        UsageError: names both entries, by `places` (as long as `claims`) or by their texts.
    """
    seen: dict[str, int] = {}
    for index, claim in enumerate(claims):
        first = seen.setdefault(claim.id, index)
        if first == index:
            continue
        here, there = (places[index], places[first]) if places else (f"“{claim.text}”", f"“{claims[first].text}”")
        raise UsageError(f"{here}: the claim id {claim.id} already stands at {there}; give each claim once, with an id of its own")


def _text_of(file: Path) -> str:
    try:
        return file.read_bytes().decode("utf-8").removeprefix(_BOM)
    except FileNotFoundError as error:
        raise UsageError(f"no claims file at {file}; check the path given with --claims") from error
    except IsADirectoryError as error:
        raise UsageError(f"{file} is a folder; --claims takes a file") from error
    except UnicodeDecodeError as error:
        raise InputError(f"{file} is not UTF-8 (byte {error.start}); save the claims as UTF-8") from error
    except (OSError, ValueError) as error:
        raise UsageError(f"the claims file {file} cannot be read ({getattr(error, 'strerror', None) or error})") from error


def _line_entries(text: str) -> list[tuple[str | None, str, str]]:
    lines = [(number, line.strip()) for number, line in enumerate(normalise(text).split("\n"), start=1)]
    return [(None, line, f"line {number}") for number, line in lines if line and not line.startswith("#")]


def _json_entries(text: str, file: Path) -> list[tuple[str | None, str, str]]:
    try:
        data = json.loads(text)
    except json.JSONDecodeError as error:
        raise InputError(f'{file} is not JSON (line {error.lineno}: {error.msg}); write [{{"id", "text"}}]') from error
    except RecursionError as error:
        raise InputError(f'{file} is nested too deeply; write [{{"id", "text"}}]') from error
    if not isinstance(data, list):
        raise InputError(f'{file} holds no JSON list; write [{{"id", "text"}}]')
    return [_json_entry(item, f"entry {number}", file) for number, item in enumerate(data, start=1)]


def _json_entry(item: object, place: str, file: Path | str) -> tuple[str | None, str, str]:
    if not isinstance(item, dict):
        raise InputError(f'{file}: {place} is no object; write {{"id": ..., "text": ...}}')
    text, entry_id = item.get("text"), item.get("id")
    if not isinstance(text, str):
        raise InputError(f'{file}: {place} has no "text" that is a string')
    if entry_id is None:
        return None, text, place
    if not isinstance(entry_id, str) or not entry_id.strip():
        raise InputError(f'{file}: {place} has an "id" that is no string; quote it, or leave it out')
    if any(ord(character) < 32 for character in entry_id) or len(entry_id) > 200:
        raise InputError(f'{file}: {place} has an "id" with control characters or of more than 200 characters')
    return entry_id.strip(), text, f"{place} ({entry_id.strip()})"


def _claim(entry_id: str | None, text: str, place: str) -> Claim:
    line = " ".join(normalise(text).split())
    if not any(character.isalnum() for character in line):
        raise InputError(f"{place} is empty; write the claim as a sentence")
    if len(line) > MAX_CLAIM_LENGTH:
        raise InputError(f"{place} has {len(line)} characters; a claim is one sentence of at most {MAX_CLAIM_LENGTH}")
    return Claim(id=entry_id or claim_id(line), text=line)
