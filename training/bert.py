"""A plain BERT encoder in PyTorch that reads MiniLM's safetensors; only what training and export need."""

from __future__ import annotations

from pathlib import Path

import torch
from torch import nn
from torch.nn import functional as F


class Layer(nn.Module):
    def __init__(self, width: int, inner: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.query, self.key, self.value, self.out = (nn.Linear(width, width) for _ in range(4))
        self.norm = nn.LayerNorm(width, eps=1e-12)
        self.up, self.down = nn.Linear(width, inner), nn.Linear(inner, width)
        self.norm_out = nn.LayerNorm(width, eps=1e-12)

    def forward(self, x: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        b, n, d = x.shape
        q, k, v = (f(x).view(b, n, self.heads, d // self.heads).transpose(1, 2) for f in (self.query, self.key, self.value))
        y = F.scaled_dot_product_attention(q, k, v, attn_mask=mask).transpose(1, 2).reshape(b, n, d)
        x = self.norm(x + self.out(y))
        return self.norm_out(x + self.down(F.gelu(self.up(x))))


class Encoder(nn.Module):
    """Token ids, segment ids, mask (1 = token) to states (batch, tokens, width)."""

    def __init__(self, vocabulary: int = 30522, width: int = 384, inner: int = 1536, heads: int = 12, layers: int = 6) -> None:
        super().__init__()
        self.words, self.positions, self.segments = nn.Embedding(vocabulary, width), nn.Embedding(512, width), nn.Embedding(2, width)
        self.norm = nn.LayerNorm(width, eps=1e-12)
        self.layers = nn.ModuleList(Layer(width, inner, heads) for _ in range(layers))

    def forward(self, ids: torch.Tensor, segments: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        x = self.words(ids) + self.segments(segments) + self.positions(torch.arange(ids.shape[1], device=ids.device))[None]
        x = self.norm(x)
        bias = (1.0 - mask[:, None, None, :].to(x.dtype)) * -1e4
        for layer in self.layers:
            x = layer(x, bias)
        return x


_NAMES = {
    "attention.self.query": "query",
    "attention.self.key": "key",
    "attention.self.value": "value",
    "attention.output.dense": "out",
    "attention.output.LayerNorm": "norm",
    "intermediate.dense": "up",
    "output.dense": "down",
    "output.LayerNorm": "norm_out",
}


def load_minilm(folder: Path) -> Encoder:
    """The encoder with all-MiniLM-L6-v2's weights (Apache-2.0)."""
    from safetensors.torch import load_file

    given = load_file(folder / "model.safetensors")
    state: dict[str, torch.Tensor] = {}
    for name, tensor in given.items():
        if name.startswith("embeddings.") and "position_ids" not in name:
            short = name.removeprefix("embeddings.")
            short = short.replace("word_embeddings", "words").replace("position_embeddings", "positions")
            state[short.replace("token_type_embeddings", "segments").replace("LayerNorm", "norm")] = tensor
        elif name.startswith("encoder.layer."):
            _, _, number, rest = name.split(".", 3)
            stem, kind = rest.rsplit(".", 1)
            state[f"layers.{number}.{_NAMES[stem]}.{kind}"] = tensor
    encoder = Encoder()
    encoder.load_state_dict(state)
    return encoder
