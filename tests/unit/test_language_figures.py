"""Figures in digits and words, what modifies them, and when two are the same."""

import itertools
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefs.language import Figure, figure_carries, find_dates, find_figures, same_figure


def _only(text: str, language: str = "en") -> Figure:
    figures = find_figures(text, language)
    assert len(figures) == 1, [(figure.span.of(text), figure.value) for figure in figures]
    return figures[0]


@pytest.mark.parametrize(
    ("language", "text", "value", "unit", "modifier"),
    [
        ("en", "more than 90 men", 90, None, "more-than"),
        ("en", "upwards of 90 men", 90, None, "more-than"),
        ("en", "close to 100,000 casualties", 100_000, None, "almost"),
        ("en", "1.9 billion euros", 1.9e9, "EUR", "exact"),
        ("en", "about €1.9 billion", 1.9e9, "EUR", "about"),
        ("en", "$2.1 billion", 2.1e9, "USD", "exact"),
        ("en", "US$19,500", 19_500, "USD", "exact"),
        ("en", "87 per cent", 87, "%", "exact"),
        ("en", "87.5%", 87.5, "%", "exact"),
        ("en", "two men", 2, None, "exact"),
        ("en", "no fewer than twenty-five men", 25, None, "at-least"),
        ("en", "a hundred and five men", 105, None, "exact"),
        ("en", "three hundred thousand", 300_000, None, "exact"),
        ("en", "up to 40 kilometres", 40, "km", "at-most"),
        ("en", "an 18-month sentence", 18, "mo", "exact"),
        ("de", "fast 100 000 Soldaten", 100_000, None, "almost"),
        ("de", "1,9 Milliarden Euro", 1.9e9, "EUR", "exact"),
        ("de", "mehr als 1.900 Soldaten", 1900, None, "more-than"),
        ("de", "einundzwanzig Soldaten", 21, None, "exact"),
        ("de", "zweihunderttausend Soldaten", 200_000, None, "exact"),
        ("de", "rund 87 Prozent", 87, "%", "about"),
        ("ru", "свыше девяноста человек", 90, None, "more-than"),
        ("ru", "более девяноста человек", 90, None, "more-than"),
        ("ru", "около 100 тыс. человек", 100_000, None, "about"),
        ("ru", "двадцать пять солдат", 25, None, "exact"),
        ("uk", "понад дев'яносто бійців", 90, None, "more-than"),
        ("uk", "понад дев’яносто бійців", 90, None, "more-than"),
        ("uk", "1,5 мільйона гривень", 1.5e6, "UAH", "exact"),
        ("fr", "plus de 2 000 personnes", 2000, None, "more-than"),
        ("es", "más de treinta y cinco personas", 35, None, "more-than"),
        ("pl", "ponad dziewięćdziesięciu żołnierzy", 90, None, "more-than"),
        ("it", "circa ventuno persone", 21, None, "about"),
    ],
)
def test_reads_figure(language: str, text: str, value: float, unit: str | None, modifier: str) -> None:
    """Value, unit and modifier in each language."""
    figure = _only(text, language)
    assert (value, unit, modifier) == (pytest.approx(figure.value), figure.unit, figure.modifier)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "the 24th regiment"),
        ("en", "an S-300 missile"),
        ("en", "Boeing 737 jets"),
        ("en", "on Channel 4"),
        ("en", "COVID-19"),
        ("ru", "24-го полка"),
        ("uk", "24-й мотострілецький полк"),
        ("uk", "Телеканал 24 переказує"),
        ("de", "das 24. Regiment"),
    ],
)
def test_identifiers_are_no_quantities(language: str, text: str) -> None:
    """Ordinals, type numbers and numbered things are marked."""
    assert _only(text, language).is_identifier


def test_years_and_days_of_dates_are_no_quantities() -> None:
    """A year is marked, the day of a date is no figure, and 2,000 men are."""
    figures = find_figures("On 15 November 2022 and in 2025 about 2000 soldiers left.", "en")
    assert [(figure.value, figure.is_year) for figure in figures] == [(2022, True), (2025, True), (2000, False)]


def test_vague_and_weak_figures_are_marked() -> None:
    """ "dozens" is vague, "one soldier" weak; "one of them" is weak too."""
    assert _only("dozens died").is_vague
    assert _only("tens of thousands died").value == 20_000
    assert _only("one soldier died").is_weak


def test_what_is_counted_and_where() -> None:
    """The span covers number, scale and unit; the modifier has its own."""
    text = "It cost more than 1.9 billion euros, and 90 men left."
    first, second = find_figures(text, "en")
    assert (first.span.of(text), first.modifier_span.of(text) if first.modifier_span else "") == ("1.9 billion euros", "more than")
    assert second.noun == "men"


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        (("more than 90 men", "en"), ("понад дев'яносто бійців", "uk"), True),
        (("more than 90 men", "en"), ("90 men", "en"), True),
        (("more than 90 men", "en"), ("93 men", "en"), True),
        (("more than 90 men", "en"), ("300 men", "en"), False),
        (("almost 100,000", "en"), ("fast 100 000 Soldaten", "de"), True),
        (("about 100,000", "en"), ("98,700 men", "en"), True),
        (("100,000 men", "en"), ("98,700 men", "en"), False),
        (("1.9 billion euros", "en"), ("1,9 Milliarden Euro", "de"), True),
        (("$1.9 billion", "en"), ("1,9 Milliarden Euro", "de"), False),
        (("dozens of men", "en"), ("24 men", "en"), False),
        (("two men", "en"), ("three men", "en"), False),
        (("24 men", "en"), ("the 24th regiment", "en"), False),
    ],
)
def test_same_figure(a: tuple[str, str], b: tuple[str, str], expected: bool) -> None:
    """Digits, words and rounding agree; units, vague words and other numbers do not."""
    left, right = _only(*a), _only(*b)
    assert expected is same_figure(left, right) is same_figure(right, left)


def test_a_rounded_figure_is_carried_by_the_exact_one_only() -> None:
    """ "93" may be cited for "more than 90", and "more than 90" not for "93"."""
    rounded, exact = _only("more than 90 men"), _only("93 men")
    assert figure_carries(exact, rounded)
    assert not figure_carries(rounded, exact)


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "on 15 November 2022", ["2022-11-15"]),
        ("en", "on November 15", ["--11-15"]),
        ("en", "on November 15, 2022", ["2022-11-15"]),
        ("en", "in May 2023 it may rain", ["2023-05"]),
        ("en", "on Thursday", [""]),
        ("en", "in 2025", ["2025"]),
        ("en", "2023-05-02", ["2023-05-02"]),
        ("en", "since March, on 20 May", ["--03", "--05-20"]),
        ("en", "March on, they may", []),
        ("en", "04/05/2023 and 14/05/2023", ["2023", "2023-05-14"]),
        ("de", "am 18. Juni 2020 und im Mai", ["2020-06-18", "--05"]),
        ("de", "am 18.06.2020", ["2020-06-18"]),
        ("ru", "15 ноября 2022 года", ["2022-11-15"]),
        ("ru", "15 ноября", ["--11-15"]),
        ("uk", "у 2025 році, 3 травня", ["2025", "--05-03"]),
        ("fr", "le 3 mai 2023", ["2023-05-03"]),
        ("es", "el 3 de mayo de 2023", ["2023-05-03"]),
        ("pl", "15 listopada 2022 roku", ["2022-11-15"]),
        ("en", "2000 soldiers", []),
    ],
)
def test_reads_dates(language: str, text: str, expected: list[str]) -> None:
    """Partial dates keep what is written and nothing more."""
    assert expected == [mention.value for mention in find_dates(text, language)]


_CHARACTERS = st.sampled_from("0123456789.,-/ \n%$€MayJune年twonineп'’дев:th\u00a0")


@given(
    text=st.one_of(st.text(alphabet=_CHARACTERS, max_size=120), st.text(max_size=120)), language=st.sampled_from(["en", "de", "uk", "xx"])
)
def test_spans_lie_in_the_text_and_never_overlap(text: str, language: str) -> None:
    """Figures and dates of any text are ordered, disjoint and inside it."""
    for spans in ([f.span for f in find_figures(text, language)], [d.span for d in find_dates(text, language)]):
        assert all(a.end <= b.start for a, b in itertools.pairwise(spans))
        assert all(span.end <= len(text) for span in spans)


@pytest.mark.parametrize("piece", ["1", "1,000", "1 ", "one ", "hundred ", "a hundred ", "20.1.", "May ", "-1", "/1", "more than ", "zwei"])
def test_hostile_runs_take_linear_time(piece: str) -> None:
    """Twenty thousand copies of one piece are read in seconds."""
    started = time.process_time()
    find_figures(piece * 20_000, "en")
    find_figures(piece * 5_000, "de")
    assert time.process_time() - started < 6


@pytest.mark.parametrize(
    ("text", "language", "days"),
    [
        ("closed between 19 and 21 December 2018", "en", ["2018-12-19", "2018-12-21"]),
        ("closed 19–21 December 2018", "en", ["2018-12-19", "2018-12-21"]),
        ("closed from December 19 to 21", "en", ["--12-19", "--12-21"]),
        ("gesperrt vom 3. bis 5. Mai 2020", "de", ["2020-05-03", "2020-05-05"]),
        ("закрыто с 3 по 5 мая", "ru", ["--05-03", "--05-05"]),
        ("chapters 21 and 19 December", "en", ["--12-19"]),
    ],
)
def test_both_days_of_a_span_are_days(text: str, language: str, days: list[str]) -> None:
    """ "19 and 21 December": 19 counts nothing."""
    assert [date.value for date in find_dates(text, language)] == days
    figures = [figure.value for figure in find_figures(text, language) if not figure.is_year and not figure.is_weak]
    assert figures == ([21] if text.startswith("chapters") else [])


@pytest.mark.parametrize(
    ("text", "language", "share", "modifier"),
    [
        ("A fifth of the accounts were fake.", "en", 20, "exact"),
        ("More than a third of the flights left.", "en", 33, "more-than"),
        ("Two thirds of the crew came home.", "en", 67, "about"),
        ("One in five members voted.", "en", 20, "exact"),
        ("Zwei Drittel der Flüge fielen aus.", "de", 67, "about"),
        ("Погибла половина бойцов полка.", "ru", 50, "exact"),
    ],
)
def test_fractions_are_shares_of_a_hundred(text: str, language: str, share: float, modifier: str) -> None:
    """Said in words or in per cent, a share is one figure."""
    (figure,) = find_figures(text, language)
    assert (figure.value, figure.unit, figure.modifier) == (share, "%", modifier)


def test_a_time_is_no_fraction() -> None:
    """ "Half an hour" counts nothing by halves."""
    assert not [figure for figure in find_figures("It took half an hour.", "en") if figure.unit == "%"]
