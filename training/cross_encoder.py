"""Train a MiniLM-L6 cross-encoder for "does this evidence support this sentence", in resumable pieces on two CPU cores.

    python -m training.cross_encoder --data DATA --base MINILM_FOLDER --state STATE_FOLDER --minutes 60 [--unlicensed]

Word embeddings stay frozen, no dropout, batches of like length. Stop and start again at will: the state is saved every minute.
"""

from __future__ import annotations

import argparse
import math
import random
import time
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import nn

from training.bert import Encoder, load_minilm
from training.pairs import classes, generated, narrowed, training_rows

SEED = 20
TOKENS_A_BATCH = 2048
LONGEST = 160


class CrossEncoder(nn.Module):
    """Logits of (supported, not, contradicted)."""

    def __init__(self, encoder: Encoder) -> None:
        super().__init__()
        self.encoder = encoder
        self.head = nn.Linear(768, 3)

    def forward(self, ids: torch.Tensor, segments: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        states = self.encoder(ids, segments, mask)
        weights = mask[:, :, None].to(states.dtype)
        mean = (states * weights).sum(1) / weights.sum(1)
        return self.head(torch.cat([states[:, 0], mean], 1))


def prepare(data: Path, base: Path, *, licensed_only: bool, cache: Path) -> tuple[list[list[int]], list[int], np.ndarray]:
    """Token ids, the place of the second segment, target masks. Cached, for a resumed run."""
    if cache.is_file():
        with np.load(cache, allow_pickle=False) as held:
            ends = np.cumsum(held["lengths"])
            ids = [part.tolist() for part in np.split(held["ids"], ends[:-1])]
            return ids, held["starts"].tolist(), held["targets"]
    rows = training_rows(data, licensed_only=licensed_only)
    drop = ("entailment-cad_snli", "entailment-begin_cmu", "entailment-begin_tc")
    rows = [row for row in rows if row.set not in drop]
    pairs = [(narrowed(row, 100), row.sentence, classes(row)) for row in rows]
    made = generated([row for row in rows if row.set not in ("wice",)], count=16000, seed=SEED)
    by_label = {"supported": (1.0, 0.0, 0.0), "not": (0.0, 1.0, 1.0), "contradicted": (0.0, 0.0, 1.0)}
    pairs += [(evidence, sentence, by_label[label]) for evidence, sentence, label in made]
    tokenizer = Tokenizer.from_file(str(base / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    ids, starts, targets = [], [], []
    for evidence, sentence, target in pairs:
        second = tokenizer.encode(sentence).ids[1:][:64]
        first = tokenizer.encode(evidence).ids[:-1][: LONGEST - len(second) - 1]
        ids.append([*first, 102, *second])
        starts.append(len(first) + 1)
        targets.append(target)
    cache.parent.mkdir(parents=True, exist_ok=True)
    flat = np.concatenate([np.array(row, dtype=np.int32) for row in ids])
    np.savez(
        cache, ids=flat, lengths=np.array([len(row) for row in ids]), starts=np.array(starts), targets=np.array(targets, dtype=np.float32)
    )
    return ids, starts, np.array(targets, dtype=np.float32)


def batches(lengths: list[int], chance: random.Random) -> list[list[int]]:
    order = sorted(range(len(lengths)), key=lambda i: (lengths[i] // 8, chance.random()))
    found: list[list[int]] = [[]]
    longest = 0
    for index in order:
        longest = max(longest, lengths[index])
        if found[-1] and longest * (len(found[-1]) + 1) > TOKENS_A_BATCH:
            found.append([])
            longest = lengths[index]
        found[-1].append(index)
    chance.shuffle(found)
    return found


def tensors(ids: list[list[int]], starts: list[int], chosen: list[int]) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    longest = max(len(ids[i]) for i in chosen)
    words = torch.zeros(len(chosen), longest, dtype=torch.long)
    segments, mask = torch.zeros_like(words), torch.zeros_like(words)
    for row, index in enumerate(chosen):
        words[row, : len(ids[index])] = torch.tensor(ids[index])
        segments[row, starts[index] : len(ids[index])] = 1
        mask[row, : len(ids[index])] = 1
    return words, segments, mask


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--base", type=Path, required=True)
    parser.add_argument("--state", type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--epochs", type=int, default=2)
    parser.add_argument("--steps", type=int, default=0, help="stop the plan here; the learning rate falls to its end")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--unlicensed", action="store_true")
    args = parser.parse_args()
    torch.manual_seed(SEED)
    torch.set_num_threads(args.threads)
    ids, starts, targets = prepare(args.data, args.base, licensed_only=not args.unlicensed, cache=args.state / "pairs.npz")
    model = CrossEncoder(load_minilm(args.base))
    model.encoder.words.weight.requires_grad_(False)
    optimiser = torch.optim.AdamW([p for p in model.parameters() if p.requires_grad], lr=8e-5, weight_decay=0.01)
    path = args.state / "state.pt"
    done = 0
    if path.is_file():
        held = torch.load(path)
        model.load_state_dict(held["model"])
        optimiser.load_state_dict(held["optimiser"])
        done = held["done"]
    plan = [batch for epoch in range(args.epochs) for batch in batches([len(row) for row in ids], random.Random(SEED + epoch))]
    plan = plan[: args.steps or None]
    print(len(ids), "pairs", sum(map(len, ids)), "tokens", len(plan), "steps", flush=True)
    weights = torch.from_numpy(targets)
    began, saved, seen, losses = time.monotonic(), time.monotonic(), 0, []
    while done < len(plan) and time.monotonic() - began < args.minutes * 60:
        step = min(1.0, (done + 1) / 200) * (0.05 + 0.95 * (1 - done / len(plan)))
        for group in optimiser.param_groups:
            group["lr"] = 8e-5 * step
        chosen = plan[done]
        logits = model(*tensors(ids, starts, chosen))
        loss = -(torch.logsumexp(logits.log_softmax(1) + torch.log(weights[chosen].clamp_min(1e-9)), 1)).mean()
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step()
        done += 1
        seen += sum(len(ids[i]) for i in chosen)
        losses.append(loss.item())
        if time.monotonic() - saved > 60 or done == len(plan):
            torch.save({"model": model.state_dict(), "optimiser": optimiser.state_dict(), "done": done}, path)
            rate = seen / (time.monotonic() - began)
            print(done, len(plan), f"loss {np.mean(losses[-200:]):.4f}", f"{rate:.0f} tokens/s", flush=True)
            saved = time.monotonic()
            if math.isnan(losses[-1]):
                raise SystemExit("diverged")
    torch.save({"model": model.state_dict(), "optimiser": optimiser.state_dict(), "done": done}, path)


if __name__ == "__main__":
    main()
