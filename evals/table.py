"""The table of `evals/README.md` from finished runs, the product's first.

    python -m evals.table results/briefs results/two-outlets results/lead results/majority

Rows are the figures on given claims; the columns are the product's value, interval and parts, then each baseline's value.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from briefs_evals.results import RunFolder
from briefs_evals.tables import number, spread

Json = dict[str, Any]
ROWS = {
    "over_confirmation": "**over-confirmation** ↓",
    "standing_accuracy": "standing right",
    "standing_macro_f1": "standing, macro-F1",
    "confirmed_recall": "of what is confirmed, found",
    "origins_exact": "origins exact",
    "origins_within_one": "origins within one",
    "citation_recall[overlap": "citation recall [overlap]",
    "citation_precision[overlap": "citation precision [overlap]",
    "citation_f1[overlap": "citation F1 [overlap]",
    "citations_resolve": "citations resolve",
    "quotes_exact": "quotations exact",
    "evidence_recall": "labelled evidence found",
    "attribution_kept": "attribution kept",
    "accuser_named": "accuser named",
    "point_coverage": "points of the reference made",
    "points_in_place": "… in the right section",
    "stance_calibration_error": "stance calibration error ↓",
    "withheld_rate": "sentences withheld",
    "empty_briefs": "briefs that assert nothing ↓",
    "reading_ease": "Flesch reading ease",
    "words_per_brief": "words a brief",
}
"""Beginning of a metric's name -> how the table calls it."""


def table(runs: Sequence[RunFolder]) -> str:
    """Markdown."""
    scores = [run.summary()["scores"]["gold"] for run in runs]
    baselines = [run.record()["settings"]["system"] for run in runs[1:]]
    lines = [f"| | briefs | interval | dev | **held-out** | {' | '.join(baselines)} |", "|---" * (5 + len(baselines)) + "|"]
    for start, title in ROWS.items():
        name = next(name for name in scores[0] if name.startswith(start))
        entry = scores[0][name]
        parts = entry.get("by_split", {})
        cells = [number(entry["value"]), spread(entry.get("interval")), number(parts.get("dev")), number(parts.get("held-out"))]
        cells += [number(other.get(name, {}).get("value")) for other in scores[1:]]
        lines.append(f"| {title} | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("runs", nargs="+", type=Path)
    print(table([RunFolder.open(path) for path in parser.parse_args().runs]), end="")


if __name__ == "__main__":
    main()
