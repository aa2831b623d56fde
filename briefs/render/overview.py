"""What stands above the claims: the head, what must change in the article, and every claim on a line with its standing."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from briefs.domain import ArticleWording, Brief, Document, PartialDate, Standing, WordingVerdict
from briefs.render.blocks import ClaimLink, Content, Group, Heading, Inline, Item, Link, Listing, Paragraph, Text
from briefs.render.notes import NoteBook
from briefs.render.plain import Redaction, fit_url
from briefs.render.strings import Strings

OVERVIEW_ANCHOR = "claims"
CHANGES_ANCHOR = "must-change"
_STRAIGHT = re.compile(r'"([^"“”]*)"')


def claim_anchor(number: int) -> str:
    """The fragment that the claim of that number is reached by."""
    return f"claim-{number}"


def counts_by_standing(document: Document, words: Strings) -> str:
    """ "3 alleged, 1 confirmed", in the order of the enum."""
    counts = Counter(brief.assessment.standing for brief in document.briefs)
    return ", ".join(f"{counts[standing]} {words(f'standing_{standing.value}')}" for standing in Standing if counts[standing])


def head(document: Document, title: str, words: Strings, shown: Redaction) -> Group:
    """The article's title and data, how many claims stand how, and whether every sentence passed."""
    article = document.article
    about: list[Inline] = []
    url = fit_url(article.url)
    about.append(Link(words("article_link"), url) if url else Text(words("article_link")))
    if article.byline:
        about.append(Text(", " + words("byline", name=shown(article.byline))))
    if article.published_at:
        about.append(Text(", " + words("published", date=words.date(article.published_at))))
    count = len(document.briefs)
    key = "counts_none" if not count else "counts_one" if count == 1 else "counts"
    counts = words(key) if not count else words(key, briefs=count, standings=counts_by_standing(document, words))
    state = [Text(counts + " "), Text(passed_line(document, words))] if count else [Text(counts)]
    if not document.is_publishable:
        state += [Text(" "), Text(words("not_publishable"), "strong")]
    return Group(
        (
            Heading(1, (Text(title),), kicker=words("kicker")),
            Paragraph((*about, Text(". " + words("as_of", date=_date_text(document.as_of, words)))), role="meta"),
            Paragraph(tuple(state), role="meta"),
        ),
        role="head",
    )


def passed_line(document: Document, words: Strings) -> str:
    """That what is shown passed the checks, and how many sentences did not and were withheld."""
    count = sum(len(brief.report.withheld) for brief in document.briefs)
    return words("passed_none_withheld" if not count else "passed_one_withheld" if count == 1 else "passed_many_withheld", count=count)


def must_change(document: Document, words: Strings, shown: Redaction, book: NoteBook) -> Group:
    """The list of changes; marks lead to the notes of their claims, which are laid out before."""
    heading = Heading(2, (Text(words("must_change_heading")),))
    items = tuple(
        Item(
            (verdict(brief, words), Text(" "), ClaimLink(words("see_claim", number=number), claim_anchor(number))),
            change_rows(brief, words, shown, book),
        )
        for number, brief in enumerate(document.briefs, 1)
        if brief.wording.verdict is not WordingVerdict.SOUND
    )
    body = Listing(items, is_ordered=True, role="changes") if items else Paragraph((Text(words("must_change_none")),))
    return Group((heading, body), anchor=CHANGES_ANCHOR, role="changes")


def change_of(brief: Brief, words: Strings, shown: Redaction, book: NoteBook) -> tuple[Paragraph, ...]:
    """What must change, said once more at its claim, where its citations are numbered; nothing for a sound wording."""
    wording = brief.wording
    if wording.verdict is WordingVerdict.SOUND:
        return ()
    why: Content = (Text(" " + curly(shown(wording.why), words)), *book.refs(wording.citations, brief.claim.id)) if wording.why else ()
    link = ClaimLink(words("see_changes"), CHANGES_ANCHOR)
    return (Paragraph((Text(words("in_article"), "label"), Text(" "), verdict(brief, words), *why, Text(" "), link), role="small"),)


def overview(briefs: Sequence[Brief], words: Strings, shown: Redaction) -> tuple[Group, ...]:
    """Every claim on a line: its standing in a word, its text as the link to it; none for a document without claims."""
    if not briefs:
        return ()
    items = []
    for number, brief in enumerate(briefs, 1):
        standing = brief.assessment.standing
        line: list[Inline] = [
            Text(words(f"standing_{standing.value}"), f"badge {standing.value}"),
            Text(" "),
            ClaimLink(shown(brief.claim.text), claim_anchor(number)),
        ]
        if brief.wording.verdict is not WordingVerdict.SOUND:
            word = verdict_word(brief.wording, words)
            is_fault = brief.wording.verdict is not WordingVerdict.NOT_FOUND
            line += [Text(" "), Text(words("overview_change", verdict=word) if is_fault else word, "flag")]
        if not brief.is_publishable:
            line += [Text(" "), Text(words("overview_not_publishable"), "flag")]
        items.append(Item(tuple(line)))
    listing = Listing(tuple(items), is_ordered=True, role="overview")
    return (Group((Heading(2, (Text(words("overview_heading")),)), listing), anchor=OVERVIEW_ANCHOR, role="overview"),)


def curly(text: str, words: Strings) -> str:
    """Straight quotation marks in pairs as the page's own; one without a partner stays."""
    return _STRAIGHT.sub(lambda match: words("quote_open") + match.group(1) + words("quote_close"), text)


def change_rows(brief: Brief, words: Strings, shown: Redaction, book: NoteBook) -> tuple[Item, ...]:
    """The words at fault, why they are, and the proposal, a row each."""
    wording = brief.wording
    rows = []
    if wording.fault_text:
        quoted = words("quote_open") + shown(wording.fault_text) + words("quote_close")
        rows.append(Item((Text(words("fault"), "label"), Text(" " + quoted))))
    if wording.why:
        refs = book.refs(wording.citations, brief.claim.id)
        rows.append(Item((Text(words("why"), "label"), Text(" " + curly(shown(wording.why), words)), *refs)))
    if wording.proposal:
        rows.append(Item((Text(words("proposal"), "label"), Text(" "), Text(curly(shown(wording.proposal), words), "proposal"))))
    return tuple(rows)


def verdict(brief: Brief, words: Strings) -> Text:
    """What is wrong with the wording, as a short sentence."""
    word = verdict_word(brief.wording, words)
    return Text(word[:1].upper() + word[1:] + ".", "strong")


def verdict_word(wording: ArticleWording, words: Strings) -> str:
    """The same in a word."""
    return words(f"verdict_{wording.verdict.value}")


def _date_text(as_of: str, words: Strings) -> str:
    try:
        return words.date(PartialDate.parse(as_of))
    except ValueError:
        return as_of
