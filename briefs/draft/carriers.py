"""Who carries an origin's words, named together, with the spans in which they attribute them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from briefs.domain import Citation, Evidence, Origin, Source, Span
from briefs.draft.naming import as_name, carries, has_latin, in_script, naming_sentence, short_publisher
from briefs.draft.phrases import Phrases
from briefs.draft.telling import sentence_around
from briefs.language import find_names

_MOST_NAMED = 4
_POINTING = frozenset({"the", "that", "this", "these", "those", "same", "such", "one", "a"})


@dataclass(frozen=True, slots=True)
class Carried:
    """Carriers as one phrase, how many they are, and what to cite."""

    names: str
    count: int
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Carriers:
    """Names carriers in the words of one language."""

    phrases: Phrases
    sources: Mapping[str, Source]
    known_names: Callable[[], tuple[str, ...]]
    """Spellings in Latin letters that sources or the claim give; looked up only for a name in other letters."""

    def named(self, items: Sequence[Evidence], *, citing: str) -> Carried:
        """The sources of `items`, each publisher once; with `citing` each is cited where it names that holder too."""
        found: dict[str, Evidence] = {}
        # a sentence that names the holder before one that does not
        for item in sorted(items, key=lambda item: bool(citing) and len(self._citations(item, citing)) > 1):
            found.setdefault(short_publisher(self.sources[item.citation.source_id]), item)
        # "Northern Press report" is the Northern Press
        found = {name: item for name, item in found.items() if not any(name != other and name.startswith(other) for other in found)}
        chosen = list(found.values())[:_MOST_NAMED]
        names = [self._name(item, is_alone=len(chosen) == 1) for item in chosen]
        citations = [citation for item in chosen for citation in self._citations(item, citing)]
        return Carried(self.phrases.joined(names, has_more=len(found) > len(chosen)), len(found), tuple(citations))

    def shown(self, name: str) -> str:
        """A name in the brief's own script."""
        return in_script(name, known=self.known_names, letters=self.phrases.letters)

    def attributes(self, item: Evidence, holder: str) -> bool:
        """Whether a source in another language names the holder somewhere: only then may it be said to carry the holder's words."""
        source = self.sources[item.citation.source_id]
        if source.language == self.phrases.language or not holder:
            return True
        names = [holder, item.attribution.named] if item.attribution is not None and item.attribution.named else [holder]
        return any(naming_sentence(source, name, near=item.citation.span) is not None for name in names)

    def shown_origin(self, origin: Origin, items: Sequence[Evidence] = ()) -> str:
        """An origin's name, as `items` spell it when it is in other letters; of one without a name that it has none, and whose it is."""
        publisher = self._publisher_called(origin.name)
        if publisher:
            return self.phrases.with_article(publisher)
        if not origin.flags.anonymous:
            named = [item.attribution.named for item in items if item.attribution is not None]
            spelled = [mention.span.of(name) for name in named for mention in find_names(name, self.phrases.language) if has_latin(name)]
            name = spelled[0] if spelled and not has_latin(origin.name) else self._in_language(origin)
            return self.phrases.with_article(self.shown(name))
        outlet = self._outlet_of(origin)
        return self.phrases("unnamed-of", outlet=outlet) if outlet else self.phrases("unnamed")

    def _publisher_called(self, name: str) -> str:
        """The publisher that a name means, as the manifest spells it, also behind a common noun ("agency X") and in other letters."""
        words = name.split()
        while len(words) > 1 and words[0].islower():
            words = words[1:]
        bare = " ".join(words)
        for source_id in sorted(self.sources):
            publisher = short_publisher(self.sources[source_id])
            if publisher.casefold() == bare.casefold():
                return publisher
        return ""

    def _outlet_of(self, origin: Origin) -> str:
        """Whose unnamed source it is: the outlet in the name's brackets, or the publisher of its first source for "the article"."""
        outlet = origin.name.rpartition("(")[2].rstrip(")") if origin.name.endswith(")") else ""
        if outlet and outlet.split()[0].lower() in _POINTING and origin.sources and origin.sources[0] in self.sources:
            return short_publisher(self.sources[origin.sources[0]])
        return outlet

    def _in_language(self, origin: Origin) -> str:
        """The origin's name without foreign words around it, when only sources in another language have it."""
        languages = {self.sources[source_id].language for source_id in origin.sources if source_id in self.sources}
        if not languages or self.phrases.language in languages or not origin.name[:1].islower():
            return origin.name
        phrase = origin.name.casefold()
        inside = [
            name for name in self.known_names() if name != origin.name and re.search(rf"(?<!\w){re.escape(name.casefold())}(?!\w)", phrase)
        ]
        return max(inside, key=len) if inside else as_name(origin.name, sorted(languages)[0])

    def _name(self, item: Evidence, *, is_alone: bool) -> str:
        source = self.sources[item.citation.source_id]
        # a publisher's name is as its manifest line spells it: a note shows the same
        name = self.phrases.with_article(short_publisher(source))
        if source.language == self.phrases.language:
            return name
        template = "in-language" if is_alone else "in-language-listed"
        return self.phrases(template, name=name, language=self.phrases.language_name(source.language))

    def _citations(self, item: Evidence, citing: str) -> list[Citation]:
        """The sentence that carries the claim, and the one that says whose it is when that is another."""
        source = self.sources[item.citation.source_id]
        own = sentence_around(item.citation.span, source)
        if not citing or carries(own.of(source.text), source.language, citing):
            return [source.cite(own)]
        place = naming_sentence(source, citing, near=own)
        if place is None and item.attribution is not None and item.attribution.named:
            # a body whose English name stands nowhere in a text of another language is cited by the name that the text has
            if carries(own.of(source.text), source.language, item.attribution.named):
                return [source.cite(own)]
            place = naming_sentence(source, item.attribution.named, near=own)
        if place is None:
            return [source.cite(own)]
        first, last = min(place, own), max(place, own)
        if not source.text[first.end : last.start].strip():
            return [source.cite(Span(first.start, last.end))]
        return [source.cite(place), source.cite(own)]
