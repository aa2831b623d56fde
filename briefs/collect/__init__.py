"""From files to sources: the manifest and the loaders, passages with offsets, the article under check, adding and forgetting."""

from briefs.collect.adding import Added, add_source
from briefs.collect.article import load_article, read_article
from briefs.collect.corpus import load_corpus
from briefs.collect.forgetting import Forgotten, forget_source
from briefs.collect.layout import state_dir
from briefs.collect.manifest import ManifestLine, read_manifest
from briefs.collect.parties import load_parties, mark_party, unmark_party
from briefs.collect.passages import cut_passages
from briefs.collect.same_article import canonical_url

__all__ = [
    "Added",
    "Forgotten",
    "ManifestLine",
    "add_source",
    "canonical_url",
    "cut_passages",
    "forget_source",
    "load_article",
    "load_corpus",
    "load_parties",
    "mark_party",
    "read_article",
    "read_manifest",
    "state_dir",
    "unmark_party",
]
