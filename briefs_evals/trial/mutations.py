"""Ways to damage a good sentence, and ways to rewrite it that leave it as true as it was.

Each takes a statement with what surrounds it and gives the changed statement, or None where it does not apply. All are deterministic: no
random choice, no model. None knows a rule of the gate; the damage is what an inattentive writer, a weak model or a hostile source does
(after the error types of SummEdits, Laban et al. 2023, and FRANK, Pagnoni et al. 2021).
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from briefs.domain import Brief, Citation, Section, Source, Span, Statement
from briefs.language import content_tokens, find_figures, find_names, parse, split_sentences, stem_of
from briefs_evals.cases import LabelledClaim

_VERB = r"(?:says|claims|alleges|reports|writes|denies|said|claimed|alleged|told [^,;.]{2,40})"
_ON = r"(?: on [A-Z]\w+| in [A-Z]\w+)?"
_SAYS = re.compile(rf"^(?P<who>[^:;]{{2,120}}?) (?P<verb>{_VERB}){_ON}(?: that|:)? (?P<what>.{{12,}})$", re.S)
_ACCORDING = re.compile(r"^According to (?P<who>[^;]{2,80}?), (?P<what>.{12,})$", re.S)
_SAID_LAST = re.compile(rf"^(?P<what>.{{20,}}), (?P<who>[^;]{{2,80}}?) {_VERB}{_ON}\.?$", re.S)
_ALSO_CARRIED = re.compile(r";[^;]*$")
_STILL_SAID = re.compile(
    r"\b(?:according to|says?|said|claim(?:s|ed)|alleg(?:es|ed)|told|writes|reports|reported by|named by|quot(?:es|ed)|announced|citing"
    r"|denie[sd]|estimates?|states|stated|adds|added|insists?|believes?|found|testified|confirmed by|in the words of)\b",
    re.I,
)
_AUXILIARY = re.compile(r"\b(was|were|is|are|had|has|will)\b(?! not\b)")
_DIGITS = re.compile(r"\d+")
_WORDS = re.compile(r"[^\W\d_]+")
_STRONGER = {
    "killed": "murdered",
    "died": "were murdered",
    "dead": "murdered",
    "deaths": "murders",
    "injured": "killed",
    "wounded": "killed",
    "hurt": "killed",
    "charged": "convicted",
    "accused": "convicted",
    "arrested": "convicted",
    "detained": "jailed",
    "suspected": "convicted",
    "investigated": "convicted",
    "hit": "destroyed",
    "damaged": "destroyed",
    "struck": "destroyed",
    "fired": "massacred",
    "attacked": "annihilated",
    "captured": "executed",
    "surrendered": "deserted",
    "lost": "stole",
    "loss": "theft",
    "losses": "thefts",
    "error": "fraud",
    "errors": "frauds",
    "mistake": "fraud",
    "found": "proved",
    "believe": "know",
    "believes": "knows",
    "believed": "knew",
    "thinks": "knows",
    "suspects": "knows",
    "estimates": "proves",
    "early": "final",
    "some": "all",
    "many": "all",
    "most": "all",
    "often": "always",
    "about": "exactly",
    "several": "all",
    "criticised": "condemned",
    "asked": "forced",
    "offered": "forced",
    "urged": "ordered",
    "wants": "ordered",
    "explosion": "bombing",
    "blast": "bombing",
    "fire": "arson",
    "collapse": "demolition",
    "collapsed": "was demolished",
    "sank": "was scuttled",
    "closed": "banned",
    "rejected": "disproved",
    "dismissed": "jailed",
    "false": "fraudulent",
    "fake": "criminal",
    "secret": "illegal",
    "payment": "bribe",
    "payments": "bribes",
    "money": "bribes",
    "donation": "bribe",
}
"""Words with ones that say more, or blame somebody; never a paraphrase."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """A passed statement in its brief, in its document."""

    statement: Statement
    brief: Brief
    others: tuple[Statement, ...]
    """Passed statements of the document's other briefs."""
    sources: Mapping[str, Source]
    label: LabelledClaim | None
    split: str = "dev"


Change = Callable[[Setting], Statement | None]


@dataclass(frozen=True, slots=True)
class Mutation:
    """`is_added`: the changed statement comes after the good one instead of in its place."""

    name: str
    title: str
    change: Change
    is_added: bool = False


def _swapped_citation(setting: Setting) -> Statement | None:
    """Cite what another claim's sentence cites, from sources that this one does not cite."""
    mine = {citation.source_id for citation in setting.statement.citations}
    for other in setting.others:
        if other.citations and not mine & {citation.source_id for citation in other.citations}:
            return replace(setting.statement, citations=other.citations)
    return None


def _altered_quote(setting: Setting) -> Statement | None:
    """Put five words of the cited span in quotation marks, with the third one left out."""
    for citation in setting.statement.citations:
        words = [word.strip("\"“”«»„'’,.;:()") for word in citation.exact.split()]
        if len(words) >= 8 and all(words[2:7]):
            quote = " ".join([*words[2:4], *words[5:7]])
            return replace(setting.statement, text=f"{setting.statement.text.rstrip('.')}, in the words “{quote}”.")
    return None


def plain_content(text: str) -> str | None:
    """What the sentence says, without who says it and without who else carries it; None when it still tells of somebody's saying.

    A sentence that keeps an attribution would be no damage: "named by the daily as trustee" is true as it stands.
    """
    found = _ACCORDING.match(text) or _SAID_LAST.match(text) or _SAYS.match(text)
    if found is None:
        return None
    what = _ALSO_CARRIED.sub("", found["what"]).strip().rstrip(".").replace(" and that ", " and ")
    if len(what) < 12 or what in ("it", "this") or _STILL_SAID.search(what):
        return None
    return f"{what[0].upper()}{what[1:]}."


def _dropped_attribution(setting: Setting) -> Statement | None:
    """Say the content plainly, without who says it."""
    if setting.statement.section not in (Section.ALLEGED, Section.DISPUTED):
        return None
    plain = plain_content(setting.statement.text)
    return None if plain is None else replace(setting.statement, text=plain)


def _bare_allegedly(setting: Setting) -> Statement | None:
    """Put "allegedly" where the accuser stood: a hedge names nobody."""
    dropped = _dropped_attribution(setting)
    if dropped is None:
        return None
    return replace(dropped, text=f"Allegedly, {_lower_first(dropped.text, setting.sources)}")


def _duplicated_wire(setting: Setting) -> Statement | None:
    """Tell a relay of the same origin as one more report beside the good sentence.

    A lead tells no origin's account yet, so it is left alone; so is a sentence whose own text names the relay as one.
    """
    return _relayed(setting, "reports that")


def _false_corroboration(setting: Setting) -> Statement | None:
    """Let a relay of the same origin confirm what it only relays."""
    return _relayed(setting, "confirms from its own reporting that")


def _relayed(setting: Setting, verb: str) -> Statement | None:
    plain = plain_content(setting.statement.text)
    if plain is None or setting.statement.role == "lead":
        return None
    mine = {citation.source_id for citation in setting.statement.citations}
    origins = {item.origin for item in setting.brief.assessment.evidence if item.citation.source_id in mine}
    for item in setting.brief.assessment.evidence:
        source = setting.sources.get(item.citation.source_id)
        if source is not None and item.is_relay and item.origin in origins and source.language == "en":
            text = f"{source.shown_name} {verb} {_lower_first(plain, setting.sources)}"
            return replace(setting.statement, text=text, citations=(item.citation,), role="origin", template="")
    return None


def _lower_first(text: str, sources: Mapping[str, Source]) -> str:
    """Without the capital of a sentence's start, unless the word also stands with one inside some source."""
    word = text.split()[0]
    is_name = not word.isalpha() or any(re.search(rf"[a-z,] {re.escape(word)}\b", source.text) for source in sources.values())
    return text if is_name else text[0].lower() + text[1:]


def _changed_figure(setting: Setting) -> Statement | None:
    """Another number in place of the first figure in digits."""
    for figure in find_figures(setting.statement.text, "en"):
        digits = _DIGITS.search(figure.span.of(setting.statement.text))
        if digits is not None:
            start = figure.span.start + digits.start()
            end = figure.span.start + digits.end()
            other = str(int(digits.group()) * 3 + 1)
            return replace(setting.statement, text=setting.statement.text[:start] + other + setting.statement.text[end:])
    return None


def _invented_source(setting: Setting) -> Statement | None:
    """Cite a source that is not in the corpus."""
    first, *rest = setting.statement.citations
    return replace(setting.statement, citations=(replace(first, source_id="invented-1"), *rest))


def _invented_publisher(setting: Setting) -> Statement | None:
    """Credit a newspaper that no source is from."""
    found = _SAYS.match(setting.statement.text)
    return None if found is None else replace(setting.statement, text=f"The Morning Herald {found['verb']} that {found['what']}")


def _raised_standing(setting: Setting) -> Statement | None:
    """Move an alleged or disputed sentence to what is confirmed, without who says it."""
    dropped = _dropped_attribution(setting)
    return None if dropped is None else replace(dropped, section=Section.CONFIRMED)


def _negated(setting: Setting) -> Statement | None:
    """Put a "not" after the last auxiliary verb."""
    found = list(_AUXILIARY.finditer(setting.statement.text))
    if not found:
        return None
    end = found[-1].end()
    return replace(setting.statement, text=f"{setting.statement.text[:end]} not{setting.statement.text[end:]}")


def _swapped_names(setting: Setting) -> Statement | None:
    """Let the first two different names change places."""
    text = setting.statement.text
    mentions = find_names(text, "en")
    for one, other in itertools.pairwise(mentions):
        a, b = one.span, other.span
        if one.key != other.key and a.end < b.start:
            return replace(setting.statement, text=text[: a.start] + b.of(text) + text[a.end : b.start] + a.of(text) + text[b.end :])
    return None


def _added_detail(setting: Setting) -> Statement | None:
    """Add a motive that no source gives."""
    return replace(setting.statement, text=f"{setting.statement.text.rstrip('.')}, in order to hide a bribe.")


def _nearby_citation(setting: Setting) -> Statement | None:
    """Cite, in place of each span, the sentence of the same source that shares most words and none of the brief's evidence."""
    evidence = [item.citation for item in setting.brief.assessment.evidence]
    taken = [*evidence, *setting.statement.citations]
    wanted = {token.stem for token in content_tokens(setting.statement.text, "en")}
    nearby: list[Citation] = []
    for source_id in dict.fromkeys(citation.source_id for citation in setting.statement.citations):
        source = setting.sources[source_id]
        free = [
            span
            for span in split_sentences(source.text, source.language)
            if not any(other.source_id == source_id and other.span.overlaps(span) for other in taken)
        ]
        if free:
            nearby.append(
                source.cite(max(free, key=lambda span: len(wanted & {t.stem for t in content_tokens(span.of(source.text), "en")})))
            )
    return replace(setting.statement, citations=tuple(nearby)) if nearby else None


def _another_verb(setting: Setting) -> Statement | None:
    """Put the verb of another brief's sentence in the place of one."""
    return _another_word(setting, "VERB")


def _another_noun(setting: Setting) -> Statement | None:
    """Put the noun of another brief's sentence in the place of one."""
    return _another_word(setting, "NOUN")


def _another_word(setting: Setting, kind: str) -> Statement | None:
    """The last such word of the sentence that another sentence has one of in the same form, which no cited span has."""
    text = setting.statement.text
    there = {stem_of(word.lower(), "en") for c in setting.statement.citations for word in _WORDS.findall(f"{c.exact} {text}")}
    # the parse keeps documents for a while, so the words of the others cost one parse each
    others = [token for other in setting.others for token in parse(other.text) if token.pos_ == kind and token.is_lower and len(token) > 3]
    for token in reversed([token for token in parse(text) if token.pos_ == kind and token.is_lower and len(token) > 3]):
        for other in others:
            if other.tag_ == token.tag_ and stem_of(other.text, "en") not in there:
                changed = text[: token.idx] + other.text + text[token.idx + len(token) :]
                return replace(setting.statement, text=changed, template="")
    return None


def _stronger_word(setting: Setting) -> Statement | None:
    """Say more than the span: "murdered" for "killed", "convicted" for "charged"."""
    for word, stronger in _STRONGER.items():
        found = re.search(rf"(?<!\w){word}(?!\w)", setting.statement.text)
        if found is not None:
            text = setting.statement.text[: found.start()] + stronger + setting.statement.text[found.end() :]
            return replace(setting.statement, text=text, template="")
    return None


def _unchanged(setting: Setting) -> Statement | None:
    return setting.statement


def _according_to(setting: Setting) -> Statement | None:
    """ "X says that p" as "According to X, p"."""
    found = _SAYS.match(setting.statement.text)
    if found is None or found["verb"] not in ("says", "claims", "said") or ";" in found["what"] or "," in found["who"]:
        return None
    return replace(setting.statement, text=f"According to {found['who']}, {found['what']}", template="")


def _reordered_citations(setting: Setting) -> Statement | None:
    citations = setting.statement.citations
    return replace(setting.statement, citations=citations[::-1]) if len(citations) > 1 else None


def _wider_span(setting: Setting) -> Statement | None:
    """Cite the whole sentences that the cited clauses stand in."""
    wider = tuple(_whole_sentences(citation, setting.sources[citation.source_id]) for citation in setting.statement.citations)
    return None if wider == setting.statement.citations else replace(setting.statement, citations=wider)


def _labelled_evidence(setting: Setting) -> Statement | None:
    """The sentence of the source that the label cites, told word for word as that publisher's report."""
    standing = setting.brief.assessment.standing.value
    if setting.label is None or standing == "unverified":
        return None
    for quote in setting.label.supporting:
        source = setting.sources.get(quote.source)
        if source is None or source.language != "en" or not source.shown_name:
            continue
        start = source.text.find(quote.quote)
        whole = _whole_sentences(source.cite(Span(start, start + len(quote.quote))), source)
        names_itself = source.shown_name.split(",")[0].casefold() in whole.exact.casefold()
        aside = "," if "," in source.shown_name else ""
        text = whole.exact if names_itself else f"{source.shown_name}{aside} reports: {whole.exact.rstrip('.')}."
        return replace(setting.statement, section=Section(standing), text=text, citations=(whole,), role="origin", template="")
    return None


def _whole_sentences(citation: Citation, source: Source) -> Citation:
    touched = [sentence for sentence in split_sentences(source.text, source.language) if sentence.overlaps(citation.span)]
    return source.cite(Span(touched[0].start, touched[-1].end)) if touched else citation


MUTATIONS = (
    Mutation("swapped-citation", "the citation of another claim's sentence", _swapped_citation),
    Mutation("altered-quote", "a word left out of a quotation", _altered_quote),
    Mutation("dropped-attribution", "an allegation without who makes it", _dropped_attribution),
    Mutation("raised-standing", "the same, moved to what is confirmed", _raised_standing),
    Mutation("bare-allegedly", "the same, with no more than an 'allegedly'", _bare_allegedly),
    Mutation("duplicated-wire", "a relay told as one more report beside its origin's", _duplicated_wire, is_added=True),
    Mutation("false-corroboration", "a relay that confirms what it relays", _false_corroboration, is_added=True),
    Mutation("changed-figure", "another figure", _changed_figure),
    Mutation("invented-source", "a citation of a source that is not there", _invented_source),
    Mutation("invented-publisher", "credited to a newspaper that is not there", _invented_publisher),
    Mutation("negated", "a not put in", _negated),
    Mutation("swapped-names", "two names in each other's place", _swapped_names),
    Mutation("added-detail", "a motive that no source gives", _added_detail),
    Mutation("nearby-citation", "the nearest other sentences of the same sources cited", _nearby_citation),
    Mutation("another-verb", "a verb out of another claim's sentence in the place of one", _another_verb),
    Mutation("another-noun", "a noun out of another claim's sentence in the place of one", _another_noun),
    Mutation("stronger-word", "a word that says more than the span's", _stronger_word),
)
REWRITES = (
    Mutation("unchanged", "left as it is: 0 by construction, for only sentences that pass are tried", _unchanged),
    Mutation("according-to", "said as 'According to X, …'", _according_to),
    Mutation("reordered-citations", "citations in another order", _reordered_citations),
    Mutation("wider-span", "whole sentences cited in place of clauses", _wider_span),
    Mutation("labelled-evidence", "a labelled source's own sentence, as that publisher's report", _labelled_evidence),
)
