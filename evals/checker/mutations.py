"""Put the checker's deterministic checks on trial: true pairs, and the same pairs with one change that makes them false.

    .venv/bin/python -m evals.checker.mutations ../shared/data [--examples]

True pairs: `verbatim`, a sentence of a news article or of a story's source against itself and its neighbours; `paraphrased`, sentences that
annotators found supported by a short text (no set that the checker was fitted on; the parts for reporting).
"""

from __future__ import annotations

import argparse
import collections
import gzip
import json
import math
import random
import re
from pathlib import Path

import yaml

from briefs.language import find_names, split_sentences, stem_of
from briefs.verify.checker import check_support
from briefs.verify.checker.pair import read_pair
from briefs.verify.checker.words import word_table
from evals.checker.paraphrase import reworded
from training.mutate import drop_attribution, mutate
from training.rows import load_rows

SEED = 7
KINDS = ("figure", "date", "name", "negation", "attribution-dropped", "attribution-changed", "names-exchanged", "figures-exchanged")
PARAPHRASED = ("entailment-rte", "entailment-litepyr_realsumm", "entailment-bump", "entailment-fm2", "entailment-fever_sym", "wice-chunks")
NEWS = 400
REWORDED = 500
SPEECH = 150
COPIES = ("news", "stories", "speech")


def verbatim_pairs(data: Path, *, fresh: bool = False) -> list[tuple[str, str, str]]:
    """(group, sentence, evidence): news of one in seven articles, and English sources of the stories with odd numbers.

    `speech` are further sentences of the news in which somebody is said to say something, for the attribution changes.
    """
    chance = random.Random(SEED)
    with gzip.open(data / "allsides-news.jsonl.gz", "rt", encoding="utf-8") as lines:
        texts = [_untokenised(json.loads(line)["content"]) for number, line in enumerate(lines) if number % 7 == (0 if fresh else 3)]
    chance.shuffle(texts)
    news = [("news", *pair) for text in texts for pair in _sentences(text, chance, 2)]
    stories = []
    for path in sorted((data / "stories/stories").glob("*.yaml")):
        if int(path.name[:2]) % 2 != fresh:
            story = yaml.safe_load(path.read_text(encoding="utf-8"))
            for source in story["sources"]:
                if source["language"] == "en":
                    stories += [("stories", *pair) for pair in _sentences(source["text"], chance, 6)]
    more = [("speech", *pair) for text in texts[::-1] for pair in _sentences(text, chance, 40) if drop_attribution(pair[0])]
    return [*news[:NEWS], *stories, *more[:SPEECH]]


def reworded_pairs(data: Path, *, fresh: bool = False) -> list[tuple[str, str, str]]:
    """The verbatim pairs reworded by rule, where at least two rules have a hold; other news of the same articles fills up."""
    chance = random.Random(SEED + 1)
    with gzip.open(data / "allsides-news.jsonl.gz", "rt", encoding="utf-8") as lines:
        texts = [_untokenised(json.loads(line)["content"]) for number, line in enumerate(lines) if number % 7 == (2 if fresh else 5)]
    chance.shuffle(texts)
    found = []
    for text in texts:
        pairs = [(reworded(sentence), evidence) for sentence, evidence in _sentences(text, chance, 30) if not _MARK.search(sentence)]
        found += [("reworded", sentence, evidence) for sentence, evidence in pairs if sentence][:3]
    return found[:REWORDED]


_MARK = re.compile('["“”‘@]')


def _untokenised(text: str) -> str:
    """The news set stands with blanks around its marks."""
    text = re.sub(r"``\s*|\s*''", '"', text)
    text = re.sub(r"\s+([,.;:!?%)\]”’])", r"\1", re.sub(r"([(\[“$#])\s+", r"\1", text))
    return re.sub(r"\s+(n['’]t|['’](?:s|re|ve|ll|d|m))\b", r"\1", text)


def _sentences(text: str, chance: random.Random, most: int) -> list[tuple[str, str]]:
    spans = split_sentences(text, "en")
    good = [i for i, span in enumerate(spans) if 8 <= len(span.of(text).split()) <= 45 and span.of(text)[-1] in '.”"']
    chosen = chance.sample(good, min(most, len(good)))
    return [(" ".join(spans[i].of(text).split()), text[spans[max(0, i - 1)].start : spans[min(len(spans) - 1, i + 1)].end]) for i in chosen]


def paraphrased_pairs(data: Path) -> list[tuple[str, str, str]]:
    """Supported rows of reporting parts, at most 120 a set, whose sentence is not in the evidence as it stands."""
    chance = random.Random(SEED)
    found = []
    rows = [row for row in load_rows(data) if row.part == "report" and row.is_supported and row.set in PARAPHRASED]
    chance.shuffle(rows)
    count: collections.Counter[str] = collections.Counter()
    for row in rows:
        if row.sentence not in row.text and len(row.sentence.split()) >= 5 and count[row.set] < 120:
            count[row.set] += 1
            found.append((row.set.removeprefix("entailment-"), row.sentence, row.text))
    return found


def _is_plain_name(name: str) -> bool:
    """No common word that a headline wrote with a capital."""
    return len(name) > 3 and not any(word_table().is_common(stem_of(word, "en")) for word in name.split())


def wilson(hits: int, count: int) -> str:
    """Share with its 95% interval."""
    if not count:
        return "-"
    share, z = hits / count, 1.96
    middle = (share + z * z / (2 * count)) / (1 + z * z / count)
    half = z * math.sqrt(share * (1 - share) / count + z * z / (4 * count * count)) / (1 + z * z / count)
    return f"{share:.3f} ({max(0.0, middle - half):.3f} to {min(1.0, middle + half):.3f}) of {count}"


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("data", type=Path)
    parser.add_argument("--examples", action="store_true")
    parser.add_argument(
        "--fresh", action="store_true", help="other news and the even stories, by whose misses no rule was changed; figures only"
    )
    parser.add_argument("--full", action="store_true", help="also count an outcome other than supported as caught")
    args = parser.parse_args()
    args.examples = args.examples and not args.fresh
    chance = random.Random(SEED)
    verbatim = verbatim_pairs(args.data, fresh=args.fresh)
    paraphrased = [*reworded_pairs(args.data, fresh=args.fresh), *([] if args.fresh else paraphrased_pairs(args.data))]
    pool = sorted(
        {n.span.of(s) for _, s, _ in verbatim for n in find_names(s, "en") if not n.opens_sentence and _is_plain_name(n.span.of(s))}
    )
    alarms: dict[str, collections.Counter[str]] = collections.defaultdict(collections.Counter)
    caught: collections.Counter[tuple[str, str]] = collections.Counter()
    tried: collections.Counter[tuple[str, str]] = collections.Counter()
    for group, sentence, evidence in [*verbatim, *paraphrased]:
        codes = [f.code for f in read_pair(sentence, [evidence]).findings if f.code != "contrary-in-span"]
        alarms[group]["pairs"] += 1
        alarms[group]["any"] += bool(codes)
        alarms[group].update(set(codes))
        if args.examples and codes:
            print(
                "ALARM",
                group,
                [(f.code, f.words) for f in read_pair(sentence, [evidence]).findings],
                "|",
                sentence,
                "|",
                evidence[:500],
                "\n",
            )
        for kind in KINDS:
            if group == "speech" and not kind.startswith("attribution"):
                continue
            change = mutate(sentence, evidence, kind, pool, chance)
            if change is None or codes:
                continue
            tried[group, kind] += 1
            found = read_pair(change.sentence, [evidence]).findings
            is_caught = any(f.code != "contrary-in-span" for f in found)
            if args.full and not is_caught:
                is_caught = check_support(change.sentence, evidence).outcome != "supported"
            caught[group, kind] += bool(is_caught)
            if args.examples and not is_caught:
                print("MISSED", group, kind, repr(change.was), "->", repr(change.now), "|", change.sentence, "|", evidence[:400], "\n")
    print("| true pairs | false alarms | by finding |\n|---|---|---|")
    for group, counts in alarms.items():
        by = ", ".join(f"{code} {count}" for code, count in counts.most_common() if code not in ("pairs", "any"))
        print(f"| {group} | {wilson(counts['any'], counts['pairs'])} | {by} |")
    print("\n| change | verbatim | reworded by rule | annotators' paraphrases |\n|---|---|---|---|")
    rest = [group for group in alarms if group not in (*COPIES, "reworded")]
    for kind in KINDS:
        cells = [wilson(sum(caught[n, kind] for n in names), sum(tried[n, kind] for n in names)) for names in (COPIES, ("reworded",), rest)]
        print(f"| {kind} | {' | '.join(cells)} |")


if __name__ == "__main__":
    main()
