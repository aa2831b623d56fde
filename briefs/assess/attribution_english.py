"""English cue verbs with their speaker and content, by dependency parse and by where the clause stands.

A content is looked for in this order: a quotation next to the cue's clause; the margin ("..., the ministry said"); a clause, an infinitive,
an object, a prepositional phrase of the verb.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

from briefs.assess.attribution_cues import EnglishCues
from briefs.assess.attribution_found import Found, trimmed
from briefs.assess.attribution_syntax import (
    Doc,
    Token,
    agent_of,
    is_negated,
    is_passive,
    noun_phrase,
    phrase_of,
    span_of,
    subject_of,
    subtree_span,
)
from briefs.domain import Span, SpeechAct

_MODIFIERS = ("prep", "npadvmod", "advmod", "dative", "agent", "prt", "tmod", "aux", "auxpass", "neg", "nsubj", "nsubjpass", "oprd")
_EMPTY_OBJECTS = ("so", "it", "that", "this", "nothing", "what", "which", "much", "everything", "something", "anything", "more", "who")


@dataclass(frozen=True, slots=True)
class Setting:
    """What the finders share about one text."""

    doc: Doc
    text: str
    cues: EnglishCues
    quotes: tuple[Span, ...]
    """Quotations that hold a clause or a sentence, marks included, in order."""

    def in_quotation(self, token: Token) -> bool:
        """Whether the token stands inside a long quotation."""
        at = bisect_right(self.quotes, token.idx, key=lambda quote: quote.start) - 1
        return at >= 0 and self.quotes[at].start < token.idx < self.quotes[at].end


def find_verb_attributions(setting: Setting) -> list[Found]:
    """Every attribution that a cue verb opens, in text order."""
    found: list[Found] = []
    for token in setting.doc:
        if token.pos_ in ("VERB", "AUX") and setting.cues.is_cue(token.lemma_.lower()) and not setting.in_quotation(token):
            found.extend(_of_verb(token, setting))
    return found


def _of_verb(verb: Token, setting: Setting) -> list[Found]:
    lemma = verb.lemma_.lower()
    cues = setting.cues
    passive = is_passive(verb)
    speaker = agent_of(verb) if passive else subject_of(verb)
    if not _may_say(verb, speaker, setting, passive=passive):
        return []
    if speaker is not None and speaker.lower_ in ("it", "there") and speaker.dep_ == "expl":
        speaker = None
    contents = _passive_content(verb, setting) if passive else _active_content(verb, speaker, setting)
    contents = [_with_whole_quotations(content, verb, setting) for content in contents]
    act = _act_of(verb, lemma, cues)
    phrase = span_of(phrase_of(verb))
    made = []
    for content in contents:
        made.append(
            Found(
                cue=phrase,
                content=content,
                act=act,
                speaker=None if speaker is None else span_of(noun_phrase(speaker)),
                full_speaker=None if speaker is None else subtree_span(speaker),
                is_hedged=lemma in cues.distancing or speaker is None or _seems(verb),
            )
        )
    return made


def _may_say(verb: Token, speaker: Token | None, setting: Setting, *, passive: bool) -> bool:
    """Whether the verb, as it stands here, can report speech: not "set off", not "to find out whether", not "claimed 182 lives"."""
    lemma, cues = verb.lemma_.lower(), setting.cues
    if lemma in cues.no_particles and any(child.dep_ == "prt" and child.lower_ != "out" for child in verb.children):
        return False
    barred = cues.no_speech_with.get(lemma, frozenset())
    if barred and any(child.dep_ == "dobj" and child.lemma_.lower() in barred for child in verb.children):
        return False
    if verb.tag_ == "VB" and any(child.lower_ == "to" and child.dep_ == "aux" for child in verb.children):
        return verb.head.lemma_.lower() in cues.raising or (
            verb.dep_ == "xcomp" and verb.head.lemma_.lower() in ("want", "like", "wish", "try", "continue", "begin")
        )
    if passive:
        return lemma in cues.passives if speaker is None else (lemma in cues.passives or lemma in cues.say or lemma in cues.takes_object)
    if speaker is None:
        return verb.tag_ in ("VBZ", "VBD", "VBP")
    return not (verb.tag_ == "VBG" and verb.head.lower_ == "in" and verb.lower_ == "writing")


def _with_whole_quotations(content: Span, verb: Token, setting: Setting) -> Span:
    """A content that ends inside a quotation goes on to the quotation's end, over its further sentences."""
    for quote in setting.quotes:
        if quote.start < content.end < quote.end and quote.start >= content.start:
            content = Span(content.start, quote.end)
        if quote.start < content.start < quote.end and not quote.start <= verb.idx < quote.end and verb.idx < quote.start:
            content = Span(quote.start, max(content.end, quote.end))
    return content


def _seems(verb: Token) -> bool:
    """ "appears to show"."""
    return bool(verb.head.lemma_.lower() in ("appear", "seem") and verb.dep_ == "xcomp")


def _act_of(verb: Token, lemma: str, cues: EnglishCues) -> SpeechAct:
    negated = is_negated(verb)
    if lemma in cues.deny:
        return SpeechAct.ASSERTS if negated else SpeechAct.DENIES
    if not negated:
        return SpeechAct.ASSERTS
    if lemma in cues.confirming:
        return SpeechAct.UNVERIFIED
    return SpeechAct.DENIES if lemma in cues.think else SpeechAct.NO_COMMENT


def _active_content(verb: Token, speaker: Token | None, setting: Setting) -> list[Span]:
    lemma, cues, text = verb.lemma_.lower(), setting.cues, setting.text
    may_stand_alone = lemma in cues.say or lemma in cues.margin
    clause = _cue_clause(verb, speaker)
    if may_stand_alone or lemma in cues.object_only:
        quoted = _quotations_beside(clause, setting, is_complete=_governs_after(verb))
        if quoted:
            return quoted
    complement = _complement(verb)
    if may_stand_alone and not (complement is not None and complement.i > verb.i):
        marginal = _marginal_content(verb, clause, setting)
        if marginal:
            return marginal
    if complement is not None and lemma not in cues.object_only:
        return _as_list(_clause_span(complement, verb, text, cues))
    colon = _after_colon(clause, verb, setting)
    if colon and may_stand_alone:
        return colon
    if lemma in cues.takes_infinitive:
        for child in verb.children:
            if (
                child.dep_ == "xcomp"
                and child.i > verb.i
                and not any(mark in subtree_span(child).of(text) for mark in cues.anonymous_markers)
            ):
                return _as_list(trimmed(text, *_edges(subtree_span(child))))
    return _object_content(verb, setting) or (_stray_that_clause(verb, clause, setting) if may_stand_alone else [])


def _stray_that_clause(verb: Token, clause: Span, setting: Setting) -> list[Span]:
    """ "said on Friday during a conference that p": the parser hung the clause on the wrong noun."""
    for token in verb.sent:
        if (
            token.i > verb.i
            and token.lower_ == "that"
            and token.dep_ in ("mark", "nsubj")
            and token.head.i > token.i
            and token.tag_ == "IN"
        ):
            between = setting.text[verb.idx : token.idx]
            return [] if ";" in between else _as_list(trimmed(setting.text, token.idx + len("that"), verb.sent.end_char))
    return []


def _edges(span: Span) -> tuple[int, int]:
    return span.start, span.end


def _as_list(span: Span | None) -> list[Span]:
    return [] if span is None else [span]


def _complement(verb: Token) -> Token | None:
    """The finite clause that the verb governs; the one after it when there are two."""
    clauses = [child for child in verb.children if child.dep_ == "ccomp"]
    after = [clause for clause in clauses if clause.i > verb.i]
    if after:
        return after[0]
    return clauses[0] if clauses else None


def _clause_span(clause: Token, verb: Token, text: str, cues: EnglishCues) -> Span | None:
    """A complement clause without its "that", with a coordinated "and that ..." clause that the parser hung on the verb."""
    span = subtree_span(clause)
    start, end = span.start, span.end
    if clause.i > verb.i:
        first = clause.left_edge
        mark = next((child for child in clause.children if child.dep_ == "mark" and child.lower_ == "that"), None)
        if mark is not None and first.i < mark.i and first.lower_ in ("citing", "quoting"):
            start = mark.idx + len(mark.text)
        elif first.lower_ == "that" and first.dep_ == "mark":
            start = first.idx + len(first.text)
        elif first.i < verb.i:
            start = verb.idx + len(verb.text)
        for child in verb.children:
            if (
                child.dep_ in ("conj", "ccomp")
                and child.i > clause.i
                and any(grand.lower_ == "that" and grand.dep_ == "mark" for grand in child.children)
            ):
                end = max(end, subtree_span(child).end)
        end = max(end, _trailing_end(clause, verb, end, cues))
    else:
        end = min(end, verb.idx)
    return trimmed(text, start, end) if start < end else None


def _trailing_end(clause: Token, verb: Token, end: int, cues: EnglishCues) -> int:
    """Where a content goes on to: what trails a governed clause is part of it, up to a further verb or a clause with a cue of its own."""
    for child in sorted(verb.children, key=lambda token: token.i):
        if child.i <= clause.i or child.dep_ == "punct":
            continue
        if child.dep_ in ("cc", "conj", "parataxis") or (
            child.pos_ in ("VERB", "AUX") and child.dep_ in ("advcl", "dep", "acl") and _has_cue(child, cues)
        ):
            break
        end = max(end, subtree_span(child).end)
    return end


def _has_cue(clause: Token, cues: EnglishCues) -> bool:
    """Whether a clause reports speech itself: ", adding that", ", while the ministry denied"."""
    return any(token.pos_ == "VERB" and token.lemma_.lower() in (*cues.say, *cues.deny, "cite", "quote") for token in clause.subtree)


def _cue_clause(verb: Token, speaker: Token | None) -> Span:
    """The stretch of speaker, cue and what modifies the cue: "Governor Diokno told reporters in a text message"."""
    tokens = phrase_of(verb)
    own = [child for child in verb.children if child.dep_ in ("nsubj", "nsubjpass")]
    spans = [span_of(tokens)]
    spans.extend(subtree_span(child) for child in own)
    end = max(span.end for span in spans)
    start = min(span.start for span in spans)
    for child in sorted(verb.children, key=lambda token: token.i):
        takes = child.dep_ in _MODIFIERS or (
            child.dep_ == "dobj" and verb.lemma_ in ("tell", "ask", "remind", "inform", "warn", "assure", "urge")
        )
        if child.i > verb.i and takes and child.left_edge.idx <= end + 2:
            end = max(end, subtree_span(child).end)
    for child in verb.children:
        if child.dep_ == "advmod" and child.i < verb.i and child.i == verb.left_edge.i:
            start = min(start, child.idx)
        if child.dep_ == "mark" and child.lower_ in ("as", "when", "while") and child.idx < start:
            start = child.idx
    return Span(start, end)


def _governs_after(verb: Token) -> bool:
    """Whether the verb has a clause of its own after it, so that a quotation before it belongs to another sentence."""
    return any(child.dep_ == "ccomp" and child.i > verb.i for child in verb.children)


def _quotations_beside(clause: Span, setting: Setting, *, is_complete: bool) -> list[Span]:
    text = setting.text
    chosen: list[Span] = []
    for quote in setting.quotes:
        before = text[quote.end : clause.start] if quote.end <= clause.start else None
        after = text[clause.end : quote.start] if quote.start >= clause.end else None
        if before is not None and len(before) <= 4 and not before.strip(" ,;:.–—-") and "\n" not in before:
            if is_complete and text[quote.end - 2 : quote.end].strip("”\"’»'")[-1:] in (".", "!", "?") and "," not in before:
                continue
            chosen.append(quote)
        elif after is not None and len(after) <= 6 and not after.strip(" ,;:.–—-\n"):
            if "." in after and not chosen:
                continue
            if "\n" in after and ":" not in after:
                continue
            chosen.append(quote)
    return chosen


def _marginal_content(verb: Token, clause: Span, setting: Setting) -> list[Span]:
    """The rest of the sentence when the cue's clause stands at its end or between commas; nothing when it opens the sentence."""
    text, sentence = setting.text, verb.sent
    start = _host_start(verb, sentence)
    head = text[start : clause.start]
    if not head.strip(" \n\"“”'‘’«»"):
        return _after_as(verb, clause, setting)
    if head.rstrip()[-1:] not in (",", "?", "!", "”", '"', "’", "»", "—", "–", "-", "(", ";"):
        return []
    if not any(token.pos_ in ("VERB", "AUX", "NOUN", "PROPN", "NUM") for token in sentence if start <= token.idx < clause.start):
        return []
    rest = _rest_after(verb, clause, sentence)
    finite = ("VBD", "VBZ", "VBP", "MD")
    if rest is not None and not any(token.tag_ in finite for token in sentence if start <= token.idx < clause.start):
        # "Analysts, the article notes, consider it ...": one clause around the cue stays one content
        return _as_list(trimmed(text, start, sentence.end_char))
    pieces = [trimmed(text, start, clause.start)]
    if rest is not None:
        pieces.append(trimmed(text, rest, sentence.end_char))
    return [piece for piece in pieces if piece is not None]


def _after_as(verb: Token, clause: Span, setting: Setting) -> list[Span]:
    """ "As the ministry said, p": the rest of the sentence."""
    if setting.text[clause.start : clause.start + 3].lower() != "as ":
        return []
    end = verb.sent.end_char
    comma = setting.text.find(",", clause.end - 1, end)
    return [] if comma < 0 else _as_list(trimmed(setting.text, comma + 1, end))


def _host_start(verb: Token, sentence: Token) -> int:
    """Where the clause that hosts a marginal cue begins: the sentence, or the clause that another cue governs."""
    node = verb
    while node.head != node:
        if node.dep_ == "ccomp" and node.head.i < node.left_edge.i:
            first = node.left_edge
            return int(first.idx + (len(first.text) if first.lower_ == "that" else 0))
        node = node.head
    return int(sentence.start_char)


def _rest_after(verb: Token, clause: Span, sentence: Token) -> int | None:
    """Where the content goes on after a cue between commas; None when what follows belongs to the speaker or the cue."""
    doc = verb.doc
    following = [token for token in sentence if token.idx >= clause.end]
    if not following or following[0].text not in (",", ";", "—", "–", "-", ":", ")"):
        return None
    tail = following[1:]
    if not any(token.pos_ in ("VERB", "AUX", "NOUN", "PROPN") for token in tail):
        return None
    inside = {token.i for token in tail}
    for token in tail:
        if token.is_punct or token.head.i in inside:
            continue
        if token.head == verb and token.dep_ in ("prep", "advcl", "npadvmod", "advmod", "acl"):
            return None
        if token.head != verb and clause.start <= token.head.idx < clause.end and token.dep_ in ("relcl", "appos", "acl", "conj", "prep"):
            return None
        break
    return int(doc[following[0].i].idx + 1)


def _after_colon(clause: Span, verb: Token, setting: Setting) -> list[Span]:
    text = setting.text
    gap = text[clause.end : clause.end + 2]
    if not gap.startswith(":"):
        return []
    end = verb.sent.end_char
    if end <= clause.end + 2:
        following = next((sentence for sentence in setting.doc.sents if sentence.start_char >= end), None)
        if following is None:
            return []
        end = following.end_char
    return _as_list(trimmed(text, clause.end + 1, end))


def _object_content(verb: Token, setting: Setting) -> list[Span]:
    lemma, cues, text = verb.lemma_.lower(), setting.cues, setting.text
    speaker = subject_of(verb)
    may_show = lemma in ("show", "demonstrate", "document") and speaker is not None and speaker.lemma_.lower() in cues.classes["document"]
    children = sorted((child for child in verb.children if child.i > verb.i), key=lambda token: token.i)
    objects = [child for child in children if child.dep_ in ("dobj", "oprd", "attr", "dative") and child.lower_ not in _EMPTY_OBJECTS]
    if lemma in cues.takes_object or lemma in cues.object_only or may_show:
        needs = cues.object_needs.get(lemma)
        prepositions = {grand.lower_ for child in children for grand in (child, *child.children) if grand.dep_ == "prep"}
        # who dismisses a reporter denies nothing
        sacks = lemma == "dismiss" and bool(objects) and _is_person(objects[0], setting)
        if objects and not sacks and (needs is None or prepositions & needs):
            return _as_list(_object_span(verb, objects[0], children, text))
    openers = cues.with_preposition.get(lemma, frozenset())
    for child in children:
        if child.dep_ == "prep" and child.lower_ in openers and child.right_edge.i > child.i and child.right_edge.pos_ != "PRON":
            return _as_list(trimmed(text, child.idx, subtree_span(child).end))
    if lemma in cues.takes_object or lemma in cues.object_only:
        for child in children:
            if child.dep_ == "xcomp":
                return _as_list(trimmed(text, *_edges(subtree_span(child))))
    return []


def _is_person(noun: Token, setting: Setting) -> bool:
    """Whether a noun is somebody: a role, somebody's staff, or a personal name ("one of its reporters" too)."""
    inner = next((c for p in noun.children if p.dep_ == "prep" and p.lower_ == "of" for c in p.children if c.dep_ == "pobj"), None)
    cues = setting.cues
    return any(
        token is not None and (token.lemma_.lower() in cues.classes["person"] | cues.staff or token.ent_type_ == "PERSON")
        for token in (noun, inner)
    )


def _object_span(verb: Token, first: Token, children: list[Token], text: str) -> Span | None:
    """An object with the complements after it: "the practice on heavy losses", "the group of cheating"."""
    end = subtree_span(first).end
    for child in children:
        if (
            child.i > first.i
            and child.dep_ in ("prep", "oprd", "xcomp", "advcl", "ccomp", "dobj", "acl")
            and child.left_edge.idx <= end + 2
        ):
            end = max(end, subtree_span(child).end)
    return trimmed(text, subtree_span(first).start, end)


def _passive_content(verb: Token, setting: Setting) -> list[Span]:
    """ "It was reported that p"; "more than 200 are thought to have died"; "the deal was announced by X"."""
    text = setting.text
    complement = _complement(verb)
    subjects = [child for child in verb.children if child.dep_ in ("nsubjpass", "nsubj", "expl")]
    if complement is not None and complement.i > verb.i:
        return _as_list(_clause_span(complement, verb, text, setting.cues))
    if complement is not None:
        return _as_list(_clause_span(complement, verb, text, setting.cues))
    open_clauses = [
        child for child in verb.children if child.dep_ in ("xcomp", "oprd", "prep", "advcl") and child.i > verb.i and child.lower_ != "by"
    ]
    lead: Token | None = subjects[0] if subjects else None
    if verb.dep_ in ("acl", "amod", "relcl") and lead is None:
        lead = verb.head
        if lead.i > verb.i:
            return []
        xcomps = [child for child in open_clauses if child.dep_ in ("xcomp", "oprd")]
        if not xcomps:
            return []
        return _as_list(trimmed(text, lead.left_edge.idx, subtree_span(xcomps[-1]).end))
    if lead is None:
        return []
    end = max([verb.idx + len(verb.text), *(subtree_span(child).end for child in open_clauses if child.dep_ != "advcl")])
    core = [child for child in open_clauses if child.dep_ in ("xcomp", "oprd")]
    if not core and agent_of(verb) is not None:
        return _as_list(trimmed(text, *_edges(subtree_span(lead))))
    complements = {child.lower_ for child in open_clauses if child.dep_ == "prep"}
    if not core and not complements & {"of", "with", "as", "for"} and verb.lemma_.lower() not in ("announce", "confirm"):
        return []
    return _as_list(trimmed(text, subtree_span(lead).start, end))
