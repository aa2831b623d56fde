"""The reasons of a standing as sentences for an editor: true, short, naming who."""

from __future__ import annotations

import re
from collections.abc import Sequence

from briefs import language as lang
from briefs.assess.analysis import CorpusAnalysis
from briefs.assess.claim_kind import ClaimReading
from briefs.assess.gather import Bearing
from briefs.assess.origins import Root
from briefs.assess.policy import Counts, Rule
from briefs.assess.stance import same_name
from briefs.assess.states import states_in
from briefs.domain import Citation, ClaimKind, Reason, Reply, SpeechAct, Stance, Standing

_NO_ANSWER = re.compile(
    r"did not (?:immediately )?(?:reply|respond|answer)|went unanswered|could(?: not|n't) be reached|no (?:reply|response|answer)|"
    r"nicht (?:beantwortet|erreichbar)|"
    r"не ответил|не відповів|n'a pas répondu|no respondi|nie odpowiedzia",
    re.IGNORECASE,
)

_SHOWN = 4
"""Names shown in one sentence; the rest are counted."""


def explain(claim: ClaimReading, roots: Sequence[Root], rule: Rule, counts: Counts) -> tuple[Reason, ...]:
    """The rule that decided, then one sentence on each origin: who asserts it, who carries it, who speaks against it."""
    supporters = [root for root in roots if root.stance is Stance.SUPPORTS]
    against = [root for root in roots if root.stance is Stance.REFUTES]
    reasons = [Reason(rule.id, _rule_text(claim, rule, supporters, against, counts), _cite(supporters[:2] + against[:1]))]
    reasons += [Reason(rule.id, _root_text(root), _cite([root])) for root in [*supporters, *against]]
    return tuple(reasons)


def say_what_would_change(claim: ClaimReading, roots: Sequence[Root], standing: Standing) -> str:
    """One sentence: the piece of evidence that would move the claim to another standing."""
    supporters = [root for root in roots if root.stance is Stance.SUPPORTS and not root.is_retracted]
    who = supporters[0].asserter.name if supporters else ""
    if standing is Standing.CONFIRMED:
        return f"A withdrawal by {who}, or a primary record that says otherwise." if who else "A primary record that says otherwise."
    if standing is Standing.ALLEGED:
        return f"An origin without a stake that knows it independently of {who}, or a primary record." if who else "A primary record."
    if standing is Standing.DISPUTED:
        return "A primary record, or an origin without a stake whose own knowledge settles it."
    if standing is Standing.REFUTED:
        return "A primary record that bears the claim out."
    return "Any source that speaks to it."


def find_reply(claim: ClaimReading, roots: Sequence[Root], doubts: Sequence[Bearing], *, analysis: CorpusAnalysis) -> Reply | None:
    """The accused's answer in the sources; None where one of those whom the claim names denies or declines something, and whether that
    answers this claim cannot be told."""
    for root in roots:
        if root.is_bare_denial and root.is_interested:
            return Reply("denied", root.asserter.name, _cite([root]))
    for bearing in doubts:
        if bearing.is_silent:
            asked = bool(_NO_ANSWER.search(bearing.item.source.text[max(0, bearing.span.start - 120) : bearing.span.end + 40]))
            status = "no-answer" if asked else "no-comment"
            return Reply(status, bearing.asserter.name, (bearing.item.source.cite(bearing.span),))
    return None if _somebody_answers(claim, analysis) else Reply("not-found")


def _somebody_answers(claim: ClaimReading, analysis: CorpusAnalysis) -> bool:
    names, states = claim.whole.names, claim.states
    for item in analysis.by_id.values():
        for attribution in item.attributions:
            if attribution.act not in (SpeechAct.DENIES, SpeechAct.NO_COMMENT):
                continue
            speaker = attribution.named or attribution.speaker
            if not names or states_in(speaker) & states or any(same_name(name, speaker) or name in speaker for name in names):
                return True
    return False


def _rule_text(claim: ClaimReading, rule: Rule, supporters: Sequence[Root], against: Sequence[Root], counts: Counts) -> str:
    names, others = _names(supporters), _names(against)
    standing = rule.standing
    if standing is Standing.UNVERIFIED:
        if against:
            return f"Nobody in the sources asserts it; only {others} {_speak(against)} to it, and against it."
        return (
            "Those who looked into it could not verify it."
            if counts.inconclusive
            else "No source was found that supports or contradicts it."
        )
    if standing is Standing.REFUTED:
        return _refuted_text(claim, rule, names, others)
    if standing is Standing.DISPUTED:
        return f"{names} {_say(supporters)} so; {others} {_contradict(against)} it with more than a denial."
    if standing is Standing.CONFIRMED:
        return _confirmed_text(claim, rule, supporters, names)
    return _alleged_text(supporters, names)


def _refuted_text(claim: ClaimReading, rule: Rule, names: str, others: str) -> str:
    if rule.id.startswith("2-") and claim.speaker:
        return f"{claim.speaker} is credited with it, and its own record says otherwise."
    if rule.id == "3-withdrawn":
        return f"It was asserted and has since been withdrawn or contradicted by the same side: {others or names}."
    if rule.id == "3-checked-and-false":
        return f"{others} checked it and found it false; nobody without a stake supports it."
    return f"{others} shows otherwise, and nobody without a stake supports it."


def _confirmed_text(claim: ClaimReading, rule: Rule, supporters: Sequence[Root], names: str) -> str:
    if claim.kind is ClaimKind.STATEMENT and rule.id == "2-on-record":
        carriers = {b.item.source.shown_name for root in supporters if root.is_on_record for b in root.bearings}
        return f"{_capital(claim.speaker)} is on record with it ({_list(sorted(carriers))}). That confirms the statement, not what it says."
    if rule.id == "2-on-record":
        return f"{names} announced the act itself."
    if rule.id == "2-public-act":
        return f"A public act, reported by separate newsrooms: {names}."
    if rule.id == "4-admission":
        conceding = _names([root for root in supporters if root.is_admission])
        return f"{conceding} concedes it about its own conduct or loss."
    if rule.id == "4-primary-record":
        return f"It stands in a primary record: {_names([root for root in supporters if root.is_record])}."
    if rule.id == "4-opposed-parties-agree":
        return f"Parties with opposed stakes agree on it: {_names([root for root in supporters if root.is_interested])}."
    return f"{_names([root for root in supporters if root.independent == 'yes'])} say so independently of each other."


def _alleged_text(supporters: Sequence[Root], names: str) -> str:
    standing_by = [root for root in supporters if not root.is_retracted] or list(supporters)
    if len(standing_by) > 1:
        if all(root.is_interested for root in standing_by):
            return f"Only parties to the matter assert it: {names}."
        return f"{names} assert it; no two of them are shown to know it independently, and no primary record bears it out."
    root = standing_by[0]
    if root.asserter.is_anonymous:
        return f"It rests on one unnamed origin: {root.asserter.name}."
    if root.is_interested:
        return f"Only {root.asserter.name}, a party to the matter, asserts it; no source without a stake does."
    if root.independent != "yes":
        return f"{root.asserter.name} reports it and does not say where it has it from."
    return f"It rests on one origin: {root.asserter.name}."


def _root_text(root: Root) -> str:
    several = is_plural(root.asserter.name)
    verb = "assert it" if root.stance is Stance.SUPPORTS else "deny it" if root.is_bare_denial else "speak against it"
    verb = verb if several else {"assert it": "asserts it", "deny it": "denies it"}.get(verb, "speaks against it")
    if root.is_retracted:
        verb = f"asserted it and no longer {'stand' if several else 'stands'} by it"
    notes = [note for note, is_so in (("a party to the matter", root.is_interested), ("unnamed", root.asserter.is_anonymous)) if is_so]
    aside = f" ({', '.join(notes)})" if notes else ""
    carriers = sorted({b.item.source.shown_name for b in root.bearings if root.is_relay(b)} - {root.asserter.name})
    return f"{_capital(root.asserter.name)}{aside} {verb}{', carried by ' + _list(carriers) if carriers else ''}."


def is_plural(name: str) -> bool:
    """Whether a phrase that names an origin takes a plural verb: "military bloggers", "two people close to the inquiry"; names do not."""
    doc = lang.parse(name)
    head = next((token for token in doc if token.dep_ == "ROOT"), None)
    return head is not None and head.tag_ == "NNS" and not name.istitle()


def _say(roots: Sequence[Root]) -> str:
    return "says" if _is_one(roots) else "say"


def _speak(roots: Sequence[Root]) -> str:
    return "speaks" if _is_one(roots) else "speak"


def _contradict(roots: Sequence[Root]) -> str:
    return "contradicts" if _is_one(roots) else "contradict"


def _is_one(roots: Sequence[Root]) -> bool:
    names = {root.asserter.name for root in roots}
    return len(names) == 1 and not is_plural(next(iter(names)))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _list(names: Sequence[str]) -> str:
    if len(names) > _SHOWN:
        return f"{', '.join(names[:_SHOWN])} and {len(names) - _SHOWN} more"
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}" if names else ""


def _names(roots: Sequence[Root]) -> str:
    return _list(list(dict.fromkeys(root.asserter.name for root in roots)))


def _cite(roots: Sequence[Root]) -> tuple[Citation, ...]:
    return tuple(dict.fromkeys(bearing.item.source.cite(bearing.span) for root in roots for bearing in root.bearings[:3]))
