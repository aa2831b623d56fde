"""Make `briefs/verify/checker/data/words.npz`: rarity and a small vector for common English stems.

    python -m training.word_table --data DATA --base MINILM_FOLDER

Stems and their document frequencies come from rows with a stated licence, fit parts only; the vectors are all-MiniLM-L6-v2's
(Apache-2.0) for the single word, centred, reduced to 64 dimensions, in 8 bits.
"""

from __future__ import annotations

import argparse
import collections
import math
import re
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer

from briefs.language import content_tokens, fold
from training.bert import load_minilm
from training.rows import load_rows

DIMENSIONS = 64
LEAST = 3
OUT = Path(__file__).parents[1] / "briefs/verify/checker/data/words.npz"


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--base", type=Path, required=True)
    args = parser.parse_args()
    torch.set_num_threads(2)
    texts = {text for row in load_rows(args.data) if row.part == "fit" and row.is_licensed for text in (*row.evidence, row.sentence)}
    seen: collections.Counter[str] = collections.Counter()
    small: collections.Counter[str] = collections.Counter()
    total: collections.Counter[str] = collections.Counter()
    forms: dict[str, collections.Counter[str]] = collections.defaultdict(collections.Counter)
    for text in sorted(texts):
        here = set()
        for token in content_tokens(text, "en"):
            here.add(token.stem)
            if token.span.start and text[token.span.start - 2 : token.span.start - 1] not in ".!?:\n":
                total[token.stem] += 1
                small[token.stem] += text[token.span.start].islower()
            forms[token.stem][fold(token.span.of(text))] += 1
        seen.update(here)
    stems = sorted(stem for stem, count in seen.items() if count >= LEAST and re.fullmatch(r"[a-z][a-z'-]{1,24}", stem))
    rarity = np.array([math.log(len(texts) / seen[stem]) for stem in stems], dtype=np.float16)
    words = [form for stem in stems for form, _ in forms[stem].most_common(2)]
    owners = [i for i, stem in enumerate(stems) for _ in forms[stem].most_common(2)]
    vectors = _embed(words, args.base)
    sums = np.zeros((len(stems), vectors.shape[1]))
    np.add.at(sums, owners, vectors)
    sums /= np.linalg.norm(sums, axis=1, keepdims=True)
    sums -= sums.mean(0)
    _, _, axes = np.linalg.svd(sums[:: max(1, len(sums) // 8000)], full_matrices=False)
    reduced = sums @ axes[:DIMENSIONS].T
    reduced /= np.linalg.norm(reduced, axis=1, keepdims=True)
    common = np.array([small[stem] >= 0.7 * max(1, total[stem]) for stem in stems])
    OUT.parent.mkdir(parents=True, exist_ok=True)
    coded = np.clip(np.round(reduced * 127), -127, 127).astype(np.int8)
    np.savez_compressed(OUT, stems=np.frombuffer("\n".join(stems).encode(), dtype=np.uint8), rarity=rarity, vectors=coded, common=common)
    print(len(stems), "stems of", len(texts), "texts;", OUT.stat().st_size, "bytes; unknown", math.log(len(texts) / 2))


def _embed(words: list[str], base: Path) -> np.ndarray:
    tokenizer = Tokenizer.from_file(str(base / "tokenizer.json"))
    tokenizer.no_padding()
    encoder = load_minilm(base).eval()
    found = np.zeros((len(words), 384), dtype=np.float32)
    coded = [tokenizer.encode(word).ids for word in words]
    order = sorted(range(len(words)), key=lambda i: len(coded[i]))
    with torch.no_grad():
        for start in range(0, len(order), 256):
            chosen = order[start : start + 256]
            longest = max(len(coded[i]) for i in chosen)
            ids, mask = torch.zeros(len(chosen), longest, dtype=torch.long), torch.zeros(len(chosen), longest, dtype=torch.long)
            for row, i in enumerate(chosen):
                ids[row, : len(coded[i])] = torch.tensor(coded[i])
                mask[row, : len(coded[i])] = 1
            states = encoder(ids, torch.zeros_like(ids), mask) * mask[:, :, None]
            found[chosen] = (states.sum(1) / mask.sum(1, keepdim=True)).numpy()
    return found


if __name__ == "__main__":
    main()
