"""The part of the report that one learns from: each failing claim, its sentences beside their spans, and what was found."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any

from briefs_evals.wording import named

Json = dict[str, Any]
_ORDER = {"over-confirmed": 0, "wrong standing": 1, "no brief": 2, "a sentence is not carried": 3, "withheld": 4}


def failures(samples: Sequence[Json]) -> list[str]:
    """Worst first:

    Over-confirmed, wrong standing, no brief, sentences that a judge other than the gate does not find carried, withheld ones. Those of
    held-out stories stand behind a door of their own: a story whose failures were read is no test of a rule made afterwards.
    """
    found = [(kind, line, row) for line in samples for row in line.get("claims", ()) if (kind := kind_of(row)) is not None]
    found.sort(key=lambda item: (_ORDER[item[0]], item[1]["sample"], str(item[2]["label"]), str(item[2]["claim"])))
    open_, held_out = ([item for item in found if (item[1]["split"] == "held-out") is is_held] for is_held in (False, True))
    parts = [f"<h2 id=failed>What failed ({len(found)} claims)</h2>", *_groups(open_)]
    if held_out:
        warning = "a story whose failures were read is no test of a rule made afterwards"
        parts.append(f"<details><summary><b>of held-out stories</b>: {len(held_out)} ({warning})</summary>")
        parts += [*_groups(held_out), "</details>"]
    return parts


def _groups(found: Sequence[tuple[str, Json, Json]]) -> list[str]:
    parts = []
    for kind in _ORDER:
        group = [item for item in found if item[0] == kind]
        if group:
            is_open = " open" if kind == "over-confirmed" else ""
            parts.append(f"<details{is_open}><summary><b>{escape(kind)}</b>: {len(group)}</summary>")
            parts += [_failure(kind, line, row) for _, line, row in group]
            parts.append("</details>")
    return parts


def kind_of(row: Json) -> str | None:
    """The worst thing about a claim; None when nothing is wrong."""
    if row["over_confirmed"]:
        return "over-confirmed"
    if row["label"] is not None and row["claim"] is None:
        return "no brief"
    if row["right"] is False:
        return "wrong standing"
    if any(_is_open_to_doubt(statement) for statement in row.get("statements", ())):
        return "a sentence is not carried"
    return "withheld" if row.get("withheld") else None


def _is_open_to_doubt(statement: Json) -> bool:
    unresolved = any(not citation["resolves"] for citation in statement["citations"])
    return unresolved or any(verdict["carried"] is False for judge, verdict in statement["judged"].items() if judge != "gate")


def _failure(kind: str, line: Json, row: Json) -> str:
    gold = " or ".join(row["accepted"]) if row["accepted"] else "no label"
    said = row["said"] or "nothing"
    if kind == "over-confirmed" and said != "confirmed":
        said = f"{said}, with a sentence under confirmed"
    origins = f"; origins {row['origins']['said']}, label {row['origins']['gold']}" if "origins" in row else ""
    reasons = "".join(f"<li>{escape(reason)}</li>" for reason in row.get("reasons", ()))
    parts = [
        f'<div class="fail{" over" if kind == "over-confirmed" else ""}">',
        f'<span class="tag">{escape(line["sample"])} {escape(named(row))}</span> <b>{escape(row["text"])}</b>',
        f"<br>label: <b>{escape(gold)}</b>; the brief says: <b>{escape(said)}</b>{escape(origins)}",
    ]
    if row.get("own_text") and row["own_text"] != row["text"]:
        parts.append(f'<br><span class="soft">as the system words it: {escape(row["own_text"])}</span>')
    if reasons:
        parts.append(f"<ul>{reasons}</ul>")
    parts.append('<div class="side">')
    sentences = [_sentence(statement) for statement in row.get("statements", ())]
    parts += sentences or ['<div class="soft">the brief prints no sentence</div><div></div>']
    parts += [
        f'<div><span class="tag">withheld</span> {escape(item["text"])}</div><div class="warn">{escape(item["finding"])}</div>'
        for item in row.get("withheld", ())
    ]
    return "".join([*parts, "</div></div>"])


def _sentence(statement: Json) -> str:
    judged = "".join(_verdict(judge, verdict) for judge, verdict in statement["judged"].items())
    spans = "".join(
        f'<blockquote>{escape(citation["exact"])} <span class="soft">[{escape(str(citation["source"]))}]</span>'
        f"{'' if citation['resolves'] else ' <b class=bad>does not resolve</b>'}</blockquote>"
        for citation in statement["citations"]
    )
    said = f'<span class="tag">{escape(statement["section"])}</span> {escape(statement["text"])} {judged}'
    return f"<div>{said}</div><div>{spans or 'cites nothing'}</div>"


def _verdict(judge: str, verdict: Json) -> str:
    word, tone = {True: ("carried", "good"), False: ("not carried", "bad"), None: ("open", "soft")}[verdict["carried"]]
    reason = f": {verdict['reason']}" if verdict["reason"] else ""
    return f'<br><span class="{tone}">{escape(judge)}: {word}{escape(reason)}</span>'
