"""Webhooks in: a trigger and nothing more; forged, late, copied and own ones change nothing."""

from __future__ import annotations

import hashlib
import hmac
import json
import logging
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from briefs.service.hooks import HookMalformed, fetch_headers, read_trigger
from briefs.service.settings import load_service_settings
from briefs.service.signing import read_secrets, signed_headers
from tests.service.desk import CONFIG, GHOST_SECRET, HOOK_SECRET, Desk, unread

SAVED = {"type": "article.saved", "data": {"id": "42"}}


def _send(desk: Desk, name: str, data: object, *, message_id: str = "msg_1", stamp: float | None = None, secret: str = HOOK_SECRET) -> Any:
    body = data if isinstance(data, bytes) else json.dumps(data).encode()
    headers = signed_headers(
        read_secrets(secret, variable="S"), message_id=message_id, timestamp=int(stamp if stamp is not None else time.time()), body=body
    )
    return desk.client.post(f"/v1/hooks/{name}", content=body, headers={**headers, "Authorization": ""})


def _ghost(desk: Desk, data: object, *, stamp: float | None = None, secret: str = GHOST_SECRET) -> Any:
    body = json.dumps(data).encode()
    milliseconds = str(int((stamp if stamp is not None else time.time()) * 1000))
    digest = hmac.new(secret.encode(), body + milliseconds.encode(), hashlib.sha256).hexdigest()
    headers = {"X-Ghost-Signature": f"sha256={digest}, t={milliseconds}", "Authorization": ""}
    return desk.client.post("/v1/hooks/ghost", content=body, headers=headers)


@pytest.mark.parametrize("name", ["cms", "wordpress"])
def test_a_saved_article_becomes_a_job_that_will_fetch_it(desk: Desk, name: str) -> None:
    """Nothing of the hook's own text is used, and no token is needed."""
    answer = _send(desk, name, {"type": "article.saved", "data": {"id": 42, "title": "ignored", "content": "ignored"}})
    assert (answer.status_code, answer.json()["status"]) == (202, "accepted")
    job = desk.services.jobs.get(answer.json()["job"])
    assert job is not None
    assert job.request is not None
    assert (job.subject, job.corpus, job.request["article_id"]) == (f"{name}/42", "quay", "42")
    assert "ignored" not in json.dumps(job.request)


def test_ghosts_hook_becomes_a_job(desk: Desk) -> None:
    """By Ghost's own signature."""
    answer = _ghost(desk, {"post": {"current": {"id": "63f0", "html": "<p>ignored</p>", "tags": []}, "previous": {}}})
    assert (answer.status_code, answer.json()["status"]) == (202, "accepted")


def test_a_hook_may_name_its_storys_corpus(desk: Desk) -> None:
    """One that is there; another is refused."""
    desk.services.corpora.make("bridge")
    answer = _send(desk, "cms", {"type": "a.saved", "data": {"id": "1", "corpus": "bridge"}})
    job = desk.services.jobs.get(answer.json()["job"])
    assert job is not None
    assert job.corpus == "bridge"
    for corpus in ("nowhere", "../quay", 7):
        assert _send(
            desk, "cms", {"type": "a.saved", "data": {"id": "1", "corpus": corpus}}, message_id=f"m{len(str(corpus))}"
        ).status_code in (400, 422)


@pytest.mark.parametrize(
    ("case", "status", "why"),
    [
        ("forged", 401, "signature-wrong"),
        ("late", 401, "time-outside-window"),
        ("early", 401, "time-outside-window"),
        ("unsigned", 401, "headers-missing"),
    ],
)
def test_a_forged_or_late_hook_is_refused_logged_and_changes_nothing(
    desk: Desk, caplog: pytest.LogCaptureFixture, case: str, status: int, why: str
) -> None:
    """The log has the hook's name and the reason, not its content."""
    before = desk.counts()
    with caplog.at_level(logging.INFO, logger="briefs.service"):
        answer = {
            "forged": lambda: _send(desk, "cms", SAVED, secret="whsec_" + "A" * 32),
            "late": lambda: _send(desk, "cms", SAVED, stamp=time.time() - 400),
            "early": lambda: _send(desk, "cms", SAVED, stamp=time.time() + 400),
            "unsigned": lambda: desk.client.post("/v1/hooks/cms", json=SAVED),
        }[case]()
    assert answer.status_code == status
    assert before == desk.counts()
    logged = [record.fields for record in caplog.records if hasattr(record, "fields")]
    assert any(fields.get("why") == why and fields.get("hook") == "cms" for fields in logged)


def test_a_copy_is_refused_and_a_repeated_delivery_gets_its_job(desk: Desk) -> None:
    """A sender that tries again signs again; a copy has the old signature."""
    stamp = time.time() - 5
    first = _send(desk, "cms", SAVED, stamp=stamp)
    before = desk.counts()
    copy = _send(desk, "cms", SAVED, stamp=stamp)
    assert (copy.status_code, copy.json()["type"]) == (409, "urn:briefs:problem:replayed")
    assert before == desk.counts()
    desk.services.jobs.next_job(0)
    again = _send(desk, "cms", SAVED, stamp=stamp + 3)
    assert again.json() == {"status": "known", "job": first.json()["job"]}
    ghost = {"post": {"current": {"id": "1"}}}
    assert _ghost(desk, ghost, stamp=stamp).status_code == 202
    assert _ghost(desk, ghost, stamp=stamp).status_code == 409


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("cms", {"type": "article.saved", "data": {"id": "42", "written_by": "briefs"}}),
        ("cms", {"type": "article.deleted", "data": {"id": "42"}}),
        ("ghost", {"post": {"current": {"id": "42", "tags": [{"slug": "hash-briefs"}]}}}),
        ("ghost", {"post": {"current": {}, "previous": {"id": "42"}}}),
    ],
)
def test_our_own_writes_and_deletions_make_no_job(desk: Desk, name: str, data: dict[str, object]) -> None:
    """They are acknowledged, so that the sender does not try again."""
    answer = _ghost(desk, data) if name == "ghost" else _send(desk, name, data)
    assert (answer.status_code, answer.json()) == (202, {"status": "ignored", "job": None})
    assert desk.counts()["jobs"] == 0


@pytest.mark.parametrize(
    "data",
    [
        b"{",
        b"[]",
        b'{"data": {"id": "1"}}',
        {"type": "a", "data": {}},
        {"type": "a", "data": {"id": "../../admin"}},
        {"type": "a", "data": {"id": "1?x=y"}},
        {"type": "a", "data": {"id": True}},
        {"type": "a", "data": {"id": ["1"]}},
        {"type": "a", "data": {"id": "1@evil.example"}},
    ],
)
def test_a_signed_body_that_fits_no_address_is_refused(desk: Desk, data: object) -> None:
    """A signature does not make a path fit."""
    before = desk.counts()
    answer = _send(desk, "cms", data)
    assert (answer.status_code, answer.headers["content-type"]) == (400, "application/problem+json")
    assert before == desk.counts()


def test_signed_hooks_are_never_too_many_and_forged_ones_are(tmp_path: Path) -> None:
    """A hundred articles saved at once are a hundred jobs; who guesses signatures is made to wait."""
    desk = Desk.at(tmp_path, config=CONFIG.replace("requests_per_minute = 100000", "requests_per_minute = 5"))
    for number in range(12):
        assert _send(desk, "cms", {"type": "a.saved", "data": {"id": number}}, message_id=f"m{number}").status_code == 202
    forged = [_send(desk, "cms", SAVED, message_id=f"f{number}", secret="whsec_" + "A" * 32).status_code for number in range(7)]
    assert forged == [401] * 5 + [429] * 2


def test_an_unknown_hook_and_an_oversized_one(desk: Desk) -> None:
    """404 and 413, before any signature is checked."""
    assert _send(desk, "nothing", SAVED).status_code == 404
    assert _send(desk, "cms", b"x" * 70_000).status_code == 413


@pytest.mark.parametrize("slug", [["x"], {"a": 1}, None, 7, True])
def test_a_tag_of_another_kind_is_no_mark_of_ours(desk: Desk, slug: object) -> None:
    """Signed by Ghost's secret, and yet anything may stand in it."""
    answer = _ghost(desk, {"post": {"current": {"id": "42", "tags": [{"slug": slug}, slug, {}]}}})
    assert (answer.status_code, answer.json()["status"]) == (202, "accepted")


_ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.sampled_from(["42", "briefs", "hash-briefs", "a.saved", "quay", "\x00", "é"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["type", "data", "id", "corpus", "written_by", "post", "page", "current", "previous", "tags", "slug"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(
    data=_ANYTHING | _ANYTHING.map(lambda value: {"post": {"current": value}}) | _ANYTHING.map(lambda value: {"type": "a", "data": value})
)
@settings(max_examples=300, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
def test_whatever_is_signed_is_never_our_fault(desk: Desk, data: object) -> None:
    """Both kinds of hooks, every shape of body: taken, or refused with a 4xx."""
    desk.database.connection().execute("DELETE FROM deliveries")
    desk.database.connection().execute("DELETE FROM delivery_signatures")
    for answer in (_ghost(desk, data), _send(desk, "cms", data)):
        assert answer.status_code in (202, 400, 422), (answer.text, data)


def test_a_time_with_zeros_before_it_is_no_time(desk: Desk) -> None:
    """The number is signed and not its spelling: a copy could be sent again with each further zero."""
    stamp = int(time.time())
    assert _send(desk, "cms", SAVED, stamp=stamp).status_code == 202
    body = json.dumps(SAVED).encode()
    headers = signed_headers(read_secrets(HOOK_SECRET, variable="S"), message_id="msg_1", timestamp=stamp, body=body)
    for zeros in ("0", "00"):
        answer = desk.client.post("/v1/hooks/cms", content=body, headers={**headers, "webhook-timestamp": f"{zeros}{stamp}"})
        assert answer.status_code == 401


@pytest.mark.parametrize(("name", "status"), [("nothing", 404), ("cms", 401), ("ghost", 401)])
def test_of_an_unknown_or_unsigned_hook_no_body_is_read(desk: Desk, name: str, status: int) -> None:
    """Anybody can send one."""
    assert unread(desk, f"/v1/hooks/{name}", {}) == status


def test_ghosts_reader_names_what_is_missing(desk: Desk) -> None:
    """Pages are read like posts."""
    hook = desk.settings.hooks["ghost"]
    assert read_trigger(hook, {"page": {"current": {"id": "1"}}}).article_id == "1"
    with pytest.raises(HookMalformed):
        read_trigger(hook, {"tag": {"current": {"id": "1"}}})


def test_credentials_go_into_the_fetch_as_the_system_wants_them(desk: Desk) -> None:
    """Basic for WordPress's application passwords, a fresh token for Ghost."""
    assert fetch_headers(desk.settings.hooks["wordpress"], "desk:pass word")["Authorization"] == "Basic ZGVzazpwYXNzIHdvcmQ="
    ghost = desk.settings.hooks["ghost"].model_copy(update={"auth": "ghost-admin"})
    assert fetch_headers(ghost, "abc:00ff")["Authorization"].startswith("Ghost eyJ")
    assert "Authorization" not in fetch_headers(desk.settings.hooks["cms"], None)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[hooks.cms]\nkind = 'standard'", "secret_env"),
        ("[limit]\nbody_kb = 5", "limit"),
        ("[limits]\nbody_kb = 1", "body_kb"),
        ("workers = 'two'", "workers"),
        ("[fetch]\nhosts = ['https://paper.example/']", "fetch.hosts"),
        ("[hooks.'../x']\nkind='standard'\nsecret_env='A'\ncorpus='c'\narticle_url='https://a.example/{id}'", "hooks"),
        ("[hooks.cms]\nkind='standard'\nsecret_env='A'\ncorpus='c'\narticle_url='https://{id}.example/a'", "article_url"),
        ("= 1", "not TOML"),
    ],
)
def test_a_wrong_configuration_is_told_by_its_place(tmp_path: Path, text: str, message: str) -> None:
    """Before anything starts."""
    from briefs.errors import UsageError

    file = tmp_path / "service.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=message):
        load_service_settings(file)


def test_a_missing_secret_is_told_by_its_variable(desk: Desk) -> None:
    """Never by its value."""
    from briefs.errors import UsageError
    from briefs.service.settings import read_environment

    with pytest.raises(UsageError, match="HOOK"):
        read_environment(desk.settings, {})
