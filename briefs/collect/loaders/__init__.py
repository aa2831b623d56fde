"""One loader a format: bytes of a file in, its texts and own metadata out."""

from briefs.collect.loaders.dispatch import LEGACY, READABLE, load_bytes

__all__ = ["LEGACY", "READABLE", "load_bytes"]
