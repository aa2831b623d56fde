"""Language work shared by every stage: sentences, figures, dates, names across scripts, quotations, stems, shingles, parses.

All spans are half-open ranges of Unicode code points in the text that was passed. Word lists are data files, one a language.
"""

from briefs.language.dates import DateMention, find_dates
from briefs.language.detection import detect_language, is_in
from briefs.language.figures import Figure, figure_carries, find_figures, same_figure
from briefs.language.keeping import keep
from briefs.language.lexicon import LANGUAGES, Lexicon, fold, lexicon
from briefs.language.name_keys import name_key, names_corefer, same_name
from briefs.language.names import NameMention, find_names
from briefs.language.normalisation import normalise
from briefs.language.parsing import ParseStore, keep_parses, kept_answer, parse, parse_each
from briefs.language.quotations import Quotation, find_quotations
from briefs.language.sentences import split_sentences
from briefs.language.shingles import NearDuplicate, containment, near_duplicates, shared_share, shingles
from briefs.language.tokens import Token, content_tokens, stem_of

__all__ = [
    "LANGUAGES",
    "DateMention",
    "Figure",
    "Lexicon",
    "NameMention",
    "NearDuplicate",
    "ParseStore",
    "Quotation",
    "Token",
    "containment",
    "content_tokens",
    "detect_language",
    "figure_carries",
    "find_dates",
    "find_figures",
    "find_names",
    "find_quotations",
    "fold",
    "is_in",
    "keep",
    "keep_parses",
    "kept_answer",
    "lexicon",
    "name_key",
    "names_corefer",
    "near_duplicates",
    "normalise",
    "parse",
    "parse_each",
    "same_figure",
    "same_name",
    "shared_share",
    "shingles",
    "split_sentences",
    "stem_of",
]
