"""Commands that keep a corpus: index, search, add, forget."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from briefs.cli.options import as_of_option, corpus_option, today
from briefs.cli.terminal import Terminal
from briefs.errors import UsageError

if TYPE_CHECKING:
    from briefs.domain import PartialDate


@click.command()
@corpus_option
@click.pass_obj
def index(terminal: Terminal, *, corpus: Path) -> int:
    """Build or refresh the index of a corpus. `draft` and `search` do this by themselves."""
    from briefs.wiring import open_desk

    with terminal.progress() as progress, open_desk(corpus, as_of=today(), on_progress=progress) as desk:
        report = desk.refreshed
        click.echo(f"{len(desk.corpus.sources)} sources, {report.added} passages added, {report.removed} removed, {report.kept} kept")
        for item in desk.corpus.left_out:
            terminal.say(f"left out: {item.source_id}: {item.reason}")
        return 4 if any(item.code == "unreadable" for item in desk.corpus.left_out) else 0


@click.command()
@click.argument("query")
@corpus_option
@as_of_option
@click.option("-k", "count", type=click.IntRange(1, 200), default=10, show_default=True, help="How many passages.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document instead of text.")
@click.pass_obj
def search(terminal: Terminal, *, query: str, corpus: Path, as_of: PartialDate | None, count: int, as_json: bool) -> None:
    """Find passages of the sources for QUERY, best first."""
    if not any(character.isalnum() for character in query):
        raise UsageError('QUERY holds no word to search for; give a few, as in: briefs search "trenches near Bakhmut"')
    from briefs.wiring import open_desk

    day = as_of or today()
    with terminal.progress() as progress, open_desk(corpus, as_of=day, on_progress=progress) as desk:
        assert desk.search is not None  # only `draft`, which has an article, may go without
        hits = desk.search.search(query, k=count, as_of=day)
        sources = desk.sources
    if as_json:
        rows = [
            {
                "source": hit.passage.source_id,
                "start": hit.passage.span.start,
                "end": hit.passage.span.end,
                "exact": hit.passage.text,
                "sha256": hit.passage.source_sha256,
                "score": round(hit.score, 6),
            }
            for hit in hits
        ]
        click.echo(json.dumps({"query": query, "hits": rows}, ensure_ascii=False, indent=1))
        return
    if not hits:
        terminal.say("nothing found")
    for hit in hits:
        source = sources[hit.passage.source_id]
        date = f", {source.published_at}" if source.published_at else ""
        click.echo(f"{source.shown_name}{date} [{source.id} {hit.passage.span.start}-{hit.passage.span.end}]")
        click.echo(f"  {' '.join(hit.passage.text.split())}\n")


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@corpus_option
@click.option("--id", "source_id", help="Id of the source. [default: from the file's name]")
@click.option("--url", help="Where it stands on the web.")
@click.option("--publisher", help="Who published it; 'X, carried by Y' for a reprint.")
@click.option("--kind", type=click.Choice(["wire", "outlet", "official", "party", "social", "ngo", "expert", "document", "unknown"]))
@click.option("--author")
@click.option("--published-at", help="2023, 2023-09 or 2023-09-26.")
@click.option("--language", help="ISO code of the text. [default: detected]")
@click.option("--title")
@click.option("--text-kind", type=click.Choice(["full", "excerpt", "summary", "transcript", "translation", "own-words"]))
@click.option("--handling", help="open, local-only, or embargoed-until DATE.")
@click.option("--confidential", is_flag=True, help="Show the display name alone; never the publisher, the title or the address.")
@click.option("--display-name", help="What readers may see of a confidential source.")
@click.option("--new", "makes_corpus", is_flag=True, help="Make the corpus folder when there is none.")
@click.option("--again", is_flag=True, help="Add it although the corpus has the same file already, or its text was forgotten.")
@click.pass_obj
def add(terminal: Terminal, /, *, file: Path, corpus: Path, makes_corpus: bool, again: bool, **fields: object) -> None:
    """Copy FILE into the corpus, write its line in the manifest, and print its id.

    A file that the corpus has already is not added a second time.
    """
    from briefs.wiring import add_to_corpus

    given = {name: value for name, value in fields.items() if value not in (None, False)}
    added = add_to_corpus(corpus, file, {**given, "makes_corpus": makes_corpus, "is_again": again})
    if added.was_there:
        terminal.say(f"already there as {added.source_id}; nothing was added")
    click.echo(added.source_id)


@click.command()
@click.argument("source_id")
@corpus_option
def forget(*, source_id: str, corpus: Path) -> None:
    """Erase the text of SOURCE_ID from corpus, index and caches; a tombstone with its hash remains."""
    from briefs.wiring import forget_from_corpus

    forget_from_corpus(corpus, source_id)
    click.echo(f"forgotten: {source_id}")
