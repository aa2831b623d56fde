"""Alleged or confirmed: who really asserts a claim, how many origins stand behind it, and the standing that follows."""

from briefs.assess.analysis import CorpusAnalysis, SourceAnalysis, analyse_corpus, analyse_source, facts_of, narrow, party_of
from briefs.assess.policy import Policy, load_policy
from briefs.assess.standing import assess_claim

__all__ = [
    "CorpusAnalysis",
    "Policy",
    "SourceAnalysis",
    "analyse_corpus",
    "analyse_source",
    "assess_claim",
    "facts_of",
    "load_policy",
    "narrow",
    "party_of",
]
