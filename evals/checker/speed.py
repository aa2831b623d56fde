"""Time the checker in processor seconds, so that a busy machine says the same: pairs of 128 tokens, a 120-sentence page, loading, memory.

.venv/bin/python -m evals.checker.speed
"""

from __future__ import annotations

import resource
import sys
import time


def main() -> None:
    before = set(sys.modules)
    began = time.process_time()
    from briefs.verify.checker import check_support

    imported = time.process_time()
    check_support("The bridge was closed on Monday.", "The bridge fell.")
    loaded = time.process_time()
    print(f"import {imported - began:.2f} s; first answer, weights loaded, {loaded - imported:.2f} s")
    print(
        "torch loaded:", "torch" in sys.modules, "; parser loaded:", any(name.startswith("en_core") for name in set(sys.modules) - before)
    )
    base = (
        "The harbour ministry said on {} May 2021 that {} dockers had refused to work near Selby Quay after a crane fell on a barge. "
        "Anna Reed, the ministry's spokeswoman, told reporters that nobody had been hurt, and that the quay would open again by {} June. "
        "The dockers' union, which represents about {} men and women in the port, denied that its members had been told of the closure. "
        "A court will hear the union's complaint against the port's owner later this year, according to the Gazette."
    )
    pairs = [
        (
            f"Anna Reed said {n + 10} dockers refused to work near Selby Quay in May 2021.",
            base.format(n % 28 + 1, n + 10, n % 28 + 1, n * 7 + 100),
        )
        for n in range(300)
    ]
    began = time.process_time()
    for sentence, span in pairs:
        check_support(sentence, span)
    seconds = time.process_time() - began
    print(f"{len(pairs) / seconds:.0f} pairs a second at about 128 tokens, one process, no two pairs alike")
    page = [base.format(n % 28 + 1, n, n % 28 + 1, n + 3) for n in range(30)]
    began = time.process_time()
    check_support("Anna Reed said that 12 dockers refused to work near Selby Quay.", page)
    print(f"a page of 120 sentences: {1000 * (time.process_time() - began):.0f} ms")
    one = [base.format(3, n, 4, 5).split(". ")[0] for n in range(40)]
    check_support("Dockers refused to work.", one[0])
    began = time.process_time()
    for sentence in one:
        check_support("More than 300 dockers refused to work near Selby Quay, the ministry said.", sentence)
    print(f"one claim against 40 single sentences: {1000 * (time.process_time() - began) / 40:.1f} ms each")
    print(f"memory, whole process: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()
