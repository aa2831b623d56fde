"""Standings, origin counts and interested flags of labelled stories, beside simple baselines.

    python -m evals.standings_score ../shared/data/stories/stories

The labelled claims are asked with every passage of the story as a hit, so that only the assessment is measured. The stories of
`HELD_OUT` were not read while the rules of standing were made: their claims are printed only with `--all-detail`.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from time import perf_counter
from typing import Any

from briefs.adapters.embedding import SentenceEncoderEmbedder
from briefs.assess import analyse_corpus, assess_claim, load_policy
from briefs.assess.bodies import same_body
from briefs.domain import Article, Assessment, Claim, PartialDate, Passage, Source, SourceKind, Span, TextKind
from briefs.language import names_corefer, normalise
from briefs.ports import Hit
from briefs.retrieve import Likeness
from evals.stories import Story, load_story

HELD_OUT = frozenset({4, 8, 12})
"""Numbers of the stories that nobody read while the rules of standing were made."""
LABELS = ("confirmed", "alleged", "disputed", "refuted", "unverified")


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One labelled claim with what the program said."""

    story: int
    label: Mapping[str, Any]
    assessment: Assessment
    milliseconds: float

    @property
    def accepted(self) -> set[str]:
        """Standings that count as right."""
        return {self.label["status"], *(self.label.get("alt_status") or ())}

    @property
    def standing(self) -> str:
        """What the program said."""
        return self.assessment.standing.value


def score_story(path: Path, *, change: Callable[[list[Source]], list[Source]] | None = None) -> list[Result]:
    """Ask every labelled claim of a story; `change` may add to its sources first."""
    story = load_story(path)
    sources = sources_of(story)
    if change is not None:
        sources = change(sources)
    article = Article(
        text=normalise(str(story.article["body"])), title=str(story.article["headline"]), language=str(story.article.get("language", "en"))
    )
    analysis = analyse_corpus(sources, article=article)
    hits = [Hit(Passage(s.id, Span(0, len(s.text)), s.text, s.sha256), 1.0) for s in sources]
    results = []
    for label in story.labels.claims:
        begun = perf_counter()
        assessment = assess_claim(
            Claim(id=label["id"], text=label["text"]),
            hits,
            analysis=analysis,
            as_of=PartialDate.parse(story.as_of),
            policy=load_policy(),
            language=article.language,
            similarity=_likeness(),
        )
        results.append(Result(story=int(path.name[:2]), label=label, assessment=assessment, milliseconds=1000 * (perf_counter() - begun)))
    return results


@cache
def _likeness() -> Likeness:
    return Likeness(SentenceEncoderEmbedder())


def sources_of(story: Story) -> list[Source]:
    """The story's visible half as sources."""
    return [
        Source(
            id=str(fields["id"]),
            text=normalise(text.rstrip("\n")),
            title=str(fields.get("title", "")),
            url=fields.get("url"),
            publisher=str(fields.get("publisher", "")),
            kind=SourceKind(fields.get("kind", "unknown")),
            author=fields.get("author"),
            published_at=PartialDate.parse(str(fields["published_at"])) if fields.get("published_at") else None,
            language=str(fields.get("language", "und")),
            original_language=fields.get("original_language"),
            text_kind=TextKind(fields.get("text_kind", "full")),
        )
        for fields, text in story.sources
    ]


def summarise(results: Sequence[Result]) -> dict[str, Any]:
    """The figures of one set of claims; shares are 0..1."""
    total = len(results)
    gold_confirmed = [r for r in results if r.label["status"] == "confirmed"]
    majority = Counter(r.label["status"] for r in results).most_common(1)[0][0]
    differences = [abs(r.assessment.independent_origins - r.label["independent_origins"]) for r in results]
    return {
        "claims": total,
        "over_confirmed": sum(r.standing == "confirmed" and "confirmed" not in r.accepted for r in results),
        "recall_of_confirmed": _share(sum(r.standing in r.accepted for r in gold_confirmed), len(gold_confirmed)),
        "recall_of_confirmed_strict": _share(sum(r.standing == "confirmed" for r in gold_confirmed), len(gold_confirmed)),
        "accuracy": _share(sum(r.standing in r.accepted for r in results), total),
        "accuracy_strict": _share(sum(r.standing == r.label["status"] for r in results), total),
        "accuracy_of_majority_label": _share(sum(majority in r.accepted for r in results), total),
        "confusion": _confusion(results),
        "rules": _rules(results),
        "macro_f1": _macro_f1([(r.label["status"] if r.standing not in r.accepted else r.standing, r.standing) for r in results]),
        "origins_exact": _share(sum(d == 0 for d in differences), total),
        "origins_within_one": _share(sum(d <= 1 for d in differences), total),
        "origins_exact_of_always_one": _share(sum(r.label["independent_origins"] == 1 for r in results), total),
        "holders_found": _holders(results),
        "milliseconds_a_claim": round(sum(r.milliseconds for r in results) / total, 1),
    }


def _confusion(results: Sequence[Result]) -> dict[str, dict[str, int]]:
    """Label -> what the program said -> claims; accepted alternatives stand on the diagonal."""
    table: dict[str, Counter[str]] = defaultdict(Counter)
    for r in results:
        table[r.label["status"]][r.label["status"] if r.standing in r.accepted else r.standing + ":" + r.assessment.kind.value] += 1
    return {label: dict(table[label]) for label in LABELS}


def _rules(results: Sequence[Result]) -> dict[str, str]:
    """Rule -> right/claims that it decided."""
    total = Counter(r.assessment.reasons[0].rule for r in results)
    right = Counter(r.assessment.reasons[0].rule for r in results if r.standing in r.accepted)
    return {rule: f"{right[rule]}/{count}" for rule, count in sorted(total.items())}


def _holders(results: Sequence[Result]) -> float:
    """Of those whom the labels name as holding a contested claim, the share that the program names too."""
    wanted = [(name, r) for r in results for name in (r.label.get("alleged_by") or ())]
    found = sum(any(_is_named(str(name), origin.name) for origin in r.assessment.origins) for name, r in wanted)
    return _share(found, len(wanted))


def _is_named(label: str, name: str) -> bool:
    """Whether an origin's name, in whatever language, is the labelled holder."""
    if names_corefer(label, name) or label.casefold() in name.casefold() or name.casefold() in label.casefold():
        return True
    return any(same_body(label, "en", name, language) for language in ("en", "de", "ru", "uk"))


def _macro_f1(pairs: Sequence[tuple[str, str]]) -> float:
    scores = []
    for label in LABELS:
        both = sum(gold == said == label for gold, said in pairs)
        gold_count, said_count = sum(gold == label for gold, _ in pairs), sum(said == label for _, said in pairs)
        if gold_count:
            scores.append(2 * both / (gold_count + said_count))
    return round(sum(scores) / len(scores), 3) if scores else 0.0


def _share(part: int, whole: int) -> float:
    return round(part / whole, 3) if whole else 0.0


def print_detail(results: Sequence[Result]) -> None:
    """One line a claim; wrong ones are marked."""
    for r in results:
        a = r.assessment
        mark = "  " if r.standing in r.accepted else "XX" if r.standing == "confirmed" else "x "
        count = (
            ""
            if a.independent_origins == r.label["independent_origins"]
            else f"  origins {a.independent_origins} (gold {r.label['independent_origins']})"
        )
        names = ", ".join(f"{o.stance.value[0]}:{o.name}{'*' if o.flags.interested else ''}" for o in a.origins)
        print(
            f"{mark} {r.story:02d} {r.label['id']:4} {a.kind.value[:4]} {r.standing:10} gold {r.label['status']:10} "
            f"{a.reasons[0].rule:28}{count}  [{names}]"
        )


def main(argv: Sequence[str] | None = None) -> None:
    """Print the figures as JSON, after the claims of the stories that may be read."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("stories", type=Path)
    parser.add_argument("--all-detail", action="store_true", help="print the claims of held-out stories too")
    parser.add_argument("--quiet", action="store_true", help="figures only")
    arguments = parser.parse_args(argv)
    groups: dict[str, list[Result]] = defaultdict(list)
    for path in sorted(arguments.stories.glob("*.yaml")):
        results = score_story(path)
        is_held_out = int(path.name[:2]) in HELD_OUT
        groups["held-out" if is_held_out else "dev"] += results
        if not arguments.quiet and (arguments.all_detail or not is_held_out):
            print_detail(results)
    print(json.dumps({name: summarise(results) for name, results in groups.items()}, indent=1))


if __name__ == "__main__":
    main()
