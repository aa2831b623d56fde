"""What one piece of evidence lets a brief say: the source's own clause, under whoever it gives it to, with the spans that hold it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from briefs.domain import Citation, Evidence, Origin, Source, SourceKind, Span, Stance, TextKind
from briefs.draft.cutting import Cut, cut_sentence
from briefs.draft.naming import carries, has_latin, introduction, is_same, short_publisher, without_dateline
from briefs.draft.phrases import Phrases
from briefs.draft.pieces import Wanted
from briefs.draft.standing_alone import is_balanced, says_without_name, speaks_in_first_person, stands_alone
from briefs.language import content_tokens, find_names, find_quotations, parse, split_sentences

_SMALL_WORDS = ("DET", "PRON", "ADP", "ADV", "NUM", "SCONJ", "AUX", "PART", "CCONJ", "VERB")
_NAMED = ("PERSON", "ORG", "GPE", "NORP", "LOC", "FAC", "PRODUCT", "EVENT", "WORK_OF_ART")
_LEAST_SHARED = 2
_SHORT = 3
_LONGEST_WHOLE = 60
"""A sentence that nothing can be cut from is given whole up to this many words: what it says helps a reader more than who carries it."""
_OPENING_WORDS = 5
_WHOLE_DATE = len("2023-12-13")
_REPORTERS = (SourceKind.WIRE, SourceKind.OUTLET, SourceKind.UNKNOWN)
_OWN_POSSESSIVE = re.compile(r"(?:The|This) (\w+)(['’]s)(?= )")
_TELLING = re.compile(r"\b(\w+) that\s*\Z")
_PARENTHESIS = re.compile(r", the (\w+) (\w+),")
_OWNERS = frozenset({"his", "her", "its", "their"})
_PRONOUNS = frozenset({"he", "she", "it", "they", "this", "these", "who", "which", "that"})


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence without its full stop, with what it cites; `shared` says how many of the claim's words it has."""

    text: str
    citations: tuple[Citation, ...]
    template: str
    shared: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Teller:
    """Tells evidence in one language for one claim."""

    phrases: Phrases
    stems: frozenset[str]
    """Stems of the claim's content words."""
    is_weak: bool
    """The claim is not confirmed: a verb that takes what follows for true is not used."""
    misattributed_to: str | None = None
    """A body that is wrongly credited with the claim: who credits it stays in the sentence."""

    def is_reporter(self, source: Source) -> bool:
        """Whether a source reports; parties, officials and experts say."""
        return source.kind in _REPORTERS

    def publisher(self, source: Source) -> str:
        """A source's publisher as a sentence of this language names it."""
        return self.phrases.with_article(short_publisher(source))

    def tell(self, item: Evidence, origin: Origin, source: Source, *, stake: bool) -> Told | None:
        """The sentence; None when nothing of the span can be said without changing it. `stake` names the origin an interested party."""
        if source.language != self.phrases.language:
            return None
        sentence = without_dateline(source.text, sentence_around(item.citation.span, source))
        told = self._cut(item, origin, source, sentence, stake=stake) if source.language == "en" else None
        if told is not None and self._lost_its_content(told, item, source):
            told = None
        roles = self.phrases.words("roles")
        outlet = source.shown_name if self.is_reporter(source) else ""
        if told is not None and stands_alone(told.text, roles=roles, outlet=outlet):
            return told
        whole = self._whole(source, sentence)
        if whole is not None and (source.language != "en" or stands_alone(whole.text, roles=roles, outlet=outlet)):
            return whole
        return self._fragment(item, origin, source, sentence, stake=stake)

    def _lost_its_content(self, told: Told, item: Evidence, source: Source) -> bool:
        """Whether a cut keeps who says it, and of what is said none of the claim's words."""
        if item.attribution is None or not item.attribution.speaker:
            return False
        said = self._stems(item.attribution.content.of(source.text)) & self.stems - self._stems(item.attribution.speaker)
        return bool(said) and not said & self._stems(told.text)

    def _lost_its_teller(self, before: str) -> bool:
        """Whether the words before a cut hand it to somebody ("The Gazette claims that"), whom the parser took for something else."""
        word = _TELLING.search(before)
        return word is not None and word[1].lower().removesuffix("s") in self.phrases.words("saying-verbs")

    def _stems(self, text: str) -> frozenset[str]:
        return frozenset(token.stem for token in content_tokens(text, self.phrases.language))

    def _cut(self, item: Evidence, origin: Origin, source: Source, sentence: Span, *, stake: bool) -> Told | None:
        attribution = item.attribution if item.attribution is not None and item.attribution.speaker else None
        wanted = Wanted(
            stems=self.stems,
            joining_words=self.phrases.words("joining"),
            cue=attribution.cue if attribution else None,
            speaker=attribution.speaker_span if attribution else None,
        )
        cut = cut_sentence(source.text, sentence, wanted)
        if cut is None or cut.has_loose_pronoun or self._lost_its_teller(source.text[sentence.start : cut.span.start]):
            return None
        if self.is_weak and cut.verb in self.phrases.words("factive"):
            return self._plainly(item, origin, source, cut, stake=stake)
        if cut.is_attributed and item.stance is Stance.SUPPORTS and is_same(self.misattributed_to or "", origin.name):
            return self._credits(source, cut)
        if cut.is_attributed:
            return self._attributed(item, origin, source, cut, stake=stake)
        return self._own_voice(source, cut)

    def _attributed(self, item: Evidence, origin: Origin, source: Source, cut: Cut, *, stake: bool) -> Told | None:
        """The speaker's name in the place of whatever stands for it; as the source has it when that is a name already."""
        assert item.attribution is not None
        named = item.attribution.named or item.attribution.speaker
        named = named if has_latin(named) else item.attribution.speaker
        who = cut.subject
        if item.attribution.is_anonymous or origin.flags.anonymous:
            return self._unnamed(source, cut)
        has_name = bool(find_names(cut.subject, "en"))
        if not has_name and (not item.is_relay or self._is_own(cut.subject_head, source)):
            return self._told(source, cut, self.publisher(source), "own-voice", name="")
        owned = cut.subject.lower().split()
        is_owned = any(word in _OWNERS for word in owned) and not find_names(" ".join(cut.subject.split()[: _first_owner(owned)]), "en")
        if (
            cut.subject_head in _PRONOUNS
            or not has_name
            or is_owned
            or (named != item.attribution.speaker and not carries(cut.subject, "en", named))
        ):
            if not find_names(named, "en"):
                named = origin.name
            if not find_names(named, "en"):
                if cut.subject_head in _PRONOUNS:
                    return None
                if who.split()[0].lower() in ("the", "that", "this", "these", "those"):
                    # "the official" points back: who reports it is named instead
                    return self._under("reports-that", self.publisher(source), source, cut.as_written, cut.span)
                return self._told(source, cut, who, "attributed", name="")
            if origin.name and named.casefold().endswith(f" {origin.name.casefold()}"):
                named = origin.name
            who = self.phrases.with_article(named)
        return self._told(source, cut, self._with_stake(who, origin, source, stake=stake), "attributed", name=who)

    def _credits(self, source: Source, cut: Cut) -> Told:
        """ "The Herald reports that the agency put it at …": the Herald's words, not the agency's."""
        return self._under("reports-that", self.publisher(source), source, cut.as_written, cut.span)

    def _unnamed(self, source: Source, cut: Cut) -> Told | None:
        """An unnamed source as the text describes it; "that source" and pronouns, which point back, are only unnamed."""
        words = cut.subject.split()
        points_back = cut.subject_head in _PRONOUNS or (
            words[0].lower() in ("the", "that", "this", "these", "those") and len(words) <= _SHORT
        )
        if not points_back:
            return self._told(source, cut, cut.subject, "attributed", name="")
        if not cut.after.startswith(","):
            return self._told(source, cut, self.phrases("unnamed", how_many=2 if cut.is_several else 1), "attributed", name="")
        # "according to that source, …": the publisher and its date say more than the reference
        publisher, unnamed, content = self.publisher(source), self.phrases("unnamed"), cut.after.lstrip(", ")
        content = lowered(content, source) or content
        if source.published_at is not None and len(source.published_at.text) == _WHOLE_DATE:
            date = self.phrases.date(source.published_at)
            text = self.phrases("reported-unnamed-dated", who=publisher, unnamed=unnamed, content=content, date=date)
        else:
            text = self.phrases("reported-unnamed", who=publisher, unnamed=unnamed, content=content)
        return Told(text, (source.cite(cut.span),), "reported-unnamed", self.shared(cut.as_written))

    def _own_voice(self, source: Source, cut: Cut) -> Told | None:
        """The publisher speaking: its name for "the newspaper"; else "X reports that …" around the clause."""
        publisher = self.publisher(source)
        words = cut.subject.split()
        if carries(cut.subject, "en", short_publisher(source)):
            return self._told(source, cut, cut.subject, "own-voice", name="")
        if (
            self._is_own(cut.subject_head, source)
            and len(words) <= _SHORT
            and words[0].lower() in ("the", "this")
            and "'" not in cut.subject
        ):
            return self._told(source, cut, publisher, "own-voice", name="")
        if cut.subject_head == "it" and len(words) == 1:
            return self._told(source, cut, publisher, "own-voice", name="") if self._speaks_of_itself(source, cut.span) else None
        if cut.subject.lower() == "we" and cut.is_past:
            text = self.phrases("says-that", who=publisher, content=cut.text(self.phrases("itself")))
            return Told(text, (source.cite(cut.span),), "says-that", self.shared(cut.as_written))
        if cut.subject_head in (*_PRONOUNS, "we", "i"):
            return None
        if cut.is_frame and (cut.subject_head_is_name or words[0].lower() not in ("the", "that", "this")):
            return self._told(source, cut, cut.subject, "own-voice", name="")
        opening = _OWN_POSSESSIVE.match(cut.as_written)
        if opening and self._is_own(opening[1].lower(), source):
            text = f"{publisher}{opening[2]}{cut.as_written[opening.end() :]}"
            return Told(text, (source.cite(cut.span),), "own-voice", self.shared(text))
        if _opens_with(cut.as_written, short_publisher(source)):
            return Told(cut.as_written, (source.cite(cut.span),), "own-voice", self.shared(cut.as_written))
        name = "reports-that" if self.is_reporter(source) else "says-that"
        return self._under(name, publisher, source, cut.as_written, cut.span)

    def _under(self, name: str, who: str, source: Source, clause: str, span: Span) -> Told:
        """A clause after "X reports that"; after "X reports:" when its first word may be a name."""
        continued = lowered(clause, source)
        if continued is None:
            text, name = self.phrases("reports", who=who, sentence=clause), "reports"
        else:
            text = self.phrases(name, who=who, content=continued)
        return Told(text, (source.cite(span),), name, self.shared(clause))

    def _plainly(self, item: Evidence, origin: Origin, source: Source, cut: Cut, *, stake: bool) -> Told | None:
        """What a verb like "revealed" takes for true stands under "says that" while the claim is not confirmed."""
        if item.attribution is None or not cut.is_attributed or cut.after.split()[1:2] != ["that"]:
            return None
        named = item.attribution.named or item.attribution.speaker
        if named.lower() in _PRONOUNS:
            return None
        clause = " ".join(cut.after.split()[2:])
        text = self.phrases("says-that", who=self._with_stake(named, origin, source, stake=stake), content=clause)
        return Told(text, self._citations(source, cut.span, named), "says-that", self.shared(clause))

    def _told(self, source: Source, cut: Cut, who: str, template: str, *, name: str) -> Told:
        if cut.before and who[:4] in ("The ", "Some", "This", "That"):
            who = who[:1].lower() + who[1:]
        text = self._with_own_name(cut.text(who), source)
        return Told(text, self._citations(source, cut.span, name), template, self.shared(cut.as_written))

    def _is_own(self, noun: str, source: Source) -> bool:
        """Whether "the newspaper" is the source's publisher: it is in a summary of what a newspaper says; elsewhere it is another one."""
        return source.text_kind is TextKind.SUMMARY and noun in self.phrases.words("self")

    def _with_own_name(self, text: str, source: Source) -> str:
        """ "…, the article notes, …" with the publisher's name for "the article"."""

        def named(match: re.Match[str]) -> str:
            is_own = self._is_own(match[1].lower(), source)
            return f", {self.publisher(source)} {match[2]}," if is_own else match[0]

        return _PARENTHESIS.sub(named, text)

    def _with_stake(self, who: str, origin: Origin, source: Source, *, stake: bool) -> str:
        """ "X, a party to the matter," unless the words already say a side, or the words are no name."""
        if not stake or not (is_same(who, origin.name) or origin.name.casefold() in who.casefold()):
            return who
        # who it is stands in one remark, not in two: "X, which built the dam," becomes "X, a party to the matter,"
        head = who.split(", ", 1)[0]
        name = head if is_same(head, origin.name) or origin.name.casefold() in head.casefold() else who
        return self.phrases("stake", name=name.strip(" ,"))

    def _citations(self, source: Source, span: Span, name: str) -> tuple[Citation, ...]:
        """The span, and before it the sentence that says who "the group" is, when the name does not stand in the span."""
        own = source.cite(span)
        if not name or carries(own.exact, source.language, name):
            return (own,)
        place = introduction(source, name, before=span.start)
        return (own,) if place is None else (source.cite(place), own)

    def _speaks_of_itself(self, source: Source, span: Span) -> bool:
        """Whether "it" is the publisher: the sentence before has the publisher, or what it calls itself, as its subject."""
        earlier = [s for s in split_sentences(source.text, source.language) if s.end <= span.start]
        if not earlier:
            return False
        for token in parse(earlier[-1].of(source.text).replace("\n", " ")):
            if token.dep_ == "nsubj" and token.head.dep_ == "ROOT":
                phrase = " ".join(t.text for t in token.subtree)
                return self._is_own(token.lower_, source) or carries(phrase, "en", short_publisher(source))
        return False

    def _fragment(self, item: Evidence, origin: Origin, source: Source, sentence: Span, *, stake: bool) -> Told | None:
        """What the text itself puts in quotation marks, when it has words of the claim."""
        if item.is_relay and (item.attribution is None or not find_names(origin.name, self.phrases.language)):
            return None
        name = origin.name if item.is_relay else short_publisher(source)
        best: tuple[int, Span] | None = None
        for quotation in find_quotations(source.text):
            shared = self.shared(quotation.inner.of(source.text))
            if sentence.contains(quotation.inner) and shared >= _LEAST_SHARED and (best is None or shared > best[0]):
                best = (shared, quotation.inner)
        if best is None:
            return None
        quoted = " ".join(best[1].of(source.text).split()).rstrip(" ,.;:")
        who = self._with_stake(self.phrases.with_article(name), origin, source, stake=stake)
        # nobody "speaks of" a quality
        is_thing = source.language != "en" or any(t.dep_ == "ROOT" and t.pos_ in ("NOUN", "PROPN") for t in parse(quoted))
        template = "speaks-of" if is_thing else "says-quoted"
        return Told(self.phrases(template, who=who, quoted=quoted), self._citations(source, sentence, name), template, best[0])

    def _whole(self, source: Source, sentence: Span) -> Told | None:
        """The whole sentence after "X reports:", in quotation marks where the words are the publisher's own."""
        text = " ".join(sentence.of(source.text).split())
        first = text.split()[0].strip("\"“„«'").lower() if text else ""
        if not text or len(text.split()) > _LONGEST_WHOLE or not is_balanced(text) or first in self.phrases.words("opening-pronouns"):
            return None
        if source.language == "en" and not any(token.pos_ in ("VERB", "AUX") for token in parse(text)):
            return None  # a heading
        if speaks_in_first_person(text, self.phrases.words("first-person")) or (source.language == "en" and says_without_name(text)):
            return None
        text = text.rstrip(".;:,")
        if _opens_with(text, short_publisher(source)) or self._says_who(text, source):
            # "The Gazette reports …" needs no "The Gazette reports:" before it, nor "The county's surveyors say …" theirs
            return Told(text, (source.cite(sentence),), "own-voice", self.shared(text))
        text_told = self.phrases("reports", who=self.publisher(source), sentence=text)
        return Told(text_told, (source.cite(sentence),), "reports", self.shared(text))

    def _says_who(self, text: str, source: Source) -> bool:
        """Whether a summary's sentence says by itself whose words it gives: "The county's surveyors report that …"."""
        if source.language != "en" or source.text_kind is not TextKind.SUMMARY:
            return False
        doc = parse(text)
        # the parser takes "the service's staff reports that" for a noun: what stands before the first "that" tells
        that = next((token.i for token in doc if token.lower_ == "that" and token.dep_ == "mark"), 0)
        cue = doc[that - 1] if that else None
        if cue is None or cue.lemma_.lower().removesuffix("s") not in self.phrases.words("saying-verbs"):
            return False
        return cue.head.dep_ == "ROOT" and bool(find_names(doc[: cue.i].text, "en"))

    def shared(self, text: str) -> int:
        """How many of the claim's words a text has."""
        return len(self._stems(text) & self.stems)


def _opens_with(text: str, publisher: str) -> bool:
    """Whether a sentence has its publisher among its first words: "The Gazette", "The Upland paper Gazette"."""
    return carries(" ".join(text.split()[:_OPENING_WORDS]), "en", publisher.removeprefix("The "))


def _first_owner(words: list[str]) -> int:
    """Where "its" or "their" stands; the number of words when neither does."""
    return next((i for i, word in enumerate(words) if word in _OWNERS), len(words))


def sentence_around(span: Span, source: Source) -> Span:
    """The sentence of the source that holds the middle of a span; the span itself when none does."""
    middle = (span.start + span.end) // 2
    for sentence in split_sentences(source.text, source.language):
        if sentence.start <= middle < sentence.end:
            return sentence
    return span


def lowered(text: str, source: Source) -> str | None:
    """A clause as it continues a sentence: a capital goes unless its word is a name; None when that cannot be told.

    The source shows it: a name has its capital inside sentences too, another word stands in lower case somewhere.
    """
    first, word = parse(text)[0], re.match(r"[^\W\d_]*", text)
    bare = word.group() if word else ""
    small = text[:1].lower() + text[1:]
    if not bare or first.pos_ in _SMALL_WORDS:
        return small
    is_longer_name = first.ent_type_ in _NAMED and len(first.doc) > 1 and first.doc[1].ent_type_ == first.ent_type_
    if (len(bare) > 1 and bare.isupper()) or is_longer_name:
        return text
    if re.search(rf"(?<=[\w,;:] ){re.escape(bare)}\b", f"{source.text} {source.title}"):
        return text
    if (first.pos_ != "PROPN" and first.ent_type_ not in _NAMED) or re.search(rf"\b{re.escape(bare.lower())}\b", source.text):
        return small
    return None
