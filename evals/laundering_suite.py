"""Outlets that drop an attribution: what comes out confirmed when they join a story's sources.

    python -m evals.laundering_suite ../shared/data/stories/stories

For every labelled claim one outlet is added, then two, that state it as fact in their own voice, as an outlet does that passes on a post
without saying whose it is. No claim may come out confirmed by that which its label does not call so. Claims of the stories that nobody
read while the rules were made are counted and not printed.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path

from briefs.domain import Source, SourceKind
from briefs.language import normalise
from evals.standings_score import HELD_OUT, Result, score_story
from evals.stories import Story, load_story

_OUTLETS = ("Courier", "Bugle")
_AROUND = ("{} Readers wrote in.", "The weather was fine. {}")


def launderers(story: Story, count: int) -> Callable[[list[Source]], list[Source]]:
    """Adds `count` outlets a labelled claim, each with a text of its own and no date."""

    def added(sources: list[Source]) -> list[Source]:
        language = str(story.article.get("language", "en"))
        return [
            *sources,
            *(
                Source(
                    id=f"laundered-{number}-{outlet}",
                    text=normalise(_AROUND[outlet].format(label["text"])),
                    title="News",
                    publisher=f"The Example {_OUTLETS[outlet]} {number}",
                    kind=SourceKind.OUTLET,
                    language=language,
                )
                for number, label in enumerate(story.labels.claims)
                for outlet in range(count)
            ),
        ]

    return added


def over_confirmed(results: Sequence[Result]) -> list[Result]:
    """Claims that came out confirmed and whose label does not accept it."""
    return [result for result in results if result.standing == "confirmed" and "confirmed" not in result.accepted]


def main(argv: Sequence[str] | None = None) -> None:
    """Print each over-confirmed claim of the development stories, and the counts."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("stories", type=Path)
    arguments = parser.parse_args(argv)
    for count in (1, 2):
        found = {"dev": 0, "held-out": 0}
        asked = {"dev": 0, "held-out": 0}
        for path in sorted(arguments.stories.glob("*.yaml")):
            part = "held-out" if int(path.name[:2]) in HELD_OUT else "dev"
            results = score_story(path, change=launderers(load_story(path), count))
            asked[part] += sum("confirmed" not in result.accepted for result in results)
            for result in over_confirmed(results):
                found[part] += 1
                if part == "dev":
                    rule = result.assessment.reasons[0].rule
                    print(f"{path.stem} {result.label['id']} ({result.label['status']}) by {rule}: {result.label['text']}")
        print(f"{count} outlet(s) a claim: over-confirmed " + ", ".join(f"{part} {found[part]} of {asked[part]}" for part in found))


if __name__ == "__main__":
    main()
