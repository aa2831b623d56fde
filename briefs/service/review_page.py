"""The review page as the service shows it: the renderer's page with an editor's forms in it, the list of articles, and signing in.

The style sheet's hash stands in the policy, so that no other style and no script can be put in.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Sequence

from briefs.render import to_review
from briefs.render.html import html_page
from briefs.render.plain import Redaction, one_line
from briefs.render.review import SHEETS, Served
from briefs.render.strings import Strings, strings
from briefs.service.job import Job
from briefs.service.review_fields import ReviewData, ReviewForms, escaped
from briefs.service.sessions import Session

_STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)


def review_page(data: ReviewData) -> str:
    """The page of one article."""
    words = strings(data.document.language)
    forms = ReviewForms(data, words, Redaction.of(data.document.sources))
    approved = sum(bool(found) and found[-1].decision == "approved" for found in data.decisions.values())
    counted = words("decide_count", approved=approved, count=len(data.document.briefs))
    above = (
        f'{forms.refusal()}<div class="editor"><p>{escaped(counted)} {escaped(words("decide_signed_in", name=data.session.editor))} '
        f'<a href="/review">{escaped(words("decide_all"))}</a></p>{forms.delivery()}'
        f"{_sign_out(data.session, words)}{forms.source()}{forms.parties()}</div>\n"
    )
    undecided = frozenset(brief.claim.id for brief in data.document.briefs if not data.decisions.get(brief.claim.id))
    address = f"/review/{data.job.id}"
    served = Served(address=address, show=data.show, controls=forms.of, above=above, undecided=undecided)
    return to_review(data.document, contexts=data.contexts, served=served)


def login_page(message: str = "") -> str:
    """Where a token is exchanged for a cookie."""
    told = f'<p class="told" role="alert">{escaped(message)}</p>' if message else ""
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
        f'<li><a href="/review/{escaped(job.id)}">{escaped(one_line(title))}</a><br>'
        f'<span class="small">{escaped(job.corpus)}, {escaped((job.finished_at or "")[:16].replace("T", " "))} UTC. '
        f"{escaped(words('decide_count', approved=approved, count=job.claims or 0))}</span></li>"
        for job, title, approved in rows
    )
    shown = f"<ul>{items}</ul>" if items else "<p>No article has been briefed yet.</p>"
    signed = escaped(words("decide_signed_in", name=session.editor))
    body = f'<main>\n<h1>Articles to review</h1>\n<div class="editor"><p>{signed}</p>{_sign_out(session, words)}</div>\n{shown}\n</main>'
    return html_page(body, language="en", title="Review: articles", sheets=SHEETS, policy="")


def waiting_page(job: Job) -> str:
    """Of a job that is not finished; the browser asks again."""
    body = (
        '<main class="editor">\n<h1>Being briefed</h1>\n<p role="status">The article is being briefed. This page opens by itself.</p>\n'
        f'<p><a href="/review/{escaped(job.id)}">Look again</a> <a href="/review">All articles</a></p>\n</main>'
    )
    return html_page(body, language="en", title="Being briefed", sheets=SHEETS, policy="")


def message_page(title: str, message: str) -> str:
    """A refusal that has no article to stand on."""
    told = f'<p role="alert">{escaped(message)}</p>\n<p><a href="/review">All articles</a></p>'
    body = f'<main class="editor">\n<h1>{escaped(title)}</h1>\n{told}\n</main>'
    return html_page(body, language="en", title=title, sheets=SHEETS, policy="")


def policy_of(page: str) -> str:
    """The content security policy of one of these pages: its own style sheet by hash, forms to here, nothing else."""
    found = _STYLE.search(page)
    digest = base64.b64encode(hashlib.sha256((found.group(1) if found else "").encode("utf-8")).digest()).decode("ascii")
    return f"default-src 'none'; style-src 'sha256-{digest}'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"


def _sign_out(session: Session, words: Strings) -> str:
    return (
        f'<form method="post" action="/review/logout"><input type="hidden" name="form_key" value="{escaped(session.form_key)}">'
        f'<button class="quiet">{escaped(words("decide_sign_out"))}</button></form>'
    )
