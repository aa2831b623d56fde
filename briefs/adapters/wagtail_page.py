"""The briefs as rich text for a Wagtail page of their own.

Of what comes over its API Wagtail keeps headings, paragraphs, lists, bold, italic and links, and drops every other element and attribute:
superscript, ids, the start of a numbered list. So nothing here needs any of them: notes carry their numbers as words, and no mark is a link
that would lead nowhere. Every word is escaped; one line an element.
"""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from typing import Any

Json = Mapping[str, Any]


def panel_to_rich_text(panel: Json) -> str:
    """The panel's data (`briefs.render.panel`) as a page's body."""
    labels = panel["labels"]
    lines = [f"<p><b>{_text(labels['panel_about'])}</b></p>"]
    if panel["review_url"]:
        lines.append(f"<p>{_link(labels['panel_review'], panel['review_url'])}</p>")
    for claim in panel["claims"]:
        lines += _claim(claim, labels)
    return "\n".join(lines)


def quotes_of(panel: Json) -> list[str]:
    """Every verbatim quotation on the page, in order."""
    return [note["quote"] for claim in panel["claims"] if not claim["is_kept_back"] for note in claim["notes"] if note["is_quotation"]]


def _claim(claim: Json, labels: Json) -> list[str]:
    lines = [f"<h2>{claim['number']}. {_text(claim['text'])}</h2>"]
    if claim["is_kept_back"]:
        lines.append(f"<p>{_text(claim['kept_back_because'])}</p>")
    else:
        lines += _brief(claim, labels)
    if claim["review_url"]:
        lines.append(f"<p>{_link(labels['panel_review_claim'], claim['review_url'])}</p>")
    return lines


def _brief(claim: Json, labels: Json) -> list[str]:
    lines = [f"<p><b>{_text(claim['standing_line'])}</b></p>", f"<p>{_text(claim['origins_line'])}</p>"]
    lines += [f"<p>{_text(claim[name])}</p>" for name in ("not_publishable", "empty") if claim[name]]
    for section in claim["sections"]:
        said = " ".join(_text(sentence["text"]) + _marks(sentence["notes"]) for sentence in section["sentences"])
        lines.append(f"<p><b>{_text(section['heading'])}.</b> {said}</p>")
    if claim["wording"]:
        rows = "".join(
            f"<li><b>{_text(row['label'])}</b> {_text(row['text'])}{_marks(row['notes'])}</li>" for row in claim["wording"]["rows"]
        )
        lines.append(f"<p><b>{_text(labels['in_article'])} {_text(claim['wording']['heading'])}.</b></p>")
        lines += [f"<ul>{rows}</ul>"] if rows else []
    if claim["would_change"]:
        lines.append(f"<p><b>{_text(labels['would_change'])}</b> {_text(claim['would_change'])}</p>")
    lines += [f"<p>{_text(claim[name])}</p>" for name in ("withheld_line", "decision_line") if claim[name]]
    if claim["notes"]:
        lines.append(f"<h3>{_text(labels['notes_heading'])}</h3>")
        lines += [_note(note, labels) for note in claim["notes"]]
    return lines


def _note(note: Json, labels: Json) -> str:
    link = f" ({_link(labels['note_link'], note['url'])})" if note["url"] else ""
    lead = f" {_text(note['language_line'])}" if note["language_line"] else ":"
    quote = labels["quote_open"] + note["quote"] + labels["quote_close"] if note["is_quotation"] else note["quote"]
    return f"<p>[{note['number']}] {_text(note['source'])}{link}{lead} {_text(quote)}</p>"


def _marks(numbers: Sequence[int]) -> str:
    return "".join(f" [{number}]" for number in numbers)


def _link(text: str, url: str) -> str:
    return f'<a href="{html.escape(url)}">{_text(text)}</a>'


def _text(text: str) -> str:
    """Words for a text node; a line break inside one would be lost among other white space."""
    return html.escape(text.replace("\r\n", " ").replace("\n", " ").replace("\r", " "))
