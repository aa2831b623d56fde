"""The page that people look at: headline, tables, confusion, stories, and each failing claim with sentence, span and finding side by side.

Self-contained (no script, no outside file) and escaped: every text of a case or a document goes through `html.escape`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from html import escape
from importlib import resources
from typing import Any

from briefs_evals.beside import COLUMNS
from briefs_evals.cases.case import STANDINGS
from briefs_evals.metrics.calibration import BINS
from briefs_evals.metrics.standing import NONE
from briefs_evals.report.failures import failures
from briefs_evals.tables import judged_note, number, open_sentences, spread
from briefs_evals.wording import beside_the_headline, of_mode

Json = dict[str, Any]
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
_TILES = ("over_confirmation", "standing_accuracy", "origins_exact", "citation_f1", "point_coverage")
_BY_STORY = ("over_confirmation", "standing_accuracy", "origins_exact", "citation_recall", "citation_precision", "point_coverage")


def html_report(record: Json, samples: Sequence[Json], summary: Json, *, effort: Mapping[str, Json]) -> bytes:
    """One HTML file, UTF-8."""
    style = resources.files("briefs_evals.report").joinpath("style.css").read_text(encoding="utf-8")
    title = f"{record['settings']['system']}: {record['id']}"
    parts = [
        "<!doctype html>",
        '<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">',
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">',
        f"<title>{escape(title)}</title><style>{style}</style></head><body>",
        *_head(record, summary, sum(line["seconds"] for line in effort.values())),
    ]
    for mode, scores in summary["scores"].items():
        parts += [
            f"<h2>{of_mode(mode).capitalize()}</h2>",
            *_tiles(scores, summary["beside"][mode]),
            *_confusion(summary["confusion"][mode]),
            *_beside(summary["beside"][mode], scores),
            *_calibration(scores["stance_calibration_error"]),
            *_stories(scores, samples, mode, effort),
            *_effort(scores, samples, mode, effort),
            *_scores(scores, summary["judges"][mode]),
        ]
    parts += [*failures(samples), *_made_of(record), "</body></html>"]
    return ("\n".join(parts) + "\n").encode("utf-8")


def _head(record: Json, summary: Json, seconds: float) -> list[str]:
    samples, settings = summary["samples"], record["settings"]
    lines = [
        "<h1>How good are the briefs?</h1>",
        f'<p class="note">System {escape(settings["system"])}, run {escape(record["id"])}, {escape(record["started_at"])}; '
        f"{len(record['cases'])} stories; judged by {escape(', '.join(settings['judges']))}; {seconds:.1f} seconds in the system.</p>",
        f"<p>{samples['scored']} samples scored, {len(samples['unscored'])} unscored. The intervals come from resampling whole stories: "
        "with few stories they are wide, and a difference inside them may be chance.</p>",
    ]
    items = [*samples["unscored"], *({"sample": f"{i['sample']} {i['claim']}", "reason": i["reason"]} for i in samples["failed_claims"])]
    lines.append('<p><a href="#failed">What failed, claim by claim</a> · <a href="#made-of">what made these figures</a></p>')
    if items:
        rows = "".join(f"<li>{escape(item['sample'])}: {escape(item['reason'])}</li>" for item in items)
        lines.append(f'<p class="warn">Unscored, and in no figure below:</p><ul>{rows}</ul>')
    return lines


def _tiles(scores: Json, references: Json) -> list[str]:
    tiles = []
    for wanted in _TILES:
        name = next((name for name, e in scores.items() if name.split("[")[0] == wanted and not e["is_the_gate"]), None)
        if name is None:
            continue
        entry = scores[name]
        text = number(entry["value"]) if entry["value"] is not None else "unscored"
        tone = _tone(wanted, entry["value"])
        low_high = f"<br>95%: {escape(spread(entry['interval'], stories=entry['stories']))}" if entry["value"] is not None else ""
        held = "".join(f"<br>{escape(other)}: {number(value)}" for other, value in references.get(name, {}).items())
        tail = f"{escape(entry['title'])}{_judge(entry)}{_made_up_of(wanted, entry, scores)}{low_high}{held}"
        tiles.append(f'<div class="tile"><b class="{tone}">{text}</b><span>{tail}</span></div>')
    return ['<div class="tiles">', *tiles, "</div>"]


def _made_up_of(wanted: str, entry: Json, scores: Json) -> str:
    """Of over-confirmation the counts, and what none of them still allows (rule of three); of citation F1 its two halves."""
    if entry["value"] is None:
        return ""
    if wanted == "citation_f1":
        halves = [number(scores[f"citation_{half}[{entry['judged_by']}]"]["value"]) for half in ("recall", "precision")]
        return f"<br>recall {halves[0]}, precision {halves[1]}"
    if wanted != "over_confirmation":
        return ""
    over, whole = int(entry["counts"]["over"]), int(entry["counts"]["of"])
    still = "" if over else f"; the true rate may still be {min(3 / whole, 1):.2f}"
    beside = beside_the_headline(entry["counts"])
    return f"<br>{over} of {whole} claims{still}{f'; {beside}' if beside else ''}"


def _tone(name: str, value: float | None) -> str:
    return ("bad" if value else "good") if name == "over_confirmation" and value is not None else ""


def _judge(entry: Json) -> str:
    return f" ({escape(entry['judged_by'])})" if entry["judged_by"] else ""


def _scores(scores: Json, judges: Json) -> list[str]:
    splits = sorted({split for entry in scores.values() for split in entry.get("by_split", ())})
    head = "".join(f'<th class="n">{escape(split)}</th>' for split in splits)
    first_columns = '<th>figure</th><th class="n">all</th><th class="n">95% interval</th>'
    rows = [f'<h3>All figures</h3><div class="scroll"><table><tr>{first_columns}{head}<th>better</th><th>after</th></tr>']
    for name, entry in scores.items():
        mark = ' <span class="tag warn">the gate judging itself</span>' if entry["is_the_gate"] else ""
        first = f'<td>{escape(entry["title"])}{mark}<br><span class="soft">{escape(name)}</span></td>'
        tail = f'<td>{escape(entry["better"])}</td><td class="soft">{escape(entry["source"])}</td></tr>'
        if entry["value"] is None:
            rows.append(f'<tr>{first}<td colspan="{2 + len(splits)}" class="soft">unscored: {escape(entry["unscored"])}</td>{tail}')
            continue
        cells = "".join(f'<td class="n">{number(entry["by_split"].get(split))}</td>' for split in splits)
        low_high = escape(spread(entry["interval"], stories=entry["stories"]))
        note = judged_note(name, entry, judges)
        first = first.replace("</td>", f'<br><span class="warn">{escape(note)}</span></td>') if note else first
        value = f'<td class="n"><b>{number(entry["value"])}</b></td><td class="n">{low_high}</td>'
        rows.append(f"<tr>{first}{value}{cells}{tail}")
    left_open = "".join(f"<li>{escape(line)}</li>" for line in open_sentences(judges))
    return [*rows, "</table></div>", *([f'<ul class="warn">{left_open}</ul>'] if left_open else [])]


def _beside(references: Json, scores: Json) -> list[str]:
    """The figures that have something to be held against."""
    shown = {name: found for name, found in references.items() if scores.get(name, {}).get("value") is not None}
    if not shown:
        return []
    head = "".join(f'<th class="n">{escape(column)}</th>' for column in COLUMNS)
    rows = [f'<h3>Held against</h3><div class="scroll"><table><tr><th>figure</th><th class="n">system</th>{head}</tr>']
    for name, found in shown.items():
        cells = "".join(f'<td class="n">{number(found.get(column))}</td>' for column in COLUMNS)
        rows.append(f'<tr><td>{escape(name)}</td><td class="n"><b>{number(scores[name]["value"])}</b></td>{cells}</tr>')
    return [*rows, "</table></div>"]


def _effort(scores: Json, samples: Sequence[Json], mode: str, effort: Mapping[str, Json]) -> list[str]:
    """Seconds, tokens and cost: of the whole, and of the slowest story; tokens of the judges apart."""
    seconds = {line["title"]: float(effort[line["sample"]]["seconds"]) for line in _of_mode(samples, mode) if line["sample"] in effort}
    if not seconds:
        return []
    slowest = max(seconds, key=lambda title: seconds[title])
    items = [
        ("seconds in the system, all stories", f"{sum(seconds.values()):.1f}"),
        ("slowest story", f"{slowest}: {seconds[slowest]:.1f} s"),
    ]
    for name in ("tokens_per_brief", "cost_per_brief"):
        entry = scores[name]
        items.append((entry["title"], number(entry["value"]) if entry["value"] is not None else f"unscored: {entry['unscored']}"))
    judges: Counter[str] = Counter()
    for line in _of_mode(samples, mode):
        judges.update(effort.get(line["sample"], {}).get("judge_tokens", {}))
    items += [(f"tokens of the judge {name}", str(count)) for name, count in judges.items()]
    cells = "".join(f'<tr><td>{escape(name)}</td><td class="n">{escape(value)}</td></tr>' for name, value in items)
    return [f"<h3>Cost and time</h3><table>{cells}</table>"]


def _confusion(matrix: Json) -> list[str]:
    columns = (*STANDINGS, NONE)
    head = "".join(f"<th>{column}</th>" for column in columns)
    rows = [
        f'<h3>Standing: label (rows) against what the brief says</h3><div class="scroll"><table class="matrix"><tr><th></th>{head}</tr>'
    ]
    for gold in STANDINGS:
        whole = sum(matrix[gold].values())
        cells = "".join(_cell(gold, said, matrix[gold][said], whole) for said in columns)
        rows.append(f"<tr><th>{gold}</th>{cells}</tr>")
    note = "Accepted alternatives stand on the diagonal. Red: printed as confirmed, and not so by any accepted label."
    return [*rows, f'</table></div><p class="note">{note}</p>']


def _cell(gold: str, said: str, count: int, whole: int) -> str:
    """Tinted by its share of the row."""
    kind = "right" if gold == said else "never" if said == "confirmed" and count else ""
    tint = f' style="--share:{round(100 * count / whole)}%"' if count else ""
    return f'<td class="{kind}"{tint}>{count or "·"}</td>'


def _calibration(entry: Json) -> list[str]:
    """How often a stance score is right, a bin of scores a column."""
    counts = entry.get("counts", {})
    bins = [(number_, counts[f"n{number_}"]) for number_ in range(BINS) if counts.get(f"n{number_}")]
    if not bins:
        return []
    head = "".join(f'<th class="n">{n / BINS:.1f} to {(n + 1) / BINS:.1f}</th>' for n, _ in bins)
    size = "".join(f'<td class="n">{int(count)}</td>' for _, count in bins)
    said = "".join(f'<td class="n">{counts[f"score{n}"] / count:.2f}</td>' for n, count in bins)
    right = "".join(f'<td class="n">{counts[f"right{n}"] / count:.2f}</td>' for n, count in bins)
    rows = f"<tr><th>items</th>{size}</tr><tr><th>mean score</th>{said}</tr><tr><th>right</th>{right}</tr>"
    return ["<h3>Calibration of stance scores</h3>", f'<div class="scroll"><table><tr><th>score</th>{head}</tr>{rows}</table></div>']


def _stories(scores: Json, samples: Sequence[Json], mode: str, effort: Mapping[str, Json]) -> list[str]:
    names = [name for name, e in scores.items() if name.split("[")[0] in _BY_STORY and not e["is_the_gate"]]
    head = "".join(f'<th class="n">{escape(name)}</th>' for name in names)
    rows = [f'<h3>By story</h3><div class="scroll"><table><tr><th>story</th><th>part</th>{head}<th class="n">seconds</th></tr>']
    for line in _of_mode(samples, mode):
        story = f"<td>{escape(line['title'])}</td><td>{escape(line['split'])}</td>"
        if line["status"] != "scored":
            rows.append(f'<tr>{story}<td colspan="{len(names) + 1}" class="soft">unscored: {escape(line["reason"])}</td></tr>')
            continue
        cells = "".join(_bar(scores[name].get("by_case", {}).get(line["case"])) for name in names)
        rows.append(f'<tr>{story}{cells}<td class="n">{effort.get(line["sample"], {}).get("seconds", 0):.1f}</td></tr>')
    return [*rows, "</table></div>"]


def _of_mode(samples: Sequence[Json], mode: str) -> list[Json]:
    return [line for line in samples if line["claims_from"] == mode]


def _bar(value: float | None) -> str:
    width = 0 if value is None else round(40 * min(max(value, 0), 1))
    return f'<td class="n"><span class="bar" style="width:{width}px"></span> {number(value)}</td>'


def _made_of(record: Json) -> list[str]:
    git = record["git"]
    state = "not in a repository" if git is None else f"{git['commit']}{'' if git['is_clean'] else ', with changes that are not committed'}"
    rows = [
        ("program", f"{record['program']['name']} {record['program']['version']}, Python {record['python']}"),
        ("git", state),
        ("model", str(record["settings"]["model"] or "none")),
        ("suite", record["suite_sha256"]),
        *((f"sha256 of {name}", str(value)) for name, value in record["hashes"].items()),
        ("packages", ", ".join(f"{name} {version}" for name, version in record["packages"].items() if version)),
        ("bootstrap seed", str(record["settings"]["seed"])),
    ]
    cells = "".join(f"<tr><td>{escape(name)}</td><td>{escape(value)}</td></tr>" for name, value in rows)
    return [f"<h2 id=made-of>What made these figures</h2><table>{cells}</table>"]
