"""Makes a judge from what stands on the command line."""

from __future__ import annotations

from pathlib import Path

from briefs.errors import UsageError
from briefs_evals.judges.port import Judge

KINDS = "overlap, gate, chat:MODEL, chat:MODEL@BASE_URL, human:FILE.csv"


def make_judge(spec: str) -> Judge:
    """`overlap`, `gate`, `chat:MODEL[@BASE_URL]` or `human:FILE.csv`.

    Raises:
        UsageError: no such judge, or its file cannot be read.
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
