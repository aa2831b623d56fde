"""The labelled sets as (evidence, sentence, label) rows, and which part of each may be fitted on.

Split by document, fixed, without a seed to shop for: `fit` rows may be trained on and tuned on, `report` rows are scored once.

| set | fit | report |
|---|---|---|
| WiCE claims (full page) | documents whose title hashes even | the others |
| factcheck-bench stance | first half of the file (documents lie together) | second half, without evidence that the first half has |
| SummEdits | podcast, sales_call, sales_email, scitldr | ectsum, qmsumm, samsum: domains not trained on |
| AttributionBench dev | nothing (no licence stated) | all of it |
| entailment | train.jsonl.gz, rows with a stated licence | dev.jsonl.gz |
"""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

FIT_DOMAINS = ("podcast", "sales_call", "sales_email", "scitldr")
REPORT_DOMAINS = ("ectsum", "qmsumm", "samsum")
BINARY = frozenset(
    ("sanli_sim_wiki", "sanli_translate_wiki", "litepyr_realsumm", "litepyr_pyrxsum", "lfqa_verif", "rte", "begin_wow")
) | frozenset(("begin_cmu", "begin_tc", "bump", "q2", "qags", "aggrefact_cliff", "aggrefact_goyal"))
"""Sources whose negatives are not told apart into refuted and not enough."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One pair."""

    id: str
    set: str
    document: str
    part: str
    """fit | report"""
    evidence: tuple[str, ...]
    """The text in pieces (a page's sentences, or one text)."""
    sentence: str
    label: str
    """supported | partly | not | contradicted"""
    original: str = ""
    """Of an edited sentence, the consistent one that it was made from."""
    unsupported: tuple[str, ...] = ()
    """Words that annotators marked as not supported."""
    is_licensed: bool = True

    @property
    def text(self) -> str:
        """The evidence as one text."""
        return "\n".join(self.evidence)

    @property
    def is_supported(self) -> bool:
        return self.label == "supported"


def load_rows(data: Path) -> list[Row]:
    """Every row of every set under the folder."""
    return [*_wice(data), *_wice_tokens(data), *_attributionbench(data), *_factcheck(data), *_summedits(data), *_entailment(data)]


def _hash(text: str) -> int:
    return int.from_bytes(hashlib.sha256(text.encode("utf-8")).digest()[:4], "big")


def _lines(path: Path) -> Iterable[dict]:
    content = path.read_bytes()
    for line in (gzip.decompress(content) if path.suffix == ".gz" else content).splitlines():
        yield json.loads(line)


_WICE = {"supported": "supported", "partially_supported": "partly", "not_supported": "not"}


def _wice(data: Path) -> Iterable[Row]:
    for line in _lines(data / "wice/claim/dev.jsonl"):
        document = line["meta"]["claim_title"]
        part = "fit" if _hash(document) % 2 == 0 else "report"
        evidence = tuple(line["evidence"])
        yield Row(
            id=line["meta"]["id"],
            set="wice",
            document=document,
            part=part,
            evidence=evidence,
            sentence=line["claim"],
            label=_WICE[line["label"]],
        )
    for number, line in enumerate(_lines(data / "wice/oracle_chunks/dev.jsonl")):
        document = line["meta"]["claim_title"]
        part = "fit" if _hash(document) % 2 == 0 else "report"
        yield Row(
            id=f"chunk-{number}",
            set="wice-chunks",
            document=document,
            part=part,
            evidence=tuple(line["evidence"]),
            sentence=line["claim"],
            label=_WICE[line["label"]],
        )


def _wice_tokens(data: Path) -> Iterable[Row]:
    for name in ("train", "dev"):
        for number, line in enumerate(_lines(data / f"wice/non_supported_tokens/{name}.jsonl")):
            document = line["meta"]["claim_title"]
            part = "fit" if name == "train" or _hash(document) % 2 == 0 else "report"
            marked = tuple(token for token, bad in zip(line["claim_tokens"], line["non_supported_spans"], strict=True) if bad)
            yield Row(
                id=f"tokens-{name}-{number}",
                set="wice-tokens",
                document=document,
                part=part,
                evidence=tuple(line["evidence"]),
                sentence=line["claim"],
                label=_WICE[line["label"]],
                unsupported=marked,
            )


def _attributionbench(data: Path) -> Iterable[Row]:
    for line in _lines(data / "attributionbench/dev_all_subset_balanced.jsonl"):
        label = "supported" if line["attribution_label"] == "attributable" else "not"
        yield Row(
            id=line["id"],
            set="attributionbench",
            document=line["question"],
            part="report",
            evidence=tuple(line["references"]),
            sentence=line["claim"],
            label=label,
            is_licensed=False,
        )


_STANCE = {"completely-support": "supported", "partially-support": "partly", "irrelevant": "not", "refute": "contradicted"}


def _factcheck(data: Path) -> Iterable[Row]:
    lines = list(_lines(data / "factcheck-bench/subtasks/subtask3_claim_evidence_stance.jsonl"))
    half = len(lines) // 2
    while lines[half]["claim"] == lines[half - 1]["claim"]:
        half += 1
    seen = {text for line in lines[:half] for text in (line["claim"], line["evidence"])}
    for number, line in enumerate(lines):
        if number >= half and (line["claim"] in seen or line["evidence"] in seen):
            continue
        yield Row(
            id=f"fcb-{number}",
            set="factcheck-bench",
            document=line["claim"],
            part="fit" if number < half else "report",
            evidence=(line["evidence"],),
            sentence=line["claim"],
            label=_STANCE[line["stance"]],
        )


def _summedits(data: Path) -> Iterable[Row]:
    for domain in (*FIT_DOMAINS, *REPORT_DOMAINS):
        for line in json.loads((data / f"summedits/summedits_{domain}.json").read_text(encoding="utf-8")):
            yield Row(
                id=line["id"],
                set=f"summedits-{domain}",
                document=f"{domain}-{_hash(line['doc'])}",
                part="fit" if domain in FIT_DOMAINS else "report",
                evidence=(line["doc"],),
                sentence=line["summary"],
                label="supported" if line["label"] == 1 else "not",
                original=line.get("original_summary") or "",
            )


_NLI = {"supported": "supported", "refuted": "contradicted", "not_enough": "not"}


def _entailment(data: Path) -> Iterable[Row]:
    for name, part in (("train", "fit"), ("dev", "report")):
        for line in _lines(data / f"entailment/{name}.jsonl.gz"):
            yield Row(
                id=line["id"],
                set=f"entailment-{line['source']}",
                document=str(_hash(line["premise"])),
                part=part,
                evidence=(line["premise"],),
                sentence=line["hypothesis"],
                label=_NLI[line["label"]],
                is_licensed=line["licence"] == "stated",
            )
