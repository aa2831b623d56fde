"""Standing of each labelled claim: over-confirmation (the headline), accuracy, macro-F1, confusion.

Over-confirmation is this project's own: the one error that a newsroom cannot forgive is an allegation printed as confirmed. Accuracy and
macro-F1 are as in AVeriTeC (Schlichtkrull et al. 2023) and FEVER. A label's accepted alternatives (`alt_status`) count as right; in F1
and confusion such a claim stands under the standing that the system gave it. A label without a brief is a wrong answer (column `none`);
one that the system reports as its own failure is left out and counted as unscored.

A label takes one claim, so claims stand beside those that answer one (`Scored.beside`), and over-confirmation looks at them too: a claim
printed as confirmed whose span overlaps, by half of the shorter, the article quote of a label that must not be confirmed is one more
over-confirmed claim, in the count and in the whole. Not so where it only tells of a saying: "X said p" may be confirmed where p may not. A
claim does that when the document calls it a statement and its own wording has a word of saying (`only_tells_of_a_saying`). Those, and
confirmed claims on sentences without a label, are in no share; how many there are stands beside the headline.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from briefs_evals.cases.case import STANDINGS, LabelledClaim
from briefs_evals.metrics.definition import Metric, Tally, ratio
from briefs_evals.scored import Pair, Scored, only_tells_of_a_saying

NONE = "none"


def counted(scored: Scored) -> list[Pair]:
    """Given claims: all that did not fail. Own claims: those that answer a label (the rest is claim recall's business)."""
    return [pair for pair in scored.labelled if scored.mode == "gold" or pair.claim is not None]


def is_right(pair: Pair) -> bool:
    """Whether the standing is the label's or an accepted alternative."""
    return pair.label is not None and pair.standing in pair.label.accepted


def says_confirmed(pair: Pair) -> bool:
    """Whether the document says confirmed: as the standing, or as the section of one of the claim's sentences."""
    claim = pair.claim or {}
    return "confirmed" in (pair.standing, *(statement["section"] for statement in claim.get("statements", ())))


def is_over_confirmed(pair: Pair) -> bool:
    """Whether the document says confirmed where no accepted label does, in the claim that answers a label or in one beside it."""
    label = _spoken_to(pair)
    return label is not None and "confirmed" not in label.accepted and says_confirmed(pair)


def _spoken_to(pair: Pair) -> LabelledClaim | None:
    """The label that the pair's claim answers, or is held to: none where it only tells of a saying."""
    if pair.label is not None or pair.claim is None:
        return pair.label
    return None if only_tells_of_a_saying(pair.claim) else pair.held_to


def cell(pair: Pair) -> tuple[str, str]:
    """(label, said) for the confusion matrix."""
    assert pair.label is not None
    said = pair.standing or NONE
    return (said if is_right(pair) else pair.label.standing), said


def confusion(pairs: Iterable[Pair]) -> dict[str, int]:
    """`label>said` -> claims, only cells that occur, in fixed order."""
    found = Counter(cell(pair) for pair in pairs)
    return {f"{gold}>{said}": found[gold, said] for gold in STANDINGS for said in (*STANDINGS, NONE) if found[gold, said]}


def macro_f1(tally: Tally) -> float | None:
    """Mean F1 over the standings that occur as a label; one that the system never gives has F1 0."""
    scores = []
    for standing in STANDINGS:
        right = tally.get(f"{standing}>{standing}", 0)
        gold = sum(count for cell_name, count in tally.items() if cell_name.startswith(f"{standing}>"))
        said = sum(count for cell_name, count in tally.items() if cell_name.endswith(f">{standing}"))
        if gold:
            scores.append(2 * right / (gold + said))
    return sum(scores) / len(scores) if scores else None


def _over(scored: Scored) -> Tally:
    open_to_it = [pair for pair in counted(scored) if pair.label is not None and "confirmed" not in pair.label.accepted]
    beside = [pair for pair in scored.beside if says_confirmed(pair)]
    more = sum(map(is_over_confirmed, beside))
    sayings = sum(only_tells_of_a_saying(pair.claim or {}) for pair in beside)
    return {
        "over": sum(map(is_over_confirmed, open_to_it)) + more,
        "of": len(open_to_it) + more,
        "beside": more,
        "sayings": sayings,
        "unanswered": sum(_spoken_to(pair) is None for pair in beside),
    }


def _said_confirmed(scored: Scored) -> Tally:
    """Claims beside those that answer a label are held to the label that they speak to."""
    pairs = [*counted(scored), *scored.beside]
    labels = [_spoken_to(pair) for pair in pairs if says_confirmed(pair)]
    held = [label for label in labels if label is not None]
    return {"right": sum("confirmed" in label.accepted for label in held), "of": len(held)}


def _confirmed_found(scored: Scored) -> Tally:
    labelled = [pair for pair in counted(scored) if pair.label is not None and pair.label.standing == "confirmed"]
    return {"right": sum(map(is_right, labelled)), "of": len(labelled)}


def _accuracy(scored: Scored) -> Tally:
    return {"right": sum(map(is_right, counted(scored))), "of": len(counted(scored))}


_EMPTY = "no labelled claim was briefed"
METRICS = (
    Metric(
        name="over_confirmation",
        title="over-confirmed: not confirmed by the label, printed as confirmed",
        better="lower",
        source="this project (docs/method.md); of the claims that the labels do not confirm, and of those beside them",
        tally=_over,
        value=ratio("over", "of"),
        empty="no claim that must not be confirmed",
    ),
    Metric(
        name="standing_accuracy",
        title="standing right (accepted alternatives count)",
        better="higher",
        source="AVeriTeC (Schlichtkrull et al. 2023), label accuracy",
        tally=_accuracy,
        value=ratio("right", "of"),
        empty=_EMPTY,
    ),
    Metric(
        name="standing_macro_f1",
        title="standing, macro-F1",
        better="higher",
        source="macro-averaged F1 over the standings that occur as labels",
        tally=lambda scored: confusion(counted(scored)),
        value=macro_f1,
        empty=_EMPTY,
    ),
    Metric(
        name="confirmed_precision",
        title="of what is printed as confirmed, right",
        better="higher",
        source="precision of the class confirmed, accepted alternatives count",
        tally=_said_confirmed,
        value=ratio("right", "of"),
        empty="no claim that a label speaks to was printed as confirmed",
    ),
    Metric(
        name="confirmed_recall",
        title="of what is confirmed, found",
        better="higher",
        source="recall of the class confirmed; the price of never over-confirming",
        tally=_confirmed_found,
        value=ratio("right", "of"),
        empty="no claim is labelled confirmed",
    ),
)
