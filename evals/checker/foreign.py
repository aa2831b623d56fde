"""What the checker can do for spans in other languages against English sentences.

    .venv/bin/python -m evals.checker.foreign ../shared/data

Stories with odd numbers: an English claim against the source sentences (with their neighbours) that a labeller quoted for it, in ru, uk, de
and other languages; against other places of the same source; and with a figure, date or name of the claim changed. Two questions: does the
cosine of multilingual-e5-small tell the quoted place from another one of the source (that is topic, not support), and do the figures, dates
and names tell a changed claim from the true one.
"""

from __future__ import annotations

import argparse
import collections
import random
from pathlib import Path

import numpy as np
import yaml

from briefs.adapters.embedding import E5Embedder
from briefs.language import find_names, split_sentences
from briefs.verify.checker import check_support
from evals.checker.mutations import wilson
from training.mutate import mutate

SEED = 7


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("data", type=Path)
    args = parser.parse_args()
    chance = random.Random(SEED)
    rows = quoted_places(args.data, chance)
    pool = sorted({n.span.of(c) for _, c, _, _, _ in rows for n in find_names(c, "en") if not n.opens_sentence})
    embedder = E5Embedder()
    claims = embedder.embed_queries([claim for _, claim, _, _, _ in rows])
    near = np.sum(claims * embedder.embed_passages([place for _, _, place, _, _ in rows]), axis=1)
    far = np.sum(claims * embedder.embed_passages([other for _, _, _, other, _ in rows]), axis=1)
    changed = [mutate(claim, "", kind, pool, chance) for _, claim, _, _, _ in rows for kind in ("negation",)]
    turned = embedder.embed_queries([change.sentence if change else row[1] for change, row in zip(changed, rows, strict=True)])
    turned_near = np.sum(turned * embedder.embed_passages([place for _, _, place, _, _ in rows]), axis=1)
    columns = (
        "span in",
        "pairs",
        "E5: quoted place above another",
        "E5: true claim above the negated one",
        "missing facts, true",
        "changed",
    )
    print(f"| {' | '.join(columns)} |")
    print("|---|---|---|---|---|---|")
    for language in sorted({row[0] for row in rows}):
        chosen = [i for i, row in enumerate(rows) if row[0] == language]
        above = sum(near[i] > far[i] for i in chosen)
        has = [i for i in chosen if changed[i]]
        negated = sum(near[i] > turned_near[i] for i in has)
        counts: collections.Counter[str] = collections.Counter()
        for i in chosen:
            _, claim, place, _, source_language = rows[i]
            counts["true"] += bool(check_support(claim, place, evidence_language=source_language).findings)
            for kind in ("figure", "date", "name"):
                change = mutate(claim, place, kind, pool, chance)
                if change is not None:
                    counts["tried"] += 1
                    found = {f.words for f in check_support(change.sentence, place, evidence_language=source_language).findings}
                    counts["caught"] += any(change.now in words or words in change.now for words in found)
        cells = [
            wilson(above, len(chosen)),
            wilson(negated, len(has)),
            wilson(counts["true"], len(chosen)),
            wilson(counts["caught"], counts["tried"]),
        ]
        print(f"| {language} | {len(chosen)} | {' | '.join(cells)} |")


def quoted_places(data: Path, chance: random.Random) -> list[tuple[str, str, str, str, str]]:
    """(language, claim, quoted sentences with neighbours, another place of the source, language) of every supporting quote."""
    rows = []
    for path in sorted((data / "stories/stories").glob("*.yaml")):
        if int(path.name[:2]) % 2 == 0:
            continue
        story = yaml.safe_load(path.read_text(encoding="utf-8"))
        sources = {source["id"]: source for source in story["sources"]}
        for claim in story["claims"]:
            for quote in claim["supporting"]:
                source = sources[quote["source"]]
                start = source["text"].find(quote["quote"])
                spans = split_sentences(source["text"], source["language"])
                touched = [i for i, span in enumerate(spans) if span.start < start + len(quote["quote"]) and start < span.end]
                others = [i for i in range(len(spans)) if touched and not touched[0] - 2 <= i <= touched[-1] + 2]
                if source["language"] == "en" or start < 0 or not touched or not others:
                    continue
                first, last = max(0, touched[0] - 1), min(len(spans) - 1, touched[-1] + 1)
                at = chance.choice(others)
                place = source["text"][spans[first].start : spans[last].end]
                other = source["text"][spans[at].start : spans[min(len(spans) - 1, at + 2)].end]
                rows.append((source["language"], claim["text"], place, other, source["language"]))
    return rows


if __name__ == "__main__":
    main()
