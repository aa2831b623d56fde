"""A chat model as entailment checker, behind the same port as the embedded one, and the two together."""

from __future__ import annotations

from collections.abc import Sequence

from briefs.chain.offering import gives_orders
from briefs.errors import ProviderError
from briefs.ports import ChatModel, EntailmentChecker
from briefs.prompting import AnswerRejected, invoke_untraced, load_prompt, neutralised, structured_ask

_PAIRS = 12
"""Pairs of one question."""


class ChatEntailment:
    """Implements `ports.EntailmentChecker`. What is not answered, twice answered, or asked of a text that gives orders, is not supported.

    The caller answers for where its texts may go: give restricted ones to a checker over a model on this machine only.
    """

    def __init__(self, model: ChatModel) -> None:
        self._model = model
        self._prompt = load_prompt("entail")

    @property
    def name(self) -> str:
        """Model and version of the prompt."""
        return f"{self._model.name}, entail {self._prompt.version}"

    @property
    def is_local(self) -> bool:
        """Whether the texts stay on this machine."""
        return self._model.is_local

    def support(self, pairs: Sequence[tuple[str, str]]) -> list[float]:
        """1.0 where the model finds the sentence supported, else 0.0."""
        verdicts: list[float] = []
        for start in range(0, len(pairs), _PAIRS):
            verdicts += self._asked(pairs[start : start + _PAIRS])
        return verdicts

    def _asked(self, pairs: Sequence[tuple[str, str]]) -> list[float]:
        blocks = [
            f"<text p{number}>\n{neutralised(span)}\n</text>\nSentence: {neutralised(sentence)}"
            for number, (span, sentence) in enumerate(pairs, start=1)
        ]
        try:
            answer = invoke_untraced(structured_ask(self._prompt, self._model), {"pairs": "\n".join(blocks)})
        except (AnswerRejected, ProviderError):
            return [0.0] * len(pairs)
        said: dict[str, list[bool]] = {}
        for verdict in answer["verdicts"]:
            said.setdefault(verdict["pair"], []).append(verdict["supported"])
        return [float(said.get(f"p{number}") == [True] and not gives_orders(span)) for number, (span, _) in enumerate(pairs, start=1)]


class BothAgree:
    """Implements `ports.EntailmentChecker`: the lower of two checkers' probabilities; the second is asked where the first finds any."""

    def __init__(self, first: EntailmentChecker, second: EntailmentChecker) -> None:
        self._first, self._second = first, second

    @property
    def name(self) -> str:
        """Both."""
        return f"{self._first.name} and {self._second.name}"

    def support(self, pairs: Sequence[tuple[str, str]]) -> list[float]:
        """See the class."""
        found = self._first.support(pairs)
        open_ones = [place for place, value in enumerate(found) if value > 0.0]
        for place, value in zip(open_ones, self._second.support([pairs[place] for place in open_ones]), strict=True):
            found[place] = min(found[place], value)
        return found
