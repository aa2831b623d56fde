"""The word lists and weights that the claims are found with: data files beside this package, checked when they are read."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from importlib import resources
from typing import Any

from briefs.language.yaml_data import load_yaml


@dataclass(frozen=True, kw_only=True)
class EnglishWords:
    """Lemmas of `data/english.yaml`."""

    speech_verbs: frozenset[str]
    statement_verbs: frozenset[str]
    dated_statement_verbs: frozenset[str]
    belief_verbs: frozenset[str]
    naming_verbs: frozenset[str]
    account_nouns: frozenset[str]
    account_prepositions: frozenset[str]
    source_prepositions: frozenset[str]
    reported_passives: frozenset[str]
    hearsay_adverbs: frozenset[str]
    hedges: frozenset[str]
    discourse: frozenset[str]
    nameless_speakers: frozenset[str]
    report_nouns: frozenset[str]
    invariant_participles: frozenset[str]
    class_nouns: Mapping[str, frozenset[str]]
    """Class (organisation, place, ...) -> nouns that speak of one."""
    class_labels: Mapping[str, frozenset[str]]
    """Class -> entity labels of the parser that fit it."""
    role_nouns: frozenset[str]
    measure_nouns: frozenset[str]
    plural_nouns: frozenset[str]
    """Singular in form, "they" in English."""
    first_person: frozenset[str]
    credit_openers: frozenset[str]

    def classes_of(self, nouns: Iterable[str]) -> set[str]:
        """The classes that any of these nouns speaks of."""
        wanted = set(nouns)
        return {name for name, members in self.class_nouns.items() if wanted & members}


@dataclass(frozen=True, kw_only=True)
class CheckworthinessTable:
    """`data/checkworthiness.yaml`: weights of a logistic sum, word lists of its features, reasons for an editor."""

    threshold: float
    intercept: float
    weights: Mapping[str, float]
    decisive: Mapping[str, str]
    reasons: Mapping[str, str]
    otherwise: str
    wrongdoing: frozenset[str]
    harm: frozenset[str]
    official_act: frozenset[str]
    evaluation: frozenset[str]
    opinion_verb: frozenset[str]
    future: frozenset[str]
    vague_subjects: frozenset[str]


@functools.lru_cache(maxsize=1)
def english() -> EnglishWords:
    """The English word lists.

    Raises:
        ValueError: the data file has an unknown key, lacks one, or holds another type.
    """
    return EnglishWords(**_checked("english.yaml", EnglishWords))


@functools.lru_cache(maxsize=1)
def checkworthiness_table() -> CheckworthinessTable:
    """The weights and lists of check-worthiness.

    Raises:
        ValueError: as for `english`; or a reason speaks of a feature that has no weight.
    """
    table = CheckworthinessTable(**_checked("checkworthiness.yaml", CheckworthinessTable))
    if unknown := set(table.reasons) - set(table.weights):
        raise ValueError(f"checkworthiness.yaml: reasons for features without a weight: {', '.join(sorted(unknown))}")
    return table


def read_data(name: str) -> dict[str, Any]:
    """A data file of this package as plain values."""
    text = resources.files("briefs.claims").joinpath("data", name).read_text(encoding="utf-8")
    data = load_yaml(text)
    if not isinstance(data, dict):
        raise ValueError(f"{name} holds no mapping")  # noqa: TRY004 - a wrong data file, not a wrong argument
    return data


def _checked(name: str, shape: type) -> dict[str, Any]:
    data = read_data(name)
    wanted = {field.name: str(field.type) for field in fields(shape)}
    if set(data) != set(wanted):
        raise ValueError(f"{name}: keys that differ from what is read: {', '.join(sorted(set(data) ^ set(wanted)))}")
    return {key: _converted(value, wanted[key], f"{name}: {key}") for key, value in data.items()}


def _converted(value: Any, annotation: str, place: str) -> Any:
    if annotation == "frozenset[str]":
        return _words(value, place)
    if annotation == "Mapping[str, frozenset[str]]":
        return {key: _words(words, f"{place}.{key}") for key, words in _mapping(value, place).items()}
    if annotation == "Mapping[str, float]":
        return {key: float(number) for key, number in _mapping(value, place).items()}
    if annotation == "Mapping[str, str]":
        return {key: str(text) for key, text in _mapping(value, place).items()}
    return float(value) if annotation == "float" else str(value)


def _words(value: Any, place: str) -> frozenset[str]:
    if not isinstance(value, list) or not all(isinstance(word, str) for word in value):
        raise ValueError(f"{place} is no list of words")
    return frozenset(value)


def _mapping(value: Any, place: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise ValueError(f"{place} is no mapping")  # noqa: TRY004 - as above
    return value
