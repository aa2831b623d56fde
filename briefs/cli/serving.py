"""`briefs serve`, and `briefs service …` for whoever operates it."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from briefs.cli.terminal import Terminal
from briefs.errors import BriefsError

if TYPE_CHECKING:
    from briefs.service.database import Database
    from briefs.service.settings import ServiceSettings

_config = click.option(
    "--config", type=click.Path(path_type=Path), help="The service's TOML file (docs/service.md). [default: $BRIEFS_SERVICE_CONFIG]"
)
_state = click.option("--state", type=click.Path(path_type=Path, file_okay=False), help="Folder of its state. [default: briefs-state]")


@click.command()
@_config
@_state
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on; a reverse proxy stands before it.")
@click.option("--port", type=click.IntRange(1, 65535), default=8787, show_default=True)
@click.pass_obj
def serve(terminal: Terminal, *, config: Path | None, state: Path | None, host: str, port: int) -> None:
    """Serve the HTTP API: articles and webhooks in, briefs and callbacks out. Logs are JSON lines on stderr."""
    settings = _settings(config, state)
    from briefs.service.serving import serve as run

    if sys.stderr.isatty():  # a log collector gets JSON lines alone
        terminal.say(f"serving on http://{host}:{port}, state in {settings.state}; Ctrl-C ends it")
    run(settings, host=host, port=port)


@click.group()
def service() -> None:
    """Tokens, secrets, backups of `briefs serve`."""


@service.group()
def token() -> None:
    """Who may call the service."""


@token.command("add")
@click.argument("name")
@click.option(
    "--scope", "scopes", multiple=True, required=True, help="briefs:read, briefs:write, corpora:read, corpora:write, decisions:write."
)
@_config
@_state
@click.pass_obj
def add_token(terminal: Terminal, *, name: str, scopes: tuple[str, ...], config: Path | None, state: Path | None) -> None:
    """Make a token for NAME and print it. It is shown this once: only its hash is kept."""
    from briefs.service.tokens import TokenStore

    settings = _settings(config, state)
    click.echo(TokenStore(_database(settings)).add(name, scopes))
    terminal.say(f"for the state in {settings.state}; it is shown this once")


@token.command("list")
@_config
@_state
def list_tokens(*, config: Path | None, state: Path | None) -> None:
    """Show names, scopes and dates."""
    from briefs.service.tokens import TokenStore

    for entry in TokenStore(_database(_settings(config, state))).entries():
        ended = f", revoked {entry.revoked_at}" if entry.revoked_at else ""
        click.echo(f"{entry.name}: {' '.join(entry.scopes)} (made {entry.created_at}{ended})")


@token.command("revoke")
@click.argument("name")
@_config
@_state
def revoke_token(*, name: str, config: Path | None, state: Path | None) -> None:
    """End the token of NAME at once; no restart is needed."""
    from briefs.service.tokens import TokenStore

    TokenStore(_database(_settings(config, state))).revoke(name)
    click.echo(f"revoked: {name}")


@service.command()
def secret() -> None:
    """Print a fresh webhook secret (Standard Webhooks: whsec_…)."""
    from briefs.service.signing import new_secret

    click.echo(new_secret())


@service.command()
@click.argument("hook")
@_config
@_state
def connection(*, hook: str, config: Path | None, state: Path | None) -> None:
    """Print what is pasted into the plugin of the system behind HOOK: the hook's address and its secret, in one line."""
    import os

    from briefs.errors import UsageError

    settings = _settings(config, state)
    found = settings.hooks.get(hook)
    if found is None:
        raise UsageError(f"no hook {hook} is configured (there is: {', '.join(sorted(settings.hooks)) or 'none'})")
    words = os.environ.get(found.secret_env, "").split()
    if not words:
        raise UsageError(f"hook {hook}: the environment variable {found.secret_env} is not set; `briefs service secret` makes a secret")
    if settings.public_url is None:
        raise UsageError("public_url is not set: how the system reaches this service")
    click.echo(f"{settings.public_url.rstrip('/')}/v1/hooks/{hook}#{words[0]}")


@service.command()
@click.argument("name")
@click.option("-o", "--output", type=click.Path(path_type=Path), required=True, help="A folder that is made, or FILE.zip for an upload.")
def plugin(*, name: str, output: Path) -> None:
    """Write the plugin for a content management system (NAME: wordpress or wagtail) out of this program."""
    from briefs.service.plugin_files import write_plugin

    click.echo(write_plugin(name, output))


@service.command()
@_config
@_state
@click.pass_obj
def check(terminal: Terminal, *, config: Path | None, state: Path | None) -> None:
    """Check the configuration and the secrets in the environment, without starting anything; ask the systems that briefs are delivered to
    what the credentials may do there."""
    import os

    from briefs.config import load_settings, require_keys
    from briefs.service.delivering import rights_faults
    from briefs.service.publishers import publishers_of
    from briefs.service.settings import read_environment

    settings = _settings(config, state)
    publishers = publishers_of(settings, read_environment(settings, os.environ))
    require_keys(load_settings(settings.model_config_file))
    for name, publisher in publishers.items():
        if settings.public_url is None:
            terminal.say(f"warning: hook {name}: without public_url nothing beside a post leads to the review page")
        try:
            faults = rights_faults(publisher.probe())
        except BriefsError as error:
            faults = [f"its system could not be asked: {error}"]
        for fault in faults:
            terminal.say(f"warning: hook {name}: {fault}")
    click.echo(json.dumps(settings.model_dump(mode="json"), indent=1))


@service.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@_config
@_state
def backup(*, file: Path, config: Path | None, state: Path | None) -> None:
    """Write jobs, tokens, decisions and corpora to FILE (.tar.gz), also while the service runs."""
    from briefs.service.backup import write_backup

    click.echo(write_backup(_settings(config, state), file))


@service.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@_config
@_state
def restore(*, file: Path, config: Path | None, state: Path | None) -> None:
    """Put a backup back, where no state is yet."""
    from briefs.service.backup import restore_backup

    click.echo(restore_backup(_settings(config, state), file))


def _settings(config: Path | None, state: Path | None) -> ServiceSettings:
    from briefs.service.settings import load_service_settings

    return load_service_settings(config, state=state)


def _database(settings: ServiceSettings) -> Database:
    from briefs.service.database import Database

    return Database(settings.database)
