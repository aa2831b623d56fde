"""English attributions without a cue verb: "according to X", "in X's view", "X's claim that", "allegedly", "citing X"."""

from __future__ import annotations

from briefs.assess.attribution_english import Setting
from briefs.assess.attribution_found import Found, trimmed, without
from briefs.assess.attribution_syntax import Token, clause_head, is_passive, noun_phrase, span_of, subject_of, subtree_span
from briefs.domain import Span, SpeechAct

_FRAME_PREPOSITIONS = ("in", "by", "on", "from", "for", "to", "under")


def find_frame_attributions(setting: Setting) -> list[Found]:
    """Every attribution by a phrase, an adverb, an adjective or a noun; in text order."""
    found: list[Found] = []
    for token in setting.doc:
        if setting.in_quotation(token):
            continue
        found.extend(_according(token, setting))
        found.extend(_frame_noun(token, setting))
        found.extend(_adverb(token, setting))
        found.extend(_adjective(token, setting))
        found.extend(_noun(token, setting))
    return found


def _according(token: Token, setting: Setting) -> list[Found]:
    """ "according to X", "per X"."""
    lower = token.lower_
    if lower not in setting.cues.according or token.i + 1 >= len(setting.doc):
        return []
    if lower == "per":
        if token.dep_ != "prep" or not any(
            child.dep_ == "pobj" and child.pos_ == "PROPN" and child.ent_type_ in ("ORG", "PERSON") for child in token.children
        ):
            return []
        opener, cue = token, span_of([token])
    else:
        opener = setting.doc[token.i + 1]
        if opener.lower_ != "to":
            return []
        cue = span_of([token, opener])
    speaker = _object_of(opener) or _object_of(token)
    if speaker is None:
        return []
    if speaker.lower_ in ("which", "whom"):
        return _according_which(token, cue, setting)
    return _adverbial(token, cue, speaker, setting)


def _object_of(preposition: Token) -> Token | None:
    for child in preposition.children:
        if child.dep_ in ("pobj", "pcomp"):
            return child
        if child.dep_ == "prep":
            inner = _object_of(child)
            if inner is not None:
                return inner
    return None


def _according_which(token: Token, cue: Span, setting: Setting) -> list[Found]:
    """ "a report according to which p": the noun before is the speaker, what follows the content."""
    start = cue.end + len(" which")
    nouns = [before for before in token.sent if before.i < token.i and before.pos_ in ("NOUN", "PROPN")]
    content = trimmed(setting.text, start, token.sent.end_char)
    if not nouns or content is None:
        return []
    noun = nouns[-1]
    return [_made(cue, content, noun, "frame")]


def _adverbial(token: Token, cue: Span, speaker: Token, setting: Setting) -> list[Found]:
    """A phrase in the margin: the rest of its clause is the content."""
    sentence, text = token.sent, setting.text
    phrase = Span(cue.start, max(cue.end, subtree_span(speaker).end))
    if any(
        clause.dep_ in ("relcl",) and clause.right_edge.i >= sentence.end - 2 and phrase.start == sentence.start_char
        for clause in speaker.children
    ):
        phrase = Span(phrase.start, span_of(noun_phrase(speaker)).end)
    if phrase.start <= sentence.start_char + 4:
        # "According to X p": the parser may run the speaker on into the clause; a comma ends it
        comma = text.find(",", speaker.idx, sentence.end_char)
        runs_on = 0 <= comma < phrase.end and text[comma + 1 : phrase.end].strip()
        is_single = text.count(",", phrase.start, phrase.end) == 1 and text[phrase.end : phrase.end + 1] != ","
        if runs_on and (is_single or not any(child.dep_ == "appos" for child in speaker.children)):
            phrase = Span(phrase.start, comma)
    scope = _scope(token, setting)
    pieces = [trimmed(text, start, end) for start, end in without(scope, phrase)]
    kept = [piece for piece in pieces if piece is not None and any(c.isalnum() for c in piece.of(text)) and len(piece.of(text).split()) > 1]
    if len(kept) == 2 and kept[0].end < phrase.start and not _goes_on(phrase, text):
        kept = kept[:1]
    made = [_made(cue, piece, speaker, "frame") for piece in kept]
    for item in made:
        if item.speaker is not None and item.speaker.end > phrase.end:
            item.speaker = item.full_speaker = Span(item.speaker.start, phrase.end)
    return made


def _goes_on(phrase: Span, text: str) -> bool:
    return text[phrase.end : phrase.end + 1] in (",", ";", "—", "–", ")", " ")


def _scope(token: Token, setting: Setting) -> Span:
    """What a phrase in the margin speaks for: the relative or governed clause it stands in, else the sentence from its last semicolon."""
    sentence = token.sent
    head = clause_head(token)
    start, end = sentence.start_char, sentence.end_char
    while head.head != head:
        if head.dep_ in ("relcl", "ccomp") and head.left_edge.i <= token.i:
            span = subtree_span(head)
            if head.dep_ == "relcl" or head.head.i < head.left_edge.i:
                first = head.left_edge
                offset = len(first.text) if first.lower_ == "that" and first.dep_ == "mark" else 0
                return Span(first.idx + offset, max(span.end, token.idx + len(token.text)))
        head = clause_head(head.head)
    text = setting.text
    semicolon = text.rfind(";", start, token.idx)
    if semicolon >= 0:
        start = semicolon + 1
    following = text.find(";", token.idx, end)
    if following >= 0 and start < token.idx and text[start : token.idx].strip():
        end = following
    return Span(start, end)


def _made(cue: Span, content: Span, speaker: Token | None, kind: str, *, hedged: bool = False, act: SpeechAct = SpeechAct.ASSERTS) -> Found:
    return Found(
        cue=cue,
        content=content,
        act=act,
        speaker=None if speaker is None else span_of(noun_phrase(speaker)),
        full_speaker=None if speaker is None else subtree_span(speaker),
        is_hedged=hedged,
        kind=kind,
    )


def _frame_noun(token: Token, setting: Setting) -> list[Found]:
    """ "in X's view, p"; "by the ministry's account"; "on the authority of X"."""
    if token.lemma_.lower() not in setting.cues.noun_frame or token.dep_ != "pobj":
        return []
    preposition = token.head
    if preposition.lower_ not in _FRAME_PREPOSITIONS or preposition.dep_ not in ("prep", "advcl", "dep", "ROOT", "agent"):
        return []
    speaker = _owner(token)
    if speaker is None or (
        speaker.lower_ in ("its", "their") and token.lemma_ in ("version", "count", "information", "account", "analysis")
    ):
        return []
    if preposition.lower_ == "on" and token.lemma_.lower() not in ("authority", "strength", "word", "information", "account"):
        return []
    cue = span_of([preposition, token])
    whole = subtree_span(preposition)
    clause = clause_head(preposition)
    is_edge = whole.start <= token.sent.start_char + 4 or setting.text[max(0, whole.start - 2) : whole.start].strip() in (
        ",",
        "—",
        "–",
        "(",
    )
    if not is_edge and preposition.head != clause:
        return []
    if not is_edge and preposition.lower_ not in ("on", "by"):
        return []
    scope = _scope(token, setting)
    pieces = [trimmed(setting.text, start, end) for start, end in without(scope, whole)]
    return [_made(cue, piece, speaker, "frame") for piece in pieces if piece is not None and len(piece.of(setting.text).split()) > 1]


def _owner(noun: Token) -> Token | None:
    """Whose it is: "X's claim", "a claim by/of/from X"."""
    for child in noun.children:
        if child.dep_ == "poss":
            return child
    for child in noun.children:
        if child.dep_ in ("prep", "agent") and child.lower_ in ("by", "of", "from"):
            inner = _object_of(child)
            if inner is not None and inner.dep_ == "pobj":
                return inner
        if child.dep_ == "acl" and child.tag_ == "VBN":
            for grand in child.children:
                if grand.dep_ == "agent":
                    return _object_of(grand)
    return None


def _adverb(token: Token, setting: Setting) -> list[Found]:
    """ "reportedly", "allegedly": nobody is named; the clause is the content."""
    if token.lower_ not in setting.cues.adverbs:
        return []
    head = token.head
    clause = (
        head if head.pos_ in ("NOUN", "PROPN", "ADJ", "NUM") and head.dep_ not in ("ROOT", "ccomp", "relcl", "conj") else clause_head(token)
    )
    if clause.dep_ in ("ROOT", "relcl", "ccomp", "advcl", "acl", "conj", "parataxis") or clause.pos_ in ("VERB", "AUX"):
        span = _own_clause(clause)
    else:
        span = subtree_span(clause)
    start = span.start
    for opener in ("that ", "while ", "whose ", "although ", "which ", "and ", "but ", "because "):
        if setting.text[start:].lower().startswith(opener) and opener not in ("whose ", "which "):
            start += len(opener)
    content = trimmed(setting.text, start, span.end) if start < span.end else None
    return [] if content is None else [_made(span_of([token]), content, None, "adverb", hedged=True)]


def _own_clause(clause: Token) -> Span:
    """A clause without the coordinated clauses that have a subject of their own, nor marks at its start."""
    end = clause.right_edge.i
    start = clause.left_edge.i
    for child in clause.children:
        if child.dep_ == "conj" and child.i > clause.i and any(grand.dep_ in ("nsubj", "nsubjpass") for grand in child.children):
            end = min(end, child.left_edge.i - 1)
        if (
            child.dep_ in ("ccomp", "parataxis")
            and child.i < clause.i
            and any(c.dep_ in ("nsubj", "nsubjpass") and c.i > child.i for c in clause.children)
        ):
            start = max(start, child.right_edge.i + 1)
    doc = clause.doc
    while end > clause.i and (doc[end].is_punct or doc[end].dep_ == "cc"):
        end -= 1
    return Span(doc[start].idx, doc[end].idx + len(doc[end].text))


def _adjective(token: Token, setting: Setting) -> list[Found]:
    """ "the alleged theft": the noun phrase is the content."""
    if token.lower_ not in setting.cues.adjectives or token.dep_ != "amod" or token.i > token.head.i:
        return []
    content = trimmed(setting.text, subtree_span(token.head).start, subtree_span(token.head).end)
    return [] if content is None else [_made(span_of([token]), content, None, "adverb", hedged=True)]


def _noun(token: Token, setting: Setting) -> list[Found]:
    """ "X's claim that p", "a statement by X that p", "X made the claim that p", "allegations of p"."""
    cues, lemma = setting.cues, token.lemma_.lower()
    is_denial = lemma in cues.noun_deny
    if token.pos_ not in ("NOUN", "PROPN", "VERB") or not (lemma in cues.noun_say or is_denial or token.lower_ in cues.noun_medium):
        return []
    if token.pos_ == "VERB" and not (token.lower_ == "writing" and token.head.lower_ == "in"):
        return []
    content = _that_clause(token, setting)
    if content is None and lemma in cues.noun_of_content:
        content = _of_phrase(token, setting)
    if content is None:
        return []
    speaker = _owner(token)
    if speaker is not None and subtree_span(speaker).overlaps(content):
        speaker = None
    if speaker is None and token.dep_ in ("dobj", "pobj", "attr", "oprd"):
        verb = token.head if token.dep_ != "pobj" else token.head.head
        if verb.lemma_.lower() in cues.light_verbs:
            speaker = subject_of(verb)
    writer = _writer(token, setting) if speaker is None and token.lower_ in cues.noun_medium else None
    speaker = speaker or writer
    act = SpeechAct.DENIES if is_denial else SpeechAct.ASSERTS
    hedged = (lemma in cues.noun_hedged or speaker is None) and writer is None
    return [_made(span_of([token]), content, speaker, "noun", hedged=hedged, act=act)]


def _writer(noun: Token, setting: Setting) -> Token | None:
    """ "X told reporters in a text message that p": X, because the verb has no clause of its own."""
    verb = noun.head.head if noun.dep_ in ("pobj", "pcomp") else noun.head
    if verb.pos_ not in ("VERB", "AUX") or is_passive(verb):
        return None
    return subject_of(verb)


def _owner_by_poss(noun: Token) -> Token | None:
    return next((child for child in noun.children if child.dep_ == "poss"), None)


def _that_clause(noun: Token, setting: Setting) -> Span | None:
    for child in noun.children:
        if child.dep_ in ("acl", "ccomp", "relcl") and child.i > noun.i:
            marks = [grand for grand in child.children if grand.lower_ == "that" and grand.dep_ == "mark"]
            if marks:
                return trimmed(setting.text, marks[0].idx + len("that"), subtree_span(child).end)
    return None


def _of_phrase(noun: Token, setting: Setting) -> Span | None:
    if noun.dep_ == "pobj" and noun.head.lower_ in ("in", "for", "under", "without", "out", "amid", "on") and _owner_by_poss(noun) is None:
        return None  # "in charge of", "for fear of"
    for child in noun.children:
        if child.dep_ == "prep" and child.lower_ in ("of", "about") and child.right_edge.i > child.i:
            return trimmed(setting.text, child.idx + len(child.text), subtree_span(child).end)
    return None
