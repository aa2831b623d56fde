"""How soon the review page can be read and used: `python -m benchmarks.review_page`. Needs chromium and Playwright (`bin/test-browser`).

40 claims over 200 invented sources are briefed (minutes; `--document FILE --corpus DIR` takes a brief that is there), then the page is
opened again and again in a fresh browser context, as a file and served with an editor's forms: when the first words are painted, when a key
is answered, when the last claim is laid out, in seconds from the start of the navigation. Server and browser run on the same cores.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.rebriefing import drafted, make_task
from benchmarks.service import RunningService
from briefs.domain.unwire import document_from_json
from briefs.render import to_review
from briefs.service.database import Database
from briefs.service.job import Offer
from briefs.service.jobs import JobStore
from briefs.service.working import outcome_of
from briefs.wiring import with_source_texts

MARKS = ("first words painted", "a key answered", "last claim laid out", "HTML received")
_LAST = "document.querySelector('.case:last-of-type')"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--document", type=Path, help="A brief as JSON, with --corpus; without it one is made.")
    parser.add_argument("--corpus", type=Path)
    parser.add_argument("--times", type=int, default=10)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if arguments.document is None:
            task = make_task(folder, sources=200, claims=40)
            data, corpus = drafted(task), folder / "corpus"
        else:
            data, corpus = json.loads(arguments.document.read_text(encoding="utf-8")), arguments.corpus
        data["provenance"] = data["provenance"] or {}
        _measure(data, corpus, folder, times=arguments.times)


def _measure(data: dict[str, Any], corpus: Path, folder: Path, *, times: int) -> None:
    from playwright.sync_api import sync_playwright

    document = with_source_texts(document_from_json(data), corpus)
    started = time.perf_counter()
    page = to_review(document)
    made_s = time.perf_counter() - started
    print(f"{len(document.briefs)} claims, {len(document.sources)} sources, {len(page) / 1e6:.2f} MB; made in {made_s:.2f} s", flush=True)
    file = folder / "review.html"
    file.write_text(page, encoding="utf-8")
    database = Database(folder / "state" / "service.sqlite")
    jobs = JobStore(database)
    request = {"corpus": "measured", "article": {"headline": "Measured", "body": document.article.text}, "as_of": document.as_of}
    jobs.accept(Offer(corpus="measured", request=request, request_sha256="0" * 64, caller="benchmark"))
    job = jobs.next_job(0)
    assert job is not None
    jobs.finish(job, outcome_of(document, "mark"))
    database.close()
    service = RunningService(folder / "state")
    service.start()
    try:
        with sync_playwright() as driver:
            browser = driver.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])

            def as_file() -> tuple[Any, str]:
                return browser.new_context().new_page(), file.as_uri()

            def served() -> tuple[Any, str]:
                tab = browser.new_context().new_page()
                tab.goto(f"http://127.0.0.1:{service.port}/review/login")
                tab.locator("#editor").fill("Ada")
                tab.locator("#token").fill(service.token)
                tab.keyboard.press("Enter")
                tab.wait_for_url("**/review")
                return tab, f"http://127.0.0.1:{service.port}/review/{job.id}"

            for name, opened in (("as a file", as_file), ("served, with forms", served)):
                _print(name, [_once(opened) for _ in range(times)])
            browser.close()
    finally:
        service.stop()


def _once(opened: Callable[[], tuple[Any, str]]) -> tuple[float, ...]:
    """Seconds, in the order of `MARKS`."""
    tab, address = opened()
    tab.goto(address, wait_until="commit")
    # asked from outside: the page's policy allows no function to be waited for inside it
    while not tab.evaluate("document.activeElement?.className === 'skip'"):
        tab.keyboard.press("Tab")
    answered = tab.evaluate("performance.now()")
    tab.wait_for_load_state("load")
    tab.evaluate(f"{_LAST}.scrollIntoView()")
    laid_out = tab.evaluate(f"({_LAST}.getBoundingClientRect().top, performance.now())")
    while not tab.evaluate("performance.getEntriesByName('first-contentful-paint').length"):
        time.sleep(0.005)
    painted = tab.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")
    received = tab.evaluate("performance.getEntriesByType('navigation')[0].responseEnd")
    tab.context.close()
    return painted / 1000, answered / 1000, laid_out / 1000, received / 1000


def _print(name: str, rows: list[tuple[float, ...]]) -> None:
    load = os.getloadavg()[0]
    print(f"{name} ({len(rows)} times, load {load:.1f}):")
    for mark, values in zip(MARKS, zip(*rows, strict=True), strict=True):
        print(f"  {mark}: median {statistics.median(values):.2f} s, best {min(values):.2f} s, worst {max(values):.2f} s", flush=True)


if __name__ == "__main__":
    main()
