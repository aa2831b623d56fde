"""Briefing again: `python -m benchmarks.rebriefing`. Needs no data beyond the checkout; `--stories FOLDER` measures on labelled stories.

A corpus of 200 sources and an article with 40 given claims, through the command line: from an empty state, again, after one source was
added, after one sentence of the article was edited, after the source was forgotten. Each result is held against a run from scratch over
the same files; they must be the same bytes apart from `provenance`.
"""

from __future__ import annotations

import argparse
import json
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from benchmarks.scale import invented_sources
from briefs.collect.layout import STATE
from briefs.domain import Source
from briefs.language import split_sentences

Json = dict[str, Any]
_PASSAGES = 600
_AS_OF = "2026-11-01"


@dataclass(frozen=True, slots=True)
class Task:
    """A folder with a corpus, an article and claims, and a source that is not in the corpus yet."""

    folder: Path
    added: Json
    edited: tuple[str, str]
    """Words of the article, and what an editor makes of them."""

    def brief(self, corpus: Path) -> tuple[Json, float, float]:
        """The document, seconds by the clock, seconds of processor time."""
        words = ["draft", str(self.folder / "article.json"), "--claims", str(self.folder / "claims.json"), "--corpus", str(corpus)]
        started, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
        done = _briefs(*words, "--as-of", _AS_OF, "-q", "--format", "json")
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        worked = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        return json.loads(done), time.perf_counter() - started, worked


def drafted(task: Task) -> Json:
    """The document of the task as it stands."""
    return task.brief(task.folder / "corpus")[0]


@dataclass(slots=True)
class Comparison:
    """Runs on what is kept against runs from scratch."""

    task: Task
    claims: dict[str, Json] = field(default_factory=dict)

    def step(self, name: str, *, is_compared: bool = True) -> None:
        """Brief, compare and print one line."""
        corpus = self.task.folder / "corpus"
        document, seconds, worked = self.task.brief(corpus)
        line = f"{name}: {seconds:.1f} s, {worked:.1f} s of processor time"
        claims = {claim["id"]: claim for claim in document["claims"]}
        if self.claims:
            line += f"; {sum(self.claims.get(key) != claim for key, claim in claims.items())} of {len(claims)} briefs differ from before"
        self.claims = claims
        if "briefed" in document["provenance"]:
            line += f"; {document['provenance']['briefed']}"
        if is_compared:
            scratch = self.task.folder / "scratch"
            shutil.copytree(corpus, scratch, ignore=shutil.ignore_patterns(STATE))
            anew, seconds, worked = self.task.brief(scratch)
            shutil.rmtree(scratch)
            is_same = _bytes(anew) == _bytes(document)
            line += f"; from scratch {seconds:.1f} s, {worked:.1f} s: {'the same bytes' if is_same else 'OTHER BYTES'}"
        print(line, flush=True)
        print(f"    {json.dumps(document['provenance']['seconds'])}", flush=True)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stories", type=Path, help="Folder of labelled stories (YAML); filled up with invented sources.")
    parser.add_argument("--skip", nargs="*", default=[], help="Prefixes of stories to leave out.")
    parser.add_argument("--sources", type=int, default=200)
    parser.add_argument("--claims", type=int, default=40)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        task = make_task(Path(name), sources=arguments.sources, claims=arguments.claims, stories=arguments.stories, skip=arguments.skip)
        runs = Comparison(task)
        runs.step("from an empty state", is_compared=False)
        runs.step("again")
        _briefs("add", str(_written(task.folder, task.added)), "--corpus", str(task.folder / "corpus"), *_options(task.added))
        runs.step("one source added")
        article = task.folder / "article.json"
        article.write_text(article.read_text(encoding="utf-8").replace(*task.edited), encoding="utf-8")
        runs.step("one sentence of the article edited")


def make_task(folder: Path, *, sources: int, claims: int, stories: Path | None = None, skip: Sequence[str] = ()) -> Task:
    """Write the files of a task."""
    listed, texts = _labelled(stories, skip) if stories else ([], [])
    added = listed.pop(0) if listed else None
    invented = invented_sources(sources, passages=_PASSAGES)
    listed += [_line(source) for source in invented[: sources - len(listed)]]
    if not texts:
        readable = [source for source in invented if source.language == "en"][:claims]
        texts = [split_sentences(source.text, "en")[3].of(source.text).strip() for source in readable]
    texts = list(dict.fromkeys(texts))[:claims]
    (folder / "corpus" / "sources").mkdir(parents=True)
    for source in listed:
        (folder / "corpus" / "sources" / f"{source['id']}.txt").write_text(source["text"], encoding="utf-8")
    lines = [
        {**{key: value for key, value in source.items() if key != "text" and value}, "path": f"sources/{source['id']}.txt"}
        for source in listed
    ]
    (folder / "corpus" / "manifest.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    text = "\n\n".join(" ".join(texts[start : start + 3]) for start in range(0, len(texts), 3))
    (folder / "article.json").write_text(json.dumps({"headline": "What is known", "body": text, "language": "en"}), encoding="utf-8")
    (folder / "claims.json").write_text(json.dumps([{"id": f"c{n}", "text": claim} for n, claim in enumerate(texts)]), encoding="utf-8")
    last = json.dumps(texts[-1])[1:-1]
    late = {**_line(invented[0]), "id": "late", "text": f"{texts[0]} {invented[1].text}"}
    return Task(folder, added or late, (last, f"Late on, {last}"))


def _labelled(folder: Path, skipped: Sequence[str]) -> tuple[list[Json], list[str]]:
    sources, claims = [], []
    for path in sorted(folder.glob("*.yaml")):
        if path.name.startswith(tuple(skipped)):
            continue
        story = yaml.safe_load(path.read_text(encoding="utf-8"))
        wanted = ("publisher", "kind", "author", "published_at", "language", "title", "text_kind", "text")
        sources += [{"id": f"{path.name[:2]}-{item['id']}", **{key: item.get(key) for key in wanted}} for item in story["sources"]]
        claims += [claim["text"] for claim in story["claims"]]
    return sources, claims


def _line(source: Source) -> Json:
    return {"id": source.id, "publisher": source.publisher, "language": source.language, "text": source.text}


def _written(folder: Path, source: Json) -> Path:
    path = folder / f"{source['id']}.txt"
    path.write_text(source["text"], encoding="utf-8")
    return path


def _options(source: Json) -> list[str]:
    named = {"--publisher": "publisher", "--kind": "kind", "--published-at": "published_at", "--language": "language", "--title": "title"}
    return [word for option, key in named.items() if source.get(key) for word in (option, str(source[key]))]


def _bytes(document: Json) -> bytes:
    return json.dumps({**document, "provenance": None}, ensure_ascii=False).encode("utf-8")


def _briefs(*words: str) -> str:
    code = "import sys; from briefs.cli import main; sys.exit(main())"
    done = subprocess.run([sys.executable, "-c", code, *words], capture_output=True, text=True, check=False)
    if done.returncode not in (0, 4):
        raise RuntimeError(f"briefs {words[0]} ended with {done.returncode}: {done.stderr[-500:]}")
    return done.stdout


if __name__ == "__main__":
    main()
