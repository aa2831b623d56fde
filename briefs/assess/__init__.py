"""Alleged or confirmed: who really asserts a claim, how many origins stand behind it, and the standing that follows."""

from briefs.assess.analysis import CorpusAnalysis, SourceAnalysis, analyse_corpus, analyse_source, facts_of, narrow
from briefs.assess.parties import Party, load_parties
from briefs.assess.policy import Policy, load_policy
from briefs.assess.standing import assess_claim

__all__ = [
    "CorpusAnalysis",
    "Party",
    "Policy",
    "SourceAnalysis",
    "analyse_corpus",
    "analyse_source",
    "assess_claim",
    "facts_of",
    "load_parties",
    "load_policy",
    "narrow",
]
