"""Commands that other installed packages add, by the entry-point group `briefs.commands`; each is loaded only when it is typed."""

from __future__ import annotations

from importlib.metadata import EntryPoint, entry_points
from typing import Any

import click

from briefs.cli.terminal import PipeClosed
from briefs.errors import UsageError

GROUP = "briefs.commands"


class PluginGroup(click.Group):
    """A group that also finds the commands of other packages; its own come first and cannot be replaced."""

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command, ours or a plugin's; None when there is none of that name.

        Raises:
            UsageError: the package that brings the command cannot be loaded.
        """
        own = super().get_command(ctx, cmd_name)
        found = next((entry for entry in _entries() if entry.name == cmd_name), None) if own is None else None
        return own if found is None else _load(found)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; a reader of our output that went away is no error of ours, and click would end it as one (1).

        Raises:
            PipeClosed: nobody reads our output any more.
        """
        try:
            return super().invoke(ctx)
        except BrokenPipeError as error:
            raise PipeClosed from error

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names of all of them."""
        return sorted({*super().list_commands(ctx), *(entry.name for entry in _entries())})


def _entries() -> list[EntryPoint]:
    return sorted(entry_points(group=GROUP), key=lambda entry: entry.name)


def _load(entry: EntryPoint) -> click.Command:
    try:
        command: Any = entry.load()
    except ImportError as error:
        raise UsageError(f"`briefs {entry.name}` comes from {entry.value}, which cannot be loaded: {error}") from error
    if not isinstance(command, click.Command):
        raise UsageError(f"`briefs {entry.name}` comes from {entry.value}, which is no command")
    return command
