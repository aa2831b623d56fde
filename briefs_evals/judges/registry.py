"""Makes judges from what stands on the command line, or from a run's record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from briefs.errors import UsageError
from briefs_evals.judges.port import Judge, Question, Verdict

KINDS = "overlap, gate, chat:MODEL, chat:MODEL@BASE_URL, human:FILE.csv"


@dataclass(frozen=True, slots=True)
class NamedJudge:
    """Implements `Judge` for a run that was judged already: the figures need its name alone, neither a key nor a sheet."""

    name: str

    @property
    def is_the_gate(self) -> bool:
        """As `GateJudge` says of itself."""
        return self.name == "gate"

    def judge(self, questions: Sequence[Question]) -> list[Verdict]:
        """Open, all of them."""
        return [Verdict(None, reason="not asked again") for _ in questions]


def make_judges(specs: Sequence[str]) -> list[Judge]:
    """A judge a spec.

    Raises:
        UsageError: one cannot be made, two have one name, or the gate's own checker would be the only judge.
    """
    judges = [make_judge(spec) for spec in specs]
    names = [judge.name for judge in judges]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise UsageError(f"two judges have the name {', '.join(twice)}; name label sheets differently")
    if all(judge.is_the_gate for judge in judges):
        raise UsageError("the gate decided what was printed, so it cannot be the only judge of it: add another, e.g. --judge overlap")
    return judges


def make_judge(spec: str) -> Judge:
    """`overlap`, `gate`, `chat:MODEL[@BASE_URL]` or `human:FILE.csv`.

    Raises:
        UsageError: no such judge, or its endpoint has no key.
        SheetError: its file cannot be used.
    """
    kind, _, rest = spec.partition(":")
    if kind == "overlap" and not rest:
        from briefs_evals.judges.overlap import OverlapJudge

        return OverlapJudge()
    if kind == "gate" and not rest:
        from briefs_evals.judges.gate import GateJudge

        return GateJudge()
    if kind == "chat" and rest:
        from briefs_evals.judges.chat import ChatJudge

        model, _, base_url = rest.partition("@")
        return ChatJudge.of_endpoint(model, base_url=base_url or None)
    if kind == "human" and rest:
        from briefs_evals.judges.human import HumanJudge

        return HumanJudge.from_csv(Path(rest))
    raise UsageError(f"no judge {spec!r}; write one of: {KINDS}")
