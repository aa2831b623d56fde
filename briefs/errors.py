"""Every error this program raises on purpose, as one tree.

    BriefsError                       1  an internal fault, reported with what was being done
    ├── UsageError                    2  an option, a setting or an argument is wrong
    ├── InputError                    3  an input cannot be used at all
    │   ├── ArticleError              3  the article is missing, empty, or in a language that needs --claims
    │   ├── CorpusError               3  the corpus is empty, its manifest is broken, a path leaves it
    │   ├── AddressRefused            3  an address that no list of the operator allows, or that leads into a private network
    │   ├── SourceUnreadable          -  one source cannot be read; it is skipped and listed (exit 4)
    │   └── BriefError                3  a brief file is not one of ours or does not follow the schema
    ├── IndexLocked                   2  another process is writing the index
    ├── StorageError                  1  the disk is full or refuses a write
    ├── ModelWeightsError             2  a weight file is missing or its sha256 differs
    ├── ProviderError                 5  a remote model failed; trying again may help
    └── GateRefused                   6  `verify` or `--fail-on` found what must not pass

A message says what happened, which file or id, and what to do. The number is the exit code (docs: README, "Exit codes").
"""

from __future__ import annotations


class BriefsError(Exception):
    """Base of the tree; `exit_code` is what the command line ends with."""

    exit_code = 1


class UsageError(BriefsError):
    """An option, a setting or an argument is wrong."""

    exit_code = 2


class InputError(BriefsError):
    """An input cannot be used."""

    exit_code = 3


class ArticleError(InputError):
    """The article is missing, empty, undecodable, or in a language that needs `--claims`."""


class CorpusError(InputError):
    """The corpus is empty, its manifest is broken, an id stands twice, or a path leaves the folder."""


class AddressRefused(InputError):
    """An address that no list of the operator allows, or that leads into a private network. Nothing was sent."""


class SourceUnreadable(InputError):
    """One source cannot be read (encrypted PDF, wrong encoding, no text). The rest of the corpus goes on without it."""

    def __init__(self, source_id: str, reason: str) -> None:
        super().__init__(f"source {source_id}: {reason}")
        self.source_id = source_id
        self.reason = reason


class BriefError(InputError):
    """A brief file is not JSON, not ours, or does not follow the published schema."""


class IndexLocked(UsageError):
    """Another process holds the index's write lock."""


class StorageError(BriefsError):
    """The disk is full or a write was refused; what stood before the write still stands."""


class ModelWeightsError(UsageError):
    """A weight file is missing or is not the one that was pinned."""


class ProviderError(BriefsError):
    """A remote model or endpoint failed; trying again may help.

    Args:
        retry_after_s: how long the endpoint asks to wait; None when it does not say.
        is_lasting: asking the same again cannot help (a refused key, an unknown model).
    """

    exit_code = 5

    def __init__(self, message: str, *, retry_after_s: float | None = None, is_lasting: bool = False) -> None:
        super().__init__(message)
        self.retry_after_s = retry_after_s
        self.is_lasting = is_lasting


class GateRefused(BriefsError):
    """`verify` or `--fail-on` found what must not pass."""

    exit_code = 6
