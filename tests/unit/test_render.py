"""Rendered documents: what stands where, and what hostile or secret text cannot do."""

import io
import re
import zipfile
from dataclasses import replace
from html.parser import HTMLParser
from importlib import resources

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from briefs.domain import (
    Article,
    ArticleWording,
    Assessment,
    Brief,
    Claim,
    ClaimKind,
    Document,
    Finding,
    LeftOut,
    Origin,
    OriginFlags,
    PartialDate,
    ReadRecord,
    Reason,
    Reply,
    Searched,
    Section,
    Skipped,
    Source,
    Span,
    Stance,
    Standing,
    Statement,
    TextKind,
    VerificationReport,
    Withheld,
    WordingVerdict,
)
from briefs.errors import BriefsError
from briefs.render import summary, to_docx, to_html, to_markdown
from briefs.render.markdown import escape_markdown
from briefs.render.overview import curly
from briefs.render.plain import fit_url, one_line
from briefs.render.strings import strings

HOSTILE = (
    '<script>alert(1)</script> [x](javascript:alert(1)) ![i](http://e.example/i.png) **b** `c` <a href="x" onclick=y>\u202egnp.exe &lt;'
)


def make_sources(text: str = "The group said more than 90 men dug trenches.") -> tuple[Source, ...]:
    """An outlet's own words, our summary of a relay in Russian, and a confidential letter."""
    return (
        Source(id="outlet", text=text, publisher="The Courier", url="https://courier.example/a(1)", published_at=PartialDate("2026-03-06")),
        Source(
            id="relay",
            text="Издание со ссылкой на группу пишет о девяноста солдатах.",
            publisher="Вестник",
            url="https://vestnik.example/1",
            language="ru",
            text_kind=TextKind.SUMMARY,
            published_at=PartialDate("2026-03"),
        ),
        Source(
            id="letter",
            text="I was there, writes the officer.",
            publisher="Major Secret",
            url="https://secret.example/letter",
            author="Major Secret",
            confidential=True,
            display_name="an officer of the regiment",
        ),
    )


def make_document(*, hostile: str = "", language: str = "en", sources: tuple[Source, ...] | None = None, claim_id: str = "c-1") -> Document:
    """One alleged claim with every part of a brief, and one skipped; `hostile` text stands in each field that others write."""
    sources = sources or make_sources(f"{hostile} The group said more than 90 men dug trenches.".strip())
    whole = [source.cite(Span(0, len(source.text))) for source in sources]
    statements = (
        Statement(section=Section.ALLEGED, text=f"The group, a party to the war, claims it. {hostile}".strip(), citations=tuple(whole[:2])),
        Statement(section=Section.CONFIRMED, text="An officer says he was there.", citations=(whole[2],)),
        Statement(section=Section.UNKNOWN, text="No name is in the sources.", searched=Searched(("names",), ("outlet", "relay"))),
    )
    origins = (
        Origin(
            key="group",
            name=f"The group{hostile}",
            flags=OriginFlags(interested=True),
            independent="yes",
            sources=("outlet", "relay"),
            relays=("relay",),
        ),
        Origin(key="ministry", name="The ministry", stance=Stance.REFUTES, sources=("outlet",)),
    )
    assessment = Assessment(
        claim_id=claim_id,
        kind=ClaimKind.FACT,
        standing=Standing.ALLEGED,
        reasons=(Reason("6-one-side", f"Only one side asserts it.{hostile}", (whole[0],)),),
        holders=("The group",),
        denied_by=("The ministry",),
        origins=origins,
        independent_origins=1,
        origins_without_stake=0,
        would_change="A second origin without a stake would change it.",
        reply=Reply("no-comment", "The ministry", (whole[0],)),
        unverified_by=(("The Courier", whole[0]),),
    )
    brief = Brief(
        claim=Claim(id=claim_id, text=f"More than 90 men dug trenches.{hostile}"),
        assessment=assessment,
        wording=ArticleWording(
            verdict=WordingVerdict.OVERSTATED,
            why="It states as fact what one party alleges.",
            fault=Span(0, 8),
            fault_text=f"90 men dug{hostile}",
            proposal="Write “according to the group”.",
            citations=(whole[0],),
        ),
        report=VerificationReport(
            claim_id,
            statements,
            (
                Withheld(
                    Statement(section=Section.CONFIRMED, text=f"Exactly 93 men dug.{hostile}"), (Finding("figure-not-in-span", "m", "93"),)
                ),
            ),
        ),
        read=ReadRecord((), (), ()),
        is_publishable=True,
        sha256="0" * 64,
    )
    return Document(
        article=Article(text="90 men dug.", title=f"Trenches{hostile}", url="https://paper.example/1", byline="Staff"),
        as_of="2026-03-08",
        briefs=(brief,),
        skipped=(Skipped(Claim(id="c-2", text=f"It was sad.{hostile}"), "an opinion"),),
        sources=sources,
        left_out=(LeftOut("late", f"Published after the day of the check.{hostile}", "later-than-as-of"),),
        language=language,
        provenance={"version": "0.1", "models": {"embedder": "x"}},
    )


class _Page(HTMLParser):
    """Collects tags, attributes and text of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str | None]] = []
        self.words = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.words += data


def _docx_words(data: bytes) -> str:
    archive = zipfile.ZipFile(io.BytesIO(data))
    parts = [name for name in ("word/document.xml", "word/endnotes.xml") if name in archive.namelist()]
    return "".join(word for name in parts for word in re.findall(r"<w:t(?: [^>]*)?>([^<]*)", archive.read(name).decode()))


def _all_formats(document: Document) -> list[str]:
    return [to_markdown(document), _Page(to_html(document)).words, _docx_words(to_docx(document))]


def test_the_list_of_changes_comes_first() -> None:
    """Before any claim: the words at fault, why, the proposal, and a link to the claim."""
    for text in _all_formats(make_document()):
        order = [
            text.index(part) for part in ("What must change", "90 men dug", "It states as fact", "according to the group", "Standing:")
        ]
        assert order == sorted(order)


def test_a_sound_article_says_so() -> None:
    """No fault is a finding too."""
    document = make_document()
    brief = replace(document.briefs[0], wording=ArticleWording(verdict=WordingVerdict.SOUND))
    assert "No fault was found" in to_markdown(replace(document, briefs=(brief,)))


def test_origins_are_never_a_bare_count() -> None:
    """Names, stakes and the number without a stake stand together."""
    document = make_document()
    brief = document.briefs[0]
    more = tuple(Origin(key=name, name=name, independent="undetermined", sources=("outlet",)) for name in ("The Mail", "The Post"))
    several = replace(document, briefs=(replace(brief, assessment=replace(brief.assessment, origins=brief.assessment.origins + more)),))
    for text in _all_formats(several):
        assert "One origin: The group, a party to the matter; none without a stake." in text
        assert "Against it: The ministry." in text.replace("*", "")
    # who is not counted stands one a line
    lines = to_markdown(several).splitlines()
    at = lines.index("- *Also asserted, not counted:*")
    assert lines[at + 1 : at + 3] == ["  - The Mail, independence undetermined", "  - The Post, independence undetermined"]


def test_standing_is_a_word_with_its_holder() -> None:
    """Not a colour."""
    assert "*Standing:* **alleged**; held by The group; denied by The ministry." in to_markdown(make_document())


def test_many_holders_are_counted_and_not_listed() -> None:
    """Of twelve the first three; of five all."""
    document = make_document()
    brief = document.briefs[0]
    twelve = replace(brief.assessment, holders=tuple(f"Outlet {number}" for number in range(1, 13)))
    shown = to_markdown(replace(document, briefs=(replace(brief, assessment=twelve),)))
    assert "held by Outlet 1, Outlet 2, Outlet 3 and 9 others;" in shown
    five = replace(twelve, holders=twelve.holders[:5])
    assert "Outlet 4 and Outlet 5;" in to_markdown(replace(document, briefs=(replace(brief, assessment=five),)))


def test_alleged_stands_apart_from_confirmed() -> None:
    """Each section has its own paragraph with its own word."""
    lines = to_markdown(make_document()).splitlines()
    (alleged,) = [line for line in lines if line.startswith("**Alleged.**")]
    (confirmed,) = [line for line in lines if line.startswith("**Confirmed.**")]
    assert "An officer" not in alleged
    assert "party to the war" not in confirmed


def test_every_part_is_there() -> None:
    """Unknowns with their search, lineage, reasons, withheld sentences in plain words, skipped claims, sources left out, provenance."""
    for text in _all_formats(make_document()):
        for part in (
            "What could not be established",
            "Looked for in 2 sources.",
            "carried by Вестник, March 2026",
            "found in The Courier, 6 March 2026",
            "Only one side asserts it.",
            "A second origin without a stake",
            "it has a figure that the cited words do not have: “93”",
            "It was sad. — an opinion",
            "Published after the day",
            "Could not verify it: The Courier.",
            "The ministry declined to comment.",
            "models.embedder: x",
        ):
            assert part in text.replace("*", ""), part


def test_notes_say_whose_words_they_are() -> None:
    """Verbatim text is quoted; ours is "our summary of", without quotation marks, in its language."""
    markdown = to_markdown(make_document())
    assert "The Courier, 6 March 2026, [link](<https://courier.example/a%281%29>): “The group said" in markdown
    summary_note = next(line for line in markdown.splitlines() if "our summary of Вестник" in line)
    assert "in Russian: Издание" in summary_note
    assert "“" not in summary_note
    assert '<span class="summary" lang="ru" dir="auto">Издание' in to_html(make_document())


def test_each_note_has_one_number_and_every_mark_a_note() -> None:
    """Marks and notes match, and every link on the page leads somewhere."""
    page = _Page(to_html(make_document()))
    targets = {value for name, value in page.attributes if name == "id"}
    links = {value[1:] for name, value in page.attributes if name == "href" and value and value.startswith("#")}
    assert links <= targets
    assert {"note-1", "note-2", "note-3", "ref-1"} <= targets
    assert len([1 for name, _ in page.attributes if name == "id"]) == len(targets)


def test_words_that_a_note_shows_take_its_number() -> None:
    """A reason that cites part of a cited clause adds no second note."""
    document = make_document()
    brief = document.briefs[0]
    part = document.sources[0].cite(Span(4, 20))
    assessment = replace(brief.assessment, reasons=(Reason("r", "Part of it.", (part,)),))
    markdown = to_markdown(replace(document, briefs=(replace(brief, assessment=assessment),)))
    assert "Part of it. \\[1\\]" in markdown
    assert "\n4. " not in markdown


def test_a_note_grows_to_the_longest_words_cited() -> None:
    """A clause cited first and its sentence cited later are one note, which shows the sentence."""
    document = make_document()
    brief = document.briefs[0]
    part = document.sources[0].cite(Span(4, 20))
    statement = replace(brief.report.passed[0], citations=(part,))
    changed = replace(brief, report=replace(brief.report, passed=(statement, *brief.report.passed[1:])))
    markdown = to_markdown(replace(document, briefs=(changed,)))
    notes = [line for line in markdown.splitlines() if "The Courier, 6 March 2026, [link]" in line]
    assert len(notes) == 1
    assert "“The group said more than 90 men dug trenches.”" in notes[0]


def test_the_page_loads_nothing_and_runs_nothing() -> None:
    """No script, image, frame, form or style sheet from elsewhere."""
    page = _Page(to_html(make_document(hostile=HOSTILE)))
    assert not page.tags & {"script", "img", "iframe", "object", "form", "link", "base", "svg"}
    assert not [name for name, _ in page.attributes if name.startswith("on")]
    urls = [value or "" for name, value in page.attributes if name in ("href", "src")]
    assert all(re.match(r"https://(courier|vestnik|paper)\.example/|#", url) for url in urls)


def test_hostile_text_is_shown_as_it_is() -> None:
    """The reader sees the characters, but for a mark in place of the direction override."""
    shown = HOSTILE.replace("\u202e", "\ufffd")
    assert _Page(to_html(make_document(hostile=HOSTILE))).words.count(shown) >= 8
    assert shown in docx.Document(io.BytesIO(to_docx(make_document(hostile=HOSTILE)))).paragraphs[0].text


def test_hostile_markdown_stays_text_in_other_renderers() -> None:
    """Even a renderer with everything on makes no tag of it."""
    page = _Page(MarkdownIt("commonmark", {"html": True}).render(to_markdown(make_document(hostile=HOSTILE))))
    assert not page.tags & {"script", "img", "code"}
    assert not [value for name, value in page.attributes if name == "href" and value and value.startswith("javascript")]


@pytest.mark.parametrize("language", ["en", "de"])
def test_confidential_sources_show_only_their_display_name(language: str) -> None:
    """No real name, no address, wherever it stands."""
    document = make_document(language=language)
    brief = document.briefs[0]
    named = replace(brief.assessment, holders=("Major Secret",), would_change="Ask major secret at https://secret.example/letter.")
    for text in _all_formats(replace(document, briefs=(replace(brief, assessment=named),))):
        assert "an officer of the regiment" in text
        assert "secret" not in text.casefold()
        assert "secret.example" not in to_html(document)


def test_german_words_come_from_a_data_file() -> None:
    """The second language takes no code."""
    text = to_markdown(make_document(language="de"))
    assert "Was in diesem Artikel zu ändern ist" in text
    assert "**behauptet**; vertreten von The group" in text
    assert "unsere Zusammenfassung von Вестник, März 2026" in text


def test_an_unknown_language_falls_back_to_english_and_a_missing_word_is_told() -> None:
    """Never a blank where a word should stand."""
    assert strings("xx").language == "en"
    with pytest.raises(BriefsError, match="no key"):
        strings("en")("nothing")
    with pytest.raises(BriefsError, match="needs date"):
        strings("en")("as_of")


@pytest.mark.parametrize("render", [to_markdown, to_html, to_docx])
def test_the_same_document_gives_the_same_bytes(render) -> None:  # type: ignore[no-untyped-def]
    """Nothing of the clock gets in."""
    assert render(make_document()) == render(make_document())


def test_docx_opens_with_headings_links_and_endnotes() -> None:
    """Real headings, external links, and Word's own endnotes: each referred to once, in the order of their numbers."""
    data = to_docx(make_document())
    opened = docx.Document(io.BytesIO(data))
    assert {"Title", "Heading 1", "Heading 2"} <= {paragraph.style.name for paragraph in opened.paragraphs}
    assert opened.paragraphs[-1].text == "Notes"
    archive = zipfile.ZipFile(io.BytesIO(data))
    xml, notes = archive.read("word/document.xml").decode(), archive.read("word/endnotes.xml").decode()
    assert re.findall(r'<w:endnoteReference w:id="(\d+)"', xml) == ["1", "2", "3"]
    assert re.findall(r'<w:endnote w:id="(-?\d+)"', notes) == ["-1", "0", "1", "2", "3"]
    names = re.findall(r'<w:bookmarkStart[^>]* w:name="([^"]+)"', xml)
    assert len(names) == len(set(names))
    assert set(re.findall(r'w:anchor="([^"]+)"', xml)) <= set(names)
    further = re.findall(r"NOTEREF (\S+) ", xml)
    assert further
    assert set(further) <= set(names)
    [part] = [relation.target_part for relation in opened.part.rels.values() if relation.reltype.endswith("/endnotes")]
    links = {relation.target_ref for holder in (opened.part, part) for relation in holder.rels.values() if relation.is_external}
    assert links == {"https://courier.example/a%281%29", "https://vestnik.example/1", "https://paper.example/1"}
    assert 'w:numFmt w:val="decimal"' in archive.read("word/settings.xml").decode()


def test_notes_are_numbered_in_the_order_in_which_they_stand() -> None:
    """Two claims: the first marks in the text rise, each claim's notes follow on, and the list of changes points to them."""
    document = make_document()
    first, second = document.briefs[0], replace(document.briefs[0], claim=Claim(id="c-9", text="They dug."))
    two = replace(document, briefs=(first, second))
    page = _Page(to_html(two))
    marks = [int(value[4:]) for name, value in page.attributes if name == "id" and value and value.startswith("ref-")]
    notes = [int(value[5:]) for name, value in page.attributes if name == "id" and value and value.startswith("note-")]
    assert marks == sorted(marks) == notes == [1, 2, 3, 4, 5, 6]
    xml = zipfile.ZipFile(io.BytesIO(to_docx(two))).read("word/document.xml").decode()
    assert re.findall(r'<w:endnoteReference w:id="(\d+)"', xml) == ["1", "2", "3", "4", "5", "6"]
    box = to_markdown(two).split("The claims at a glance")[0]
    assert re.findall(r"\\\[(\d)\\\]", box) == ["1", "4"]


def test_every_claim_stands_at_a_glance() -> None:
    """After what must change: standing in a word, the claim as its link, and what is wrong with its wording."""
    document = make_document()
    html = to_html(document)
    row = re.search(r'<ol class="overview"><li>(.*?)</li>', html)
    assert row is not None
    assert row[1] == (
        '<span class="badge alleged">alleged</span> <a href="#claim-1">More than 90 men dug trenches.</a> '
        '<span class="flag">must change: overstated</span>'
    )
    assert html.index('id="must-change"') < html.index('id="claims"') < html.index('id="claim-1"')
    assert '<a href="#claims">↑ All claims</a>' in html
    assert (
        "1. **alleged** [More than 90 men dug trenches.](#claim-1-more-than-90-men-dug-trenches) *must change: overstated*"
        in to_markdown(document)
    )


@pytest.mark.parametrize(("count", "words"), [(0, "none was withheld"), (1, "one that did not was withheld"), (3, "3 that did not were")])
def test_the_head_counts_what_was_withheld(count: int, words: str) -> None:
    """No sentence about the checks without those that failed them."""
    document = make_document()
    brief = document.briefs[0]
    report = replace(brief.report, withheld=brief.report.withheld * count)
    for text in _all_formats(replace(document, briefs=(replace(brief, report=report),))):
        assert words in text[: text.index("What must change")]


def test_proposals_have_the_quotation_marks_of_the_page() -> None:
    """Straight pairs become the language's own; a lone one, an inch say, stays."""
    document = make_document()
    wording = replace(document.briefs[0].wording, proposal='Write "according to the group".')
    changed = replace(document, briefs=(replace(document.briefs[0], wording=wording),))
    assert "Write “according to the group”." in to_markdown(changed)
    assert "Write „according to the group“." in to_markdown(replace(changed, language="de"))
    assert curly('a 7" screen', strings("en")) == 'a 7" screen'


def test_provenance_is_folded() -> None:
    """How it was made is there, not in the way."""
    assert re.search(r"<details><summary>How this was made</summary>", to_html(make_document()))


def test_colours_have_contrast() -> None:
    """WCAG 2.2 AA (1.4.3): 4.5 to 1 for every text colour on every ground, light and dark and on paper."""
    style = (resources.files("briefs.render") / "data" / "page.css").read_text(encoding="utf-8")
    palettes = [dict(re.findall(r"--(\w+): (#\w+)", block)) for block in re.findall(r":root \{([^}]*--ink[^}]*)\}", style)]
    assert len(palettes) == 3
    for palette in palettes:
        for text in ("ink", "soft", "link", "mark", "warn"):
            for ground in ("paper", "panel"):
                assert _contrast(palette[text], palette[ground]) >= 4.5, (text, ground, palette)


def _contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours (WCAG 2.2)."""

    def luminance(colour: str) -> float:
        digits = colour[1:] if len(colour) == 7 else "".join(digit * 2 for digit in colour[1:])
        channels = [int(digits[n : n + 2], 16) / 255 for n in (0, 2, 4)]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_an_empty_document_renders() -> None:
    """No claims, no sources: still a page that says so."""
    document = Document(article=Article(text="x"), as_of="2026", briefs=())
    for text in [*_all_formats(document), summary(document)]:
        assert "No claim was briefed." in text


def test_summary_is_short_and_plain() -> None:
    """Counts, one line a claim, what must change, what was withheld."""
    lines = summary(make_document()).splitlines()
    assert lines[0] == "One claim briefed: 1 alleged."
    assert "Must change: 1" in lines
    assert "Sentences withheld: 1" in lines


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "//host/x",
        "ftp://h/x",
        "https://",
        "http://[",
        "https://h/ x",
        'https://h/"x',
        "https://h/\u202ex",
        "intent://x",
        "",
        None,
    ],
)
def test_unfit_addresses_are_dropped(url: str | None) -> None:
    """Only absolute http and https."""
    assert fit_url(url) is None


@given(text=st.text(max_size=120))
@settings(max_examples=150)
def test_escaped_text_comes_out_as_it_went_in(text: str) -> None:
    """Through a CommonMark renderer with raw HTML on, in a paragraph: the same characters, no element but the paragraph."""
    line = one_line(text)
    page = _Page(MarkdownIt("commonmark", {"html": True}).render(escape_markdown(line)))
    assert page.tags <= {"p"}
    assert page.words.strip() == line.strip()


@given(hostile=st.text(alphabet=st.sampled_from("<>[]()!*_`#&\\'\"\n\t@:/-+1.|~{}$^ahtps\u202e\x00\ud800"), max_size=60))
@settings(max_examples=30, deadline=None)
def test_any_text_renders_in_every_format(hostile: str) -> None:
    """Whatever sources write, three readable files come out."""
    document = make_document(hostile=hostile, sources=make_sources())
    assert not _Page(to_html(document)).tags & {"script", "img"}
    assert to_markdown(document).endswith("\n")
    docx.Document(io.BytesIO(to_docx(document)))


@settings(max_examples=400, deadline=None)
@given(st.text(alphabet=st.sampled_from("abcé文 .,;:()'\"“”–-1+/%httpswww"), max_size=40))
def test_plain_words_are_written_as_markdown_would(text: str) -> None:
    """The short way and the long way to HTML agree, blanks at either end included."""
    from briefs.render.html import _words, markdown_parser

    before, after = text[:1].isspace(), text[1:] and text[-1:].isspace()
    long_way = str(markdown_parser().renderInline(escape_markdown(text.strip())))
    assert _words(text) == f"{' ' if before else ''}{long_way}{' ' if after else ''}"
