"""The table of `evals/README.md` from finished runs, the product's first.

    python -m evals.table results/briefs results/two-outlets results/lead results/majority
    python -m evals.table results/briefs --beside results/langchain-rag

`--write evals/README.md` puts the table in its place there, between the comments `table` and `end of table` (with `--beside`: `chain`).

Rows are the figures on given claims; the columns are the product's value, interval and parts, then each baseline's value. With `--beside`
it is the short table of a run over fewer stories: both are summed over the stories that both scored.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from briefs_evals.beside import COLUMNS
from briefs_evals.cli.examining import metrics_of_run
from briefs_evals.results import RunFolder
from briefs_evals.summary import value_of
from briefs_evals.tables import number, spread

Json = dict[str, Any]
ROWS = {
    "over_confirmation": "**over-confirmation** ↓",
    "standing_accuracy": "standing right",
    "standing_macro_f1": "standing, macro-F1",
    "confirmed_recall": "of what is confirmed, found",
    "origins_exact": "origins exact",
    "origins_within_one": "origins within one",
    "citation_recall[overlap": "citation recall {judge}",
    "citation_precision[overlap": "citation precision {judge}",
    "citation_f1[overlap": "citation F1 {judge}",
    "citations_resolve": "citations resolve",
    "quotes_exact": "quotations exact",
    "evidence_recall": "labelled evidence found",
    "attribution_kept": "attribution kept",
    "bare_sentences": "sentences that say who reports, not what ↓",
    "accuser_named": "accuser named",
    "point_coverage": "points of the reference made",
    "points_in_place": "… in the right section",
    "stance_calibration_error": "stance calibration error ↓",
    "withheld_rate": "sentences withheld",
    "interested_recall": "accusers flagged as interested",
    "interested_precision": "interested flags that are accusers",
    "empty_briefs": "briefs that assert nothing ↓",
    "reading_ease": "Flesch reading ease",
    "words_per_brief": "words a brief",
}
"""Beginning of a metric's name -> how the table calls it, with the judge under the name that it has everywhere: `[overlap-4]`."""


def table(runs: Sequence[RunFolder]) -> str:
    """Markdown."""
    scores = [run.summary()["scores"]["gold"] for run in runs]
    baselines = [run.record()["settings"]["system"] for run in runs[1:]]
    references = runs[0].summary()["beside"]["gold"]
    lines = [f"| | briefs | interval | dev | **held-out** | {' | '.join(baselines)} | {' | '.join(COLUMNS)} |"]
    lines.append("|---" * (5 + len(baselines) + len(COLUMNS)) + "|")
    for start, title in ROWS.items():
        name = next(name for name in scores[0] if name.startswith(start))
        entry = scores[0][name]
        parts = entry.get("by_split", {})
        cells = [
            number(entry["value"]),
            spread(entry.get("interval"), stories=entry.get("stories", 2)),
            number(parts.get("dev")),
            number(parts.get("held-out")),
        ]
        cells += [number(other.get(name, {}).get("value")) for other in scores[1:]]
        held = references.get(name, {})
        cells += [number(held[column]) if column in held else "" for column in COLUMNS]
        lines.append(f"| {_titled(title, name)} | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def short_table(product: RunFolder, other: RunFolder) -> str:
    """Markdown: both over the stories that both scored, claims given."""
    mine, theirs = _scored(product), _scored(other)
    shared = sorted(mine.keys() & theirs.keys())
    settings = other.record()["settings"]
    failed = sum(len(line["failed_claims"]) for line in map(theirs.__getitem__, shared))
    lines = [
        f"{', '.join(mine[key]['case'] for key in shared)}; model {settings['model']}, run of {other.record()['started_at'][:10]}; "
        f"claims that it failed on: {failed}",
        "",
        f"| | briefs | {settings['system']} |",
        "|---|---|---|",
    ]
    for metric in metrics_of_run(other):
        title = next((title for start, title in ROWS.items() if metric.name.startswith(start)), None)
        if title is None or any(metric.name not in found[key]["tallies"] for key in shared for found in (mine, theirs)):
            continue
        pair = [value_of(metric, [found[key]["tallies"][metric.name] for key in shared]) for found in (mine, theirs)]
        lines.append(f"| {_titled(title, metric.name)} | {' | '.join(map(number, pair))} |")
    return "\n".join(lines) + "\n"


def put(made: str, text: str, name: str) -> str:
    """The text with the table in its place.

    Raises:
        ValueError: the comments that mark the place are not there.
    """
    before, start, rest = text.partition(f"<!-- {name} -->\n")
    _, end, after = rest.partition(f"<!-- end of {name} -->")
    if not start or not end:
        raise ValueError(f"no place for the table: write <!-- {name} --> and <!-- end of {name} --> around it")
    return f"{before}{start}{made}{end}{after}"


def _titled(title: str, metric: str) -> str:
    return title.format(judge=metric[metric.find("[") :])


def _scored(run: RunFolder) -> dict[str, Json]:
    return {line["sample"]: line for line in run.samples() if line["status"] == "scored" and line["claims_from"] == "gold"}


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("runs", nargs="+", type=Path)
    parser.add_argument("--beside", type=Path, help="A run over some of the stories, to hold the product against.")
    parser.add_argument("--write", type=Path, metavar="FILE", help="Put the table into this file instead of printing it.")
    wanted = parser.parse_args()
    runs = [RunFolder.open(path) for path in wanted.runs]
    made = short_table(runs[0], RunFolder.open(wanted.beside)) if wanted.beside else table(runs)
    if wanted.write is None:
        print(made, end="")
    else:
        wanted.write.write_text(
            put(made, wanted.write.read_text(encoding="utf-8"), "chain" if wanted.beside else "table"), encoding="utf-8"
        )


if __name__ == "__main__":
    main()
