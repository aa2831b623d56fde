"""`briefs eval new` and `briefs eval validate`: make a case, and say what is wrong with one."""

from __future__ import annotations

from pathlib import Path

import click


@click.command()
@click.argument("article", type=click.Path(path_type=Path))
@click.option("--corpus", type=click.Path(path_type=Path), required=True, help="The collected sources.")
@click.option("--as-of", required=True, help="Day that the case stands at: 2026-03-08.")
@click.option("--id", "case_id", help="[default: the article file's name]")
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="[default: cases/ID.yaml in this folder]")
@click.option(
    "--draft-claims/--no-draft-claims", default=True, show_default=True, help="Put in the claims that the program finds, to be labelled."
)
def new(*, article: Path, corpus: Path, as_of: str, case_id: str | None, output: Path | None, draft_claims: bool) -> None:
    """Scaffold a case from ARTICLE and a corpus: everything but the labels, which are marked TODO.

    It is written to cases/ID.yaml below the folder that you are in, or to --output; the path is printed.
    """
    from briefs_evals.cases import id_fault, validate_case
    from briefs_evals.cases.scaffold import scaffold_case

    name = article.stem if case_id is None else case_id
    fault = id_fault(name)
    if fault:
        raise click.UsageError(f"{fault}; write another with --id")
    target = output or Path("cases") / f"{name}.yaml"
    if target.exists():
        raise click.UsageError(f"{target} is there already")
    text = scaffold_case(article, corpus, as_of=as_of, case_id=name, draft_claims=draft_claims)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    except OSError as error:
        raise click.UsageError(f"{target} cannot be written: {error.strerror}") from error
    click.echo(target.resolve())
    open_ = sum(not fault.is_warning for fault in validate_case(target))
    click.echo(
        f"{open_} places to fill in or correct; `briefs eval validate {target}` lists them, and a run refuses the case until then", err=True
    )


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
def validate(*, paths: tuple[Path, ...]) -> None:
    """Check case files or folders; without any, the cases that come along. Ends with 3 when one is not sound."""
    from briefs_evals.cases import UnsoundCase, case_files, load_case, packaged_cases, validate_case

    files = case_files(paths or (packaged_cases(),))
    wrong = 0
    for file in files:
        faults = validate_case(file)
        is_sound = all(fault.is_warning for fault in faults)
        wrong += not is_sound
        for fault in faults:
            click.echo(str(fault))
        if is_sound:
            case = load_case(file)
            click.echo(f"{file}: sound; {len(case.sources)} sources, {len(case.labels.claims)} claims, sha256 {case.sha256[:16]}")
    if wrong:
        raise UnsoundCase(f"{wrong} of {len(files)} cases are not sound")
