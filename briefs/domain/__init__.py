"""The product's words: frozen dataclasses without I/O."""

from briefs.domain.briefs import (
    ArticleWording,
    Brief,
    Document,
    Draft,
    Finding,
    ReadRecord,
    Searched,
    Section,
    Skipped,
    Statement,
    VerificationReport,
    Withheld,
    WordingVerdict,
)
from briefs.domain.claims import Claim, claim_id
from briefs.domain.dates import PartialDate
from briefs.domain.evidence import Attribution, Evidence, Origin, OriginFlags, SpeechAct, Stance
from briefs.domain.parties import Party
from briefs.domain.sources import Article, Corpus, Handling, HandlingRule, LeftOut, Passage, Source, SourceKind, TextKind
from briefs.domain.standing import Assessment, ClaimKind, Reason, Reply, Standing
from briefs.domain.text import Citation, Span, sha256_of

__all__ = [
    "Article",
    "ArticleWording",
    "Assessment",
    "Attribution",
    "Brief",
    "Citation",
    "Claim",
    "ClaimKind",
    "Corpus",
    "Document",
    "Draft",
    "Evidence",
    "Finding",
    "Handling",
    "HandlingRule",
    "LeftOut",
    "Origin",
    "OriginFlags",
    "PartialDate",
    "Party",
    "Passage",
    "ReadRecord",
    "Reason",
    "Reply",
    "Searched",
    "Section",
    "Skipped",
    "Source",
    "SourceKind",
    "Span",
    "SpeechAct",
    "Stance",
    "Standing",
    "Statement",
    "TextKind",
    "VerificationReport",
    "Withheld",
    "WordingVerdict",
    "claim_id",
    "sha256_of",
]
