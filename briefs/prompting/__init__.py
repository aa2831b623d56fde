"""Prompt files found, checked, hashed and rendered; one structured question as a LangChain runnable, strictly parsed."""

from briefs.prompting.asking import AnswerRejected, invoke_untraced, parse_answer, structured_ask
from briefs.prompting.prompts import Prompt, PromptError, load_prompt, neutralised

__all__ = ["AnswerRejected", "Prompt", "PromptError", "invoke_untraced", "load_prompt", "neutralised", "parse_answer", "structured_ask"]
