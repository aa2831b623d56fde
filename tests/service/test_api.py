"""The API as callers meet it: what is accepted, and everything that is refused with nothing changed."""

from __future__ import annotations

import base64
import json
import logging
import time
import zipfile
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from briefs.errors import ProviderError
from briefs.service.app import create_app
from briefs.service.signing import read_secrets, signed_headers
from briefs.service.strict_json import TooManyValues, ValueCounter
from briefs.service.tokens import SCOPES
from briefs.service.wording import for_callers
from tests.service.desk import ARTICLE, CONFIG, HOOK_SECRET, Desk, unread

GOOD = {"corpus": "quay", "article": ARTICLE}
NO_JOB = "b-00000000000000000000"


def _problem(answer: Any, status: int, code: str) -> dict[str, Any]:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    data: dict[str, Any] = answer.json()
    assert data["type"] == f"urn:briefs:problem:{code}"
    assert data["status"] == status
    assert data["title"]
    assert data["detail"]
    return data


def test_an_article_becomes_a_job_that_can_be_followed(desk: Desk) -> None:
    """202, where it is, when to look again; then its status, and its place in the list."""
    answer = desk.client.post("/v1/briefs", json=GOOD)
    assert answer.status_code == 202
    job = answer.json()
    assert answer.headers["location"] == job["links"]["self"] == f"/v1/briefs/{job['id']}"
    assert int(answer.headers["retry-after"]) > 0
    assert job["state"] == "queued"
    assert job["ahead"] == 0
    assert desk.client.get(job["links"]["self"]).json() == job
    assert [item["id"] for item in desk.client.get("/v1/briefs?state=queued&corpus=quay").json()["items"]] == [job["id"]]
    assert desk.client.get("/v1/briefs?state=failed").json() == {"items": [], "next": None}


def test_the_list_goes_on_page_by_page(desk: Desk) -> None:
    """Newest first, none twice, none left out."""
    made = [desk.hand_in()["id"] for _ in range(5)]
    seen, before = [], ""
    while True:
        page = desk.client.get(f"/v1/briefs?limit=2{before}").json()
        seen += [item["id"] for item in page["items"]]
        if page["next"] is None:
            break
        before = f"&before={page['next']}"
    assert seen == made[::-1]


def test_an_idempotency_key_is_kept(desk: Desk) -> None:
    """The same body in another order is the same request; another body is refused with 422."""
    key = {"Idempotency-Key": "save-17"}
    first = desk.client.post("/v1/briefs", json=GOOD, headers=key).json()
    again = desk.client.post(
        "/v1/briefs", content=json.dumps(dict(reversed(GOOD.items()))), headers={**key, "Content-Type": "application/json"}
    )
    assert again.json()["id"] == first["id"]
    _problem(desk.client.post("/v1/briefs", json={**GOOD, "as_of": "2026"}, headers=key), 422, "idempotency-key-reused")
    _problem(desk.client.post("/v1/briefs", json=GOOD, headers={"Idempotency-Key": "a b"}), 422, "invalid-request")


def test_a_known_key_gets_its_job_whatever_became_of_what_it_names(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    """A host that does not resolve now is a reason to try again, and none to refuse what was accepted; the log has the job's id."""
    key, body = {"Idempotency-Key": "save-18"}, {"corpus": "quay", "article_url": "https://paper.example/a"}
    with caplog.at_level(logging.INFO, logger="briefs.service"):
        job = desk.client.post("/v1/briefs", json=body, headers=key).json()["id"]

    def unresolved(host: str, port: int) -> list[str]:
        raise ProviderError(f"{host} does not resolve")

    desk.client = TestClient(create_app(replace(desk.services, resolve=unresolved)), headers=dict(desk.client.headers))
    assert desk.client.post("/v1/briefs", json=body, headers=key).json()["id"] == job
    answer = desk.client.post("/v1/briefs", json=body)
    _problem(answer, 503, "host-not-reached")
    assert int(answer.headers["retry-after"]) > 0
    accepted = [record.fields["job"] for record in caplog.records if record.msg == "job-accepted"]  # type: ignore[attr-defined]
    assert accepted == [job]


def test_every_format_of_a_result(desk: Desk) -> None:
    """Each with its media type; the page may load and run nothing."""
    job, document = desk.finished()
    for name, media, start in (
        ("json", "application/json", b"{"),
        ("md", "text/markdown", b"#"),
        ("html", "text/html", b"<!doctype html>"),
        ("docx", "application/vnd.openxmlformats", b"PK"),
        ("annotations", "application/ld+json", b"{"),
    ):
        answer = desk.client.get(f"/v1/briefs/{job.id}/result?format={name}")
        assert answer.status_code == 200, answer.text
        assert answer.headers["content-type"].startswith(media)
        assert answer.content.lstrip()[: len(start)] == start or name == "md"
        assert "sandbox" in answer.headers["content-security-policy"]
        assert answer.headers["x-content-type-options"] == "nosniff"
    assert desk.client.get(f"/v1/briefs/{job.id}/result").json()["claims"][0]["brief_sha256"] == document.briefs[0].sha256


def test_a_result_that_is_not_there_yet_or_any_more(desk: Desk) -> None:
    """409 with when to ask again, 410 after it was erased; the job's row stays."""
    waiting = desk.hand_in()["id"]
    _problem(desk.client.get(f"/v1/briefs/{waiting}/result"), 409, "not-finished")
    assert desk.client.delete(f"/v1/briefs/{waiting}").json()["state"] == "cancelled"
    job, _ = desk.finished()
    assert desk.client.delete(f"/v1/briefs/{job.id}").json()["erased_at"]
    _problem(desk.client.get(f"/v1/briefs/{job.id}/result"), 410, "erased")
    assert desk.client.get(f"/v1/briefs/{job.id}").json()["state"] == "succeeded"


@pytest.mark.parametrize(
    ("method", "path"), [("POST", "/v1/briefs"), ("POST", "/v1/corpora/quay/sources"), ("DELETE", "/v1/corpora/quay/sources/gazette")]
)
def test_without_the_scope_no_body_is_read(desk: Desk, method: str, path: str) -> None:
    """What the caller may not send is not waited for and not parsed."""
    reader = desk.services.tokens.add("reader", ["briefs:read"])
    assert unread(desk, path, {"Authorization": f"Bearer {reader}"}, method=method) == 403
    assert unread(desk, path, {"Authorization": "Bearer briefs_none"}, method=method) == 401


@pytest.mark.parametrize(
    "body", [b"[" + b"[]," * 60_000 + b"[]]", b'{"a": "\\\\", "b": {' + b'"k":{},' * 60_000 + b'"k":1}}', b"[" * 60_000]
)
@pytest.mark.parametrize("path", ["/v1/corpora/quay/sources", "/v1/hooks/cms"])
def test_a_body_of_very_many_values_is_refused_before_it_is_parsed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, path: str, body: bytes
) -> None:
    """Some megabytes of empty lists would keep the service busy for seconds."""
    monkeypatch.setattr("briefs.service.guard.read_json", lambda _: pytest.fail("it was parsed"))
    (tmp_path / "other").mkdir()
    signed = signed_headers(read_secrets(HOOK_SECRET, variable="S"), message_id="m", timestamp=int(time.time()), body=body)
    answer = Desk.at(tmp_path / "other", config=CONFIG.replace("body_kb = 64", "body_kb = 4096")).client.post(
        path, content=body, headers={"Content-Type": "application/json", **signed}
    )
    _problem(answer, 413, "too-many-values")


def test_commas_and_brackets_of_a_text_are_no_values(desk: Desk) -> None:
    """However its text is cut into pieces, with escapes at every place."""
    text = 'Forty, "barges" [of the] {Reed} \\ Circle\\", sunk. ' * 900
    body = json.dumps({"a": text, "b": [1, 2, {"c": text}]}).encode()
    for size in (1, 7, 4096, len(body)):
        counter = ValueCounter(most=12)
        for start in range(0, len(body), size):
            counter.feed(body[start : start + size])
    with pytest.raises(TooManyValues):
        ValueCounter(most=3).feed(body)


def test_a_running_job_is_not_erased(desk: Desk) -> None:
    """It says when to try again."""
    desk.hand_in()
    running = desk.services.jobs.next_job(0)
    assert running is not None
    _problem(desk.client.delete(f"/v1/briefs/{running.id}"), 409, "running")


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({}, 422, "invalid-request"),
        ({"corpus": "quay"}, 422, "invalid-request"),
        ({**GOOD, "article_url": "https://paper.example/a"}, 422, "invalid-request"),
        ({**GOOD, "unknown": 1}, 422, "invalid-request"),
        ({**GOOD, "corpus": "../quay"}, 422, "invalid-request"),
        ({**GOOD, "corpus": "quay\n"}, 422, "invalid-request"),
        ({**GOOD, "corpus": "elsewhere"}, 422, "no-such-corpus"),
        ({**GOOD, "article": {"headline": "nothing else"}}, 422, "no-body"),
        ({**GOOD, "article": "text"}, 422, "invalid-request"),
        ({**GOOD, "as_of": "yesterday"}, 422, "invalid-request"),
        ({**GOOD, "as_of": "2026-02-31"}, 422, "invalid-request"),
        ({**GOOD, "as_of": "0000"}, 422, "invalid-request"),
        ({**GOOD, "language": "xx"}, 422, "not-usable"),
        ({**GOOD, "language": "../"}, 422, "invalid-request"),
        ({**GOOD, "claims": [{"text": "A."}, {"text": "a"}]}, 422, "not-usable"),
        ({**GOOD, "claims": [{"text": "A claim.", "id": "../x"}]}, 422, "invalid-request"),
        ({**GOOD, "claims": [{"text": "..."}]}, 422, "not-usable"),
        ({"corpus": "quay", "article_url": "https://127.0.0.1/a"}, 422, "address-refused"),
        ({"corpus": "quay", "article_url": "http://169.254.169.254/latest/meta-data/"}, 422, "address-refused"),
        ({"corpus": "quay", "article_url": "https://elsewhere.example/a"}, 422, "address-refused"),
        ({"corpus": "quay", "article_url": "https://inside.example/a"}, 422, "address-refused"),
        ({"corpus": "quay", "article_url": "file:///etc/passwd"}, 422, "address-refused"),
        ({**GOOD, "callback_url": "https://elsewhere.example/"}, 422, "address-refused"),
        ({**GOOD, "callback_url": "http://cms.example/"}, 422, "address-refused"),
    ],
)
def test_a_request_that_cannot_be_used_changes_nothing(desk: Desk, body: dict[str, Any], status: int, code: str) -> None:
    """Told at once, not by a job that fails later; the answer repeats nothing that was sent."""
    before = desk.counts()
    problem = _problem(desk.client.post("/v1/briefs", json=body), status, code)
    assert before == desk.counts()
    assert "Reed Circle" not in json.dumps(problem)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"null",
        b"[]",
        b"\xff\xfe",
        b'{"corpus": "quay", "article": {"body": "\\ud800"}}',
        b'{"corpus": "quay", "article": {"body": NaN}}',
        b'{"corpus": "quay", "corpus": "other"}',
        b"[" * 100_00,
        b'{"a":' * 9000 + b"1" + b"}" * 9000,
        b'{"corpus": "quay", "n": ' + b"9" * 10_000 + b"}",
        b'{"corpus": "quay", "n": 1e999}',
        b"\x00",
    ],
)
def test_a_malformed_body_is_refused(desk: Desk, content: bytes) -> None:
    """Not JSON, half a surrogate pair, NaN, a key twice, nested deep, a number of ten thousand digits: never a 500."""
    before = desk.counts()
    answer = desk.client.post("/v1/briefs", content=content, headers={"Content-Type": "application/json"})
    assert answer.status_code in (400, 422)
    assert answer.headers["content-type"] == "application/problem+json"
    assert before == desk.counts()


def test_an_oversized_body_is_refused_whatever_it_says_of_its_length(desk: Desk) -> None:
    """By the stated length, and by what arrives when none is stated."""
    before = desk.counts()
    large = b'{"corpus": "quay", "article": {"body": "' + b"x" * 70_000 + b'"}}'
    kind = {"Content-Type": "application/json"}
    _problem(desk.client.post("/v1/briefs", content=large, headers=kind), 413, "too-large")
    _problem(
        desk.client.post("/v1/briefs", content=(large[n : n + 4096] for n in range(0, len(large), 4096)), headers=kind), 413, "too-large"
    )
    _problem(desk.client.post("/v1/briefs", content=b"{}", headers={**kind, "Content-Length": "9" * 30}), 413, "too-large")
    assert before == desk.counts()


def test_other_media_and_packed_bodies_are_not_read(desk: Desk) -> None:
    """A packed body could unpack to anything."""
    _problem(desk.client.post("/v1/briefs", content=b"a=b", headers={"Content-Type": "application/x-www-form-urlencoded"}), 415, "not-json")
    packed = {"Content-Type": "application/json", "Content-Encoding": "gzip"}
    _problem(desk.client.post("/v1/briefs", content=b"\x1f\x8b", headers=packed), 415, "encoded-body")


@pytest.mark.parametrize(
    ("method", "path", "scope"),
    [
        ("POST", "/v1/briefs", "briefs:write"),
        ("GET", "/v1/briefs", "briefs:read"),
        ("GET", f"/v1/briefs/{NO_JOB}", "briefs:read"),
        ("DELETE", f"/v1/briefs/{NO_JOB}", "briefs:write"),
        ("GET", f"/v1/briefs/{NO_JOB}/result", "briefs:read"),
        ("POST", f"/v1/briefs/{NO_JOB}/claims/c-1/decisions", "decisions:write"),
        ("GET", f"/v1/briefs/{NO_JOB}/claims/c-1/decisions", "briefs:read"),
        ("GET", f"/v1/briefs/{NO_JOB}/claims/c-1/claimreview", "briefs:read"),
        ("GET", "/v1/corpora", "corpora:read"),
        ("PUT", "/v1/corpora/other", "corpora:write"),
        ("GET", "/v1/corpora/quay", "corpora:read"),
        ("GET", "/v1/corpora/quay/sources", "corpora:read"),
        ("POST", "/v1/corpora/quay/sources", "corpora:write"),
        ("DELETE", "/v1/corpora/quay/sources/gazette", "corpora:write"),
    ],
)
def test_every_route_wants_its_scope(desk: Desk, method: str, path: str, scope: str) -> None:
    """With all others it is 403; without a token, with a wrong, a revoked or a doubled one 401."""
    bodies = {"/v1/briefs": GOOD, "decisions": {"decision": "approved", "brief_sha256": "0" * 64, "editor": "E"}}
    body = bodies.get(path) or bodies.get(path.rpartition("/")[2]) or {"filename": "a.txt", "content": "A text."}
    given = {"json": body} if method == "POST" else {}
    others = desk.services.tokens.add("others", [name for name in SCOPES if name != scope])
    revoked = desk.services.tokens.add("revoked", list(SCOPES))
    desk.services.tokens.revoke("revoked")
    before = (desk.counts(), desk.files())
    client = TestClient(create_app(desk.services), raise_server_exceptions=False)
    _problem(client.request(method, path, headers={"Authorization": f"Bearer {others}"}, **given), 403, "scope-missing")
    for header in ("", "Bearer", "Bearer x", f"Bearer {revoked}", f"Basic {desk.token}", f"Bearer {desk.token} x", f"Bearer {desk.token}x"):
        answer = client.request(method, path, headers={"Authorization": header} if header else {}, **given)
        _problem(answer, 401, "not-authenticated")
        assert answer.headers["www-authenticate"].startswith("Bearer")
    assert before == (desk.counts(), desk.files())


def test_only_hashes_of_tokens_are_kept(desk: Desk) -> None:
    """Who reads the state cannot call."""
    desk.database.connection().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert desk.token.encode() not in desk.settings.database.read_bytes()


def test_errors_of_the_server_itself_are_problems_too(desk: Desk) -> None:
    """An unknown path, a wrong method, an id that is none."""
    _problem(desk.client.get("/v1/nothing"), 404, "no-such-path")
    _problem(desk.client.get("/"), 404, "no-such-path")
    _problem(desk.client.patch("/v1/briefs"), 405, "method-not-allowed")
    _problem(desk.client.get("/v1/briefs/..%2f..%2fetc"), 404, "no-such-path")
    _problem(desk.client.get("/v1/briefs/b-1"), 422, "invalid-request")
    _problem(desk.client.get(f"/v1/briefs/{NO_JOB}"), 404, "no-such-job")


def test_a_fault_of_ours_is_told_without_its_words(desk: Desk, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    """500 as a problem; neither answer nor log repeats what the exception says."""

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("the zebrafish ledger")

    monkeypatch.setattr(type(desk.services.jobs), "newest", broken)
    with caplog.at_level(logging.INFO, logger="briefs.service"):
        answer = desk.client.get("/v1/briefs")
    _problem(answer, 500, "internal")
    assert "zebrafish" not in answer.text + caplog.text


def test_a_caller_that_asks_too_often_is_told_to_wait(tmp_path: Path) -> None:
    """Each token by itself; a guessed token does not use up somebody's allowance."""
    desk = Desk.at(tmp_path, config=CONFIG.replace("requests_per_minute = 100000", "requests_per_minute = 3"))
    other = desk.services.tokens.add("other", ["briefs:read"])
    answers = [desk.client.get("/v1/briefs") for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert int(answers[-1].headers["retry-after"]) >= 1
    _problem(answers[-1], 429, "rate-limited")
    assert desk.client.get("/v1/briefs", headers={"Authorization": f"Bearer {other}"}).status_code == 200
    assert desk.client.get("/healthz").status_code == 200


def test_a_full_queue_is_told(desk: Desk) -> None:
    """503 with when to try again."""
    for _ in range(50):
        desk.hand_in()
    answer = desk.client.post("/v1/briefs", json=GOOD)
    _problem(answer, 503, "queue-full")
    assert answer.headers["retry-after"]


def test_sources_are_added_listed_and_forgotten(desk: Desk) -> None:
    """By the command line's rules: the same file once, a forgotten text only again; a confidential publisher is shown to nobody."""
    source = {
        "filename": "letter.txt",
        "content": "The harbour office said that no barge was lost at Low Quay.",
        "publisher": "Jane Q. Source",
        "confidential": True,
        "display_name": "an official",
        "kind": "official",
    }
    first = desk.client.post("/v1/corpora/quay/sources", json=source)
    assert (first.status_code, first.json()) == (201, {"id": "letter", "was_there": False})
    again = desk.client.post("/v1/corpora/quay/sources", json=source)
    assert (again.status_code, again.json()) == (200, {"id": "letter", "was_there": True})
    listed = desk.client.get("/v1/corpora/quay/sources")
    assert {item["id"]: item["publisher"] for item in listed.json()["items"]} == {"gazette": "gazette", "letter": "an official"}
    assert "Jane" not in listed.text
    forgot = desk.client.delete("/v1/corpora/quay/sources/letter")
    assert (forgot.status_code, forgot.json()["ids"]) == (200, ["letter"])
    _problem(desk.client.delete("/v1/corpora/quay/sources/letter"), 404, "no-such-source")
    _problem(desk.client.post("/v1/corpora/quay/sources", json=source), 422, "corpus-refused")
    assert desk.client.post("/v1/corpora/quay/sources", json={**source, "again": True}).status_code == 201


def test_forgetting_a_source_erases_the_results_that_quote_it(desk: Desk) -> None:
    """Also when the job's article was the only other place of its words; other results stay."""
    job, _ = desk.finished()
    assert desk.client.delete("/v1/corpora/quay/sources/gazette").json() == {"ids": ["gazette"], "erased_results": [job.id]}
    _problem(desk.client.get(f"/v1/briefs/{job.id}/result"), 410, "erased")
    assert not [path for path in desk.settings.state.rglob("*") if path.is_file() and b"40 barges" in path.read_bytes()]


@pytest.mark.parametrize(
    "filename",
    ["../gazette.txt", "a/b.txt", "/etc/passwd.txt", "..\\b.txt", ".briefs", "manifest.jsonl/x.txt", "a\x00.txt", "", "a\n.txt", "…"],
)
def test_a_path_in_a_file_name_is_refused(desk: Desk, filename: str) -> None:
    """Nothing is written anywhere."""
    before = (desk.counts(), desk.files())
    _problem(desk.client.post("/v1/corpora/quay/sources", json={"filename": filename, "content": "A text."}), 422, "invalid-request")
    assert before == (desk.counts(), desk.files())


def _bomb() -> bytes:
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"<a>" + b" " * 450 * 2**20)
    return made.getvalue()


@pytest.mark.parametrize(
    ("more", "status"),
    [
        ({"filename": "a.exe", "content": "x"}, 422),
        ({"filename": "a.pdf", "content": "no pdf"}, 422),
        ({"filename": "a.txt", "content": " "}, 422),
        ({"filename": "a.txt", "content_base64": "not base64!"}, 422),
        ({"filename": "a.txt", "content_base64": "ж"}, 422),
        ({"filename": "a.txt", "content": "A text.", "id": "../x"}, 422),
        ({"filename": "a.txt", "content": "A text.", "id": "gazette"}, 422),
        ({"filename": "a.txt", "content": "A text.", "published_at": "soon"}, 422),
        ({"filename": "a.txt", "content": "A text.", "handling": "secret"}, 422),
        ({"filename": "a.txt", "content": "A text.", "confidental": True}, 422),
        ({"filename": "a.txt"}, 422),
        ({"filename": "a.txt", "content": "x" * (2**20 + 1)}, 413),
    ],
)
def test_a_source_that_cannot_be_used_changes_nothing(desk: Desk, more: dict[str, Any], status: int) -> None:
    """A typo in `confidential` above all."""
    before = desk.files()
    answer = desk.client.post("/v1/corpora/quay/sources", json=more)
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert before == desk.files()


def test_a_file_that_unpacks_to_a_flood_is_refused(desk: Desk) -> None:
    """A DOCX of half a megabyte that holds 450."""
    before = desk.files()
    content = base64.b64encode(_bomb()).decode()
    answer = desk.client.post("/v1/corpora/quay/sources", json={"filename": "a.docx", "content_base64": content})
    assert answer.status_code == 422, answer.text
    assert before == desk.files()


def test_corpora_are_made_by_name(desk: Desk) -> None:
    """Once; a name that is a path or an address is none."""
    assert desk.client.put("/v1/corpora/bridge").status_code == 201
    assert desk.client.put("/v1/corpora/bridge").status_code == 200
    assert [item["name"] for item in desk.client.get("/v1/corpora").json()["items"]] == ["bridge", "quay"]
    for name in ("Bridge", "a_b", "-a", "a" * 64, "a%0a", "%2e%2e", "a.b"):
        assert desk.client.put(f"/v1/corpora/{name}").status_code in (404, 422)
    assert desk.services.corpora.names() == ["bridge", "quay"]
    assert desk.client.get("/v1/corpora/bridge").json()["name"] == "bridge"
    _problem(desk.client.get("/v1/corpora/nowhere"), 404, "no-such-corpus")
    _problem(desk.client.get("/v1/corpora/nowhere/sources"), 404, "no-such-corpus")


def test_every_refusal_is_logged_without_what_was_sent(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    """With a code and a status; of the body not a word."""
    words = "the zebrafish ledger"
    reader = desk.services.tokens.add("reader", ["briefs:read"])
    kind = {"Content-Type": "application/json"}
    asked = [
        (401, {"headers": {"Authorization": "Bearer nobody"}, "json": GOOD}),
        (403, {"headers": {"Authorization": f"Bearer {reader}"}, "json": GOOD}),
        (400, {"content": b'{"' + words.encode(), "headers": kind}),
        (413, {"content": words.encode() * 9000, "headers": kind}),
        (415, {"content": words.encode(), "headers": {"Content-Type": "text/plain"}}),
        (422, {"json": {"corpus": words, "article": {"body": words}}}),
        (422, {"json": {"corpus": "quay", "article": {"headline": words}}}),
        (422, {"json": {"corpus": "quay", "article_url": "https://127.0.0.1/" + words.replace(" ", "-")}}),
    ]
    for status, request in asked:
        caplog.clear()
        with caplog.at_level(logging.INFO, logger="briefs.service"):
            answer = desk.client.post("/v1/briefs", **request)  # type: ignore[arg-type]
        assert answer.status_code == status
        fields = [record.fields for record in caplog.records if record.getMessage() == "refused"]  # type: ignore[attr-defined]
        assert [(item["status"], bool(item["reason"])) for item in fields] == [(status, True)]
        said = answer.text + json.dumps([getattr(record, "fields", {}) for record in caplog.records])
        assert "zebrafish" not in said


def test_messages_name_no_folder_and_no_command(desk: Desk) -> None:
    """They are the command line's own, for somebody who has neither."""
    note = {"filename": "note.txt", "content": "A note about the quay that is forgotten."}
    assert desk.client.post("/v1/corpora/quay/sources", json=note).status_code == 201
    assert desk.client.delete("/v1/corpora/quay/sources/note").status_code == 200
    answers = [desk.client.post("/v1/corpora/quay/sources", json=note)]
    answers.append(desk.client.post("/v1/corpora/quay/sources", json={"filename": "a.pdf", "content": "no pdf"}))
    for answer in answers:
        assert answer.status_code == 422
        assert str(desk.settings.state) not in answer.text
        assert "--" not in answer.json()["detail"]
    assert '"again": true' in answers[0].json()["detail"]
    root = desk.settings.corpus("quay")
    for message, shown in (
        (f"no corpus folder at {root}; make it and put the sources in, or name another with --corpus", "no corpus folder at quay"),
        (f"{root}/manifest.jsonl, line 3: no id; add one", "manifest.jsonl, line 3: no id; add one"),
        (f"the index in {desk.settings.state} is busy; run `briefs index`; wait", "the index in state is busy; wait"),
    ):
        assert for_callers(message, desk.settings) == shown
