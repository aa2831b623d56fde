"""The decision table, read from `policy.yaml`: first rule that matches the counts wins. Pure: only numbers and flags."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path

import yaml

from briefs.domain import ClaimKind, Standing
from briefs.errors import UsageError
from briefs.language.yaml_data import load_yaml

DEFAULT_POLICY = Path(__file__).parent / "policy.yaml"
_CONDITION = re.compile(r"(>=|<=|>|<)?\s*(\d+)$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """What the rules may ask; meanings in `policy.yaml`."""

    kind: ClaimKind
    supporting: int = 0
    supporting_independent: int = 0
    supporting_without_stake: int = 0
    supporting_named: int = 0
    supporting_first_hand: int = 0
    refuting: int = 0
    refuting_without_stake: int = 0
    denials: int = 0
    sides: int = 0
    opposed_parties: int = 0
    records: int = 0
    refuting_records: int = 0
    admissions: int = 0
    retractions: int = 0
    on_record: int = 0
    against_record: int = 0
    debunks: int = 0
    newsrooms: int = 0
    supporting_named_without_stake: int = 0
    supporting_speakers: int = 0
    refuting_authorities: int = 0
    accuses: bool = False
    contested: int = 0
    doubts: int = 0
    inconclusive: int = 0
    shared_witness: bool = False
    negated: bool = False


_FIELDS = {item.name for item in fields(Counts)}


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of the table."""

    id: str
    when: Mapping[str, object]
    standing: Standing

    def matches(self, counts: Counts) -> bool:
        """Whether every condition holds."""
        return all(_holds(getattr(counts, name), wanted) for name, wanted in self.when.items())


@dataclass(frozen=True, slots=True)
class Policy:
    """The table with its version."""

    version: str
    rules: tuple[Rule, ...]

    def decide(self, counts: Counts) -> Rule:
        """The first rule that matches. A policy whose rules leave a case open is refused at load."""
        return next(rule for rule in self.rules if rule.matches(counts))


@cache
def load_policy(path: Path = DEFAULT_POLICY) -> Policy:
    """Read and check a policy file.

    Raises:
        UsageError: not a policy: an unknown name in a condition, an unknown standing, an id twice, or no last rule that always matches.
    """
    try:
        data = load_yaml(path.read_text(encoding="utf-8"))
        rules = tuple(_rule(entry) for entry in data["rules"])
        version = str(data["version"])
    except (OSError, yaml.YAMLError, KeyError, TypeError, ValueError) as error:
        raise UsageError(f"policy {path}: {error}; see the comments of the default policy for its shape") from error
    if len({rule.id for rule in rules}) != len(rules):
        raise UsageError(f"policy {path}: a rule id stands twice")
    if not rules or rules[-1].when:
        raise UsageError(f"policy {path}: the last rule must have `when: {{}}`, so that every claim gets a standing")
    return Policy(version, rules)


def _rule(entry: Mapping[str, object]) -> Rule:
    when = entry["when"]
    if not isinstance(when, Mapping):
        raise TypeError(f"rule {entry['id']}: `when` is not a mapping")
    for name, wanted in when.items():
        if name not in _FIELDS:
            raise ValueError(f"rule {entry['id']}: unknown condition {name!r}")
        _check(str(entry["id"]), wanted)
    return Rule(str(entry["id"]), dict(when), Standing(str(entry["standing"])))


def _check(rule: str, wanted: object) -> None:
    if isinstance(wanted, list):
        for kind in wanted:
            ClaimKind(kind)
    elif isinstance(wanted, str) and not _CONDITION.match(wanted):
        raise ValueError(f'rule {rule}: cannot read the condition {wanted!r} (write a number, ">=2", true, false or a list of kinds)')


def _holds(value: object, wanted: object) -> bool:
    if isinstance(wanted, list):
        return value in [ClaimKind(kind) for kind in wanted]
    if isinstance(wanted, bool) or isinstance(value, bool):
        return value == wanted
    match = _CONDITION.match(str(wanted))
    if match is None or not isinstance(value, int):
        return value == wanted
    sign, number = match.group(1) or "==", int(match.group(2))
    return {">=": value >= number, "<=": value <= number, ">": value > number, "<": value < number, "==": value == number}[sign]
