"""What a text encoder would add: the numbers of `training.encoding`, measured on the rows of `training.measure`. Nothing of it ships.

    python -m training.measure_encoded --data DATA --model model.onnx --tokenizer tokenizer.json --out encoded.npz [--most 500]

`model.onnx` gives a state for every word piece (inputs input_ids, attention_mask, token_type_ids); tried with all-MiniLM-L6-v2 in int8.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

from briefs.verify.checker.alignment import align
from briefs.verify.checker.reading import read_evidence, read_piece
from training.encoding import NAMES, Encoded, encoded_values, piece_texts
from training.rows import load_rows

SETS = ("wice", "wice-chunks", "factcheck-bench", "attributionbench")


class OnnxEncoder:
    """A `WordEncoder` on one thread; each text is encoded once."""

    name = "all-MiniLM-L6-v2-int8"

    def __init__(self, model: Path, tokenizer: Path) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
        self._tokenizer = Tokenizer.from_file(str(tokenizer))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(160)
        self._known: dict[str, Encoded] = {}

    def encode_words(self, texts: list[str]) -> list[Encoded]:
        """Word pieces without the special ones, unit vectors."""
        return [self._known.setdefault(text, self._encoded(text)) if text not in self._known else self._known[text] for text in texts]

    def _encoded(self, text: str) -> Encoded:
        coded = self._tokenizer.encode(text)
        ids = np.array([coded.ids], dtype=np.int64)
        feed = {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": np.zeros_like(ids)}
        states = self._session.run(None, feed)[0][0, 1:-1].astype(np.float32)
        states /= np.maximum(np.linalg.norm(states, axis=1, keepdims=True), 1e-6)
        return Encoded(np.array(coded.offsets[1:-1], dtype=np.int32).reshape(-1, 2), states)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--tokenizer", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--most", type=int, default=0)
    args = parser.parse_args()
    encoder = OnnxEncoder(args.model, args.tokenizer)
    rows = [row for row in load_rows(args.data) if row.set in SETS or row.set.startswith("summedits")]
    values = []
    for row in rows[: args.most or None]:
        alignment = align(read_piece(row.sentence, "en"), read_evidence(row.evidence, "en"))
        (sentence,) = encoder.encode_words([row.sentence])
        evidence = encoder.encode_words([piece.text for piece in piece_texts(alignment)])
        values.append(list(encoded_values(alignment, sentence, evidence).values()))
    ids = [f"{row.set} {row.id}" for row in rows[: args.most or None]]
    np.savez_compressed(args.out, values=np.array(values, dtype=np.float32), names=np.array(NAMES), ids=np.array(ids))


if __name__ == "__main__":
    main()
