"""Metrics against values worked out by hand."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

from briefs_evals.cases import Case, load_case
from briefs_evals.judges import OverlapJudge
from briefs_evals.judges.overlap import is_bare
from briefs_evals.judges.port import Evidence, Question
from briefs_evals.metrics import Metric, all_metrics, attribution, citations, readability, standing
from briefs_evals.samples import score_document
from briefs_evals.summary import value_of
from tests.evals_judge import ContainmentJudge, LabelJudge
from tests.evals_story import CASE, a_case, a_claim, a_document, a_good_document, a_statement, cite, write_case

Json = dict[str, Any]


@pytest.fixture
def case(tmp_path: Path) -> Case:
    """The invented case."""
    return a_case(tmp_path)


def scores(case: Case, document: Json, *, mode: str = "gold") -> dict[str, float | None]:
    """Metric -> value of one document, judged by word containment."""
    judge = ContainmentJudge()
    line = score_document(case, document, mode=mode, judges=[judge])
    return {m.name.split("[")[0]: value_of(m, [line["tallies"][m.name]]) for m in all_metrics([judge]) if m.needs in ("", mode)}


def test_a_good_document_scores_full_marks(case: Case) -> None:
    """Everything right: accuracy, citations, quotes, coverage at 1, over-confirmation at 0."""
    found = scores(case, a_good_document(case))
    assert found["over_confirmation"] == 0.0
    for name in ("standing_accuracy", "standing_macro_f1", "origins_exact", "citation_recall", "citation_precision", "citations_resolve"):
        assert found[name] == 1.0, name
    assert (found["attribution_kept"], found["accuser_named"], found["point_coverage"]) == (1.0, 1.0, 1.0)


def test_an_empty_document_scores_zero(case: Case) -> None:
    """No claims at all: standing and citations are 0, never unscored, never 1."""
    for mode in ("gold", "own"):
        found = scores(case, a_document(case), mode=mode)
        assert (found["citation_recall"], found["citation_precision"], found["citation_f1"]) == (0.0, 0.0, 0.0)
        assert found["point_coverage"] == 0.0
    found = scores(case, a_document(case))
    assert (found["standing_accuracy"], found["evidence_recall"], found["accuser_named"]) == (0.0, 0.0, 0.0)
    assert found["empty_briefs"] == 1.0
    assert scores(case, a_document(case), mode="own")["claim_recall"] == 0.0


def test_over_confirmation_counts_what_may_not_be_confirmed(case: Case) -> None:
    """Two of three labels exclude confirmed; one of the two is printed as confirmed: 1/2."""
    document = a_document(case, a_claim("c1", "confirmed"), a_claim("c2", "confirmed"), a_claim("c3", "alleged"))
    found = scores(case, document)
    assert found["over_confirmation"] == 0.5
    assert found["standing_accuracy"] == 0.6667  # c2 as labelled, c3 by its accepted alternative
    assert found["confirmed_precision"] == 0.5


def found_claim(case: Case, standing: str, text: str, words: str, **fields: object) -> Json:
    """A claim that a system found, on these words of the article."""
    start = str(case.article["body"]).index(words)
    return a_claim(f"x-{text}", standing, **{"text": text, "span": {"start": start, "end": start + len(words), "exact": words}, **fields})


SUNK = "Forty barges were sunk near Low Quay"


def test_a_second_claim_on_the_sentence_does_not_evade_the_headline(case: Case) -> None:
    """The first answers the label as alleged; the second prints the same as confirmed: 1 of c1, c3 (no claim: not counted) and itself."""
    first = found_claim(case, "alleged", "Forty barges were sunk near Low Quay.", SUNK)
    second = found_claim(case, "confirmed", "Barges were sunk.", SUNK)
    found = scores(case, a_document(case, first, second), mode="own")
    assert found["over_confirmation"] == 0.5
    assert found["confirmed_precision"] == 0.0
    assert scores(case, a_document(case, first), mode="own")["over_confirmation"] == 0.0


def test_that_somebody_said_so_may_be_confirmed(case: Case) -> None:
    """A statement by kind and by its wording is told beside the headline; the kind alone, or the wording alone, is not enough."""
    first = found_claim(case, "alleged", "Forty barges were sunk near Low Quay.", SUNK)
    said = found_claim(case, "confirmed", "The Reed Circle says that barges were sunk.", SUNK, kind="statement")
    assert over(case, first, said) == {"over": 0, "of": 1, "beside": 0, "sayings": 1, "unanswered": 1}
    assert over(case, first, {**said, "kind": "fact"})["over"] == 1
    assert over(case, first, {**said, "text": "Barges were sunk."})["over"] == 1


def test_a_confirmed_claim_that_no_label_answers_is_counted_beside(case: Case) -> None:
    """Of a stretch that no label quotes, and a second one on a sentence that may be confirmed: neither is over-confirmed."""
    elsewhere = found_claim(case, "confirmed", "The Reed Circle exists.", "the Reed Circle says")
    closed = found_claim(case, "confirmed", "The harbour was closed on Monday.", "The harbour was closed on Monday")
    again = found_claim(case, "confirmed", "It was closed.", "The harbour was closed on Monday")
    assert over(case, elsewhere, closed, again) == {"over": 0, "of": 0, "beside": 0, "sayings": 0, "unanswered": 1}
    assert scores(case, a_document(case, elsewhere, closed, again), mode="own")["confirmed_precision"] == 1.0


def over(case: Case, *claims: Json) -> Json:
    """The counts of the headline over found claims."""
    counts: Json = score_document(case, a_document(case, *claims), mode="own", judges=[ContainmentJudge()])["tallies"]["over_confirmation"]
    return counts


def test_a_sentence_under_confirmed_counts_whatever_the_standing_says(case: Case) -> None:
    """Called alleged, printed under the heading of what is confirmed: a reader takes it as confirmed."""
    span = cite(case, "gazette", "40 barges were sunk near Low Quay")
    said = a_statement("40 barges were sunk.", span, section="confirmed")
    found = scores(case, a_document(case, a_claim("c1", "alleged", said)))
    assert found["over_confirmation"] == 0.5
    assert found["confirmed_precision"] == 0.0


def test_every_metric_says_after_whom_it_is() -> None:
    """Source, title and the reason for no figure are given; the module's docstring defines it."""
    for metric in all_metrics([ContainmentJudge()]):
        assert metric.source, metric.name
        assert metric.title, metric.name
        assert metric.empty, metric.name
        assert len(sys.modules[_module_of(metric)].__doc__ or "") > 80, metric.name


def _module_of(metric: Metric) -> str:
    return str(getattr(metric.tally, "func", metric.tally).__module__)


def test_macro_f1_by_hand() -> None:
    """confirmed: 2 right, 3 said, 2 labelled, F1 4/5; alleged: 1 right, 1 said, 2 labelled, F1 2/3; mean 11/15."""
    value = standing.macro_f1({"confirmed>confirmed": 2, "alleged>confirmed": 1, "alleged>alleged": 1})
    assert value == pytest.approx(11 / 15)


def test_a_claim_that_the_system_failed_on_is_left_out(case: Case) -> None:
    """Its own failure is neither right nor wrong: two of two, and the failure is listed."""
    document = a_document(case, a_claim("c2", "confirmed"), a_claim("c3", "unverified"))
    document["skipped"] = [{"id": "c1", "text": "", "reason": "not processed", "is_failure": True}]
    line = score_document(case, document, mode="gold", judges=[])
    assert line["tallies"]["standing_accuracy"] == {"right": 2, "of": 2}
    assert line["failed_claims"] == [{"claim": "c1", "reason": "not processed"}]


def test_alce_by_hand(case: Case) -> None:
    """One sentence carried by two spans of which one is idle, one uncited, over one claim: recall 1/2, precision 1/2."""
    needed = cite(case, "gazette", "40 barges were sunk near Low Quay")
    idle = cite(case, "office", "by order of the harbour office")
    document = a_document(case, a_claim("c1", "alleged", a_statement("40 barges were sunk", needed, idle), a_statement("barges burn")))
    document["claims"] += [a_claim("c2", "confirmed"), a_claim("c3", "unverified", a_statement("Not known.", section="unknown"))]
    found = scores(case, document)
    # c1: recall (1 + 0) / 2, precision 1 of 2 citations; c2: an empty brief, 0 and 0; c3: nothing to cite, not counted
    assert (found["citation_recall"], found["citation_precision"]) == (0.25, 0.25)


def test_two_spans_that_only_together_carry_are_both_precise(case: Case) -> None:
    """Neither alone, both together: neither is irrelevant."""
    first, second = cite(case, "gazette", "The Reed Circle"), cite(case, "gazette", "40 barges were sunk")
    document = a_document(case, a_claim("c1", "alleged", a_statement("Reed Circle sunk", first, second)))
    line = score_document(case, document, mode="own", judges=[ContainmentJudge()])
    tally = line["tallies"]["citation_recall[containment]"]
    assert (tally["recall"], tally["precision"], tally["claims"], tally["sentences"], tally["open"]) == (1, 1, 1, 1, 0)


@pytest.mark.parametrize("change", [{"start": -1, "end": 0}, {"start": 0, "end": 10_000}, {"source": "nobody"}, {"exact": "other words"}])
def test_a_citation_that_does_not_resolve_stays_in_the_denominator(case: Case, change: Json) -> None:
    """ALCE's holes: out of range, index below zero, another source, other words. It never counts as precise and is never dropped."""
    good = cite(case, "gazette", "40 barges were sunk near Low Quay")
    document = a_document(case, a_claim("c1", "alleged", a_statement("40 barges were sunk", good, {**good, **change})))
    line = score_document(case, document, mode="own", judges=[ContainmentJudge()])
    assert line["tallies"]["citation_precision[containment]"]["precision"] == 0.5
    assert line["tallies"]["citations_resolve"] == {"resolve": 1, "of": 2}


def test_a_sentence_whose_citations_do_not_resolve_fails(case: Case) -> None:
    """Recall 0 and precision 0, as for an uncited one."""
    bad = {**cite(case, "gazette", "40 barges"), "source": "nobody"}
    found = scores(case, a_document(case, a_claim("c1", "alleged", a_statement("40 barges", bad))), mode="own")
    assert (found["citation_recall"], found["citation_precision"]) == (0.0, 0.0)


def test_quotes_by_hand(case: Case) -> None:
    """One exact (other marks are no change), one altered: 1/2."""
    whole = cite(case, "courier", "Forty barges were sunk near Low Quay, says the Reed Circle.")
    said = a_statement("A speaker said “We saw them burn,” and “We saw them sink”.", whole)
    assert scores(case, a_document(case, a_claim("c1", "alleged", said)))["quotes_exact"] == 0.5


def test_attribution_by_hand(case: Case) -> None:
    """A sentence that names the accuser keeps it, one that states the content plainly does not: 1/2."""
    span = cite(case, "gazette", "The Reed Circle claims that 40 barges were sunk")
    document = a_document(
        case, a_claim("c1", "alleged", a_statement("The Reed Circle claims it.", span), a_statement("40 barges were sunk.", span))
    )
    assert scores(case, document)["attribution_kept"] == 0.5


def test_a_system_does_not_grade_its_own_attribution(case: Case) -> None:
    """A holder and an origin that only the document names count for nothing; one that the labels give a cited source does."""
    span = cite(case, "gazette", "40 barges were sunk near Low Quay")
    mine = {"holders": ["The Zebra"], "origins": [{"name": "Zebra"}]}
    assert (
        scores(case, a_document(case, a_claim("c1", "alleged", a_statement("The Zebra claims it.", span), **mine)))["attribution_kept"]
        == 0.0
    )
    assert scores(case, a_document(case, a_claim("x", "alleged", a_statement("Reed claims it.", span))))["attribution_kept"] == 1.0
    assert attribution.names_one_of("Petrov says so.", attribution._origin_names("defence-ministry-petrov"))


def test_a_name_inside_a_word_keeps_no_attribution(case: Case) -> None:
    """A publisher called AP does not stand in "captured"; it does in "AP's"."""
    assert not attribution.names_one_of("The town was captured.", ["AP"])
    assert attribution.names_one_of("AP's reporter saw it.", ["AP"])


def test_interested_flags_by_hand(case: Case) -> None:
    """Of two origins one is the labelled accuser: flagged, not flagged, and the other one flagged beside it."""

    def flags(accuser: bool, other: bool) -> tuple[float | None, float | None]:
        origins = [{"name": "The Reed Circle", "interested": accuser}, {"name": "Harbour Office", "interested": other}]
        found = scores(case, a_document(case, a_claim("c1", "alleged", origins=origins)))
        return found["interested_recall"], found["interested_precision"]

    assert flags(True, False) == (1.0, 1.0)
    assert flags(False, False) == (0.0, None)
    assert flags(True, True) == (1.0, 0.5)


def test_a_point_in_the_wrong_section_is_made_but_not_in_place(case: Case) -> None:
    """The allegation told under confirmed: covered 1 of 3, in place 0 of 3."""
    span = cite(case, "gazette", "The Reed Circle claims that 40 barges were sunk near Low Quay.")
    said = a_statement("The Reed Circle claims that 40 barges were sunk near Low Quay.", span, section="confirmed")
    found = scores(case, a_document(case, a_claim("c1", "alleged", said)))
    assert (found["point_coverage"], found["points_in_place"]) == (0.3333, 0.0)


def test_a_point_belongs_where_its_claim_stands_whatever_its_heading(tmp_path: Path) -> None:
    """A line under not_known that names the alleged claim is in place under alleged."""
    line = "{text: The Reed Circle claims that 40 barges were sunk near Low Quay., sources: [gazette], claims: [c1]}"
    text = CASE.replace('["Whether anybody was hurt."]', f"[{line}]").replace(
        'what_is_alleged: ["The Reed Circle claims that 40 barges were sunk near Low Quay. [gazette, courier]"]', "what_is_alleged: []"
    )
    found = scores(load_case(write_case(tmp_path, text)), a_good_document(a_case(tmp_path)))
    assert (found["point_coverage"], found["points_in_place"]) == (1.0, 1.0)


def test_own_claims_by_hand(case: Case) -> None:
    """Of two check-worthy labels one is found; of two found claims one is labelled: recall 1/2, precision 1/2."""
    document = a_document(
        case,
        a_claim("x", "alleged", span={"start": 0, "end": 36, "exact": ""}),
        a_claim("y", "alleged", span={"start": 37, "end": 58, "exact": ""}),
    )
    found = scores(case, document, mode="own")
    assert (found["claim_recall"], found["claim_precision"]) == (0.5, 0.5)


def test_withheld_and_words_by_hand(case: Case) -> None:
    """One of four drafted sentences withheld; three sentences of 2, 4 and 3 words."""
    statements = [a_statement("One two."), a_statement("One two three four."), a_statement("One two three.")]
    document = a_document(case, a_claim("c1", "alleged", *statements, withheld=[{"text": "x", "finding": "y"}]))
    found = scores(case, document)
    assert (found["withheld_rate"], found["words_per_brief"], found["words_per_sentence"]) == (0.25, 9.0, 3.0)


def test_reading_ease_by_hand() -> None:
    """Ten words, one sentence, fourteen syllables: 206.835 - 10.15 - 118.44; sentences in another language change nothing."""
    assert readability.reading_ease({"english_sentences": 1, "english_words": 10, "syllables": 14, "words": 99}) == pytest.approx(78.245)
    assert [readability.syllables(word) for word in ("the", "editor", "table", "scheme")] == [1, 3, 2, 1]


def test_calibration_by_hand(case: Case) -> None:
    """Scores 0.9 (right) and 0.7 (wrong side): gaps 0.1 and 0.7, mean 0.4."""
    evidence = [
        {"citation": cite(case, "gazette", "40 barges"), "stance": "supports", "score": 0.9},
        {"citation": cite(case, "courier", "Forty barges"), "stance": "refutes", "score": 0.7},
        {"citation": cite(case, "office", "The harbour"), "stance": "supports", "score": 0.2},  # cited by no label of this claim
    ]
    assert scores(case, a_document(case, a_claim("c1", "alleged", evidence=evidence)))["stance_calibration_error"] == 0.4


def test_what_cannot_be_measured_is_none(case: Case) -> None:
    """No quotation, no tokens, no scored evidence: no number."""
    found = scores(case, a_good_document(case))
    assert (found["quotes_exact"], found["tokens_per_brief"], found["stance_calibration_error"]) == (None, None, None)


def test_a_judge_that_leaves_all_open_gives_no_score(case: Case) -> None:
    """Not 0: the sentences were not judged."""
    judge = ContainmentJudge(open_=True)
    line = score_document(case, a_good_document(case), mode="gold", judges=[judge])
    values = {m.name: value_of(m, [line["tallies"][m.name]]) for m in all_metrics([judge]) if m.judged_by}
    assert {None} == set(values.values())


def _judged(case: Case, document: Json, judge: LabelJudge) -> tuple[float | None, float | None, float | None]:
    line = score_document(case, document, mode="own", judges=[judge])
    tally = line["tallies"]["citation_recall[labels]"]
    recall, precision, f1 = (value_of(metric, [tally]) for metric in citations.metrics_of(judge))
    return recall, precision, f1


def test_recall_needs_no_verdict_on_single_spans(case: Case) -> None:
    """A person who labelled whole sentences alone: one with two spans and one with one, both carried. Recall 1, precision of the latter."""
    first, second = cite(case, "gazette", "The Reed Circle"), cite(case, "gazette", "40 barges were sunk")
    two, one = a_statement("Reed Circle sunk", first, second), a_statement("40 barges", second)
    judge = LabelJudge({("Reed Circle sunk", 2): True, ("40 barges", 1): True})
    assert _judged(case, a_document(case, a_claim("x", "alleged", two, one)), judge) == (1.0, 1.0, 1.0)
    assert _judged(case, a_document(case, a_claim("x", "alleged", two)), judge) == (1.0, None, None)
    needed = LabelJudge({("Reed Circle sunk", 2): True, ("Reed Circle sunk", 1): False})
    assert _judged(case, a_document(case, a_claim("x", "alleged", two)), needed) == (1.0, 1.0, 1.0)


def test_a_sample_of_labels_is_no_lower_than_all_of_them(case: Case) -> None:
    """Three claims: carried, carried but not labelled, an empty brief. 2/3, as if the open one were like the labelled one; never 1/2."""
    span = cite(case, "gazette", "40 barges were sunk")
    document = a_document(
        case,
        a_claim("x", "alleged", a_statement("40 barges", span)),
        a_claim("y", "alleged", a_statement("barges", span)),
        a_claim("z", "alleged"),
    )
    whole = LabelJudge({("40 barges", 1): True, ("barges", 1): True})
    assert _judged(case, document, whole) == _judged(case, document, LabelJudge({("40 barges", 1): True})) == (0.6667, 0.6667, 0.6667)


def test_the_overlap_judge_tells_plain_cases_apart(case: Case) -> None:
    """Carried, a changed figure, another subject, a dropped negation."""
    span = (Evidence(text="The Reed Circle claims that 40 barges were not sunk near Low Quay.", publisher="The Gazette"),)
    sentences = [
        "40 barges were not sunk near Low Quay.",
        "90 barges were not sunk.",
        "The mayor resigned over a tax affair.",
        "No barges sunk.",
    ]
    judged = OverlapJudge().judge([Question(key=s, sentence=s, evidence=span) for s in sentences])
    assert [verdict.supported for verdict in judged[:3]] == [True, False, False]


def heard(*texts: str, publisher: str = "The Gazette") -> tuple[Evidence, ...]:
    """A span each."""
    return tuple(Evidence(text=text, publisher=publisher) for text in texts)


def test_a_denial_carries_no_assertion_nor_the_other_way_round() -> None:
    """All words are there; a negation on either side alone halves the score. On both sides it is whole, in parts as well."""
    judge = OverlapJudge()
    yes, no = "Barges were sunk near Low Quay.", "Barges were not sunk near Low Quay."
    assert (judge.score(yes, heard(yes)), judge.score(no, heard(no))) == (1.0, 1.0)
    assert (judge.score(yes, heard(no)), judge.score(no, heard(yes))) == (0.5, 0.5)
    both = "Barges were sunk near Low Quay; the harbour was not closed."
    assert judge.score(both, heard(yes, "The harbour was not closed.")) == 1.0
    assert judge.score(no, heard(yes, "The mayor has not resigned.")) == 0.5


def test_the_name_of_a_publisher_carries_nothing() -> None:
    """ "The Gazette reports it" stands or falls with the claim; a publisher whose span is about something else counts as missing."""
    judge, claim, names = OverlapJudge(), "Forty barges were sunk near Low Quay.", ("The Gazette", "The Courier")
    bare = "The Gazette reports it."
    assert is_bare(bare, names)
    assert is_bare("The Courier, in French, carries it, citing Anna Reed.", names)
    assert not is_bare("The Gazette reports 412 of them.", names)
    assert not is_bare("The Gazette reports that barges sank.", names)
    assert judge.score(bare, heard("Forty barges were sunk near Low Quay, it says."), claim=claim, publishers=names) == 1.0
    assert judge.score(bare, heard("The mayor resigned."), claim=claim, publishers=names) == 0.0
    assert (
        judge.score("The Gazette contradicts it.", heard("No barges were sunk near Low Quay; not forty."), claim=claim, publishers=names)
        == 1.0
    )
    said = "The Gazette reports that forty barges were sunk near Low Quay."
    assert judge.score(said, heard("Forty barges were sunk near Low Quay."), publishers=names) == 1.0
    assert judge.score(said, heard("The mayor resigned."), publishers=names) == 0.0


def test_bare_sentences_by_hand(case: Case) -> None:
    """One of two; a note under unknown is none."""
    span = cite(case, "gazette", "40 barges were sunk near Low Quay")
    said = [
        a_statement("The Gazette reports it.", span),
        a_statement("40 barges were sunk.", span),
        a_statement("Nothing.", section="unknown"),
    ]
    assert scores(case, a_document(case, a_claim("c1", "alleged", *said)))["bare_sentences"] == 0.5
