"""The brief's own sentences as data: one file a language, every slot checked at load, so that another language takes no code."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from briefs.domain import PartialDate
from briefs.errors import BriefsError, UsageError
from briefs.language.yaml_data import load_yaml

_SLOT = re.compile(r"\{([\w-]*)\}")
_TEMPLATES = "templates"
_SENTENCES: dict[str, set[str]] = {
    "stake": {"name"},
    "itself": set(),
    "speaks-of": {"who", "quoted"},
    "says-quoted": {"who", "quoted"},
    "unnamed": set(),
    "unnamed-of": {"outlet"},
    "says-that": {"who", "content"},
    "reports-that": {"who", "content"},
    "reports": {"who", "sentence"},
    "reported-unnamed": {"who", "unnamed", "content"},
    "reported-unnamed-dated": {"who", "unnamed", "content", "date"},
    "claim-figure": {"sentence", "figure"},
    "statement-only": {"sentence"},
    "confirmed-origins": {"count", "sentence"},
    "confirmed-several": {"sentence"},
    "confirmed-record": {"sentence"},
    "confirmed-admission": {"sentence"},
    "second": {"first", "second"},
    "carried": {"sentence", "carriers"},
    "carried-citing": {"carriers", "holder"},
    "reports-on": {"who"},
    "reports-on-citing": {"who", "holder"},
    "claims-it": {"who"},
    "says-so": {"who"},
    "says-otherwise": {"who"},
    "reports-it": {"who"},
    "contradicts-it": {"who"},
    "in-language": {"name", "language"},
    "in-language-listed": {"name", "language"},
    "denies": {"who"},
    "could-not-verify": {"who"},
    "declined": {"who"},
    "did-not-answer": {"who"},
    "nothing-found": set(),
    "nearest": set(),
    "only-mentioned": set(),
    "absent": {"list"},
    "thing-document": set(),
    "thing-name": set(),
    "thing-date": set(),
    "no-second-origin": set(),
    "no-reply": set(),
}
_WORDING: dict[str, dict[str, set[str]]] = {
    "overstated": {
        "why-alleged": {"holders"},
        "why-disputed": set(),
        "why-refuted": set(),
        "attribute": {"holders"},
        "allege": {"holders"},
        "dispute": {"holders", "others"},
        "dispute-unnamed": set(),
        "correct": {"record"},
        "leave-out": set(),
    },
    "not-found": {
        "why-own": set(),
        "why-said": set(),
        "why-mentioned-own": set(),
        "why-mentioned-said": set(),
        "why-near-own": set(),
        "why-near-said": set(),
        "why-nearest-own": set(),
        "why-nearest-said": set(),
        "proposal": set(),
        "proposal-near": set(),
        "proposal-nearest": set(),
    },
    "misattributed": {
        "why-record": {"body"},
        "why-other": {"body", "holders"},
        "record": {"record", "publisher", "date"},
        "record-undated": {"record", "publisher"},
        "credit": {"holders"},
        "strike": {"body"},
    },
    "misquoted": {"why": {"quoted", "near", "publisher"}, "proposal": {"near"}},
    "outdated": {
        "why": {"publisher", "date"},
        "why-undated": {"publisher"},
        "proposal": {"record"},
        "why-superseded": {"publisher", "date"},
        "replace": {"record"},
    },
}
_LISTS = {"pair": {"a", "b"}, "more": {"a", "b"}, "rest": {"a"}, "either": {"a", "b"}}
_DATES = {"day": {"day", "month", "year"}, "month": {"month", "year"}, "year": {"year"}}
_WORDS = (
    "joining",
    "roles",
    "self",
    "factive",
    "opening-pronouns",
    "article-names",
    "determiners",
    "first-person",
    "saying-verbs",
    "viewing-verbs",
    "giving-verbs",
    "account-nouns",
    "revising-words",
    "paper-words",
    "claim-labels",
    "person-nouns",
)
_KEYS = {"version", "language", "list", "date", "months", "languages", "numbers", "letters", "words", "sentences", "wording"}
_FORMS = ("one", "other")
_FIRST_PLURAL = 2


class TemplateError(BriefsError):
    """A template file lacks a sentence, or a sentence has a slot too many or too few."""


@dataclass(frozen=True, slots=True)
class Phrases:
    """One language's templates."""

    language: str
    _data: Mapping[str, Any]

    def __call__(self, name: str, /, *, how_many: int = 1, **slots: str) -> str:
        """A sentence with its slots filled, without a full stop; `how_many` chooses singular or plural where the data has both."""
        return _filled(self._data["sentences"][name], how_many, slots)

    def advice(self, verdict: str, name: str, /, *, how_many: int = 1, **slots: str) -> str:
        """A sentence about the article's wording, without a full stop."""
        return _filled(self._data["wording"][verdict][name], how_many, slots)

    def joined(self, names: Sequence[str], *, has_more: bool = False, only_commas: bool = False) -> str:
        """ "A", "A and B", "A, B and C"; "A, B and others" when `has_more`; "A, B" with `only_commas`; "" for none."""
        joins = self._data["list"]
        if not names:
            return ""
        head = names[0]
        middle, last = (names[1:], None) if has_more or only_commas else (names[1:-1], names[-1] if len(names) > 1 else None)
        for name in middle:
            head = _filled(joins["more"], 1, {"a": head, "b": name})
        if has_more:
            return _filled(joins["rest"], 1, {"a": head})
        return head if last is None else _filled(joins["pair"], 1, {"a": head, "b": last})

    def alternatives(self, names: Sequence[str]) -> str:
        """ "A", "A or B", "A, B or C"; "" for none."""
        if len(names) < _FIRST_PLURAL:
            return "".join(names)
        return _filled(self._data["list"]["either"], 1, {"a": self.joined(names[:-1], only_commas=True), "b": names[-1]})

    def words(self, name: str) -> frozenset[str]:
        """A word list by which this language's sources are read, in lower case; empty where the language has none."""
        return frozenset(str(word) for word in self._data["words"].get(name) or ())

    def texts(self) -> Iterator[str]:
        """Every piece of text in the file: words that a brief may hold whatever its sources say."""
        yield from _leaves(self._data)

    def with_article(self, name: str) -> str:
        """A name with the article that this language puts before it, by its last word ("the" before "Financial Times")."""
        words = name.split()
        article = str(self._data["words"].get("article") or "")
        if words[0].lower() in self.words("determiners"):
            return name[:1].lower() + name[1:]
        is_noun = words[0].islower() and words[0].replace("'", "").replace("’", "").isalpha()
        is_owned = any(word.endswith(("'s", "’s", "s'")) for word in words[:-1])
        is_such = len(words) > 1 and words[-1] in self.words("article-names") and not is_owned
        takes = bool(article) and words[0].lower() != article and (is_noun or is_such)
        return f"{article} {name}" if takes else name

    def number(self, count: int) -> str:
        """A count as this language opens a sentence with it: the word, where the data has one, else the digits."""
        return str(self._data["numbers"].get(count, count))

    def language_name(self, code: str) -> str:
        """What this language calls another; the code itself when it has no word for it."""
        return str(self._data["languages"].get(code, code))

    def date(self, date: PartialDate) -> str:
        """A whole or partial date as this language writes it."""
        year, *finer = date.text.split("-")
        form = ("year", "month", "day")[len(finer)]
        slots = {"year": year}
        if finer:
            slots["month"] = str(self._data["months"][int(finer[0]) - 1])
        if len(finer) > 1:
            slots["day"] = str(int(finer[1]))
        return _filled(self._data["date"][form], 1, slots)

    @property
    def letters(self) -> Mapping[str, str]:
        """Cyrillic letter to this language's spelling of it; empty in a language that writes Cyrillic."""
        return self._data["letters"] or {}


def _filled(entry: Any, how_many: int, slots: Mapping[str, str]) -> str:
    text = entry if isinstance(entry, str) else entry["one" if how_many < _FIRST_PLURAL else "other"]
    return _SLOT.sub(lambda match: slots[match.group(1)], str(text))


def _leaves(data: Any) -> Iterator[str]:
    if isinstance(data, Mapping):
        data = list(data.values())
    if isinstance(data, list):
        for item in data:
            yield from _leaves(item)
    elif data is not None:
        yield str(data)


@cache
def load_phrases(language: str) -> Phrases:
    """The templates of a language.

    Raises:
        UsageError: there are none for it.
        TemplateError: the file lacks a sentence, or a slot is missing or undeclared.
    """
    folder = resources.files("briefs.draft").joinpath(_TEMPLATES)
    file = folder.joinpath(f"{language}.yaml")
    if not re.fullmatch(r"[a-z]{2,3}", language) or not file.is_file():
        known = ", ".join(sorted(path.name[:-5] for path in folder.iterdir() if path.name.endswith(".yaml")))
        raise UsageError(f"no templates for briefs in {language!r}; there are: {known}")
    return parse_phrases(load_yaml(file.read_text(encoding="utf-8")))


def parse_phrases(data: Mapping[str, Any]) -> Phrases:
    """Templates from their parsed file.

    Raises:
        TemplateError: see `load_phrases`.
    """
    language = str(data.get("language", "?"))
    if set(data) != _KEYS:
        raise TemplateError(f"templates {language}: the keys must be {sorted(_KEYS)}, not {sorted(data)}")
    _check_all(f"{language}.sentences", data["sentences"], _SENTENCES)
    if set(data["wording"]) != set(_WORDING):
        raise TemplateError(f"templates {language}.wording: the verdicts must be {sorted(_WORDING)}, not {sorted(data['wording'])}")
    for verdict, sentences in _WORDING.items():
        _check_all(f"{language}.wording.{verdict}", data["wording"][verdict], sentences)
    _check_all(f"{language}.list", data["list"], _LISTS)
    _check_all(f"{language}.date", data["date"], _DATES)
    if len(data["months"]) != 12:
        raise TemplateError(f"templates {language}.months: there are twelve, not {len(data['months'])}")
    if unknown := sorted(set(data["words"]) - {*_WORDS, "article"}):
        raise TemplateError(f"templates {language}.words: nobody reads {', '.join(unknown)}")
    return Phrases(language, data)


def _check_all(place: str, entries: Mapping[str, Any], wanted: Mapping[str, set[str]]) -> None:
    if unknown := sorted(set(entries) - set(wanted)):
        raise TemplateError(f"template {place}: nobody writes {', '.join(unknown)}")
    for name, slots in wanted.items():
        entry = entries.get(name)
        if isinstance(entry, Mapping) and set(entry) != set(_FORMS):
            raise TemplateError(f"template {place}.{name} must have the forms {' and '.join(_FORMS)}, not {sorted(entry)}")
        for text in entry.values() if isinstance(entry, Mapping) else [entry]:
            _check(f"{place}.{name}", text, slots)


def _check(place: str, text: object, slots: set[str]) -> None:
    if not isinstance(text, str):
        raise TemplateError(f"template {place} is missing")
    found = set(_SLOT.findall(text))
    if found != slots:
        raise TemplateError(f"template {place} has the slots {sorted(found)}; it must have {sorted(slots)}")
