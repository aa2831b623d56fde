"""The review page as the service shows it: the renderer's page with an editor's forms in it, the list of articles, and signing in.

Every value is escaped here, where it is put into markup. The style sheet's hash stands in the policy, so that no other style and no script
can be put in.
"""

from __future__ import annotations

import base64
import hashlib
import html
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from briefs.domain import Brief, Document, Finding
from briefs.render import to_review
from briefs.render.contexts import Contexts
from briefs.render.html import html_page
from briefs.render.plain import Redaction, one_line
from briefs.render.review import SHEETS
from briefs.render.strings import Strings, strings
from briefs.service.decisions import Decision
from briefs.service.job import Job
from briefs.service.reviewing import Note
from briefs.service.sessions import Session
from briefs.verify import REPLIES

_STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """What could not be done, for the top of the page and its claim: nothing that the editor wrote is lost."""

    claim: str
    message: str
    """A sentence in the page's language."""
    findings: tuple[Finding, ...] = ()
    written: Mapping[str, str] = field(default_factory=dict)
    """Field to what stood in it: `note`, `by`, `passed-0`, `withheld-1`."""


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
    session: Session
    refusal: Refusal | None = None


def review_page(data: ReviewData) -> str:
    """The page of one article."""
    words = strings(data.document.language)
    forms = _Forms(data, words, Redaction.of(data.document.sources))
    approved = sum(bool(found) and found[-1].decision == "approved" for found in data.decisions.values())
    counted = words("decide_count", approved=approved, count=len(data.document.briefs))
    above = (
        f'{forms.refusal()}<div class="editor"><p>{_e(counted)} {_e(words("decide_signed_in", name=data.session.editor))} '
        f'<a href="/review">{_e(words("decide_all"))}</a></p>{_sign_out(data.session, words)}</div>\n'
    )
    return to_review(data.document, contexts=data.contexts, controls=forms.of, above=above, policy="")


def login_page(message: str = "") -> str:
    """Where a token is exchanged for a cookie."""
    told = f'<p class="told" role="alert">{_e(message)}</p>' if message else ""
    body = (
        f'<main class="editor">\n<h1>Review</h1>\n{told}<form method="post" action="/review/login">\n'
        '<p><label for="editor">Your name, as decisions carry it</label><br>'
        '<input id="editor" name="editor" required maxlength="100" autocomplete="name"></p>\n'
        '<p><label for="token">Token</label><br>'
        '<input id="token" name="token" type="password" required maxlength="200" autocomplete="current-password"></p>\n'
        "<p>A token with the scopes briefs:read and decisions:write; whoever runs the service makes one.</p>\n"
        "<button>Sign in</button>\n</form>\n</main>"
    )
    return html_page(body, language="en", title="Review: sign in", sheets=SHEETS, policy="")


def list_page(rows: Sequence[tuple[Job, str, int]], session: Session) -> str:
    """Finished articles, newest first: (job, title, claims approved)."""
    words = strings("en")
    items = "".join(
        f'<li><a href="/review/{_e(job.id)}">{_e(one_line(title))}</a><br>'
        f'<span class="small">{_e(job.corpus)}, {_e((job.finished_at or "")[:16].replace("T", " "))} UTC. '
        f"{_e(words('decide_count', approved=approved, count=job.claims or 0))}</span></li>"
        for job, title, approved in rows
    )
    shown = f"<ul>{items}</ul>" if items else "<p>No article has been briefed yet.</p>"
    signed = _e(words("decide_signed_in", name=session.editor))
    body = f'<main>\n<h1>Articles to review</h1>\n<div class="editor"><p>{signed}</p>{_sign_out(session, words)}</div>\n{shown}\n</main>'
    return html_page(body, language="en", title="Review: articles", sheets=SHEETS, policy="")


def message_page(title: str, message: str) -> str:
    """A refusal that has no article to stand on."""
    told = f'<p role="alert">{_e(message)}</p>\n<p><a href="/review">All articles</a></p>'
    body = f'<main class="editor">\n<h1>{_e(title)}</h1>\n{told}\n</main>'
    return html_page(body, language="en", title=title, sheets=SHEETS, policy="")


def policy_of(page: str) -> str:
    """The content security policy of one of these pages: its own style sheet by hash, forms to here, nothing else."""
    found = _STYLE.search(page)
    digest = base64.b64encode(hashlib.sha256((found.group(1) if found else "").encode("utf-8")).digest()).decode("ascii")
    return f"default-src 'none'; style-src 'sha256-{digest}'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"


@dataclass(frozen=True, slots=True)
class _Forms:
    data: ReviewData
    words: Strings
    shown: Redaction

    def refusal(self) -> str:
        found = self.data.refusal
        if found is None:
            return ""
        numbers = [n for n, brief in enumerate(self.data.document.briefs, 1) if brief.claim.id == found.claim]
        links = "".join(f' <a href="#claim-{n}">{_e(self.words("decide_to_claim", number=n))}</a>' for n in numbers)
        return f'<div class="told" role="alert"><p>{_e(found.message)}{links}</p>{self._findings(found.findings)}</div>\n'

    def of(self, number: int, brief: Brief) -> str:
        """The forms of the claim of that number."""
        claim, words = brief.claim.id, self.words
        decided = list(self.data.decisions.get(claim, ()))
        parts = [f'<section class="decide" aria-label="{_e(words("decide_heading"))} {number}">', f"<h3>{_e(words('decide_heading'))}</h3>"]
        refusal = self.data.refusal
        if refusal is not None and refusal.claim == claim:
            parts.append(f'<div class="told"><p>{_e(refusal.message)}</p>{self._findings(refusal.findings)}</div>')
        parts += [
            self._history(brief, decided),
            self._decision(number, brief, decided),
            self._sentences(number, brief),
            self._reply(number, brief),
        ]
        return "\n".join([*parts, "</section>\n"])

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
        items = "".join(f"<li>{_e(told)}{': ' + _e(note) if note else ''}</li>" for _, told, note in sorted(rows, key=lambda row: row[0]))
        empty = "decide_lapsed" if brief.claim.id in self.data.lapsed else "decide_none"
        none = "" if decided else f"<p>{_e(words(empty))}</p>"
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
            f'<button name="decision" value="{value}"{" class=quiet" if quiet else ""}>{_e(words(key))}</button>'
            for value, key, quiet in buttons
        )
        hint = "" if brief.is_publishable else f"<p>{_e(words('decide_not_publishable'))}</p>"
        seen = f'<input type="hidden" name="seen" value="{decided[-1].number if decided else 0}">'
        field_id, written = f"note-of-{number}", self._text(self._written(brief, "note", ""))
        return self._form(
            brief,
            "decision",
            f'{hint}{seen}<label for="{field_id}">{_e(words("decide_note"))}</label>'
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
                    f'<label for="{field_id}">{_e(words(key, number=index + 1))}</label>'
                    f'<textarea id="{field_id}" name="text" rows="3" maxlength="2000">{self._text(written)}</textarea>'
                    f'<button class="quiet">{_e(words("decide_check"))}</button>',
                )
            )
        hint = f"<p>{_e(words('decide_edit_hint'))}</p>"
        is_open = " open" if was_refused else ""
        return f"<details{is_open}><summary>{_e(words('decide_edit'))}</summary>{hint}{''.join(forms)}</details>" if forms else ""

    def _reply(self, number: int, brief: Brief) -> str:
        words, reply = self.words, brief.assessment.reply
        status, by = (reply.status, reply.by) if reply is not None else ("not-found", "")
        options = "".join(
            f'<option value="{name}"{" selected" if name == status else ""}>{_e(words(f"decide_reply_{name}"))}</option>'
            for name in REPLIES
        )
        inside = (
            f'<label for="status-{number}">{_e(words("decide_reply_status"))}</label>'
            f'<select id="status-{number}" name="status">{options}</select>'
            f'<label for="by-{number}">{_e(words("decide_reply_by"))}</label>'
            f'<input type="text" id="by-{number}" name="by" maxlength="200" value="{_e(self.shown(self._written(brief, "by", by)))}">'
            f'<button class="quiet">{_e(words("decide_set"))}</button>'
        )
        return f"<details><summary>{_e(words('decide_reply'))}</summary>{self._form(brief, 'reply', inside)}</details>"

    def _form(self, brief: Brief, action: str, inside: str) -> str:
        hidden = "".join(
            f'<input type="hidden" name="{name}" value="{_e(value)}">'
            for name, value in (("form_key", self.data.session.form_key), ("brief_sha256", brief.sha256))
        )
        return f'<form method="post" action="/review/{_e(self.data.job.id)}/claims/{_e(brief.claim.id)}/{action}">{hidden}{inside}</form>'

    def _written(self, brief: Brief, name: str, otherwise: str) -> str:
        refusal = self.data.refusal
        return refusal.written.get(name, otherwise) if refusal is not None and refusal.claim == brief.claim.id else otherwise

    def _text(self, text: str) -> str:
        # a browser drops one newline at a field's start
        return "\n" + _e("\n".join(self.shown(line) for line in text.split("\n")))

    def _findings(self, findings: Sequence[Finding]) -> str:
        words = self.words
        rows = []
        for finding in findings:
            key = f"finding_{finding.code}"
            told = words(key) if words.has(key) else self.shown(finding.message)
            fault = f": {words('quote_open')}{self.shown(finding.words)}{words('quote_close')}" if finding.words else ""
            rows.append(f"<li>{_e(told + fault)}</li>")
        return f"<ul>{''.join(rows)}</ul>" if rows else ""


def _sign_out(session: Session, words: Strings) -> str:
    return (
        f'<form method="post" action="/review/logout"><input type="hidden" name="form_key" value="{_e(session.form_key)}">'
        f'<button class="quiet">{_e(words("decide_sign_out"))}</button></form>'
    )


def _when(text: str) -> str:
    return f"{text[:10]} {text[11:16]} UTC"


def _e(text: str) -> str:
    return html.escape(one_line(text) if "\n" not in text else text)
