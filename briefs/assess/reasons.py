"""The reasons of a standing as sentences for an editor: true, short, naming who."""

from __future__ import annotations

from collections.abc import Sequence

from briefs.assess.claim_kind import ClaimReading
from briefs.assess.origins import Root
from briefs.assess.policy import Counts, Rule
from briefs.domain import Citation, Reason, Reply, Stance, Standing


def explain(claim: ClaimReading, roots: Sequence[Root], rule: Rule, counts: Counts) -> tuple[Reason, ...]:
    """The rule that decided, then who asserts it and who speaks against it."""
    supporters = [root for root in roots if root.stance is Stance.SUPPORTS]
    against = [root for root in roots if root.stance is Stance.REFUTES]
    reasons = [Reason(rule.id, _rule_text(claim, rule, supporters, against), _cite(supporters[:2] + against[:1]))]
    reasons += [Reason(rule.id, _root_text(root), _cite([root])) for root in [*supporters, *against]]
    return tuple(reasons)


def say_what_would_change(claim: ClaimReading, roots: Sequence[Root], standing: Standing) -> str:
    """One sentence."""
    if standing is Standing.CONFIRMED:
        return "A retraction by those who assert it, or a record that says otherwise."
    if standing is Standing.ALLEGED:
        return "A second independent origin without a stake, or a primary record."
    if standing is Standing.DISPUTED:
        return "A primary record, or an origin without a stake that settles it."
    if standing is Standing.REFUTED:
        return "Evidence that the record or the withdrawal is itself wrong."
    return "Any source that speaks to it."


def find_reply(claim: ClaimReading, roots: Sequence[Root]) -> Reply:
    """The accused's answer in the sources."""
    for root in roots:
        if root.is_bare_denial and root.is_interested:
            return Reply("denied", root.asserter.name, _cite([root]))
    return Reply("not-found")


def _rule_text(claim: ClaimReading, rule: Rule, supporters: Sequence[Root], against: Sequence[Root]) -> str:
    names = _names(supporters)
    if rule.standing is Standing.UNVERIFIED:
        return "Nothing in the sources speaks to it."
    if rule.standing is Standing.CONFIRMED:
        return f"It rests on {names}."
    if rule.standing is Standing.REFUTED:
        return f"{_names(against)} shows otherwise." if against else "It was withdrawn."
    if rule.standing is Standing.DISPUTED:
        return f"{names} says so; {_names(against)} contradicts it."
    return f"Only {names} asserts it."


def _root_text(root: Root) -> str:
    verb = "asserts it" if root.stance is Stance.SUPPORTS else "denies it" if root.is_bare_denial else "speaks against it"
    notes = [note for note, is_so in (("a party to the matter", root.is_interested), ("unnamed", root.asserter.is_anonymous)) if is_so]
    aside = f" ({', '.join(notes)})" if notes else ""
    return f"{root.asserter.name}{aside} {verb}."


def _names(roots: Sequence[Root]) -> str:
    names = list(dict.fromkeys(root.asserter.name for root in roots))[:3]
    return " and ".join(names) if len(names) < 3 else f"{names[0]}, {names[1]} and {names[2]}"


def _cite(roots: Sequence[Root]) -> tuple[Citation, ...]:
    return tuple(dict.fromkeys(bearing.item.source.cite(bearing.span) for root in roots for bearing in root.bearings[:3]))
