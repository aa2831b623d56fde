"""Where results go: which formats, to which files, decided and checked before any work starts."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import click

from briefs.errors import StorageError, UsageError

FORMATS = ("md", "html", "docx", "json", "review")
_ENDINGS = {"review": "html"}
"""Of formats that are not named as their files end."""
_SUFFIXES = {".md": "md", ".markdown": "md", ".html": "html", ".htm": "html", ".docx": "docx", ".json": "json"}
_STDOUT = "-"

format_option = click.option(
    "--format", "formats", type=click.Choice(FORMATS), multiple=True, help="Repeatable. [default: by the ending of -o, else md]"
)
output_option = click.option("-o", "--output", help="A file for one format, a folder for several. [default: stdout]")


@dataclass(frozen=True, slots=True)
class Outputs:
    """Each format with its file; no file means stdout."""

    files: tuple[tuple[str, Path | None], ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The formats asked for."""
        return tuple(name for name, _ in self.files)

    def write(self, rendered: Callable[[str], bytes]) -> None:
        """Write every format, and say on stdout which files there are now.

        Raises:
            UsageError: a folder cannot be made or written to.
            StorageError: the disk refuses; a file that stood there before still stands.
        """
        for name, path in self.files:
            data = rendered(name)
            if path is None:
                sys.stdout.buffer.write(data)
                sys.stdout.buffer.flush()
            else:
                write_output(path, data)
                click.echo(path)


def plan_outputs(formats: tuple[str, ...], output: str | None, *, stem: str) -> Outputs:
    """What `--format` and `-o` together ask for. A single format is taken from the ending of `-o` when it is not given.

    Raises:
        UsageError: they contradict each other, the format cannot be told, or nothing can be written there. Nothing was written.
    """
    chosen = tuple(dict.fromkeys(formats))
    if output is None or output == _STDOUT:
        return _on_stdout(chosen or ("md",))
    path = Path(output)
    if path.is_dir() or output.endswith(("/", os.sep)):
        return _in_folder(path, chosen or ("md",), stem)
    ending = _SUFFIXES.get(path.suffix.lower())
    if len(chosen) > 1:
        if ending is not None or path.exists():
            raise UsageError(f"-o {path} names one file for {len(chosen)} formats ({_listed(chosen)}); name a folder, as -o {path.stem}/")
        return _in_folder(path, chosen, stem)
    if not chosen and ending is None:
        raise UsageError(f"the format of -o {path} cannot be told; end it in .md, .html, .docx or .json, or give --format")
    if chosen and ending is not None and ending != _ENDINGS.get(chosen[0], chosen[0]):
        raise UsageError(f"-o {path} is named as {ending}, but --format says {chosen[0]}; make them agree or drop --format")
    _check_folder(path.parent)
    return Outputs((((chosen or (ending or "md",))[0], path),))


def write_output(path: Path, data: bytes) -> None:
    """Write a whole file or none; a device or a pipe that stands there is written to, never replaced.

    Raises:
        UsageError: its folder cannot be made.
        StorageError: the disk refuses; a file that stood there before still stands.
    """
    from briefs.collect.durable import write_atomically

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists() and not path.is_file():
            path.write_bytes(data)
            return
    except BrokenPipeError:
        raise
    except OSError as error:
        raise StorageError(f"{path} could not be written ({error.strerror})") from error
    write_atomically(path, data)


def _on_stdout(chosen: tuple[str, ...]) -> Outputs:
    if len(chosen) > 1:
        raise UsageError(f"{len(chosen)} formats ({_listed(chosen)}) need a folder: add -o FOLDER/")
    if chosen == ("docx",) and sys.stdout.isatty():
        raise UsageError("a DOCX file is not for a terminal: add -o FILE.docx")
    return Outputs(((chosen[0], None),))


def _in_folder(folder: Path, chosen: tuple[str, ...], stem: str) -> Outputs:
    _check_folder(folder)
    files = tuple((name, folder / f"{stem}.{name}{'.html' if name == 'review' else ''}") for name in chosen)
    for _, path in files:
        if path.is_dir():
            raise UsageError(f"{path} is a folder and stands where a file has to go; name another with -o")
    return Outputs(files)


def _check_folder(folder: Path) -> None:
    """Find out before minutes of work whether the folder, or the nearest one above it that exists, takes files."""
    nearest = next(place for place in (folder, *folder.absolute().parents) if place.exists())
    if not nearest.is_dir():
        raise UsageError(f"{nearest} is a file, so nothing can be written below it; name another place with -o")
    if not os.access(nearest, os.W_OK):
        raise UsageError(f"the folder {nearest} cannot be written to; name another place with -o")


def _listed(names: tuple[str, ...]) -> str:
    return f"{', '.join(names[:-1])} and {names[-1]}"
