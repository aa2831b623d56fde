"""A run on disk: `results/<id>/` with run.json, samples.jsonl, summary.json, documents/, report.html."""

from __future__ import annotations

import json
import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from briefs.errors import StorageError, UsageError

Json = dict[str, Any]
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")


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
        (folder.path / "documents").mkdir(parents=True, exist_ok=True)
        folder.write_json("run.json", record)
        return folder

    @classmethod
    def open(cls, path: Path) -> RunFolder:
        """A run that is there.

        Raises:
            UsageError: it is not a run's folder.
        """
        if not (path / "run.json").is_file():
            raise UsageError(f"{path} is no run: there is no run.json in it")
        return cls(path)

    def record(self) -> Json:
        """run.json."""
        return self._read("run.json")

    def summary(self) -> Json:
        """summary.json.

        Raises:
            UsageError: the run did not come to its end.
        """
        if not (self.path / "summary.json").is_file():
            raise UsageError(f"{self.path} has no summary: the run did not end; go on with it by --resume --run-id {self.path.name}")
        return self._read("summary.json")

    def samples(self) -> list[Json]:
        """Every whole line of samples.jsonl, the last one of each sample; a line cut off by a kill is dropped."""
        file = self.path / "samples.jsonl"
        found: dict[str, Json] = {}
        for line in file.read_text(encoding="utf-8").splitlines() if file.is_file() else ():
            try:
                sample = json.loads(line)
            except json.JSONDecodeError:
                continue
            found[sample["sample"]] = sample
        return sorted(found.values(), key=lambda sample: sample["sample"])

    def append(self, sample: Json, document: Json | None) -> None:
        """Keep one sample; its document first, so that a line always has one."""
        if document is not None:
            self.write_json(document_name(sample["sample"]), document)
        try:
            with (self.path / "samples.jsonl").open("ab+") as file:
                if file.tell():
                    file.seek(-1, os.SEEK_END)
                    if file.read(1) != b"\n":
                        file.write(b"\n")
                file.write(json.dumps(sample, ensure_ascii=False, sort_keys=True).encode("utf-8") + b"\n")
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise StorageError(f"{self.path}: {error.strerror}; free some space and go on with --resume") from error

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

    def _read(self, name: str) -> Json:
        data: Json = json.loads((self.path / name).read_text(encoding="utf-8"))
        return data


def document_name(sample_id: str) -> str:
    """`documents/<case>.<mode>.json`."""
    return f"documents/{sample_id.replace('/', '.')}.json"
