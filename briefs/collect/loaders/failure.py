"""How a loader says that it cannot read a file."""

from __future__ import annotations


class UnreadableFileError(ValueError):
    """No text can be got out of a file; the message is a sentence for a person and quotes nothing of the file."""
