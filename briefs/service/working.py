"""One job from its request to its outcome: fetch the article where it has to be fetched, brief it, render every format."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from briefs.adapters.fetching import Http
from briefs.claims import listed_claims
from briefs.collect import read_article
from briefs.config import load_settings
from briefs.domain import Article, Document, PartialDate
from briefs.errors import ProviderError, UsageError
from briefs.service.hooks import fetch_headers, is_json, version_of
from briefs.service.job import Job, Outcome
from briefs.service.jobs import JobStore
from briefs.service.settings import Secrets, ServiceSettings

FORMATS = ("json", "md", "html", "docx")


def work(job: Job, jobs: JobStore, settings: ServiceSettings, secrets: Secrets) -> Outcome:
    """Brief the article of a job.

    Raises:
        BriefsError: it cannot be done, or not now.
    """
    from briefs import __version__
    from briefs.wiring import DraftJob, draft_document

    request = job.request or {}
    article, version = _article(job, settings, secrets)
    root = settings.corpus(job.corpus)
    chain = load_settings(settings.model_config_file)
    mark = _mark(article, root, request, version=__version__, model=chain.model.name if chain.model else "")
    if job.subject is not None:
        standing = jobs.standing_result(job.subject, job.corpus, mark)
        if standing is not None:
            return Outcome(state="unchanged", same_as=standing, article_sha256=article.sha256, version=version)
    draft = DraftJob(
        article=article,
        corpus=root,
        as_of=PartialDate.parse(request["as_of"]),
        claims=tuple(listed_claims(request.get("claims", []), place="claims")),
        language=request.get("language", "en"),
        chain=chain,
    )
    return replace(outcome_of(draft_document(draft, on_progress=lambda *_: None), mark), version=version)


def outcome_of(document: Document, mark: str) -> Outcome:
    """How a job ends that made this document: every format rendered, and what the state remembers of it."""
    from briefs.render import to_annotations
    from briefs.render.claim_review import json_ld
    from briefs.render.contexts import contexts_of, contexts_to_json
    from briefs.service.outside import KEPT_BACK, kept_back
    from briefs.wiring import rendered

    results = {name: rendered(document, name) for name in FORMATS}
    results["annotations"] = json_ld(to_annotations(document))
    # for the review page: the sources' texts are at hand only now
    results["contexts"] = json.dumps(contexts_to_json(contexts_of(document)), ensure_ascii=False).encode("utf-8")
    results[KEPT_BACK] = json.dumps(kept_back(document)).encode("utf-8")
    is_partial = any(item.is_failure for item in document.skipped) or any(item.code == "unreadable" for item in document.left_out)
    return Outcome(
        state="partial" if is_partial else "succeeded",
        results=results,
        article_sha256=document.article.sha256,
        content_mark=mark,
        sources=sorted(set(_cited(json.loads(results["json"])["claims"]))),
        claims=[(brief.claim.id, brief.sha256, brief.is_publishable) for brief in document.briefs],
    )


def _article(job: Job, settings: ServiceSettings, secrets: Secrets) -> tuple[Article, str]:
    """The article, and the mark that its content management system gave this text of it."""
    request = job.request or {}
    if request.get("article") is not None:
        data = json.dumps(request["article"], ensure_ascii=False).encode("utf-8")
        return read_article(data, place="the article"), ""
    if request.get("article_url") is not None:
        answer = Http(settings.fetch.rules).get(request["article_url"])
        return read_article(answer.body, place="the fetched article", url=answer.url), ""
    hook = settings.hooks.get(request["hook"])
    if hook is None:
        raise UsageError(f"the hook {request['hook']} that told of this article is not configured any more")
    keys, credentials = secrets.hooks[request["hook"]], secrets.hook_auth.get(request["hook"])
    headers = fetch_headers(hook, credentials, keys=keys, article_id=request["article_id"])
    answer = Http(hook.rules).get(hook.article_url.replace("{id}", request["article_id"]), headers)
    if hook.kind != "standard" and not is_json(answer.body):
        # a page for people, "we are being maintained", must not be briefed as if it were the article
        raise ProviderError("the content management system answered with something other than JSON")
    return read_article(answer.body, place="the fetched article"), version_of(answer.body)


def _mark(article: Article, root: Path, request: Mapping[str, Any], *, version: str, model: str) -> str:
    """A hash over everything that a result depends on: the article, the corpus's files, what was asked, and the day up to which sources are
    used: one that was not published yet, or under embargo, may be read the day after."""
    asked = {name: request.get(name) for name in ("claims", "language", "as_of")}
    parts = [article.sha256, article.title, article.url or "", version, model, json.dumps(asked, sort_keys=True)]
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = Path(folder) / name
            stat = path.stat()
            parts.append(f"{path.relative_to(root)} {stat.st_size} {stat.st_mtime_ns}")
    return hashlib.sha256("\n".join(parts).encode("utf-8", "surrogateescape")).hexdigest()


def _cited(value: Any) -> Iterator[str]:
    """Ids of every source of which exact words stand in the result."""
    if isinstance(value, dict):
        if "exact" in value and isinstance(value.get("source"), str):
            yield value["source"]
        for item in value.values():
            yield from _cited(item)
    elif isinstance(value, list):
        for item in value:
            yield from _cited(item)
