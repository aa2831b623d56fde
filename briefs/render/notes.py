"""Numbered notes: what a mark in a sentence points at, one note a cited span and claim."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from briefs.domain import Citation, Source, TextKind
from briefs.render.blocks import Content, Inline, Link, Note, Ref, Text
from briefs.render.plain import Redaction, fit_url
from briefs.render.strings import Strings


@dataclass
class NoteBook:
    """Gives numbers as marks are laid out, rising through the document, and writes the notes of a claim at its end."""

    sources: Mapping[str, Source]
    words: Strings
    shown: Redaction
    language: str
    _count: int = 0
    _noted: dict[str, list[tuple[int, Citation]]] = field(default_factory=dict)

    def refs(self, citations: Iterable[Citation], claim_id: str) -> tuple[Ref, ...]:
        """The marks of some citations of a claim, each number once, rising; words that a note already shows take its number."""
        marks: dict[int, Ref] = {}
        for citation in citations:
            number = self._number_of(citation, claim_id)
            is_first = number is None
            if number is None:
                self._count += 1
                number = self._count
                self._noted.setdefault(claim_id, []).append((number, citation))
            marks.setdefault(number, Ref(number, is_first))
        return tuple(marks[number] for number in sorted(marks))

    def _number_of(self, citation: Citation, claim_id: str) -> int | None:
        """The note of that claim that shows all the words cited, or that shows part of them and is made to show them all."""
        noted = self._noted.get(claim_id, [])
        for index, (number, shown) in enumerate(noted):
            if shown.source_id == citation.source_id and _holds(shown, citation):
                return number
            if shown.source_id == citation.source_id and _holds(citation, shown):
                noted[index] = (number, citation)
                return number
        return None

    def notes(self, claim_id: str) -> tuple[Note, ...]:
        """The notes of a claim, in order."""
        return tuple(Note(number, self._content(citation)) for number, citation in sorted(self._noted.get(claim_id, []), key=_number))

    def named(self, source_id: str) -> str:
        """A source as a reader may see it: publisher and date."""
        source = self.sources.get(source_id)
        if source is None:
            return self.words("note_unknown_source", id=self.shown(source_id))
        name = self.shown(source.shown_name)
        return f"{name}, {self.words.date(source.published_at)}" if source.published_at else name

    def _content(self, citation: Citation) -> Content:
        source = self.sources.get(citation.source_id)
        if source is None:
            return (Text(self.words("note_unknown_source", id=self.shown(citation.source_id)) + ": "), *self._quoted(citation, "und"))
        parts: list[Inline] = [Text(self._opening(source)), Text(", " + self.words.date(source.published_at))]
        url = None if source.confidential else fit_url(source.url)
        if url is not None:
            parts += [Text(", "), Link(self.words("note_link"), url)]
        if source.original_language and source.original_language != source.language:
            parts.append(Text(", " + self.words("note_page_language", language=self.words.language_name(source.original_language))))
        is_foreign = source.language not in (self.language, "und")
        if is_foreign:
            key = "note_wording_language" if source.text_kind.is_verbatim else "note_summary_language"
            parts.append(Text("; " + self.words(key, language=self.words.language_name(source.language)) + " "))
        else:
            parts.append(Text(": "))
        parts += self._quoted(citation, source.language if is_foreign else "", is_verbatim=source.text_kind.is_verbatim)
        return tuple(parts)

    def _opening(self, source: Source) -> str:
        """Publisher, or "our summary of" it: what is not the publisher's wording must not look like it."""
        name = self.shown(source.shown_name)
        if source.text_kind.is_verbatim:
            return name
        key = "note_translation" if source.text_kind is TextKind.TRANSLATION else "note_summary"
        return self.words(key, publisher=name)

    def _quoted(self, citation: Citation, language: str, *, is_verbatim: bool = True) -> Content:
        exact = self.shown(citation.exact)
        if not is_verbatim:
            return (Text(exact, "summary", language),)
        return (Text(self.words("quote_open") + exact + self.words("quote_close"), "quote", language),)


def _holds(outer: Citation, inner: Citation) -> bool:
    """Whether one shows all the words of the other; a full stop more is no other note."""
    bare = inner.exact.rstrip(" .,;:!?…")
    return outer.span.start <= inner.span.start and inner.span.start + len(bare) <= outer.span.end


def _number(entry: tuple[int, Citation]) -> int:
    return entry[0]
