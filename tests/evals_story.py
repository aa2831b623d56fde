"""A small invented case and documents of it, for the tests of the evaluation harness."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from briefs.domain import sha256_of
from briefs_evals.cases import Case, load_case

Json = dict[str, Any]

CASE = """\
format: 1
version: 1
split: dev
id: river
title: Barges sunk
as_of: "2026-03-08"
language: en
article:
  title: Barges sunk
  text: "Forty barges were sunk near Low Quay, the Reed Circle says. The harbour was closed on Monday. Nobody was hurt."
sources:
  - {id: gazette, publisher: The Gazette, kind: outlet, language: en, title: Barges, text_kind: own-words, published_at: "2026-03",
     text: "The Reed Circle claims that 40 barges were sunk near Low Quay. The harbour office could not verify it.", origins: [reed]}
  - {id: courier, publisher: The Courier, kind: outlet, language: en, title: Barges, text_kind: own-words, published_at: "2026-03",
     text: "Forty barges were sunk near Low Quay, says the Reed Circle. \\"We saw them burn,\\" its speaker said.", origins: [reed]}
  - {id: office, publisher: Harbour Office, kind: official, language: en, title: Notice, text_kind: own-words, published_at: "2026-03-02",
     text: "The harbour is closed on Monday 2 March by order of the harbour office.", origins: [office]}
claims:
  - {id: c1, text: Forty barges were sunk near Low Quay., article_quote: Forty barges were sunk near Low Quay,
     status: alleged, checkworthy: true, alleged_by: [Reed Circle], independent_origins: 1,
     supporting: [{source: gazette, quote: 40 barges were sunk near Low Quay},
     {source: courier, quote: Forty barges were sunk near Low Quay}]}
  - {id: c2, text: The harbour was closed on Monday., article_quote: The harbour was closed on Monday, status: confirmed, checkworthy: true,
     independent_origins: 1, supporting: [{source: office, quote: The harbour is closed on Monday}]}
  - {id: c3, text: Nobody was hurt., article_quote: Nobody was hurt, status: unverified,
     alt_status: [alleged], checkworthy: false, independent_origins: 0}
reference_brief:
  what_is_alleged: ["The Reed Circle claims that 40 barges were sunk near Low Quay. [gazette, courier]"]
  what_is_confirmed: ["The harbour was closed on Monday by order of the harbour office. [office]"]
  not_known: ["Whether anybody was hurt."]
"""


def write_case(folder: Path, text: str = CASE) -> Path:
    """The case as a file."""
    path = folder / "river.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def a_case(folder: Path) -> Case:
    """The case, loaded."""
    return load_case(write_case(folder))


def cite(case: Case, source: str, words: str) -> Json:
    """The citation of the first place where the words stand."""
    text = next(text for fields, text in case.sources if fields["id"] == source)
    start = text.index(words)
    return {"source": source, "start": start, "end": start + len(words), "exact": words, "sha256": sha256_of(text)}


def a_statement(text: str, *citations: Json, section: str = "alleged") -> Json:
    """A sentence."""
    return {"section": section, "text": text, "citations": list(citations)}


def a_claim(claim: str, standing: str, *statements: Json, **fields: object) -> Json:
    """A claim of the contract, by its label's id."""
    return {
        "id": claim,
        "text": claim,
        "span": None,
        "checkworthy": True,
        "standing": standing,
        "reasons": [],
        "holders": [],
        "origins": [],
        "independent_origins": 1,
        "statements": list(statements),
        "withheld": [],
        **fields,
    }


def a_document(case: Case, *claims: Json) -> Json:
    """A document of the contract, as far as scoring reads it."""
    text = str(case.article["body"])
    return {
        "schema_version": "1.0",
        "language": "en",
        "article": {"text": text, "sha256": sha256_of(text)},
        "as_of": case.as_of,
        "is_publishable": True,
        "claims": list(claims),
        "skipped": [],
        "sources": [],
        "provenance": {},
    }


def a_good_document(case: Case) -> Json:
    """All three claims right, every sentence carried by its citations."""
    says = a_statement(
        "The Reed Circle claims that 40 barges were sunk near Low Quay.",
        cite(case, "gazette", "The Reed Circle claims that 40 barges were sunk near Low Quay."),
    )
    closed = a_statement(
        "The harbour office closed the harbour on Monday.",
        cite(case, "office", "The harbour is closed on Monday 2 March by order of the harbour office."),
        section="confirmed",
    )
    return a_document(
        case,
        a_claim("c1", "alleged", says, holders=["Reed Circle"]),
        a_claim("c2", "confirmed", closed),
        a_claim(
            "c3",
            "unverified",
            a_statement("Nothing in the sources says whether anybody was hurt.", section="unknown"),
            independent_origins=0,
        ),
    )
