"""A sentence does not say in its own voice what its source only passes on, and it gives words to nobody but their speaker.

Sources of the rule: AP and Reuters on attribution (a disputable fact is attributed), FactBank's nested sources (who holds a proposition is
part of it).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from briefs.domain import Finding, Span
from briefs.language import fold, names_corefer, same_name, split_sentences, stem_of
from briefs.verify.case import Case, CitedSpan
from briefs.verify.lexicon import words_of
from briefs.verify.meta import find_meta
from briefs.verify.meta_names import speech_of
from briefs.verify.names import are_kin, carries_name, is_publisher
from briefs.verify.paraphrase import links_of
from briefs.verify.reading import names_of, tokens_of
from briefs.verify.speech import Speech, find_speech

_WORDS = re.compile(r"[^\W_]+")
_RELATIVE = frozenset({"which", "that", "who", "whom", "what"})
_BESIDE = 2
"""Characters between a name and its verb of speech, in a language that is read by position."""
_MOST = 0.5
"""Share of a stretch's content words that must lie inside a frame of the source for the frame to be the one that is passed on."""


@dataclass(frozen=True, slots=True)
class _Frame:
    """A frame of a cited sentence, with where it stands."""

    speech: Speech
    cited: CitedSpan

    @property
    def is_own_voice(self) -> bool:
        """The source speaking of itself ("the newspaper writes"): no attribution to another."""
        if self.speech.kind == "hedge" or not self.speech.speakers:
            return False
        words = words_of(self.cited.language)
        if any(names_of(alias, self.cited.language) and not is_publisher(self.cited.source, alias) for alias in self.speech.aliases):
            return False
        return all(
            is_publisher(self.cited.source, speaker) or words["self_references"].holds(_head(speaker)) for speaker in self.speech.speakers
        )


def check_attribution(case: Case, accounted: tuple[Span, ...]) -> list[Finding]:
    """Findings `attribution-dropped`, `speaker-changed` and `denial-dropped`."""
    frames = _frames(case)
    said = speech_of(case)
    findings = _dropped(case, accounted, said, frames)
    for speech in said:
        clear = _clear_frame(speech, said)
        if clear is not None and not any(span.contains(speech.cue) for span in accounted) and not _is_told_alike(case, clear):
            findings.extend(_speaker(case, clear, said, frames))
    return findings


def is_said_in_spans(case: Case, speech: Speech) -> bool:
    """Whether it is a plain statement ("declared the deal dead") which a cited text has the speaker make, or which its publisher makes.

    A pronoun says nothing by itself, and to accuse somebody is more than to say something.
    """
    if not words_of(case.language)["statements"].holds(speech.cue.of(case.text)):
        return False
    frames = _frames(case)
    pronouns = words_of(case.language)["pronouns"]
    speakers = [speaker for speaker in speech.speakers if not pronouns.holds(speaker)]
    covering = [frame for frame in _covering(case, speech, frames) if frame.speech.kind in ("says", "claims", "factive")]
    return bool(speakers) and all(
        any(is_publisher(source, speaker) for source in case.cited_sources) or any(_gives_to(case, frame, speaker) for frame in covering)
        for speaker in speakers
    )


def _frames(case: Case) -> list[_Frame]:
    return [_Frame(speech, span) for span in case.cited for speech in find_speech(span.context_text, span.language)]


def _is_told_alike(case: Case, speech: Speech) -> bool:
    """Whether a verb that can be one of saying is none here ("intelligence helped to find the ship", "the records show a payment").

    No clause is said, and one cited sentence has the verb and every word of its subject.
    """
    # a name may have taken the place of another; what records or a group "show" is no such exchange
    has_name = any(not speaker.split() or not speaker.split()[-1][0].islower() for speaker in speech.speakers)
    if speech.is_rough or speech.is_clausal or has_name or case.language != "en":
        return False
    links = links_of(case)
    wanted = [links.of(token.stem) for speaker in speech.speakers for token in tokens_of(speaker, case.language)]
    wanted.append(links.of(stem_of(fold(speech.cue.of(case.text)), case.language)))
    rows = [{stem_of(word, span.language) for word in _WORDS.findall(fold(span.context_text))} for span in case.readable]
    return any(all(some & stems for some in wanted) for stems in rows)


def _clear_frame(speech: Speech, said: tuple[Speech, ...]) -> Speech | None:
    """The frame to be checked: one read by position has only the name right before its cue, and none inside somebody's words."""
    if not speech.is_rough:
        return speech if speech.speakers else None
    if any(other.covers(speech.cue) for other in said if not other.is_rough and other.speakers):
        return None
    before = [i for i, span in enumerate(speech.speaker_spans) if 0 <= speech.cue.start - span.end <= _BESIDE]
    if not before:
        return None
    last = before[-1]
    return replace(speech, speakers=(speech.speakers[last],), speaker_spans=(speech.speaker_spans[last],))


def _dropped(case: Case, accounted: tuple[Span, ...], said: tuple[Speech, ...], frames: list[_Frame]) -> list[Finding]:
    own, attributed = [], []
    for token in tokens_of(case.text, case.language):
        word = token.span.of(case.text)
        is_cue = any(speech.cue.overlaps(token.span) or any(s.overlaps(token.span) for s in speech.speaker_spans) for speech in said)
        is_named = any(name.span.overlaps(token.span) for name in names_of(case.text, case.language))
        if is_cue or is_named or any(span.overlaps(token.span) for span in accounted):
            continue
        over = [speech for speech in said if speech.covers(token.span)]
        if any(speech.speakers or speech.kind in ("unverified", "declined") for speech in over):
            continue
        is_hedged = bool(over)
        mentions = _mentions(case, token.stem)
        if not mentions:
            continue
        own.append(word)
        if all(_is_attributed(case, cited, place, frames, is_hedged=is_hedged) for cited, place in mentions):
            attributed.append(word)
    if len(attributed) >= 2 and len(attributed) >= _MOST * len(own):
        message = "the cited text attributes this; the sentence says it in its own voice"
        return [Finding("attribution-dropped", message, ", ".join(attributed))]
    return []


def _mentions(case: Case, stem: str) -> list[tuple[CitedSpan, Span]]:
    """Where the cited spans have the stem, or say the same in other words; places are in the span's context."""
    found = []
    stems = links_of(case).of(stem)
    for span in case.readable:
        for token in tokens_of(span.context_text, span.language):
            if token.stem in stems and span.citation.span.overlaps(token.span.shifted(span.context.start)):
                found.append((span, token.span))
    return found


def _is_attributed(case: Case, cited: CitedSpan, place: Span, frames: list[_Frame], *, is_hedged: bool) -> bool:
    """Whether the source gives the words at `place` to somebody, or only hedges them. A hedge in the sentence answers a bare hedge."""
    for frame in frames:
        if frame.cited is not cited or not frame.speech.covers(place) or frame.speech.kind == "unverified" or frame.is_own_voice:
            continue
        if not (is_hedged and not frame.speech.speakers):
            return True
    in_source = place.shifted(cited.context.start)
    return any(item.attribution is not None and item.attribution.content.overlaps(in_source) for item in case.evidence_for(cited))


def _speaker(case: Case, speech: Speech, said: tuple[Speech, ...], frames: list[_Frame]) -> list[Finding]:
    """Whether the frame's speaker is the one to whom the source gives these words, and the verb is no stronger than the source's."""
    candidates = _covering(case, speech, frames)
    for speaker in speech.speakers:
        if words_of(case.language)["pronouns"].holds(speaker):
            continue
        fault = _speaker_fault(case, speech, speaker, said, candidates, frames) or _citing_fault(case, speech, speaker, frames)
        if fault:
            return [Finding("speaker-changed", fault, speaker)]
    return _verb(case, speech, said, candidates, frames)


def _nesting_fault(case: Case, speech: Speech, speaker: str, said: tuple[Speech, ...]) -> str:
    """A carrier stands around the words that it carries: "TASS quotes the spokesman", never "the spokesman quotes TASS"."""
    for other in said:
        has_name = any(names_of(name, case.language) for name in other.speakers)
        is_carried = has_name and not any(is_publisher(source, name) for source in case.cited_sources for name in other.speakers)
        if other is speech or not is_carried or words_of(case.language)["according"].holds(other.cue.of(case.text)):
            continue
        if other.cue < speech.cue and other.covers(speech.cue) and not speech.covers(other.cue) and not _is_as_cited(case, speech, speaker):
            return f"{speaker} carries these words; the sentence has them carried by {other.speakers[0]}"
    return ""


def _is_as_cited(case: Case, speech: Speech, speaker: str) -> bool:
    """Whether a cited text has the speaker and this very verb side by side."""
    cue = speech.cue.of(case.text)
    pairs = {" ".join(fold(pair).split()) for pair in (f"{speaker} {cue}", f"{cue} {speaker}")}
    return any(pair in " ".join(fold(span.context_text).split()) for span in case.readable for pair in pairs)


def _speaker_fault(
    case: Case, speech: Speech, speaker: str, said: tuple[Speech, ...], candidates: list[_Frame], frames: list[_Frame]
) -> str:
    others = [name for other in said if other is not speech for name in other.speakers]
    if not candidates:
        if any(_may_speak(case, name, frames) for name in (speaker, *speech.aliases)):
            return ""
        return "no cited text makes this a speaker, and no cited source is published by it"
    innermost = [frame for frame in candidates if not any(_is_inside(other, frame) for other in candidates)]
    if any(_gives_to(case, frame, speaker) for frame in innermost):
        return ""
    # a carrier may be named, when the sentence also names the one whose words it carries
    is_carrier = any(is_publisher(source, speaker) for source in case.cited_sources)
    is_carrier |= any(_gives_to(case, frame, speaker) for frame in candidates)
    if is_carrier and any(_gives_to(case, frame, name) for frame in innermost for name in others):
        return _nesting_fault(case, speech, speaker, said)
    named = sorted({name for frame in innermost for name in frame.speech.speakers if name})
    return f"the cited text gives these words to {', '.join(named) or 'another speaker'}"


def _citing_fault(case: Case, speech: Speech, speaker: str, frames: list[_Frame]) -> str:
    """ "Citing the Herald" when the Herald is who cites: the cited text names another after its own "citing"."""
    if not words_of(case.language)["according"].holds(speech.cue.of(case.text)):
        return ""
    if not any(is_publisher(source, speaker) for source in case.cited_sources):
        return ""
    cited = [
        frame
        for frame in frames
        if words_of(frame.cited.language)["according"].holds(frame.speech.cue.of(frame.cited.context_text))
        and is_publisher(frame.cited.source, speaker)
    ]
    if cited and not any(_gives_to(case, frame, speaker) for frame in cited):
        return f"the cited text has {speaker} cite {', '.join(cited[0].speech.speakers) or 'another'}"
    return ""


def _is_inside(inner: _Frame, outer: _Frame) -> bool:
    """Whether one frame is said within the other, in the same text: "TASS quotes the spokesman as saying"."""
    return (
        inner is not outer
        and inner.cited is outer.cited
        and outer.speech.covers(inner.speech.cue)
        and not inner.speech.covers(outer.speech.cue)
    )


def _verb(case: Case, speech: Speech, said: tuple[Speech, ...], candidates: list[_Frame], frames: list[_Frame]) -> list[Finding]:
    cue = stem_of(speech.cue.of(case.text), case.language)
    if any(stem_of(frame.speech.cue.of(frame.cited.context_text), case.language) == cue for frame in frames):
        return []
    kinds = {frame.speech.kind for frame in candidates}
    if speech.kind == "factive" and kinds and kinds <= {"says", "claims", "denies"}:
        cues = sorted({frame.speech.cue.of(frame.cited.context_text) for frame in candidates})
        message = f"the cited text has {', '.join(cues)}; this verb takes what follows for true"
        return [Finding("stronger-than-standing", message, speech.cue.of(case.text))]
    others = {frame.speech.kind for frame in candidates if not frame.is_own_voice}
    is_kept = any(other.kind == "denies" for other in said)
    if others == {"denies"} and not is_kept:
        return [Finding("denial-dropped", "the cited text denies this; the sentence asserts it", speech.cue.of(case.text))]
    return []


def _covering(case: Case, speech: Speech, frames: list[_Frame]) -> list[_Frame]:
    """Frames of the sources, their own voice included, whose stretch holds most of what the sentence's frame holds."""
    links = links_of(case)
    stems = {stem for token in tokens_of(case.text, case.language) if speech.covers(token.span) for stem in links.of(token.stem)}
    found = []
    for frame in frames:
        if frame.cited.language != case.language or frame.speech.kind in ("hedge", "unverified", "declined"):
            continue
        if not frame.speech.speakers or all(fold(speaker) in _RELATIVE for speaker in frame.speech.speakers):
            continue
        text = frame.cited.context_text
        held = {token.stem for token in tokens_of(text, frame.cited.language) if frame.speech.covers(token.span)}
        carried = stems & {token.stem for token in tokens_of(text, frame.cited.language)}
        if carried and len(carried & held) >= _MOST * len(carried):
            found.append(frame)
    return found


def _gives_to(case: Case, frame: _Frame, speaker: str) -> bool:
    """Whether the frame's speaker is this one: by name, by the same noun, or a pronoun that the sources resolve to the name."""
    cited = frame.cited
    names = [mention.span.of(speaker) for mention in names_of(speaker, case.language)]
    if frame.is_own_voice and any(is_publisher(cited.source, name) for name in (speaker, *names)):
        return True
    if _is_unnamed(case, speaker) and any(origin.flags.anonymous for origin in case.origins_of(cited)):
        return True
    for given in (*frame.speech.speakers, *frame.speech.aliases):
        if _same_speaker(given, speaker, case.language):
            return True
        given_names = [mention.span.of(given) for mention in names_of(given, cited.language)]
        if not names or given_names:
            continue
        if words_of(cited.language)["pronouns"].holds(given) and is_publisher(cited.source, speaker) and _is_named_before(cited):
            return True
        # "the group says": who that is, another cited span of the same source tells, and the assessment does not say otherwise
        introduced = all(_is_introduced(case, frame, name) for name in names)
        if introduced and _resolves_to(case, cited, speaker):
            return True
    return False


def _is_unnamed(case: Case, speaker: str) -> bool:
    """Whether the words only say that the speaker has no name ("an unnamed source")."""
    return any(phrase.check == "anonymous" and len(phrase.span) == len(speaker) for phrase in find_meta(speaker, case.language))


def _is_introduced(case: Case, frame: _Frame, name: str) -> bool:
    """Whether a cited span of the same source has the name before the words that the pronoun speaks."""
    cited = frame.cited
    cue = cited.context.start + frame.speech.cue.start
    for span in case.cited:
        if span.source.id == cited.source.id and span.citation.span.start < cue:
            before = span.source.text[span.citation.span.start : min(span.citation.span.end, cue)]
            if carries_name(before, span.language, name):
                return True
    return False


def _head(phrase: str) -> str:
    """The last word before an "of" or "on": what the phrase is."""
    words = re.split(r"\s+(?:of|on|for|in|by)\s", phrase, maxsplit=1)[0].split()
    return words[-1] if words else ""


def _is_named_before(cited: CitedSpan) -> bool:
    """Whether the sentence before the cited ones names the publisher: "The Gazette relays a post. It reports that …"."""
    before = cited.source.text[: cited.context.start]
    sentences = split_sentences(before, cited.language) if before.strip() else []
    return bool(sentences) and carries_name(sentences[-1].of(before), cited.language, cited.source.shown_name)


def _resolves_to(case: Case, cited: CitedSpan, speaker: str) -> bool:
    """False only when the assessment knows the speaker of these words, and it is somebody else."""
    known = [item.attribution for item in case.evidence_for(cited) if item.attribution is not None]
    names = [name for item in known for name in (item.named, item.speaker, *item.via) if name and names_of(name, cited.language)]
    names += [origin.name for origin in case.origins_of(cited)]
    return not names or any(names_corefer(name, speaker) for name in names)


def _same_speaker(given: str, speaker: str, language: str) -> bool:
    if same_name(given, speaker) or any(names_corefer(given, part) for part in _tails(speaker)):
        return True
    given_stems = {token.stem for token in tokens_of(given, language)}
    stems = {token.stem for token in tokens_of(speaker, language)}
    if not stems or not given_stems:
        return given.strip().lower() == speaker.strip().lower()
    return all(any(a == b or are_kin(a, b) for b in given_stems) for a in stems)


def _tails(name: str) -> list[str]:
    """The name, and the name without one or two words before it: "US Environmental Agency" is the "EA"; "a Board report" the board."""
    words = name.split()
    if len(words) > 1 and words[-1][0].islower() and words_of("en")["papers"].holds(words[-1]):
        words = words[:-1]
    return [" ".join(words[start:]) for start in range(3) if len(words) - start > 1 or start == 0]


def _may_speak(case: Case, speaker: str, frames: list[_Frame]) -> bool:
    """Without a frame that covers the words: the publisher may, and whoever a cited text or the assessment has as its speaker."""
    if any(is_publisher(source, speaker) for source in case.cited_sources):
        return True
    for frame in frames:
        if any(_same_speaker(given, speaker, case.language) for given in frame.speech.speakers):
            return True
    for cited in case.cited:
        for item in case.evidence_for(cited):
            given = (item.attribution.named, item.attribution.speaker, *item.attribution.via) if item.attribution else ()
            if any(name and names_corefer(name, speaker) for name in given):
                return True
        if any(names_corefer(origin.name, speaker) for origin in case.origins_of(cited)):
            return True
    has_name = bool(names_of(speaker, case.language)) or any(part[:1].isupper() for part in speaker.split()[-1:])
    return not has_name and _is_carried_noun(case, speaker)


def _is_carried_noun(case: Case, speaker: str) -> bool:
    stems = {token.stem for token in tokens_of(speaker, case.language)}
    carried = {stem_of(t.span.of(s.text), case.language) for s in case.readable for t in tokens_of(s.text, s.language)}
    return bool(stems) and stems <= carried
