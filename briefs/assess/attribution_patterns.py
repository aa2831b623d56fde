"""Attributions by cue patterns, for languages without a parser: the same constructions, read off word order and commas."""

from __future__ import annotations

import re

from briefs import language
from briefs.assess.attribution_found import Found, trimmed, without
from briefs.assess.attribution_pattern_cues import PatternCues
from briefs.assess.attribution_phrases import noun_phrase_after, noun_phrase_before
from briefs.domain import Span, SpeechAct

_ACTS = {
    "no_comment": SpeechAct.NO_COMMENT,
    "unverified": SpeechAct.UNVERIFIED,
    "retracts": SpeechAct.RETRACTS,
    "observed": SpeechAct.OWN_OBSERVATION,
}


def find_pattern_attributions(text: str, cues: PatternCues) -> list[Found]:
    """Every raw attribution, sentence by sentence; a continued one stands after the one it continues."""
    found: list[Found] = []
    previous: Span | None = None
    for sentence in language.split_sentences(text, cues.language):
        here = _in_sentence(text, sentence, previous, cues)
        if not here:
            here += _continued(text, sentence, previous, found, cues)
        found.extend(here)
        previous = sentence
    return found


def _in_sentence(text: str, sentence: Span, previous: Span | None, cues: PatternCues) -> list[Found]:
    found = _phrase_acts(text, sentence, cues)
    taken = [item.cue for item in found if item.cue]
    found += _frames(text, sentence, cues)
    taken += [item.cue for item in found if item.cue]
    for match in cues.verbs.finditer(text, sentence.start, sentence.end):
        cue = Span(match.start(), match.end())
        if not any(cue.overlaps(other) for other in taken):
            found += _verb(text, sentence, previous, cue, cues)
    found += _impersonal(text, sentence, cues)
    return _cited(text, sentence, found, cues) + _resting(text, sentence, previous, cues)


def _phrase_acts(text: str, sentence: Span, cues: PatternCues) -> list[Found]:
    found: list[Found] = []
    for name, pattern in cues.phrases.items():
        for match in pattern.finditer(text, sentence.start, sentence.end):
            cue = Span(match.start(), match.end())
            if any(item.cue and item.cue.overlaps(cue) for item in found):
                continue
            speaker = (
                None
                if name == "retracts"
                else noun_phrase_before(text, sentence.start, cue.start, cues)
                if cue.start > sentence.start
                else None
            )
            content = trimmed(text, sentence.start, sentence.end)
            if name == "observed" and not _is_newsroom(speaker, text, cues):
                continue
            if content is not None:
                found.append(
                    Found(
                        cue=cue, content=content, act=_ACTS[name], speaker=speaker, kind="observation" if name == "observed" else "phrase"
                    )
                )
    return found


def _is_newsroom(speaker: Span | None, text: str, cues: PatternCues) -> bool:
    """Whether the observer is a medium or its staff, or speaks in the first person."""
    if speaker is None:
        return False
    written = speaker.of(text)
    staff = re.search(
        r"журналіст|журналист|кореспондент|корреспондент|report|journalist|dziennikarz|periodist|giornalist|korrespondent",
        written,
        re.IGNORECASE,
    )
    return staff is not None or cues.classes["media"].search(written) is not None or cues.pronouns["first"].search(written) is not None


def _frames(text: str, sentence: Span, cues: PatternCues) -> list[Found]:
    """ "по словам X", "laut X", "X zufolge"."""
    found = []
    for match in cues.before_speaker.finditer(text, sentence.start, sentence.end):
        speaker = noun_phrase_after(text, match.end(), sentence.end, cues)
        if speaker is None:
            continue
        cue = Span(match.start(), match.end())
        made = _margin(text, sentence, cue, speaker, Span(match.start(), speaker.end))
        if not made and (short := _first_words(text, speaker)) is not None:
            made = _margin(text, sentence, cue, short, Span(match.start(), short.end))
        found += made
    for match in cues.after_speaker.finditer(text, sentence.start, sentence.end):
        words = list(re.finditer(r"\S+", text[sentence.start : match.start()]))
        begin = _german_start(words, text, sentence.start)
        speaker = trimmed(text, begin, match.start()) if begin is not None else None
        if speaker is not None:
            found += _margin(text, sentence, Span(match.start(), match.end()), speaker, Span(speaker.start, match.end()))
    return found


def _first_words(text: str, speaker: Span) -> Span | None:
    """A speaker that no comma ends: its first word, with the names that follow."""
    match = re.compile(r"\S+(?:\s+[A-ZÀ-ŽА-ЯІЇЄҐ]\S*)*").match(text, speaker.start, speaker.end)
    return None if match is None or match.end() >= speaker.end else trimmed(text, match.start(), match.end())


def _german_start(words: list[re.Match[str]], text: str, offset: int) -> int | None:
    """Where the noun phrase before "zufolge" begins: at its article, or at the first capitalised word of the run."""
    begin = None
    for word in reversed(words[-9:]):
        if word.group()[-1] in ",;:":
            break
        begin = offset + word.start()
        lower = word.group().lower()
        before = [other.group() for other in words if other.end() <= word.start()]
        if lower in ("dem", "den", "einem", "einer", "mehreren") and (
            not before or before[-1].lower() not in ("von", "in", "bei", "aus", "und")
        ):
            break
        if lower == "der" and (not before or not before[-1][0].isupper() or len(before) == 1):
            break
    return begin


def _margin(
    text: str, sentence: Span, cue: Span, speaker: Span, phrase: Span, *, hedged: bool = False, act: SpeechAct = SpeechAct.ASSERTS
) -> list[Found]:
    """The rest of the sentence is the content, up to a semicolon on either side."""
    start, end = sentence.start, sentence.end
    semicolon = text.rfind(";", start, phrase.start)
    if semicolon >= 0:
        start = semicolon + 1
    following = text.find(";", phrase.end, end)
    if following >= 0:
        end = following
    start = max(start, _inner_start(text, start, phrase.start))
    is_open = (
        text[start : phrase.start].strip() and text[: phrase.start].rstrip()[-1:] not in ",;(—–-:" and text[phrase.end : end].strip(" .")
    )
    if is_open:
        # no comma sets the phrase off: one clause around it stays one content
        whole = trimmed(text, start, end)
        return [] if whole is None else [Found(cue=cue, content=whole, speaker=speaker, act=act, is_hedged=hedged, kind="frame")]
    found = []
    for left, right in without(Span(start, end), phrase):
        piece = trimmed(text, left, right)
        if piece is not None and len(piece.of(text).split()) > 1:
            found.append(Found(cue=cue, content=piece, speaker=speaker, act=act, is_hedged=hedged, kind="frame"))
    return found


def _inner_start(text: str, start: int, end: int) -> int:
    """After the last ", а" or ", что" before a phrase in the margin: the clause it speaks for."""
    last = None
    for match in re.finditer(r", (?:а|но|что|що|але|і|и|dass|und|aber|że|que|qué|che|et|mais|ma|pero) ", text[start:end]):
        last = match
    if last is None or not text[start + last.end() : end].strip(" ,"):
        return start
    return start + last.end()


def _verb(text: str, sentence: Span, previous: Span | None, cue: Span, cues: PatternCues) -> list[Found]:
    written = cue.of(text)
    hedged = cues.hedged_verbs.fullmatch(written) is not None
    act = SpeechAct.DENIES if _matches_whole(cues.deny_verbs, text, cue) else SpeechAct.ASSERTS
    words_before = text[sentence.start : cue.start].split()
    negated = bool(words_before) and cues.negations.fullmatch(words_before[-1].strip(",.")) is not None
    if negated:
        act = SpeechAct.NO_COMMENT if act is SpeechAct.ASSERTS else SpeechAct.ASSERTS
    if _matches_whole(cues.impersonal, text, cue):
        return _of_impersonal_verb(text, sentence, cue, cues)
    begin = _clause_start(text, sentence, cue.start)
    is_marginal = not text[begin : cue.start].strip(' ,—–-»“”"')
    if previous is not None and _refers_back(text, sentence, cue, cues):
        return _back_reference(text, sentence, previous, cue, cues, act=act, hedged=hedged)
    about = cues.relative_about.match(text, begin)
    if about is not None:
        speaker = noun_phrase_after(text, cue.end, sentence.end, cues) or noun_phrase_before(text, about.end(), cue.start, cues)
        content = trimmed(text, sentence.start, begin)
        return _made(cue, content, speaker, act, hedged=hedged)
    as_word = cues.as_words.match(text, begin)
    if as_word is not None:
        return _as_clause(text, sentence, Span(begin, cue.end), as_word.end(), cue, cues, act=act, hedged=hedged)
    if is_marginal and begin > sentence.start:
        return _marginal_verb(text, sentence, begin, cue, cues, act=act, hedged=hedged)
    return _governing_verb(text, sentence, begin, cue, cues, act=act, hedged=hedged)


def _refers_back(text: str, sentence: Span, cue: Span, cues: PatternCues) -> bool:
    opener = cues.back_references.match(text, sentence.start)
    if opener is None or opener.end() >= cue.start:
        return False
    between = text[opener.end() : cue.start].split()
    is_close = len(between) <= 7 if cues.language in ("ru", "uk", "pl") else all(cues.adverbs.fullmatch(word) for word in between)
    return is_close and ("," not in text[opener.end() : cue.start] or cues.as_words.search(text, opener.end(), cue.start) is not None)


def _matches_whole(pattern: re.Pattern[str], text: str, cue: Span) -> bool:
    match = pattern.match(text, cue.start)
    return match is not None and match.end() >= cue.end


def _clause_start(text: str, sentence: Span, at: int) -> int:
    """After the last comma, dash, colon, semicolon or closing quotation mark before `at`."""
    begin = sentence.start
    for match in re.finditer(r"[,;:—–]\s+|[”“»\"],?\s+(?=\w)|\s-\s", text[sentence.start : at]):
        if match.group()[0] in '”“»"' and "," not in match.group():
            continue
        begin = sentence.start + match.end()
    return begin


def _made(cue: Span, content: Span | None, speaker: Span | None, act: SpeechAct, *, hedged: bool) -> list[Found]:
    if content is None:
        return []
    return [Found(cue=cue, content=content, speaker=speaker, act=act, is_hedged=hedged or speaker is None)]


def _back_reference(
    text: str, sentence: Span, previous: Span, cue: Span, cues: PatternCues, *, act: SpeechAct, hedged: bool
) -> list[Found]:
    """ "Об этом сообщил X": the sentence before is the content."""
    speaker = noun_phrase_after(text, cue.end, sentence.end, cues)
    opener = cues.back_references.match(text, sentence.start)
    if opener is None:
        return []
    if speaker is None or cues.adverbs.fullmatch(speaker.of(text)):
        speaker = noun_phrase_before(text, opener.end(), cue.start, cues)
    elif (deeper := _subject_after(text, sentence, cue, cues)) is not None:
        speaker = deeper
    made = _made(cue, trimmed(text, previous.start, previous.end), speaker, act, hedged=hedged)
    for item in made:
        item.kind = "back"
    return made


def _subject_after(text: str, sentence: Span, cue: Span, cues: PatternCues) -> Span | None:
    """Past an adverbial ("у телеграмі") that stands between the verb and its subject."""
    adverb = re.compile(r"\s+").match(text, cue.end)
    start = cue.end if adverb is None else adverb.end()
    opening = cues.adverbs.match(text, start, sentence.end)
    return None if opening is None else noun_phrase_after(text, opening.end(), sentence.end, cues)


def _as_clause(
    text: str, sentence: Span, clause: Span, after_as: int, cue: Span, cues: PatternCues, *, act: SpeechAct, hedged: bool
) -> list[Found]:
    speaker = noun_phrase_after(text, cue.end, sentence.end, cues)
    end = cue.end if speaker is None else speaker.end
    if speaker is None and text[after_as : cue.start].strip():
        speaker = noun_phrase_before(text, after_as, cue.start, cues)
    comma = text.find(",", end, sentence.end)
    end = comma if comma >= 0 else (sentence.end if clause.start > sentence.start else end)
    if speaker is None or speaker.of(text).split()[0].lower() in ("es", "on", "si"):
        return []
    return _margin(text, sentence, cue, speaker, Span(clause.start, end), hedged=hedged, act=act)


def _marginal_verb(text: str, sentence: Span, begin: int, cue: Span, cues: PatternCues, *, act: SpeechAct, hedged: bool) -> list[Found]:
    """ "..., сообщает X." and "..., sagte X, ..."."""
    governed = cues.complementisers.search(text, cue.end, min(sentence.end, cue.end + 90))
    speaker = _subject_after(text, sentence, cue, cues) or noun_phrase_after(text, cue.end, sentence.end, cues)
    if governed is not None and not text[cue.end : governed.start()].count(","):
        content = trimmed(text, governed.end(), sentence.end)
        return _made(cue, content, speaker, act, hedged=hedged)
    if speaker is None:
        return []
    end = text.find(",", speaker.end, sentence.end)
    rest_start = None
    if end >= 0 and not cues.relative_pronouns.match(text, end + 1 + len(text[end + 1 :]) - len(text[end + 1 :].lstrip())):
        rest_start = end + 1
    if text[speaker.end : speaker.end + 1] == ":":
        rest_start = speaker.end + 1
    pieces = [trimmed(text, _margin_start(text, sentence, begin), begin)]
    if rest_start is not None:
        pieces.append(trimmed(text, rest_start, sentence.end))
    return [
        Found(cue=cue, content=piece, speaker=speaker, act=act, is_hedged=hedged)
        for piece in pieces
        if piece is not None and len(piece.of(text).split()) > 1
    ]


def _margin_start(text: str, sentence: Span, begin: int) -> int:
    semicolon = text.rfind(";", sentence.start, begin)
    return semicolon + 1 if semicolon >= 0 else sentence.start


def _governing_verb(text: str, sentence: Span, begin: int, cue: Span, cues: PatternCues, *, act: SpeechAct, hedged: bool) -> list[Found]:
    """ "X сообщает, что p", "X erklärte, p", "X заявил: p", "X сообщает о p"."""
    speaker = noun_phrase_before(text, begin, cue.start, cues) if cue.start > begin else None
    inverted = noun_phrase_after(text, cue.end, sentence.end, cues)
    if speaker is not None and cues.citing.search(speaker.of(text)):
        at = cues.citing.search(text, speaker.start, speaker.end)
        speaker = trimmed(text, speaker.start, at.start()) if at and at.start() > speaker.start else speaker
    after = cue.end
    if speaker is None or (cues.language == "de" and speaker.of(text).split()[0].lower() in ("am", "im", "in", "zu", "nach", "vor", "zur")):
        speaker, after = (inverted, inverted.end) if inverted is not None else (speaker, cue.end)
    if speaker is not None and speaker.of(text).split()[0].lower() in ("es", "on", "si"):
        speaker = None
    content = _governed(text, sentence, after, cue, cues)
    if content is None:
        marginal = begin > sentence.start and text[begin - 2 : begin].strip()[:1] == "," and speaker is not None
        if marginal and speaker is not None:
            return _margin(text, sentence, cue, speaker, Span(begin, _clause_end(text, cue.end, sentence.end)), hedged=hedged, act=act)
    return _made(cue, content, speaker, act, hedged=hedged)


def _clause_end(text: str, start: int, end: int) -> int:
    comma = re.compile(r"[,;.]").search(text, start, end)
    return comma.start() if comma else end


def _governed(text: str, sentence: Span, after: int, cue: Span, cues: PatternCues) -> Span | None:
    limit = _next_clause_with_cue(text, sentence, cue, cues)
    complement = cues.complementisers.search(text, cue.end, min(limit, cue.end + 160))
    colon = text.find(":", cue.end, min(limit, cue.end + 120))
    if complement is not None and text.count(",", cue.end, complement.start()) <= 1:
        return trimmed(text, complement.end(), limit)
    if colon >= 0:
        return trimmed(text, colon + 1, sentence.end)
    if cues.language == "de":
        comma = text.find(",", after, min(limit, after + 80))
        following = comma + 2 if comma >= 0 else -1
        if comma >= 0 and following < limit and not cues.relative_pronouns.match(text, following):
            return trimmed(text, comma + 1, limit)
        if comma >= 0 and cues.subjunctive.search(text, comma, limit):
            return trimmed(text, comma + 1, limit)
    blanks = len(text[after:limit]) - len(text[after:limit].lstrip())
    about = cues.about.search(text, after, min(limit, after + 60))
    if about is not None and about.start() <= after + blanks + 40 and "," not in text[after : about.start()]:
        return trimmed(text, about.start(), limit)
    quote = re.compile(r"[«„“\"]").search(text, after, min(limit, after + 60))
    if quote is not None:
        return trimmed(text, quote.start(), limit)
    return trimmed(text, after, limit) if _matches_whole(cues.deny_verbs, text, cue) and after < limit else None


def _next_clause_with_cue(text: str, sentence: Span, cue: Span, cues: PatternCues) -> int:
    """Where the next coordinated clause with a cue of its own begins: ", а X сообщил, что"."""
    for match in cues.verbs.finditer(text, cue.end, sentence.end):
        begin = _clause_start(text, sentence, match.start())
        opens = re.compile(r"(?:а|но|і|и|й|але|und|aber|doch|während|a|ale|et|mais|y|pero|e|ma)\s", re.IGNORECASE).match(text, begin)
        if begin > cue.end and opens is not None and cues.complementisers.search(text, match.end(), min(sentence.end, match.end() + 40)):
            return begin
    return sentence.end


def _of_impersonal_verb(text: str, sentence: Span, cue: Span, cues: PatternCues) -> list[Found]:
    """ "hieß es bei der Behörde": whose words they are when a preposition names him; else nobody's."""
    speaker = None
    preposition = cues.speaker_prepositions.match(text, cue.end + 1, sentence.end)
    end = cue.end
    if preposition is not None:
        speaker = noun_phrase_after(text, preposition.end(), sentence.end, cues)
        end = speaker.end if speaker is not None else end
    content = _governed(text, sentence, end, cue, cues)
    if content is None:
        begin = _clause_start(text, sentence, cue.start)
        pieces = [trimmed(text, left, right) for left, right in without(sentence, Span(begin, _clause_end(text, end, sentence.end)))]
        content = next((piece for piece in pieces if piece is not None and len(piece.of(text).split()) > 1), None)
    return _made(cue, content, speaker, SpeechAct.ASSERTS, hedged=speaker is None)


def _impersonal(text: str, sentence: Span, cues: PatternCues) -> list[Found]:
    """ "якобы", "soll ... haben", "will ... erfahren haben"."""
    found = []
    for pattern in (cues.hedges, cues.hedged_modals):
        for match in pattern.finditer(text, sentence.start, sentence.end):
            if pattern is cues.hedged_modals and _is_plan(text, match.end(), sentence.end):
                continue
            content = _clause_around(text, sentence, match.start())
            if content is not None:
                found.append(Found(cue=Span(match.start(), match.end()), content=content, is_hedged=True, kind="adverb"))
    for match in cues.claiming_modals.finditer(text, sentence.start, sentence.end):
        perfect = re.compile(r"\b\w+(?:t|en)\s+(?:haben|sein)\b|\bwissen\b|\bnichts zu tun haben\b").search(text, match.end(), sentence.end)
        content = _clause_around(text, sentence, match.end())
        if perfect is not None and content is not None:
            speaker = noun_phrase_before(text, _clause_start(text, sentence, match.start()), match.start(), cues)
            cue = Span(match.start(), match.end())
            found.append(Found(cue=cue, content=Span(content.start, max(content.end, perfect.end())), speaker=speaker, is_hedged=True))
    return found


def _is_plan(text: str, start: int, end: int) -> bool:
    """A modal that says what is to be done: "soll ... geprüft werden" without a perfect infinitive."""
    return re.compile(r"\bwerden\b(?! sein)").search(text, start, end) is not None and not re.search(
        r"\b(?:haben|worden sein)\b", text[start:end]
    )


def _clause_around(text: str, sentence: Span, at: int) -> Span | None:
    """The stretch between semicolons or dashes that holds a hedge."""
    start = max(text.rfind(";", sentence.start, at), text.rfind(" — ", sentence.start, at), sentence.start - 1) + 1
    following = text.find(";", at, sentence.end)
    return trimmed(text, start, sentence.end if following < 0 else following)


def _cited(text: str, sentence: Span, found: list[Found], cues: PatternCues) -> list[Found]:
    """ "A со ссылкой на B пишет, что p": B speaks, A carries. A bare "со ссылкой на B" makes the rest of the sentence B's."""
    for match in cues.citing.finditer(text, sentence.start, sentence.end):
        target = noun_phrase_after(text, match.end(), sentence.end, cues)
        if target is None:
            continue
        carried = [item for item in found if item.speaker is not None and item.kind in ("verb", "frame") and item.speaker != target]
        for item in carried:
            assert item.speaker is not None
            if not item.content.contains(target):
                item.carriers.append(item.speaker)
                item.speaker = target
        if not any(item.speaker == target for item in found):
            found += _margin(text, sentence, Span(match.start(), match.end()), target, Span(match.start(), target.end))
    return found


def _resting(text: str, sentence: Span, previous: Span | None, cues: PatternCues) -> list[Found]:
    """ "Das Magazin stützt sich auf B": B is behind what the sentence before says."""
    found = []
    for match in cues.resting.finditer(text, sentence.start, sentence.end):
        target = noun_phrase_after(text, match.end(), sentence.end, cues)
        carrier = noun_phrase_before(text, sentence.start, match.start(), cues) if match.start() > sentence.start else None
        content = previous or sentence
        span = trimmed(text, content.start, content.end)
        if target is not None and span is not None:
            carriers = [carrier] if carrier is not None else []
            found.append(Found(cue=Span(match.start(), match.end()), content=span, speaker=target, carriers=carriers, kind="back"))
    return found


def _continued(text: str, sentence: Span, previous: Span | None, found: list[Found], cues: PatternCues) -> list[Found]:
    """A sentence in the subjunctive of reported speech goes on with the last speaker of its paragraph."""
    if previous is None or not found or "\n\n" in text[previous.end : sentence.start]:
        return []
    if cues.subjunctive.search(text, sentence.start, sentence.end) is None:
        return []
    last = next((item for item in reversed(found) if item.speaker is not None and item.act is not SpeechAct.OWN_OBSERVATION), None)
    content = trimmed(text, sentence.start, sentence.end)
    if last is None or content is None:
        return []
    return [Found(cue=None, content=content, speaker=last.speaker, carriers=list(last.carriers), kind="continued")]
