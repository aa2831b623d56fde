"""The chain beside a plain LangChain retrieval chain: the same model, server, sources and claims.

    python evals/serve_small_model.py --port 8799 &        # in its own environment, see there
    python -m evals.chain_table --base-url http://127.0.0.1:8799/v1 --model openai:smollm2-135m --case 03-snake-island

Calls and tokens are counted between the systems and the server. Of the sentences that reach a reader are counted: those that present as
confirmed a claim that no label calls so; those whose citation is missing or does not resolve, or whose spans do not carry them in the
embedded checker's opinion (English spans alone). `rules` is the product without a model.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from briefs.chain.settings import ChainSettings, Limits, ModelChoice
from briefs.domain import PartialDate, Span
from briefs.domain.wire import document_to_json
from briefs.language import normalise, split_sentences
from briefs.verify.checker import check_support
from briefs.verify.checker.verdict import Outcome
from briefs.wiring import DraftJob, draft_document
from briefs_evals.cases import Case, Task, load_cases, packaged_cases, write_task
from briefs_evals.systems.langchain_rag import LangChainRag
from evals.counting_proxy import Counts, counted

Json = dict[str, Any]


@dataclass(slots=True, kw_only=True)
class Row:
    """One system's figures over all cases."""

    system: str
    claims: int = 0
    failed: int = 0
    calls: int = 0
    tokens: int = 0
    sentences: int = 0
    by_model: int = 0
    """Claims with at least one sentence of the model's."""
    over_confirming: int = 0
    unfaithful: int = 0

    def add(self, case: Case, document: Json, counts: Counts) -> None:
        """Count one document."""
        texts = {str(fields["id"]): normalise(text).strip("\n") for fields, text in case.sources}
        languages = {str(fields["id"]): str(fields.get("language", "en")) for fields, _ in case.sources}
        accepted = {label.id: label.accepted for label in case.labels.claims}
        self.claims += len(case.labels.claims)
        self.failed += sum(bool(item.get("is_failure")) for item in document["skipped"])
        self.calls += counts.calls
        self.tokens += counts.tokens
        self.sentences += sum(len(claim["statements"]) for claim in document["claims"])
        self.by_model += sum(bool(claim.get("written_by")) for claim in document["claims"])
        for claim in document["claims"]:
            said = [statement for statement in claim["statements"] if statement["section"] == "confirmed"]
            self.over_confirming += len(said) if "confirmed" not in accepted.get(claim["id"], {"confirmed"}) else 0
            stated = [statement for statement in claim["statements"] if statement["section"] != "unknown"]
            self.unfaithful += sum(_is_unfaithful(statement, texts, languages) for statement in stated)

    def line(self) -> str:
        """For the table."""
        each = max(1, self.claims)
        figures = (f"{self.tokens / each:.0f}", f"{self.calls / each:.2f}", self.sentences, self.by_model, self.over_confirming)
        return f"| {self.system} | {self.claims} | {self.failed} | " + " | ".join(map(str, figures)) + f" | {self.unfaithful} |"


def _is_unfaithful(statement: Json, texts: Mapping[str, str], languages: Mapping[str, str]) -> bool:
    """Whether a sentence cites nothing that is there, or the embedded checker finds that the sentences of its spans do not carry it."""
    spans = []
    for citation in statement["citations"]:
        text = texts.get(citation["source"], "")
        if not citation["exact"] or text[citation["start"] : citation["end"]] != citation["exact"]:
            return True
        place = Span(citation["start"], citation["end"])
        around = [sentence.of(text) for sentence in split_sentences(text, languages[citation["source"]]) if sentence.overlaps(place)]
        spans.append(" ".join(around))
    if not spans:
        return True
    if any(languages[citation["source"]] != "en" for citation in statement["citations"]):
        return False  # the checker reads English alone
    return check_support(statement["text"], spans).outcome in (Outcome.NOT, Outcome.CONTRADICTED)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--base-url", required=True)
    parser.add_argument("--model", default="openai:smollm2-135m")
    parser.add_argument("--case", action="append", help="Id of a case (repeatable). [default: all of the development part]")
    parser.add_argument("--only", choices=("rules", "chain", "langchain-rag"), action="append")
    wanted = parser.parse_args()
    cases = [c for c in load_cases([packaged_cases()]) if (c.id in wanted.case if wanted.case else c.split == "dev")]
    systems: dict[str, Callable[[Task, str], Json]] = {
        "rules": lambda task, url: _product(task, None),
        "chain": lambda task, url: _product(task, ModelChoice(name=wanted.model, base_url=url)),
        "langchain-rag": lambda task, url: LangChainRag.of_endpoint(model=wanted.model, base_url=url).brief(task),
    }
    print("| system | claims | failed | tokens a claim | calls a claim | sentences | claims by model | over-confirming | unfaithful |")
    print("|---|---|---|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        for name, brief in systems.items():
            if wanted.only and name not in wanted.only:
                continue
            row = Row(system=name)
            for case in cases:
                task = write_task(case, Path(folder) / case.id, claims="gold")
                with counted(wanted.base_url) as (url, counts):
                    document = json.loads(json.dumps(brief(task, url)))
                row.add(case, document, counts)
            print(row.line(), flush=True)


def _product(task: Task, model: ModelChoice | None) -> Json:
    # a small model on a busy machine is slow, which is no fault of either system
    settings = replace(ChainSettings(limits=Limits(timeout_s=600.0, tries=1, answer_tokens=600), uses_cache=False), model=model)
    job = DraftJob(
        article=str(task.article), corpus=task.corpus, as_of=PartialDate.parse(task.as_of), claims_file=task.claims, chain=settings
    )
    return document_to_json(draft_document(job, on_progress=lambda *_: None))


if __name__ == "__main__":
    main()
