"""From files to sources: the manifest and the loaders, passages with offsets, the article under check."""

from briefs.collect.article import load_article
from briefs.collect.corpus import load_corpus
from briefs.collect.layout import state_dir
from briefs.collect.passages import cut_passages

__all__ = ["cut_passages", "load_article", "load_corpus", "state_dir"]
