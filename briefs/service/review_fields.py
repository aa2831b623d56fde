"""An editor's forms on the review page. Every value is escaped here, where it is put into markup."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from briefs.domain import Brief, Document, Finding, Party, SourceKind
from briefs.render import change_rows
from briefs.render.contexts import Contexts
from briefs.render.plain import Redaction, one_line
from briefs.render.strings import Strings
from briefs.service.decisions import Decision
from briefs.service.delivery_store import CmsDelivery
from briefs.service.history import Changed, Step
from briefs.service.job import Job
from briefs.service.reviewing import Note
from briefs.service.sessions import Session
from briefs.verify import REPLIES

_REASONS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """What could not be done, for the top of the page and its claim: nothing that the editor wrote is lost."""

    claim: str
    """"" when it is about the whole article."""
    message: str
    """A sentence in the page's language."""
    findings: tuple[Finding, ...] = ()
    written: Mapping[str, str] = field(default_factory=dict)
    """Field to what stood in it: `note`, `by`, `passed-0`, `withheld-1`; of a source `text`, `publisher`, `url`, `date`, `kind`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewData:
    """All that the page shows."""

    job: Job
    document: Document
    contexts: Contexts
    decisions: Mapping[str, Sequence[Decision]]
    """Claim to what was decided on its very brief, oldest first."""
    lapsed: frozenset[str]
    """Claims on which something was decided that does not hold for the brief as it stands."""
    notes: Sequence[Note]
    history: Mapping[str, Sequence[Step]]
    """Claim to the standings that it had, where they changed."""
    changes: Mapping[str, Changed]
    """Claim to what of its brief is another than before, where a reader would see it."""
    session: Session
    delivery: CmsDelivery | None = None
    """Of this result to the content management system; None where there is none."""
    parties: Sequence[Party] = ()
    """Who is marked as a party in the corpus."""
    show: str = "all"
    """Which claims are shown: one of `briefs.render.review.FILTERS`."""
    refusal: Refusal | None = None


@dataclass(frozen=True, slots=True)
class ReviewForms:
    """The forms of one page."""

    data: ReviewData
    words: Strings
    shown: Redaction

    def refusal(self) -> str:
        found = self.data.refusal
        if found is None:
            return ""
        numbers = [n for n, brief in enumerate(self.data.document.briefs, 1) if brief.claim.id == found.claim]
        links = "".join(f' <a href="#claim-{n}">{escaped(self.words("decide_to_claim", number=n))}</a>' for n in numbers)
        return f'<div class="told" role="alert"><p>{escaped(found.message)}{links}</p>{self._findings(found.findings)}</div>\n'

    def delivery(self) -> str:
        """Whether the briefs stand beside their post."""
        found, words = self.data.delivery, self.words
        if found is None:
            return ""
        key = "retried" if found.state == "waiting" and found.detail else found.state
        # from another program, so cut and on one line
        told = words(
            f"delivery_{key}", **{"delivered": {"at": _when(found.changed_at)}, "waiting": {}}.get(key, {"detail": one_line(found.detail)})
        )
        return f'<p class="{"told" if key in ("conflict", "given-up") else "small"}">{escaped(told)}</p>'

    def of(self, number: int, brief: Brief) -> str:
        """The forms of the claim of that number."""
        claim, words = brief.claim.id, self.words
        decided = list(self.data.decisions.get(claim, ()))
        parts = [
            f'<section class="decide" aria-label="{escaped(words("decide_heading"))} {number}">',
            f"<h3>{escaped(words('decide_heading'))}</h3>",
        ]
        refusal = self.data.refusal
        if refusal is not None and refusal.claim == claim:
            parts.append(f'<div class="told"><p>{escaped(refusal.message)}</p>{self._findings(refusal.findings)}</div>')
        parts += [
            self._changed(brief),
            self._standings(brief),
            self._history(brief, decided),
            self._decision(number, brief, decided),
            self._sentences(number, brief),
            self._reply(number, brief),
        ]
        return "\n".join([*parts, "</section>\n"])

    def source(self) -> str:
        """The form of a further source; only for whom its token allows both to add it and to brief again."""
        if not self._may_change_the_corpus:
            return ""
        words, refusal = self.words, self.data.refusal
        written = refusal.written if refusal is not None and not refusal.claim and "text" in refusal.written else {}
        kinds = "".join(
            f'<option value="{kind.value}"{" selected" if kind.value == written.get("kind", "unknown") else ""}>'
            f"{escaped(words(f'source_kind_{kind.value}'))}</option>"
            for kind in SourceKind
        )
        fields = "".join(
            f'<label for="source-{name}">{escaped(words(f"source_{name}"))}</label>'
            f'<input type="text" id="source-{name}" name="{name}" maxlength="{most}" value="{escaped(written.get(name, ""))}">'
            for name, most in (("publisher", 200), ("url", 2000), ("date", 10))
        )
        is_open = " open" if written else ""
        return (
            f'<details class="add"{is_open}><summary>{escaped(words("source_heading"))}</summary>'
            f"<p>{escaped(words('source_hint'))}</p>"
            f'<form method="post" action="/review/{escaped(self.data.job.id)}/sources">'
            f'<input type="hidden" name="form_key" value="{escaped(self.data.session.form_key)}">'
            f'<label for="source-text">{escaped(words("source_text"))}</label>'
            f'<textarea id="source-text" name="text" rows="8" required>\n{html.escape(written.get("text", ""))}</textarea>{fields}'
            f'<label for="source-kind">{escaped(words("source_kind"))}</label><select id="source-kind" name="kind">{kinds}</select>'
            f"<button>{escaped(words('source_add'))}</button></form></details>"
        )

    def parties(self) -> str:
        """Who is marked as a party, and the form to mark another one; for the same editors."""
        if not self._may_change_the_corpus:
            return ""
        words, refusal = self.words, self.data.refusal
        written = refusal.written if refusal is not None and not refusal.claim and "party" in refusal.written else {}
        target = f'<form method="post" action="/review/{escaped(self.data.job.id)}/parties">'
        target += f'<input type="hidden" name="form_key" value="{escaped(self.data.session.form_key)}">'
        rows = []
        for party in self.data.parties:
            told = words("party_of_side", name=", ".join(party.names), side=party.side)
            button = (
                f'<button class="quiet" name="off" value="{escaped(party.name)}">{escaped(words("party_off", name=party.name))}</button>'
            )
            rows.append(f"<li>{escaped(told)} {target}{button}</form></li>")
        marked = f"<ul>{''.join(rows)}</ul>" if rows else ""
        names = dict.fromkeys(
            self.shown(name)
            for brief in self.data.document.briefs
            for name in (*brief.assessment.holders, *(origin.name for origin in brief.assessment.origins))
        )
        offered = {"party": names, "side": dict.fromkeys(party.side for party in self.data.parties), "aliases": ()}
        fields = "".join(
            f'<label for="party-{name}">{escaped(words(f"party_{name}"))}</label>'
            f'<input type="text" id="party-{name}" name="{name}" maxlength="{2000 if name == "aliases" else 200}"'
            f'{" required" if name == "party" else ""}{f" list={name}-list" if values else ""} value="{escaped(written.get(name, ""))}">'
            + (
                f'<datalist id="{name}-list">{"".join(f"<option>{escaped(value)}</option>" for value in values)}</datalist>'
                if values
                else ""
            )
            for name, values in offered.items()
        )
        heading = escaped(words("party_heading", count=len(self.data.parties)))
        return (
            f'<details class="add"{" open" if written else ""}><summary>{heading}</summary>'
            f"<p>{escaped(words('party_hint'))}</p>{marked}{target}{fields}"
            f"<button>{escaped(words('party_mark'))}</button></form></details>"
        )

    @property
    def _may_change_the_corpus(self) -> bool:
        return {"corpora:write", "briefs:write"} <= self.data.session.caller.scopes and self.data.job.request is not None

    def _changed(self, brief: Brief) -> str:
        """What of the brief differs from the one that was decided on, or that stood before: sentence by sentence."""
        found, words = self.data.changes.get(brief.claim.id), self.words
        if found is None:
            return ""
        values = {"made": {}, "result": {"at": _when(found.at)}}.get(found.since, {"at": _when(found.at), "name": found.editor})
        rows = []
        before, after = found.change.standings
        if before is not after:
            standings = {name: words(f"standing_{value.value}") for name, value in (("before", before), ("after", after))}
            rows.append(("", words("changed_standing", **standings)))
        rows += change_rows(found.change, words, self.shown)
        items = "".join(_difference_row(mark, text, words) for mark, text in rows)
        summary = escaped(words(f"changed_since_{found.since}", **values))
        return f'<details class="difference" open><summary>{summary}</summary><ul>{items}</ul></details>'

    def _standings(self, brief: Brief) -> str:
        """ "alleged on that day, confirmed on this because …"."""
        steps, words = self.data.history.get(brief.claim.id, ()), self.words
        if not steps:
            return ""
        rows = []
        for number, step in enumerate(steps):
            reasons = " ".join(self.shown(reason) for reason in step.reasons[:_REASONS])
            key = "history_became" if number and reasons else "history_was"
            values = {"standing": words(f"standing_{step.standing.value}"), "at": _when(step.at)}
            rows.append(f"<li>{escaped(words(key, **values, **({'reasons': reasons} if key == 'history_became' else {})))}</li>")
        return f"<h4>{escaped(words('history_heading'))}</h4><ol>{''.join(rows)}</ol>"

    def _history(self, brief: Brief, decided: Sequence[Decision]) -> str:
        words, rows = self.words, []
        for decision in decided:
            told = words(f"decide_{decision.decision}", name=decision.editor, at=_when(decision.decided_at))
            rows.append((decision.decided_at, told, decision.note))
        for note in self.data.notes:
            if note.claim == brief.claim.id:
                told = words("decide_noted", name=note.editor, at=_when(note.written_at))
                told += "" if note.brief_sha256 == brief.sha256 else f" ({words('decide_of_earlier')})"
                rows.append((note.written_at, told, note.note))
        items = "".join(
            f"<li>{escaped(told)}{': ' + escaped(note) if note else ''}</li>" for _, told, note in sorted(rows, key=lambda row: row[0])
        )
        empty = "decide_lapsed" if brief.claim.id in self.data.lapsed else "decide_none"
        none = "" if decided else f"<p>{escaped(words(empty))}</p>"
        return f"{none}<ul>{items}</ul>" if items else none

    def _decision(self, number: int, brief: Brief, decided: Sequence[Decision]) -> str:
        words = self.words
        is_approved = bool(decided) and decided[-1].decision == "approved"
        buttons = []
        if is_approved:
            buttons.append(("withdrawn", "decide_withdraw", True))
        elif brief.is_publishable:
            buttons.append(("approved", "decide_approve", False))
        buttons += [("rejected", "decide_reject", True), ("note", "decide_leave_note", True)]
        shown = "".join(
            f'<button name="decision" value="{value}"{" class=quiet" if quiet else ""}>{escaped(words(key))}</button>'
            for value, key, quiet in buttons
        )
        hint = "" if brief.is_publishable else f"<p>{escaped(words('decide_not_publishable'))}</p>"
        seen = f'<input type="hidden" name="seen" value="{decided[-1].number if decided else 0}">'
        field_id, written = f"note-of-{number}", self._text(self._written(brief, "note", ""))
        return self._form(
            brief,
            "decision",
            f'{hint}{seen}<label for="{field_id}">{escaped(words("decide_note"))}</label>'
            f'<textarea id="{field_id}" name="note" rows="2" maxlength="2000">{written}</textarea>{shown}',
        )

    def _sentences(self, number: int, brief: Brief) -> str:
        words, forms = self.words, []
        places = [("passed", n, item.text, "decide_sentence") for n, item in enumerate(brief.report.passed)]
        places += [("withheld", n, item.statement.text, "decide_withheld_sentence") for n, item in enumerate(brief.report.withheld)]
        was_refused = False
        for place, index, text, key in places:
            field_id = f"{place}-{number}-{index}"
            written = self._written(brief, f"{place}-{index}", text)
            was_refused |= written != text
            forms.append(
                self._form(
                    brief,
                    "sentence",
                    f'<input type="hidden" name="place" value="{place}"><input type="hidden" name="index" value="{index}">'
                    f'<label for="{field_id}">{escaped(words(key, number=index + 1))}</label>'
                    f'<textarea id="{field_id}" name="text" rows="3" maxlength="2000">{self._text(written)}</textarea>'
                    f'<button class="quiet">{escaped(words("decide_check"))}</button>',
                )
            )
        hint = f"<p>{escaped(words('decide_edit_hint'))}</p>"
        is_open = " open" if was_refused else ""
        return f"<details{is_open}><summary>{escaped(words('decide_edit'))}</summary>{hint}{''.join(forms)}</details>" if forms else ""

    def _reply(self, number: int, brief: Brief) -> str:
        words, reply = self.words, brief.assessment.reply
        status, by = (reply.status, reply.by) if reply is not None else ("not-found", "")
        options = "".join(
            f'<option value="{name}"{" selected" if name == status else ""}>{escaped(words(f"decide_reply_{name}"))}</option>'
            for name in REPLIES
        )
        inside = (
            f'<label for="status-{number}">{escaped(words("decide_reply_status"))}</label>'
            f'<select id="status-{number}" name="status">{options}</select>'
            f'<label for="by-{number}">{escaped(words("decide_reply_by"))}</label>'
            f'<input type="text" id="by-{number}" name="by" maxlength="200" value="{escaped(self.shown(self._written(brief, "by", by)))}">'
            f'<button class="quiet">{escaped(words("decide_set"))}</button>'
        )
        return f"<details><summary>{escaped(words('decide_reply'))}</summary>{self._form(brief, 'reply', inside)}</details>"

    def _form(self, brief: Brief, action: str, inside: str) -> str:
        hidden = "".join(
            f'<input type="hidden" name="{name}" value="{escaped(value)}">'
            for name, value in (("form_key", self.data.session.form_key), ("brief_sha256", brief.sha256), ("show", self.data.show))
        )
        target = f"/review/{escaped(self.data.job.id)}/claims/{escaped(brief.claim.id)}/{action}"
        return f'<form method="post" action="{target}">{hidden}{inside}</form>'

    def _written(self, brief: Brief, name: str, otherwise: str) -> str:
        refusal = self.data.refusal
        return refusal.written.get(name, otherwise) if refusal is not None and refusal.claim == brief.claim.id else otherwise

    def _text(self, text: str) -> str:
        # a browser drops one newline at a field's start
        return "\n" + escaped("\n".join(self.shown(line) for line in text.split("\n")))

    def _findings(self, findings: Sequence[Finding]) -> str:
        words = self.words
        rows = []
        for finding in findings:
            key = f"finding_{finding.code}"
            told = words(key) if words.has(key) else self.shown(finding.message)
            fault = f": {words('quote_open')}{self.shown(finding.words)}{words('quote_close')}" if finding.words else ""
            rows.append(f"<li>{escaped(told + fault)}</li>")
        return f"<ul>{''.join(rows)}</ul>" if rows else ""


def _difference_row(mark: str, text: str, words: Strings) -> str:
    """Told in words too: neither a colour nor a stroke says by itself what is gone."""
    if not mark:
        return f"<li>{escaped(text)}</li>"
    tag, key = ("del", "changed_gone") if mark == "-" else ("ins", "changed_new")
    return f'<li class="{tag}"><span class="label">{escaped(words(key))}</span> <{tag}>{escaped(text)}</{tag}></li>'


def escaped(text: str) -> str:
    """The text as markup shows it, each line without what could turn or hide words."""
    return html.escape("\n".join(one_line(line) for line in text.split("\n")))


def _when(text: str) -> str:
    return f"{text[:10]} {text[11:16]} UTC"
