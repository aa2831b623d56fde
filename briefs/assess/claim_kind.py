"""What sort of proposition a claim is: a fact, "X said p", or a formal act of a body; who its actor is, and whether it accuses somebody."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from briefs import language as lang
from briefs.assess.attribution_cues import english_cues
from briefs.assess.reading import Reading, read_text
from briefs.assess.states import states_in
from briefs.assess.tables import cue_pattern, find_cue, has_cue
from briefs.domain import Claim, ClaimKind

_TABLE = "claim_cues.yaml"
_LONGEST_SUBJECT = 14
"""Words before the verb of saying; a longer beginning has a verb of its own."""
_SUBORDINATE = re.compile(
    r"^\s*(?:on \w+ \d|in \w+ \d|last|that|dass|que|że|что|що|:|,)|\b(?:that|dass|que|że|что|що)\b|[\"“„«]|"
    r"\b(?:for|of|as|to|to have|no|not|against)\b"
)
_AUXILIARY = re.compile(r"(?:\b(?:was|were|is|are|been|be|being|has been|had been|wurden?|worden|ist|sind)\s+)$", re.IGNORECASE)
_PLACE = re.compile(
    r"\b(?:in|near|at|off|from|to|im|in der|aus)\s+(?:the\s+|der\s+)?[A-ZÄÖÜ][\w-]+(?:\s+(?:States|Kingdom|Korea|Africa|Zealand))?(?!['’]s)"
)
"""A place is no participant: "sold in the United States" does not make that state a party."""
_PLACE_NAMED = re.compile(r"\b(?:village|town|city|port|harbour|region|district|province|suburb|island|river|sea) of\s+[A-ZÄÖÜ][\w-]+")
_NO_ACTOR = re.compile(
    r"\b(?:was|were|been|be|is|are)\s+(?:\w+ly\s+)?(?:killed|attacked|bombed|mined|stolen|hit|injured|leaked|hacked)\b(?!\s+by\b)",
    re.IGNORECASE,
)
"""What befell somebody, told without who did it, accuses nobody."""
_FINDING = frozenset({"found", "finds", "showed", "shows"})
_INQUIRY = re.compile(
    r"\b(?:study|studies|report|audit|survey|analysis|tests?|trial|review|opinion|inquiry|investigation|judgment|ruling|census|poll)\b",
    re.IGNORECASE,
)
"""What finds and shows in words of its own; a clip or a policeman that "shows" or "finds" says nothing."""
_NOUN_GOES_ON = re.compile(r"\s+(?:of|on|about|from|by|for)\b")
_SEPARABLE = re.compile(r"\s+(?:nicht\s+)?(?:aus|ab|zurück|zu|ein)\s*\.?$")
_DISMISSED = re.compile(r"\bdismissed\b", re.IGNORECASE)
_OWN_PAPER = re.compile(
    r"(?:In [A-Z]?[\w ]+?,? )?((?:the )?[A-Z][^,;:.]{2,60}?)['’]s? (?:\w+ ){0,2}"
    r"(?:case|report|statement|filing|complaint|indictment|judgment|decision|dossier|letter|study|audit|opinion|notice|"
    r"survey|press release)\b"
    r"[^;:.]{0,60}?\b(?:include[sd]?|contain(?:s|ed)?|list(?:s|ed)?|runs? to|ran to|comprise[sd]?|quote[sd]?|cite[sd]?)\b",
    re.IGNORECASE,
)
"""What a body's paper holds, the paper itself shows: "the agency's report lists 40 names" is no fact but an act of the agency's."""
_RELATIVE = re.compile(r"\b(?:who|which|whom|whose|while|when|after|because|der|die|das)\s*$", re.IGNORECASE)
_DESCRIBING = re.compile(r"\b(?:who|whom|whose|which)\b", re.IGNORECASE)
_LANGUAGE_DEFAULT = "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimReading:
    """A claim as the rules need it."""

    claim: Claim
    kind: ClaimKind
    language: str
    speaker: str
    """Whose statement or act it is; "" for a fact or when nobody is named."""
    whole: Reading
    content: Reading
    """What is said or done, without the frame "X said that"; the whole claim otherwise."""
    states: frozenset[str]
    accuses: bool
    denies: bool = False
    """A statement whose frame is a denial: "X dismissed p as false"."""


def as_fact(claim: ClaimReading) -> ClaimReading:
    """The claim as those read it who do not have the speaker's words: what an inquiry found is a fact, what anybody else said stays a
    statement that no record bears out."""
    return replace(
        claim, kind=ClaimKind.FACT if _INQUIRY.search(claim.speaker) else claim.kind, speaker="", content=claim.whole, denies=False
    )


def read_claim(claim: Claim, *, language: str | None = None) -> ClaimReading:
    """Read a claim; `language` is the article's, else it is detected, else English."""
    known = language if language and language != "und" else lang.detect_language(claim.text)
    code = known if known != "und" else _LANGUAGE_DEFAULT
    whole = read_text(claim.text, code)
    kind, speaker, content = _kind(claim.text, code)
    reading = read_text(content, code) if content and content != claim.text else whole
    return ClaimReading(
        claim=claim,
        kind=kind,
        language=code,
        speaker=_without_date(speaker, code),
        whole=whole,
        content=reading,
        states=states_in(_PLACE.sub(" ", claim.text)),
        denies=has_cue(
            claim.text[: claim.text.find(content)] if content != claim.text and content in claim.text else "",
            table="stance_cues.yaml",
            group="denial",
            language=code,
        ),
        accuses=_accuses(content or claim.text, code),
    )


def _without_date(speaker: str, language: str) -> str:
    """ "In May 2023 the agency" -> "the agency": a date that opens the sentence is no part of the speaker's name."""
    for mention in reversed(lang.find_dates(speaker, language)):
        if mention.span.end < len(speaker):
            return speaker[mention.span.end :].strip(" ,")
    return speaker


def _kind(text: str, language: str) -> tuple[ClaimKind, str, str]:
    """(kind, speaker or actor, content)."""
    framed = _according_to(text, language)
    if framed is not None:
        return ClaimKind.STATEMENT, *framed
    pattern = cue_pattern(_TABLE, "speech", language)
    for match in pattern.finditer(text) if pattern else ():
        subject = text[: match.start()].strip(" ,")
        rest = text[match.end() :].strip(" ,:")
        if not subject or len(subject.split()) > _LONGEST_SUBJECT or not rest:
            continue
        if _AUXILIARY.search(text[: match.start()]) or _RELATIVE.search(subject):
            continue
        if _has_verb_before(subject, language):
            break
        if language == "en" and _NOUN_GOES_ON.match(text, match.end()) and _is_noun(text, match.start()):
            continue
        if language == "en" and match.group().casefold().startswith("dismiss") and _is_sacking(text, match.start()):
            continue
        if match.group().casefold() in _FINDING and not _INQUIRY.search(subject):
            continue
        if _names_speaker(subject, language) and (
            text[match.end() :][:1] in (",", ":") or _SUBORDINATE.search(rest[:160]) or _SEPARABLE.search(rest)
        ):
            return ClaimKind.STATEMENT, _speaker_name(subject, language), _content(rest, language)
        break
    if _is_act(text, language):
        return ClaimKind.ACT, _actor(text, language), text
    paper = _OWN_PAPER.match(text) if language == "en" else None
    if paper is not None and _names_speaker(paper[1], language):
        return ClaimKind.ACT, _speaker_name(paper[1], language), text
    return ClaimKind.FACT, "", text


def _according_to(text: str, language: str) -> tuple[str, str] | None:
    cue = find_cue(text, table=_TABLE, group="according", language=language)
    if cue is None:
        return None
    if cue.start() == 0:
        match = re.match(
            r"\s*(?:des|der|dem|von|the|de|du|la|le)?\s*(.+?)(?:,\s+|\s+(?=kamen|sind|ist|wurden?|war(?:en)?|hat|haben)\b)(.+)",
            text[cue.end() :],
        )
        return (match.group(1).strip(), match.group(2).strip()) if match else None
    if cue.group().casefold().startswith("zufolge"):
        return None
    before = text[: cue.start()].strip(" ,")
    after = text[cue.end() :].strip(" .,")
    if before and after and len(after.split()) <= _LONGEST_SUBJECT:
        return after, before
    inner = re.match(r"\s*(?:des|der|dem|von)?\s*((?:\w+\s+){0,3}?[\wÄÖÜäöüß-]+)\s+(ums Leben|.+)", text[cue.end() :])
    if inner and before:
        return inner.group(1).strip(), f"{before} {inner.group(2)}".strip()
    return None


def _has_verb_before(subject: str, language: str) -> bool:
    """Whether the words before the verb of saying already hold a verb ("X fell after Y said …")."""
    return language == "en" and bool(re.search(r"\b(?:was|were|is|are|has|had|have|did|will|would|because|so that|while|but)\b", subject))


def _is_noun(text: str, at: int) -> bool:
    """Whether the parser takes the word at an offset for a noun: "falsified the inspection reports of the bridge"."""
    return any(token.idx == at and token.pos_ == "NOUN" for token in lang.parse(text))


def _is_sacking(text: str, at: int) -> bool:
    """Whether the verb at an offset has somebody for its object: "dismissed one of its reporters" denies nothing."""
    verb = next((token for token in lang.parse(text) if token.idx == at), None)
    cues = english_cues()
    nouns = [child for child in (verb.children if verb is not None else ()) if child.dep_ == "dobj"]
    nouns += [token for noun in nouns for token in noun.subtree if token.dep_ == "pobj" and token.head.lower_ == "of"]
    return any(noun.lemma_.lower() in cues.classes["person"] | cues.staff or noun.ent_type_ == "PERSON" for noun in nouns)


def _names_speaker(subject: str, language: str) -> bool:
    """A name, or a noun that speaks: "some analysts", "prosecutors", "the company"."""
    return bool(lang.find_names(subject, language)) or len(subject.split()) <= 4


def _speaker_name(subject: str, language: str) -> str:
    """The phrase before an apposition; the name in it where the phrase itself has none ("the force's chief constable, Ann Reed,")."""
    first, *rest = (part.strip() for part in re.split(r",\s", subject))
    if rest and not lang.find_names(first, language):
        named = next(
            (m.span.of(rest[0]) for m in lang.find_names(rest[0], language) if m.span.start == 0 and " " in m.span.of(rest[0])), ""
        )
        return named or first
    return first


def _content(rest: str, language: str) -> str:
    """What was said, without dates of the saying, addressees and the conjunction."""
    match = re.search(r"\b(?:that|dass|daß|que|że|что|що)\s+", rest[:120])
    if match and match.start() < 80:
        return rest[match.end() :]
    return rest


def _is_act(text: str, language: str) -> bool:
    """The first verb is one of a formal act, not of an event, and the sentence's own, not that of a clause that describes somebody."""
    cue = _act_cue(text, language)
    return cue is not None and cue.start() < 90 and not _DESCRIBING.search(text[: cue.start()])


def _act_cue(text: str, language: str) -> re.Match[str] | None:
    """The word of an act; in English also "dismissed" with somebody of its staff for its object."""
    cue = find_cue(text, table=_TABLE, group="act", language=language)
    sacking = _DISMISSED.search(text) if language == "en" else None
    return sacking if cue is None and sacking is not None and _is_sacking(text, sacking.start()) else cue


def _actor(text: str, language: str) -> str:
    cue = _act_cue(text, language)
    subject = text[: cue.start()] if cue else ""
    if _AUXILIARY.search(subject):
        return ""
    return subject.strip(" ,") if len(subject.split()) <= _LONGEST_SUBJECT else ""


def _accuses(text: str, language: str) -> bool:
    """Whether it alleges wrongdoing by somebody: a word of wrongdoing, and a name or state that is more than the place of it."""
    told = _NO_ACTOR.sub(" ", text)
    actors = _PLACE.sub(" ", _PLACE_NAMED.sub(" ", told))
    for mention in reversed(lang.find_names(told, language)):
        if not mention.opens_sentence:
            told = told[: mention.span.start] + " " + told[mention.span.end :]
    return has_cue(told, table=_TABLE, group="wrongdoing", language=language) and bool(
        lang.find_names(actors, language) or states_in(actors)
    )
