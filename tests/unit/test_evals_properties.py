"""Properties of the metrics: bounds, permutation, and that an irrelevant citation never raises precision."""

from __future__ import annotations

import tempfile
from functools import partial
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from briefs_evals.cases import STANDINGS
from briefs_evals.judges import OverlapJudge
from briefs_evals.judges.agreement import agreement
from briefs_evals.judges.port import Evidence
from briefs_evals.metrics import all_metrics
from briefs_evals.samples import score_document
from briefs_evals.summary import summarise, value_of
from tests.evals_judge import ContainmentJudge
from tests.evals_story import a_case, a_claim, a_document, a_statement, cite

Json = dict[str, Any]
JUDGE = ContainmentJudge()
with tempfile.TemporaryDirectory() as _folder:
    CASE = a_case(Path(_folder))
SPANS = [
    cite(CASE, "gazette", "The Reed Circle claims"),
    cite(CASE, "gazette", "40 barges were sunk near Low Quay"),
    cite(CASE, "courier", "Forty barges were sunk"),
    cite(CASE, "office", "The harbour is closed on Monday"),
    {**cite(CASE, "office", "closed"), "source": "nobody"},
]
IRRELEVANT = cite(CASE, "office", "by order of")
TEXTS = ["40 barges were sunk", "Reed Circle claims barges", "The harbour is closed", "“Forty barges”", "zebra"]

citations = st.lists(st.sampled_from(SPANS), max_size=4)
statements = st.builds(
    lambda text, cited, section: a_statement(text, *cited, section=section),
    st.sampled_from(TEXTS),
    citations,
    st.sampled_from(["alleged", "confirmed", "unknown"]),
)
claims = st.builds(
    lambda label, standing, said: a_claim(label, standing, *said),
    st.sampled_from(["c1", "c2", "c3", "x"]),
    st.sampled_from(STANDINGS),
    st.lists(statements, max_size=3),
)
documents = st.lists(claims, max_size=4, unique_by=lambda claim: claim["id"]).map(lambda found: a_document(CASE, *found))


def line_of(document: Json, mode: str = "gold") -> Json:
    """The sample's line."""
    return score_document(CASE, document, mode=mode, judges=[JUDGE])


@settings(max_examples=30, deadline=None)
@given(document=documents, mode=st.sampled_from(["gold", "own"]), is_half_open=st.booleans())
def test_shares_lie_between_0_and_1(document: Json, mode: str, is_half_open: bool) -> None:
    """Every share is in bounds or None, also by a judge that leaves questions open; nothing is NaN."""
    judge = ContainmentJudge(is_half_open=is_half_open)
    line = score_document(CASE, document, mode=mode, judges=[judge])
    for metric in all_metrics([judge]):
        if metric.unit == "share" and metric.name in line["tallies"]:
            value = value_of(metric, [line["tallies"][metric.name]])
            assert value is None or 0 <= value <= 1, metric.name


@settings(max_examples=20, deadline=None)
@given(document=documents, data=st.data())
def test_the_order_of_claims_and_citations_does_not_matter(document: Json, data: st.DataObject) -> None:
    """Permuted claims and citations give the same counts."""
    shuffled = {**document, "claims": data.draw(st.permutations(document["claims"]))}
    shuffled["claims"] = [
        {**c, "statements": [{**s, "citations": data.draw(st.permutations(s["citations"]))} for s in c["statements"]]}
        for c in shuffled["claims"]
    ]
    assert line_of(document)["tallies"] == line_of(shuffled)["tallies"]


@settings(max_examples=30, deadline=None)
@given(text=st.sampled_from(TEXTS), cited=citations)
def test_an_irrelevant_citation_never_raises_precision(text: str, cited: list[Json]) -> None:
    """Nor recall: it shares no word with the sentence."""
    if set(text.casefold().split()) & set(IRRELEVANT["exact"].split()):
        return
    before = line_of(a_document(CASE, a_claim("c1", "alleged", a_statement(text, *cited))), "own")["tallies"]
    after = line_of(a_document(CASE, a_claim("c1", "alleged", a_statement(text, *cited, IRRELEVANT))), "own")["tallies"]
    name = "citation_recall[containment]"
    assert after[name]["precision"] <= before[name]["precision"]
    assert after[name]["recall"] == before[name]["recall"]


SAID = [
    "40 barges were sunk",
    "40 barges were not sunk",
    "No zebra was hurt; the quay is closed",
    "The Gazette reports it",
    "Zebra says so",
]
HEARD = [
    "40 barges were sunk near Low Quay.",
    "Barges were not sunk.",
    "The zebra was hurt. It did not die.",
    "The quay is not closed; no.",
]
ASIDE = ["The mayor has not resigned.", "Never mind: nothing, nobody, no.", "Plum trees don't bloom."]


@given(
    sentence=st.sampled_from(SAID),
    cited=st.lists(st.sampled_from(HEARD), max_size=3),
    aside=st.sampled_from(ASIDE),
    publisher=st.sampled_from(["", "The Gazette", "The Courier"]),
)
def test_an_irrelevant_span_changes_nothing_for_the_overlap_judge(sentence: str, cited: list[str], aside: str, publisher: str) -> None:
    """Negated or not, of whatever publisher: it shares no word with sentence or claim. So it can raise neither recall nor precision."""
    spans = [Evidence(text=text, publisher="The Courier") for text in cited]
    score = partial(OverlapJudge().score, sentence, claim="Forty barges were sunk.", publishers=("The Gazette", "The Courier"))
    before = score(spans)
    for place in {0, len(spans)}:
        assert score([*spans[:place], Evidence(text=aside, publisher=publisher), *spans[place:]]) == before


@settings(max_examples=20, deadline=None)
@given(found=st.lists(documents, min_size=2, max_size=4), data=st.data())
def test_a_summary_ignores_the_order_of_samples(found: list[Json], data: st.DataObject) -> None:
    """Lines of different stories in any order give the same summary, intervals included."""
    lines = [{**line_of(document), "sample": f"s{n}/gold", "case": f"s{n}"} for n, document in enumerate(found)]
    metrics = all_metrics([JUDGE])
    assert summarise(lines, metrics) == summarise(data.draw(st.permutations(lines)), metrics)


@given(st.dictionaries(st.sampled_from("abcdef"), st.booleans()), st.dictionaries(st.sampled_from("abcdef"), st.booleans()))
def test_agreement_is_symmetric_and_bounded(one: dict[str, bool], other: dict[str, bool]) -> None:
    """Cohen's kappa lies in -1..1 and does not depend on who comes first."""
    there, back = agreement(one, other), agreement(other, one)
    assert there == back
    assert there.kappa is None or -1 <= there.kappa <= 1


def test_kappa_by_hand() -> None:
    """Ten shared, 8 agreed; 5 yes and 5 no against 5 yes and 5 no: chance 0.5, kappa 0.6."""
    one = {str(n): n < 5 for n in range(10)}
    other = {**one, "0": False, "9": True}
    found = agreement(one, other)
    assert (found.both, found.agreed, found.kappa) == (10, 8, 0.6)
