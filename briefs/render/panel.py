"""The briefs as plain data for a panel beside the post, in a content management system where many can read; and as a page of its own.

Every value is text for a text node, or an address that `fit_url` let through: whoever shows it needs no markup of ours and trusts none.
A brief that may not stand there keeps its claim, which is the article's own, and the word that it is kept back.
"""

from __future__ import annotations

import html
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass

from briefs.domain import Brief, Citation, Document, Section, Statement, WordingVerdict
from briefs.domain.wire import Json
from briefs.render.blocks import Content, Inline, Ref
from briefs.render.claim_layout import ClaimLayout
from briefs.render.notes import NoteBook
from briefs.render.overview import change_rows, claim_anchor, verdict_word
from briefs.render.plain import Redaction, fit_url
from briefs.render.strings import strings

PANEL_VERSION = 1
_LABELS = (
    "in_article", "notes_heading", "note_link", "note_back", "quote_open", "quote_close", "would_change",
    "panel_heading", "panel_about", "panel_review", "panel_review_claim",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Decided:
    """The last word of an editor on a brief."""

    decision: str
    """approved | rejected | withdrawn."""
    editor: str
    at: str
    """ISO 8601."""


def to_panel(document: Document, *, kept_back: Collection[str], decided: Callable[[Brief], Decided | None], review_url: str | None) -> Json:
    """The panel's data.

    Args:
        kept_back: ids of claims whose briefs may not stand there.
        decided: what was decided on a brief.
        review_url: of the article's review page; None where the service does not know its own address.
    """
    words, shown = strings(document.language), Redaction.of(document.sources)
    book = _DataBook(sources={source.id: source for source in document.sources}, words=words, shown=shown, language=document.language)
    layout = _PanelLayout(words, shown, book)
    address = fit_url(review_url)
    claims = []
    for number, brief in enumerate(document.briefs, 1):
        head: Json = {
            "id": brief.claim.id,
            "number": number,
            "text": shown(brief.claim.text),
            "review_url": f"{address}#{claim_anchor(number)}" if address else None,
            "is_kept_back": brief.claim.id in kept_back,
        }
        if brief.claim.id in kept_back:
            claims.append({**head, "kept_back_because": words("panel_kept_back")})
        else:
            claims.append({**head, **layout.claim(brief, decided(brief))})
    return {
        "version": PANEL_VERSION,
        "language": words.language,
        "title": shown(document.article.title) or words("untitled"),
        "as_of": document.as_of,
        "review_url": address,
        "labels": {name: words(name) for name in _LABELS},
        "counts_line": words("decide_count", approved=sum(c.get("decision") == "approved" for c in claims), count=len(claims)),
        "claims": claims,
        "not_briefed": len(document.skipped),
    }


class _DataBook(NoteBook):
    """Notes as data."""

    def data(self, claim_id: str) -> list[Json]:
        """The notes of a claim, in order."""
        return [{"number": number, **self._of(citation)} for number, citation in sorted(self._noted.get(claim_id, []), key=lambda n: n[0])]

    def _of(self, citation: Citation) -> Json:
        source = self.sources.get(citation.source_id)
        if source is None:
            named, url, is_verbatim, language = self.words("note_unknown_source", id=self.shown(citation.source_id)), None, True, "und"
        else:
            named = f"{self._opening(source)}, {self.words.date(source.published_at)}"
            url, is_verbatim, language = None if source.confidential else fit_url(source.url), source.text_kind.is_verbatim, source.language
        is_foreign = language not in (self.language, "und")
        key = "note_wording_language" if is_verbatim else "note_summary_language"
        return {
            "source": named,
            "url": url,
            "language": language if is_foreign else "",
            "language_line": self.words(key, language=self.words.language_name(language)) if is_foreign else "",
            "quote": self.shown(citation.exact),
            "is_quotation": is_verbatim,
        }


@dataclass(frozen=True)
class _PanelLayout(ClaimLayout):
    """What `ClaimLayout` says of a claim, as data."""

    book: _DataBook

    def claim(self, brief: Brief, decided: Decided | None) -> Json:
        assessment, words, claim_id = brief.assessment, self.words, brief.claim.id
        standing = self._standing(assessment)
        holders = _plain(standing[3:]).strip("; .")  # behind "Standing:", a blank and the word
        sections = [
            {"section": section.value, "heading": words(f"section_{section.value}"), "sentences": sentences}
            for section in (*(s for s in _sections(brief) if s is not Section.UNKNOWN), Section.UNKNOWN)
            if (sentences := [self._said(s, claim_id) for s in brief.report.passed if s.section is section])
        ]
        wording = None
        if brief.wording.verdict is not WordingVerdict.SOUND:
            word = verdict_word(brief.wording, words)
            wording = {
                "verdict": brief.wording.verdict.value,
                "heading": word[:1].upper() + word[1:],
                "is_fault": brief.wording.verdict is not WordingVerdict.NOT_FOUND,
                "rows": [_row(item.content) for item in change_rows(brief, words, self.shown, self.book)],
            }
        told = ""
        if decided is not None:
            at = f"{decided.at[:10]} {decided.at[11:16]} UTC"
            told = words(f"decide_{decided.decision}", name=self.shown(decided.editor), at=at)
        return {
            "standing": assessment.standing.value,
            "standing_word": words(f"standing_{assessment.standing.value}"),
            "standing_line": _plain(standing),
            "holders_line": holders[:1].upper() + holders[1:],
            "origins_line": self._origins(assessment),
            "wording": wording,
            "sections": sections,
            "empty": "" if brief.report.passed else words("no_statement"),
            "would_change": self.shown(assessment.would_change),
            "notes": self.book.data(claim_id),
            "withheld": len(brief.report.withheld),
            "withheld_line": words("panel_withheld", count=len(brief.report.withheld)) if brief.report.withheld else "",
            "not_publishable": ""
            if brief.is_publishable
            else words("not_publishable_claim", reason=self.shown(brief.not_publishable_because)),
            "decision": decided.decision if decided is not None else "",
            "decision_line": told[:1].upper() + told[1:],
            "brief_sha256": brief.sha256,
        }

    def _said(self, statement: Statement, claim_id: str) -> Json:
        return {"text": self.shown(statement.text), "notes": [ref.number for ref in self.book.refs(statement.citations, claim_id)]}


def panel_to_html(panel: Json) -> str:
    """The same as markup for a post of its own: headings, paragraphs, lists, notes with links there and back. No style, no script; every
    word escaped; one line an element, and no line break inside one, which a system might turn into a tag."""
    labels = panel["labels"]
    lines = [f"<p><strong>{_text(labels['panel_about'])}</strong></p>"]
    lines.append(f"<p>{_text(panel['counts_line'])}</p>")
    if panel["review_url"]:
        lines.append(f"<p>{_link(labels['panel_review'], panel['review_url'])}</p>")
    for claim in panel["claims"]:
        lines += _claim_lines(claim, labels)
    return "\n".join(lines)


def _claim_lines(claim: Json, labels: Json) -> list[str]:
    lines = [f'<h2 id="{claim_anchor(claim["number"])}">{claim["number"]}. {_text(claim["text"])}</h2>']
    if claim["is_kept_back"]:
        lines.append(f"<p>{_text(claim['kept_back_because'])}</p>")
    else:
        lines += [f"<p><strong>{_text(claim['standing_line'])}</strong></p>", f"<p>{_text(claim['origins_line'])}</p>"]
        lines += [f"<p>{_text(claim[name])}</p>" for name in ("not_publishable", "empty") if claim[name]]
        first: set[int] = set()
        for section in claim["sections"]:
            said = " ".join(_text(s["text"]) + "".join(_mark(n, first) for n in s["notes"]) for s in section["sentences"])
            lines.append(f"<p><strong>{_text(section['heading'])}.</strong> {said}</p>")
        if claim["wording"]:
            rows = "".join(f"<li>{_text(row['label'])} {_text(row['text'])}{_marks(row, first)}</li>" for row in claim["wording"]["rows"])
            lines += [f"<p><strong>{_text(labels['in_article'])} {_text(claim['wording']['heading'])}.</strong></p>", f"<ul>{rows}</ul>"]
        if claim["would_change"]:
            lines.append(f"<p>{_text(labels['would_change'])} {_text(claim['would_change'])}</p>")
        lines += [f"<p>{_text(claim[name])}</p>" for name in ("withheld_line", "decision_line") if claim[name]]
        if claim["notes"]:
            notes = "".join(_note_item(note, labels) for note in claim["notes"])
            lines += [f"<h3>{_text(labels['notes_heading'])}</h3>", f'<ol start="{claim["notes"][0]["number"]}">{notes}</ol>']
    if claim["review_url"]:
        lines.append(f"<p>{_link(labels['panel_review_claim'], claim['review_url'])}</p>")
    return lines


def _note_item(note: Json, labels: Json) -> str:
    back = f'<a href="#ref-{note["number"]}">{_text(labels["note_back"])}</a>'
    link = f" ({_link(labels['note_link'], note['url'])})" if note["url"] else ""
    lead = f" {_text(note['language_line'])}" if note["language_line"] else ""
    quote = _text(labels["quote_open"] + note["quote"] + labels["quote_close"]) if note["is_quotation"] else _text(note["quote"])
    # the anchor is on words and not on the list item, where an editor's rich text would lose it
    return f'<li><em id="note-{note["number"]}">{_text(note["source"])}</em>{link}{lead or ":"} {quote} {back}</li>'


def _mark(number: int, first: set[int]) -> str:
    anchor = "" if number in first else f' id="ref-{number}"'
    first.add(number)
    return f'<sup{anchor}><a href="#note-{number}">{number}</a></sup>'


def _marks(row: Json, first: set[int]) -> str:
    return "".join(_mark(number, first) for number in row["notes"])


def _link(text: str, url: str) -> str:
    return f'<a href="{html.escape(url)}">{_text(text)}</a>'


def _text(text: str) -> str:
    return html.escape(text)


def _sections(brief: Brief) -> Sequence[Section]:
    return list(dict.fromkeys(statement.section for statement in brief.report.passed))


def _row(content: Content) -> Json:
    label, *rest = content
    return {
        "label": _plain((label,)),
        "text": _plain(rest).strip(),
        "notes": [inline.number for inline in rest if isinstance(inline, Ref)],
    }


def _plain(content: Iterable[Inline]) -> str:
    return "".join(inline.text for inline in content if not isinstance(inline, Ref))
