"""Prompt files found, checked, hashed and rendered; one structured question as a LangChain runnable, strictly parsed."""

from briefs.prompting.asking import AnswerRejected, structured_ask
from briefs.prompting.prompts import Prompt, load_prompt

__all__ = ["AnswerRejected", "Prompt", "load_prompt", "structured_ask"]
