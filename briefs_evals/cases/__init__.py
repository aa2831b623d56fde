"""Cases: an article with its sources, which the system under test sees, and labels, which only the scorer sees."""

from briefs_evals.cases.case import (
    STANDINGS,
    Case,
    LabelledClaim,
    Labels,
    Point,
    Quote,
    case_files,
    case_sha256,
    load_case,
    load_cases,
    packaged_cases,
    suite_sha256,
)
from briefs_evals.cases.validation import Fault, UnsoundCase, id_fault, sound_cases, validate_case
from briefs_evals.cases.visible import Task, source_texts, write_task

__all__ = [
    "STANDINGS",
    "Case",
    "Fault",
    "LabelledClaim",
    "Labels",
    "Point",
    "Quote",
    "Task",
    "UnsoundCase",
    "case_files",
    "case_sha256",
    "id_fault",
    "load_case",
    "load_cases",
    "packaged_cases",
    "sound_cases",
    "source_texts",
    "suite_sha256",
    "validate_case",
    "write_task",
]
