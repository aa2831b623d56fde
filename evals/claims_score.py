"""Claims found in labelled stories' articles, and where claims given by a checker are located.

    python -m evals.claims_score ../shared/data/stories/stories [--detail] [--factcheck-bench FOLDER]

A predicted claim and a gold quote match when they overlap by at least half of the shorter of the two: a quote is often one clause of the
sentence that a predicted claim covers, or the other way round. Recall: gold claims (labelled check-worthy) whose quote some check-worthy
prediction matches. Precision: check-worthy predictions that match some gold quote. The `strict` columns ask for half of the longer of the
two. Stories with an odd number were open while the rules were made; `--detail` prints those only.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from briefs.claims import extract_claims, locate_claim
from briefs.domain import Article, Claim, PartialDate, Span
from briefs.language import normalise
from evals.stories import Story, load_story


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """Matches over totals."""

    gold_found: int = 0
    gold: int = 0
    predicted_right: int = 0
    predicted: int = 0
    located: int = 0
    to_locate: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(**{name: getattr(self, name) + getattr(other, name) for name in self.__dataclass_fields__})


def overlap(a: Span, b: Span, *, of: Callable[[int, int], int] = min) -> float:
    """Shared characters over the length of the shorter span (or of the longer, with `of=max`)."""
    shared = min(a.end, b.end) - max(a.start, b.start)
    return max(0, shared) / of(len(a), len(b))


def article_of(story: Story) -> Article:
    """The story's article as the program reads it."""
    published = story.article.get("published_at")
    return Article(
        text=normalise(story.article["body"]).strip("\n"),
        title=story.article["headline"],
        language=story.article["language"],
        published_at=PartialDate(str(published)) if published else None,
    )


def score_story(story: Story, *, of: Callable[[int, int], int] = min) -> tuple[Counts, list[Claim]]:
    """Counts of one story, and the claims found (none for an article that is not English)."""
    article = article_of(story)
    gold = [(label, _span_of(label["article_quote"], article.text)) for label in story.labels.claims]
    located = [(span, locate_claim(label["text"], article)) for label, span in gold]
    counts = Counts(to_locate=len(gold), located=sum(found is not None and overlap(span, found, of=of) >= 0.5 for span, found in located))
    if article.language != "en":
        return counts, []
    claims = extract_claims(article)
    spans = [claim.span for claim in claims if claim.checkworthy and claim.span]
    wanted = [span for label, span in gold if label["checkworthy"]]
    return counts + Counts(
        gold=len(wanted),
        gold_found=sum(any(overlap(span, other, of=of) >= 0.5 for other in spans) for span in wanted),
        predicted=len(spans),
        predicted_right=sum(any(overlap(span, other, of=of) >= 0.5 for _, other in gold) for span in spans),
    ), claims


def _span_of(quote: str, text: str) -> Span:
    start = text.index(normalise(quote))
    return Span(start, start + len(normalise(quote)))


def _row(name: str, loose: Counts, strict: Counts) -> str:
    cells = []
    for counts in (loose, strict):
        cells += [
            f"{_ratio(counts.gold_found, counts.gold)} ({counts.gold_found}/{counts.gold})",
            f"{_ratio(counts.predicted_right, counts.predicted)} ({counts.predicted_right}/{counts.predicted})",
            f"{_ratio(counts.located, counts.to_locate)} ({counts.located}/{counts.to_locate})",
        ]
    return f"{name:24}" + "".join(f"{cell:>16}" for cell in cells)


def _ratio(part: int, whole: int) -> str:
    return f"{part / whole:.2f}" if whole else "-"


def _print_detail(story: Story, claims: Sequence[Claim]) -> None:
    article = article_of(story)
    gold = [(label, _span_of(label["article_quote"], article.text)) for label in story.labels.claims]
    spans = [claim.span for claim in claims if claim.checkworthy and claim.span]
    for claim in claims:
        right = claim.span is not None and any(overlap(claim.span, other) >= 0.5 for _, other in gold)
        mark = "+" if claim.checkworthy and right else "-" if claim.checkworthy else "skip"
        print(f"  {mark:4} {claim.checkworthiness:.2f} {claim.text}")
        print(f"            [{claim.claimant or ''}{' *' if claim.is_attributed else ''}] {claim.skip_reason or ''}")
    for label, span in gold:
        if article.language == "en" and label["checkworthy"] and not any(overlap(span, other) >= 0.5 for other in spans):
            print(f"  MISSED {label['article_quote']}")
        found = locate_claim(label["text"], article)
        if found is None or overlap(span, found) < 0.5:
            print(f"  LOCATED WRONG {label['text']}")
            print(f"      is    {label['article_quote']}\n      found {found.of(article.text) if found else None}")


def _bench(folder: Path) -> Iterable[str]:
    """Check-worthiness of the sentences and claims of a public set, as F1 of each class."""
    from briefs.claims import score_sentence

    for name, key, positive in (
        ("subtask1_sentence_checkworthiness.jsonl", "sentence", {"yes"}),
        ("subtask2_claim_checkworthiness.jsonl", "claim", {"yes", "factual claim", "factual"}),
    ):
        rows = [json.loads(line) for line in (folder / name).read_text(encoding="utf-8").splitlines() if line.strip()]
        pairs = [(score_sentence(str(row[key])).is_checkworthy, str(row["checkworthy"]).lower() in positive) for row in rows]
        cells = []
        for wanted in (True, False):
            right = sum(a == b == wanted for a, b in pairs)
            said, is_so = sum(a == wanted for a, _ in pairs), sum(b == wanted for _, b in pairs)
            cells.append(f"{'worthy' if wanted else 'not':6} P {_ratio(right, said)} R {_ratio(right, is_so)} (n={is_so})")
        yield f"{name}: " + "; ".join(cells) + f"; accuracy {sum(a == b for a, b in pairs) / len(pairs):.2f}"


def main() -> None:
    """Print a row a story, the sums of odd and even stories, and the public set when asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("stories", type=Path)
    parser.add_argument("--detail", action="store_true")
    parser.add_argument("--factcheck-bench", type=Path)
    arguments = parser.parse_args()
    print(
        f"{'':24}" + "".join(f"{name:>16}" for name in ("recall", "precision", "located", "strict recall", "strict prec.", "strict loc."))
    )
    sums: dict[str, tuple[Counts, Counts]] = {}
    for path in sorted(arguments.stories.glob("*.yaml")):
        story = load_story(path)
        is_odd = int(path.name.split("-", 1)[0]) % 2 == 1
        loose, claims = score_story(story)
        strict, _ = score_story(story, of=max)
        print(_row(path.stem, loose, strict))
        if arguments.detail and is_odd:
            _print_detail(story, claims)
        for group in ("odd" if is_odd else "even", "all"):
            before = sums.get(group, (Counts(), Counts()))
            sums[group] = (before[0] + loose, before[1] + strict)
    for group, (loose, strict) in sorted(sums.items(), reverse=True):
        print(_row(group, loose, strict))
    if arguments.factcheck_bench:
        print("\n".join(_bench(arguments.factcheck_bench)))


if __name__ == "__main__":
    main()
