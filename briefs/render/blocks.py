"""What a page is made of, before it is Markdown, HTML or DOCX: blocks of inlines, plain text everywhere, nothing escaped yet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Text:
    """Words; `style` is "", "strong", "em" or a word for the style sheet; `lang` when they are in another language than the page."""

    text: str
    style: str = ""
    lang: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """A link to the outside; a writer that finds the address unfit writes the text alone."""

    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Ref:
    """The mark of note `number`; the first one of a note is what the note links back to."""

    number: int
    is_first: bool = False


@dataclass(frozen=True, slots=True)
class ClaimLink:
    """A link to a claim on the same page; `style` as of a text, `mark` is an anchor of its own, so that the claim can lead back to it."""

    text: str
    anchor: str
    style: str = ""
    mark: str = ""


Inline: TypeAlias = Text | Link | Ref | ClaimLink
Content: TypeAlias = tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """`level` 1 to 3; `kicker` is a small line above it."""

    level: int
    content: Content
    kicker: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """`role` tells the style sheet what it is."""

    content: Content
    role: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """A list item with the items nested in it."""

    content: Content
    children: tuple[Item, ...] = ()


@dataclass(frozen=True, slots=True)
class Listing:
    """A list; numbered when `is_ordered`."""

    items: tuple[Item, ...]
    is_ordered: bool = False
    role: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """A numbered note."""

    number: int
    content: Content


@dataclass(frozen=True, slots=True)
class Notes:
    """The notes of one claim, numbers rising through the document; `title` is read by those who cannot see the layout."""

    title: str
    notes: tuple[Note, ...]
    back: str


@dataclass(frozen=True, slots=True)
class Folded:
    """Blocks that a screen may fold away under a title; paper shows them."""

    title: str
    blocks: tuple[Block, ...]
    level: int = 3
    """Of its title, where it is written as a heading."""
    is_open: bool = False
    """Whether a screen shows it at first."""


@dataclass(frozen=True, slots=True)
class Group:
    """A section of the page; `up` are the words of a link at its end, back to `up_anchor`, for readers who scroll."""

    blocks: tuple[Block, ...]
    anchor: str = ""
    role: str = ""
    up: str = ""
    up_anchor: str = ""


Block: TypeAlias = Heading | Paragraph | Listing | Notes | Folded | Group


@dataclass(frozen=True, slots=True)
class Page:
    """A whole document, ready to be written."""

    language: str
    title: str
    blocks: tuple[Block, ...]
