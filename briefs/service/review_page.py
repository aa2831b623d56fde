"""The review page as the service shows it: the renderer's page with an editor's forms in it, the list of articles, and signing in.

The style sheet's hash stands in the policy, so that no other style and no script can be put in.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Collection, Sequence

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


def login_page(words: Strings, message: str = "") -> str:
    """Where a token is exchanged for a cookie."""
    told = f'<p class="told" role="alert">{escaped(message)}</p>' if message else ""
    body = (
        f'<main class="editor">\n<h1>{escaped(words("desk_heading"))}</h1>\n{told}<form method="post" action="/review/login">\n'
        f'<p><label for="editor">{escaped(words("desk_name"))}</label><br>'
        '<input id="editor" name="editor" required maxlength="100" autocomplete="name"></p>\n'
        f'<p><label for="token">{escaped(words("desk_token"))}</label><br>'
        '<input id="token" name="token" type="password" required maxlength="200" autocomplete="current-password"></p>\n'
        f"<p>{escaped(words('desk_token_hint'))}</p>\n<button>{escaped(words('desk_sign_in'))}</button>\n</form>\n</main>"
    )
    return _page(body, words, "desk_sign_in_title")


def list_page(rows: Sequence[tuple[Job, str, int]], session: Session, words: Strings, *, superseded: Collection[str] = ()) -> str:
    """Finished articles, newest first: (job, title, claims approved). `superseded`: ids of jobs whose article was briefed again since."""
    items = "".join(
        f'<li><a href="/review/{escaped(job.id)}">{escaped(one_line(title))}</a><br>'
        f'<span class="small">{escaped(job.corpus)}, {escaped((job.finished_at or "")[:16].replace("T", " "))} UTC. '
        f"{escaped(words('decide_count', approved=approved, count=job.claims or 0))}"
        f"{' ' + escaped(words('desk_superseded')) if job.id in superseded else ''}</span></li>"
        for job, title, approved in rows
    )
    shown = f"<ul>{items}</ul>" if items else f"<p>{escaped(words('desk_none'))}</p>"
    signed = escaped(words("decide_signed_in", name=session.editor))
    heading = escaped(words("desk_list"))
    body = f'<main>\n<h1>{heading}</h1>\n<div class="editor"><p>{signed}</p>{_sign_out(session, words)}</div>\n{shown}\n</main>'
    return _page(body, words, "desk_list_title")


def waiting_page(job: Job, words: Strings) -> str:
    """Of a job that is not finished; the browser asks again."""
    links = f'<a href="/review/{escaped(job.id)}">{escaped(words("desk_look_again"))}</a> {_to_list(words)}'
    told = f'<p role="status">{escaped(words("desk_waiting_told"))}</p>'
    body = f'<main class="editor">\n<h1>{escaped(words("desk_waiting"))}</h1>\n{told}\n<p>{links}</p>\n</main>'
    return _page(body, words, "desk_waiting")


def message_page(words: Strings, title: str, message: str) -> str:
    """A refusal that has no article to stand on; `title` is a key."""
    told = f'<p role="alert">{escaped(message)}</p>\n<p>{_to_list(words)}</p>'
    body = f'<main class="editor">\n<h1>{escaped(words(title))}</h1>\n{told}\n</main>'
    return _page(body, words, title)


def _page(body: str, words: Strings, title: str) -> str:
    return html_page(body, language=words.language, title=words(title), sheets=SHEETS, policy="")


def _to_list(words: Strings) -> str:
    return f'<a href="/review">{escaped(words("decide_all"))}</a>'


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
