"""Measure every labelled pair once: the numbers of `briefs.verify.checker.pair`, saved for fitting and scoring.

python -m training.measure --data DATA --out FOLDER [--shard 0/2] [--sets wice,factcheck-bench] [--most 6000]
"""

from __future__ import annotations

import argparse
import json
import random
import time
from pathlib import Path

import numpy as np

from briefs.verify.checker.pair import read_pair
from training.rows import load_rows

SEED = 20
LEFT_OUT = ("wice-tokens", "entailment-cad_snli", "entailment-begin_cmu", "entailment-begin_tc")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--sets", default="wice,wice-chunks,factcheck-bench,attributionbench,summedits")
    parser.add_argument("--most", type=int, default=0, help="a sample of this many rows of each part")
    parser.add_argument("--shard", default="0/1")
    parser.add_argument("--name", default="measured")
    args = parser.parse_args()
    wanted = tuple(args.sets.split(","))
    rows = [row for row in load_rows(args.data) if (row.set in wanted or row.set.split("-")[0] in wanted) and row.set not in LEFT_OUT]
    rows = [row for row in rows if row.is_licensed or not row.set.startswith("entailment")]
    if args.most:
        chance = random.Random(SEED)
        parts = [[row for row in rows if row.part == part] for part in ("fit", "report")]
        rows = [row for part in parts for row in chance.sample(part, min(args.most, len(part)))]
    number, count = map(int, args.shard.split("/"))
    rows = rows[number::count]
    values, about, began = [], [], time.monotonic()
    for place, row in enumerate(rows):
        pair = read_pair(row.sentence, row.evidence)
        values.append(list(pair.values.values()))
        about.append([row.id, row.set, row.part, row.label, row.is_licensed, row.document, [f"{f.code}: {f.words}" for f in pair.findings]])
        if place % 500 == 499:
            print(place + 1, len(rows), f"{(place + 1) / (time.monotonic() - began):.1f} pairs/s", flush=True)
    args.out.mkdir(parents=True, exist_ok=True)
    path = args.out / f"{args.name}-{number}"
    np.savez_compressed(path.with_suffix(".npz"), values=np.array(values, dtype=np.float32), names=np.array(list(pair.values)))
    path.with_suffix(".json").write_text(json.dumps(about), encoding="utf-8")


if __name__ == "__main__":
    main()
