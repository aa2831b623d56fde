"""A run on disk: `results/<id>/`.

`samples.jsonl` and `summary.json` hold the scores and are the same, byte by byte, for two runs of one kind. What differs stands elsewhere:
`run.json` (id and time), `effort.jsonl` (seconds, judges' tokens), `documents/` (their provenance), `report.html`.
"""

from __future__ import annotations

import json
import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from briefs.errors import InputError, StorageError, UsageError
from briefs_evals.samples import Sampled

Json = dict[str, Any]
RUN_FORMAT = 3
"""Of run.json and of the counts in samples.jsonl; raised when either changes."""
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")


class RunError(InputError):
    """What was named as a run is none, did not end, or was written by another version of the harness."""


@dataclass(frozen=True, slots=True)
class RunFolder:
    """One run's folder. Lines are appended and flushed one by one, so that a kill loses at most the sample at work."""

    path: Path

    @classmethod
    def create(cls, root: Path, run_id: str, record: Json) -> RunFolder:
        """A new run.

        Raises:
            UsageError: the id is no plain name, or the run is there already.
        """
        if not _ID.fullmatch(run_id):
            raise UsageError(f"run id {run_id!r}: use letters, digits, dot, dash and underscore")
        folder = cls(root / run_id)
        if (folder.path / "run.json").exists():
            raise UsageError(f"{folder.path} is there already; add --resume to go on with it, or choose another --run-id")
        try:
            (folder.path / "documents").mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise UsageError(f"{folder.path} cannot be made ({error.strerror}); choose another folder with --results") from error
        folder.write_json("run.json", record)
        return folder

    @classmethod
    def open(cls, path: Path) -> RunFolder:
        """A run that is there.

        Raises:
            RunError: it is not a run's folder, or of another format.
        """
        folder = cls(path)
        if not (path / "run.json").is_file():
            raise RunError(f"{path} is no run: there is no run.json in it")
        try:
            found = folder.record().get("format")
        except (OSError, ValueError, AttributeError) as error:
            raise RunError(f"{path} is no run: its run.json cannot be read ({error})") from error
        if found != RUN_FORMAT:
            raise RunError(
                f"{path} is a run of format {found}, and this program reads {RUN_FORMAT}; score its documents again with "
                f"--system documents:{path / 'documents'}"
            )
        return folder

    def record(self) -> Json:
        """run.json."""
        return self._read("run.json")

    def summary(self) -> Json:
        """summary.json.

        Raises:
            RunError: the run did not come to its end.
        """
        if not (self.path / "summary.json").is_file():
            raise RunError(f"{self.path} has no summary: the run did not end; go on with it by --resume --run-id {self.path.name}")
        return self._read("summary.json")

    def samples(self) -> list[Json]:
        """Every whole line of samples.jsonl, the last one of each sample; a line cut off by a kill is dropped."""
        return self._lines("samples.jsonl")

    def effort(self) -> dict[str, Json]:
        """Sample -> seconds, and judges' tokens."""
        return {line["sample"]: line for line in self._lines("effort.jsonl")}

    def append(self, sampled: Sampled) -> None:
        """Keep one sample; its document first, so that a line always has one."""
        if sampled.document is not None:
            self.write_json(document_name(sampled.line["sample"]), sampled.document)
        self._append("effort.jsonl", sampled.effort)
        self._append("samples.jsonl", sampled.line)

    def settle(self) -> None:
        """Put the lines in order of sample, once each: while the run went on they came as they were done."""
        for name in ("samples.jsonl", "effort.jsonl"):
            self.write(name, b"".join(map(_line, self._lines(name))))

    def document(self, sample_id: str) -> Json | None:
        """The document behind a sample."""
        name = document_name(sample_id)
        return self._read(name) if (self.path / name).is_file() else None

    def write_json(self, name: str, data: Json) -> None:
        """A whole file or none."""
        self.write(name, (json.dumps(data, ensure_ascii=False, indent=1, sort_keys=name != "run.json") + "\n").encode("utf-8"))

    def write(self, name: str, data: bytes) -> Path:
        """A whole file or none; its path."""
        target = self.path / name
        part = target.with_name(f".{target.name}.part")
        try:
            part.write_bytes(data)
            part.replace(target)
        except OSError as error:
            raise StorageError(f"{target} was not written: {error.strerror}") from error
        return target

    def _lines(self, name: str) -> list[Json]:
        file = self.path / name
        found: dict[str, Json] = {}
        for line in file.read_text(encoding="utf-8").split("\n") if file.is_file() else ():
            try:
                sample = json.loads(line)
            except json.JSONDecodeError:
                continue
            found[sample["sample"]] = sample
        return sorted(found.values(), key=lambda sample: sample["sample"])

    def _append(self, name: str, data: Json) -> None:
        try:
            with (self.path / name).open("ab+") as file:
                if file.tell():
                    file.seek(-1, os.SEEK_END)
                    if file.read(1) != b"\n":
                        file.write(b"\n")
                file.write(_line(data))
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise StorageError(f"{self.path}: {error.strerror}; free some space and go on with --resume") from error

    def _read(self, name: str) -> Json:
        data: Json = json.loads((self.path / name).read_text(encoding="utf-8"))
        return data


def _line(data: Json) -> bytes:
    return json.dumps(data, ensure_ascii=False, sort_keys=True).encode("utf-8") + b"\n"


def document_name(sample_id: str) -> str:
    """`documents/<case>.<mode>.json`."""
    return f"documents/{sample_id.replace('/', '.')}.json"
