"""Who a speaker is in a language without a parser: "движение" -> "Атеш", "das Unternehmen" -> the company named before."""

from __future__ import annotations

import re

from briefs.assess.attribution_found import Found
from briefs.assess.attribution_pattern_cues import PatternCues
from briefs.domain import Span

_NAME = r"(?:«[^»\n]{2,60}»|„[^“”\n]{2,60}[“”]|\"[^\"\n]{2,60}\"|[A-ZÀ-ŽА-ЯІЇЄҐ][\w’'-]+(?:[ -][A-ZÀ-ŽА-ЯІЇЄҐ][\w’'-]*){0,3})"
_QUOTED = re.compile(r"[«„“\"]([^»“”\"]{2,60})[»“”\"]")
_LEADING = re.compile(
    r"^(?:des|der|dem|den|die|das|von|vom|de la|de los|du|des|del|della|dell'|de l'|le|la|les|el|los|il|lo|l')\s+(?=\S)", re.IGNORECASE
)
_INDEFINITE = re.compile(r"(?:ein|eine|einem|einer|einen|un|une|una|uno)\s", re.IGNORECASE)
_PERSON_AT_END = re.compile(r"(?<=\s)(?:[A-ZÀ-ŽА-ЯІЇЄҐ][\w’'-]+\s){1,2}[A-ZÀ-ŽА-ЯІЇЄҐ][\w’'-]+$")
_CAPITALISED = re.compile(r"[A-ZÀ-ŽА-ЯІЇЄҐ][\w’'-]*")


class PatternNames:
    """The names of one text's speakers."""

    def __init__(self, text: str, found: list[Found], cues: PatternCues, publisher: str) -> None:
        self._text, self._cues, self._publisher = text, cues, publisher
        self._by_class: list[tuple[int, str, str]] = []
        """(offset, noun class, name), in text order."""
        for name, pattern in cues.classes.items():
            for match in pattern.finditer(text):
                named = re.compile(rf"\s+(?:[\w-]+\s+)?({_NAME})").match(text, match.end())
                if named is not None and not _is_common(named.group(1), cues):
                    if name == "government" and len(named.group(1).split()) > 1 and cues.language != "de":
                        continue  # "полиции Иван Петров": the body's officer, not its name
                    shown = named.group(1) if named.group(1)[0] in '«„"' or name != "government" else text[match.start() : named.end()]
                    self._by_class.append((match.start(), name, _unquoted(shown)))
        self._by_class.sort()
        self._speakers = sorted({item.speaker for item in found if item.speaker is not None})

    def named(self, speaker: Span) -> str:
        """The fullest name for a speaker; its own words when the text gives no better."""
        written = _LEADING.sub("", speaker.of(self._text))
        if _INDEFINITE.match(written):
            return written
        kind = next((kind for kind in ("person", "plural") if self._cues.pronouns[kind].fullmatch(written)), None)
        if kind is not None:
            return self._before(speaker, want_class="person" if kind == "person" else None) or written
        quoted = _QUOTED.search(written)
        if quoted is not None:
            return quoted.group(1)
        person = _PERSON_AT_END.search(written)
        if person is not None and self._cues.classes["person"].search(written[: person.start()]):
            return person.group()
        if self._has_name(written):
            return self._fullest(written)
        classes = [name for name, pattern in self._cues.classes.items() if pattern.search(written)]
        if len(written.split()) > 1 and set(classes) & {"government", "person"}:
            return written
        for name in classes:
            known = [entry for entry in self._by_class if entry[1] == name and entry[0] < speaker.start] or [
                entry for entry in self._by_class if entry[1] == name and name != "person"
            ]
            if known:
                return known[-1][2] if known[-1][0] < speaker.start else known[0][2]
            if name == "media" and self._publisher:
                return self._publisher
            before = self._before(speaker, want_class=name)
            if before:
                return before
        return written

    def is_anonymous(self, speaker: Span, full: Span) -> bool:
        """Whether the speaker's words, or those just after them, keep his name back."""
        written = speaker.of(self._text)
        if self._cues.anonymous_markers.search(self._text, speaker.start, min(len(self._text), full.end + 60)):
            return True
        return self._cues.anonymous.search(written) is not None and not self._has_person(written)

    def _has_name(self, written: str) -> bool:
        words = _CAPITALISED.findall(written)
        if self._cues.language == "de":
            return any(not any(pattern.fullmatch(word) for pattern in self._cues.classes.values()) for word in words) and len(words) > 0
        return bool(words) and not (len(words) == 1 and written.startswith(words[0]) and self._is_class(words[0]))

    def _is_class(self, word: str) -> bool:
        return any(pattern.fullmatch(word) for pattern in self._cues.classes.values())

    def _has_person(self, written: str) -> bool:
        return re.search(r"[A-ZÀ-ŽА-ЯІЇЄҐ][\w’'-]+ [A-ZÀ-ŽА-ЯІЇЄҐ][\w’'-]+", written) is not None and self._cues.language != "de"

    def _fullest(self, written: str) -> str:
        words = written.split()
        if len(words) == 1:
            match = re.search(rf"([A-ZÀ-ŽА-ЯІЇЄҐ][\w’'-]+ {re.escape(words[0])})(?![\w’'])", self._text)
            if match is not None and not self._is_class(match.group(1).split()[0]) and self._cues.language != "de":
                return match.group(1)
        return written

    def _may_be_body(self, written: str, want_class: str) -> bool:
        """Whether a speaker can be the body meant: of its noun class, or a name that German spelling cannot make of any noun."""
        if self._cues.classes["person"].search(written):
            return False
        same = self._cues.classes[want_class].search(written) is not None
        return (
            same
            or self._cues.language != "de"
            or _QUOTED.search(written) is not None
            or re.search(r"\b[A-ZÄÖÜ]{2,}\b", written) is not None
        )

    def _before(self, speaker: Span, want_class: str | None) -> str | None:
        for other in reversed([span for span in self._speakers if span.start < speaker.start]):
            written = other.of(self._text)
            if any(pattern.fullmatch(written) for pattern in self._cues.pronouns.values()):
                continue
            if want_class == "person" and not (self._cues.classes["person"].search(written) or self._has_person(written)):
                continue
            if want_class not in (None, "person") and not self._may_be_body(written, want_class or ""):
                continue
            if self._has_name(written) or want_class is None:
                return self.named(other)
        return None


def _is_common(name: str, cues: PatternCues) -> bool:
    """German capitalises every noun: only a quoted or doubly capitalised word counts as a name beside one."""
    return cues.language == "de" and not (name[0] in '„"«' or len(name.split()) > 1 or name.isupper())


def _unquoted(name: str) -> str:
    return name.strip('«»„“”"')
