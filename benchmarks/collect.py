"""Measures of collecting: web page extraction, PDFs, a long text, a large Telegram export.

    python benchmarks/collect.py --pages TRAFILATURA_TESTS --pdfs FOLDER

`--pages` is the `tests` folder of the trafilatura repository (evaldata.json beside cache/ and eval/), `--pdfs` any folder of PDFs. What
is not given is skipped. The figures stand in benchmarks/collect.md.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from pathlib import Path

from briefs.collect import cut_passages, load_corpus
from briefs.collect.loaders import load_bytes
from briefs.domain import Source
from briefs.errors import SourceUnreadable


def measure_pages(folder: Path) -> str:
    """Must-keep and must-drop strings of the labelled pages whose HTML is there."""
    kept = keep = dropped = drop = pages = unreadable = 0
    start = time.perf_counter()
    for entry in json.loads((folder / "evaldata.json").read_text("utf-8")).values():
        file = next((path for part in ("cache", "eval") if (path := folder / part / entry["file"]).exists()), None)
        if file is None:
            continue
        pages += 1
        try:
            [page] = load_bytes(file.read_bytes(), suffix=".html", source_id="page")
            text = page.text
        except SourceUnreadable:
            unreadable += 1
            text = ""
        kept += sum(words in text for words in entry["with"])
        keep += len(entry["with"])
        dropped += sum(words not in text for words in entry["without"])
        drop += len(entry["without"])
    precision, recall = kept / (kept + drop - dropped), kept / keep
    f1 = 2 * precision * recall / (precision + recall)
    seconds = time.perf_counter() - start
    return (
        f"{pages} pages, {unreadable} unreadable: kept {kept}/{keep} ({recall:.3f}), dropped {dropped}/{drop} ({dropped / drop:.3f}), "
        f"precision {precision:.3f}, F1 {f1:.3f}, accuracy {(kept + dropped) / (keep + drop):.3f}, {seconds:.0f} s"
    )


def measure_pdfs(folder: Path) -> str:
    """How many are read, why the others are not, and the slowest."""
    reasons: dict[str, int] = {}
    slowest = 0.0
    files = sorted(folder.rglob("*.pdf"))
    for file in files:
        start = time.perf_counter()
        try:
            load_bytes(file.read_bytes(), suffix=".pdf", source_id="pdf")
            reason = "read"
        except SourceUnreadable as error:
            reason = error.reason.partition(";")[0]
        reasons[reason] = reasons.get(reason, 0) + 1
        slowest = max(slowest, time.perf_counter() - start)
    return f"{len(files)} PDFs, slowest {slowest:.1f} s: {reasons}"


def measure_long_text(megabytes: int) -> str:
    """Seconds to cut a long text into passages."""
    sentence = "The council of the northern town closed bridge number {n} on Monday after engineers found cracks in two pillars."
    paragraph = " ".join(sentence.format(n=n) for n in range(5)) + "\n\n"
    source = Source(id="long", text=paragraph * (megabytes * 1_000_000 // len(paragraph)), language="en")
    start = time.perf_counter()
    passages = cut_passages(source)
    words = sum(len(passage.text.split()) for passage in passages) / len(passages)
    return f"{megabytes} MB: {len(passages)} passages of {words:.0f} words in {time.perf_counter() - start:.1f} s"


def measure_telegram(messages: int) -> str:
    """Seconds to take an export with many messages, first and second time."""
    items = [
        {
            "id": n,
            "type": "message",
            "date": "2026-03-02T09:10:11",
            "text": f"Message {n}: the council of the town closed bridge {n}.",
        }
        for n in range(messages)
    ]
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "result.json").write_text(json.dumps({"name": "Observer", "type": "public_channel", "id": 1, "messages": items}), "utf-8")
        times = []
        for _ in range(2):
            start = time.perf_counter()
            load_corpus(root, as_of=None)
            times.append(time.perf_counter() - start)
    return f"{messages} messages: {times[0]:.1f} s, again {times[1]:.1f} s"


def main() -> None:
    """Run what was asked for, one line a measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=Path)
    parser.add_argument("--pdfs", type=Path)
    given = parser.parse_args()
    if given.pages:
        sys.stdout.write(f"web pages: {measure_pages(given.pages)}\n")
    if given.pdfs:
        sys.stdout.write(f"PDFs: {measure_pdfs(given.pdfs)}\n")
    sys.stdout.write(f"passages: {measure_long_text(20)}\n")
    sys.stdout.write(f"telegram: {measure_telegram(20_000)}\n")


if __name__ == "__main__":
    main()
