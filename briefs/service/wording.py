"""Messages of the command line as a caller of the API may read them: no folders of this machine, no advice to type a command."""

from __future__ import annotations

import re

from briefs.service.settings import ServiceSettings

_AGAIN = (
    (re.compile(r"to use it again, `briefs add --again` it"), 'to use it again, send it with "again": true'),
    (re.compile(r"\badd --again\b"), 'send it with "again": true'),
)
_COMMAND = re.compile(r"`briefs |(?<!\w)--[a-z]")


def for_callers(message: str, settings: ServiceSettings) -> str:
    """The message with the names of files alone, and without the clauses that name a command or an option."""
    for folder in sorted({str(settings.corpora_folder), str(settings.state)}, key=len, reverse=True):
        message = re.sub(rf"{re.escape(folder)}(?:/[^\s;,:'\"()]*)?", lambda found: found[0].rstrip("/").rpartition("/")[2], message)
    for pattern, words in _AGAIN:
        message = pattern.sub(words, message)
    first, *others = message.split("; ")
    return "; ".join([first, *(clause for clause in others if not _COMMAND.search(clause))])
