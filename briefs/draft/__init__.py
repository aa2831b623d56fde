"""From an assessed claim to unchecked sentences, and to what must change in the article. Only the gate makes a brief of them."""

from briefs.draft.article_wording import judge_wording
from briefs.draft.extractive import draft_brief

__all__ = ["draft_brief", "judge_wording"]
