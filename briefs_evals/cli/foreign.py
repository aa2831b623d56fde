"""`briefs eval foreign`: how a judge does on a public benchmark, given its path."""

from __future__ import annotations

from pathlib import Path

import click

NAMES = ("wice", "attributionbench", "summedits", "factcheck-bench", "polnear")


@click.command()
@click.argument("name", type=click.Choice(NAMES))
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--judge", "spec", default="overlap", show_default=True, help="overlap, chat:MODEL[@URL].")
@click.option("--limit", type=click.IntRange(1), help="Only the first so many rows (a paid judge).")
def foreign(*, name: str, path: Path, spec: str, limit: int | None) -> None:
    """Score a judge on the benchmark NAME under PATH; polnear scores the program's attributions instead."""
    if name == "polnear":
        from briefs_evals.foreign.polnear import polnear_report

        click.echo(polnear_report(path, articles=limit), nl=False)
        return
    from briefs_evals.foreign import foreign_report, load_foreign
    from briefs_evals.judges import make_judge

    judge = make_judge(spec)
    click.echo(foreign_report(name, load_foreign(name, path)[:limit], judge), nl=False)
