"""Names compared across scripts and cases: Бахмутом, Бахмута and Bakhmut; Зеленський, Zelensky and Selenskyj.

A key is a coarse transliteration with the case ending off. Equality of two names is decided on sets of possible sounds, because one
spelling ("ch", "z") is read differently from language to language; short names must agree exactly.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from dataclasses import dataclass
from itertools import product

from briefs.language.lexicon import every_lexicon, fold, read_data

_WORD = re.compile(r"\d+-[^\W\d_]{1,3}(?!\w)|[^\W_]+(?:['’ʼ][^\W\d_]+)*")
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
_VOWELS = "aeiou"
_MAX_VARIANTS = 24
_MAX_NAME = 200


@dataclass(frozen=True, slots=True)
class _Tables:
    letters: dict[int, str]
    endings: tuple[str, ...]
    spellings: tuple[tuple[str, tuple[str, ...]], ...]
    exonyms: dict[str, int]
    generic: frozenset[str]
    links: frozenset[str]
    titles: frozenset[str]


def name_key(text: str) -> str:
    """Transliterated, case-folded, without diacritics and case endings: "Бахмутом" and "Bakhmut" give "bakhmut"; "" without letters."""
    return " ".join(_token_key(token) for token in _tokens(text))


def same_name(a: str, b: str) -> bool:
    """Whether two spellings are one name, whole against whole, in whatever script and case; titles and "the" do not count."""
    return _same(a.strip()[:_MAX_NAME], b.strip()[:_MAX_NAME])


def names_corefer(a: str, b: str) -> bool:
    """`same_name`, or one is a part that can stand for the other: the surname, the acronym, the name without "movement" or "Ltd"."""
    return _corefer(a.strip()[:_MAX_NAME], b.strip()[:_MAX_NAME])


@functools.lru_cache(maxsize=65536)
def _same(a: str, b: str) -> bool:
    if fold(a) == fold(b):
        return bool(_tokens(a))
    place = _tables().exonyms.get(_plain(a))
    if place is not None and place == _tables().exonyms.get(_plain(b)):
        return True
    left, right = _significant(a), _significant(b)
    return len(left) == len(right) > 0 and all(_same_token(x, y) for x, y in zip(left, right, strict=True))


@functools.lru_cache(maxsize=65536)
def _corefer(a: str, b: str) -> bool:
    if _same(a, b) or _is_acronym_of(a, b) or _is_acronym_of(b, a):
        return True
    left, right = _specific(a), _specific(b)
    if not left or not right:
        return False
    if len(left) == len(right):
        given = zip(left[:-1], right[:-1], strict=True)
        return _same_token(left[-1], right[-1]) and all(_same_token(x, y) or _is_initial_of(x, y) for x, y in given)
    short, long = (left, right) if len(left) < len(right) else (right, left)
    if not _same_token(short[-1], long[-1]) or len(short[-1]) < 3:
        return False
    # every part of the shorter name stands in the longer, in order: "Volodymyr Zelensky" in "Volodymyr O. Zelensky"
    position = 0
    for token in short:
        while position < len(long) and not (_same_token(token, long[position]) or _is_initial_of(token, long[position])):
            position += 1
        if position == len(long):
            return False
        position += 1
    return True


def _is_initial_of(a: str, b: str) -> bool:
    return min(len(a), len(b)) == 1 and fold(a[0]) == fold(b[0])


def _is_acronym_of(acronym: str, name: str) -> bool:
    letters = acronym.replace(".", "").strip()
    if not (2 <= len(letters) <= 7 and letters.isupper() and letters.isalpha()):
        return False
    parts = _tokens(name)
    if len(parts) < 2:
        return False
    initials = "".join(part[0] for part in parts).upper()
    without_links = "".join(part[0] for part in parts if fold(part) not in _tables().links).upper()
    capitals = "".join(part[0] for part in parts if part[0].isupper())
    return letters in (initials, without_links, capitals)


def _specific(name: str) -> list[str]:
    tokens = [token for token in _significant(name) if fold(token) not in _tables().generic]
    return tokens or _significant(name)


def _significant(name: str) -> list[str]:
    tokens = [token for token in _tokens(name) if fold(token) not in _tables().links]
    while len(tokens) > 1 and fold(tokens[0]) in _tables().titles:
        tokens = tokens[1:]
    return tokens


def _tokens(text: str) -> list[str]:
    return [match.group().removesuffix("'s").removesuffix("’s") for match in _WORD.finditer(unicodedata.normalize("NFC", text))]


def _plain(name: str) -> str:
    return " ".join(fold(token) for token in _tokens(name) if fold(token) != "the")


def _same_token(a: str, b: str) -> bool:
    if fold(a) == fold(b):
        return True
    if any(character.isdigit() for character in a + b):
        return _number_of(a) == _number_of(b) != ""
    if a.isupper() and b.isupper() and max(len(a), len(b)) <= 4:
        # acronyms have no case endings: БПР and БПРА differ
        return bool(_spelled(a) & _spelled(b))
    left, right = _sounds(a), _sounds(b)
    if left & right:
        return True
    crosses = bool(_CYRILLIC.search(a)) or bool(_CYRILLIC.search(b))
    return crosses and any(_differ_by_a_vowel(x, y) for x in left for y in right)


def _number_of(token: str) -> str:
    return "".join(character for character in token if character.isdigit())


def _differ_by_a_vowel(a: str, b: str) -> bool:
    """Харьков and Kharkiv: one vowel inside a long name, the first letter and all consonants alike."""
    if len(a) != len(b) or len(a) < 5 or a[0] != b[0]:
        return False
    differing = [(x, y) for x, y in zip(a, b, strict=True) if x != y]
    return len(differing) == 1 and all(letter in _VOWELS for letter in differing[0])


@functools.lru_cache(maxsize=65536)
def _sounds(token: str) -> frozenset[str]:
    """What a name may sound like, its case ending off."""
    sounds = set()
    for variant in _spelled(token):
        bare = _bare(variant)
        sounds.add(bare)
    return frozenset(sounds)


@functools.lru_cache(maxsize=65536)
def _spelled(token: str) -> frozenset[str]:
    key = _token_key(token)
    # г is written g after Russian and h after Ukrainian
    keys = {key}
    if _CYRILLIC.search(token):
        # the ending that was taken off may be part of the name: Максим
        keys |= {fold(token).translate(_tables().letters)}
        keys |= {k.replace("g", "h") for k in keys}
    return frozenset(sound for k in keys for sound in _read_aloud(k))


def _read_aloud(key: str) -> set[str]:
    options: list[tuple[str, ...]] = []
    position = 0
    while position < len(key):
        for spelling, sounds in _tables().spellings:
            if key.startswith(spelling, position):
                options.append(sounds)
                position += len(spelling)
                break
        else:
            options.append((key[position],))
            position += 1
    variants: set[str] = set()
    for combination in product(*options):
        variants.add(_smoothed("".join(combination)))
        if len(variants) >= _MAX_VARIANTS:
            break
    return variants


def _smoothed(sound: str) -> str:
    sound = sound.replace("y", "i")
    sound = re.sub(r"(?<=[aeiou])h(?![aeiou])", "", sound)
    sound = re.sub(r"i+(?=[aeou])", "", sound)
    sound = re.sub(r"(?<=[aeou])i+", "", sound)
    return re.sub(r"(.)\1+", r"\1", sound)


def _bare(sound: str) -> str:
    trimmed = sound.rstrip(_VOWELS)
    return trimmed if len(trimmed) >= 3 else sound


@functools.lru_cache(maxsize=65536)
def _token_key(token: str) -> str:
    folded = fold(token)
    if _CYRILLIC.search(folded):
        latin = folded.translate(_tables().letters)
        return latin if len(folded) <= 3 or (token.isupper() and len(token) <= 4) else _without_ending(latin)
    decomposed = unicodedata.normalize("NFD", folded.replace("ł", "l").replace("ø", "o").replace("æ", "ae"))
    return "".join(character for character in decomposed if not unicodedata.combining(character)).replace("'", "").replace("’", "")


def _without_ending(latin: str) -> str:
    for ending in _tables().endings:
        if latin.endswith(ending) and len(latin) - len(ending) >= 3:
            trimmed = latin[: -len(ending)]
            return trimmed + "sk" if ending.startswith("sk") else trimmed
    return latin


@functools.lru_cache(maxsize=1)
def _tables() -> _Tables:
    data = read_data("transliteration.yaml")
    endings = [ending for ending in data["endings"] if ending not in ("ov", "ev")]
    lexicons = every_lexicon()
    return _Tables(
        letters={ord(letter): latin for letter, latin in data["letters"].items()},
        endings=tuple(sorted(set(endings), key=lambda ending: (-len(ending), ending))),
        spellings=tuple((spelling, tuple(sounds)) for spelling, sounds in data["spellings"]),
        exonyms={_plain(name): index for index, group in enumerate(data["exonyms"]) for name in group},
        links=frozenset(data["links"]),
        generic=frozenset().union(*(words.generic_name_words for words in lexicons)),
        titles=frozenset().union(*(words.titles for words in lexicons)),
    )
