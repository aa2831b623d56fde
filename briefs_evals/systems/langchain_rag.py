"""Baseline: the plain LangChain retrieval chain of tutorials: vector search over chunks, one prompt, a chat model that answers in JSON.

The model sets the standing by itself and cites chunks by number; a chunk is the citation's span. There is no gate. A number that no chunk
has becomes a citation that does not resolve, and an answer that does not parse is a claim that failed: nothing is repaired. The endpoint is
asked for JSON by schema, so that a small model is measured by what it says and not by its brackets.
"""

from __future__ import annotations

import json
from importlib import resources
from typing import TYPE_CHECKING, Any

from briefs.errors import UsageError
from briefs_evals.cases import Task
from briefs_evals.cases.case import STANDINGS
from briefs_evals.systems.port import Unscored
from briefs_evals.systems.story_files import Story, read_story, written_claim, written_document

if TYPE_CHECKING:
    from langchain_core.embeddings import Embeddings
    from langchain_core.runnables import Runnable

Json = dict[str, Any]
_CHUNKS = 6
_SENTENCES_A_CHUNK = 3
_ANSWER_TOKENS = 400
_TIMEOUT_S = 300.0
_SENTENCE = {
    "type": "object",
    "properties": {"text": {"type": "string"}, "chunks": {"type": "array", "items": {"type": "integer"}}},
    "required": ["text", "chunks"],
    "additionalProperties": False,
}
_SCHEMA = {
    "type": "object",
    "properties": {
        "standing": {"type": "string", "enum": list(STANDINGS)},
        "sentences": {"type": "array", "items": _SENTENCE, "maxItems": 5},
    },
    "required": ["standing", "sentences"],
    "additionalProperties": False,
}


class LangChainRag:
    """See the module. `chat` and `embeddings` are LangChain's; None: unscored."""

    name = "langchain-rag"

    def __init__(self, *, chat: Runnable[Any, Any] | None, embeddings: Embeddings | None = None) -> None:
        self._chat, self._embeddings = chat, embeddings

    @classmethod
    def of_endpoint(cls, *, model: str | None, base_url: str | None) -> LangChainRag:
        """Over any OpenAI-compatible endpoint; `--model openai:NAME`."""
        if model is None:
            return cls(chat=None)
        import os

        if not (base_url or os.environ.get("OPENAI_BASE_URL") or os.environ.get("OPENAI_API_KEY", "").strip()):
            raise UsageError(f"--model {model} needs a key: set OPENAI_API_KEY, or name an endpoint that needs none with --base-url")

        from langchain_openai import ChatOpenAI
        from pydantic import SecretStr

        from briefs.adapters.telemetry import switch_off

        switch_off()
        key = SecretStr(os.environ.get("OPENAI_API_KEY") or "none")
        chat = ChatOpenAI(
            model=model.removeprefix("openai:"),
            base_url=base_url,
            api_key=key,
            timeout=_TIMEOUT_S,
            max_retries=1,
            temperature=0,
            seed=1,
            max_completion_tokens=_ANSWER_TOKENS,
            use_responses_api=False,
            # not as `response_format`: the client would raise for an answer that was cut off instead of handing it over
            extra_body={"response_format": {"type": "json_schema", "json_schema": {"name": "brief", "schema": _SCHEMA, "strict": True}}},
        )
        return cls(chat=chat)

    def brief(self, task: Task) -> Json:
        """One question a claim.

        Raises:
            Unscored: no model was named.
        """
        if self._chat is None:
            raise Unscored("no model: name one with --model openai:NAME, and --base-url for a local server")
        from langchain_core.callbacks import get_usage_metadata_callback
        from langchain_core.output_parsers import StrOutputParser
        from langchain_core.prompts import ChatPromptTemplate
        from langchain_core.vectorstores import InMemoryVectorStore

        story = read_story(task)
        chunks = _chunks(story)
        store = InMemoryVectorStore(self._embeddings or _embeddings())
        store.add_texts([chunk["exact"] for chunk in chunks], metadatas=[{"number": number} for number in range(len(chunks))])
        instructions = resources.files("briefs_evals.systems").joinpath("data", "langchain_rag.md").read_text(encoding="utf-8")
        chain = ChatPromptTemplate.from_messages([("system", "{instructions}"), ("human", "{question}")]) | self._chat | StrOutputParser()
        claims, skipped = [], []
        with get_usage_metadata_callback() as used:
            for claim in story.claims:
                found = [chunks[document.metadata["number"]] for document in store.similarity_search(claim["text"], k=_CHUNKS)]
                answer = _asked(chain, instructions, _question(claim, found))
                if isinstance(answer, str):
                    skipped.append({**claim, "reason": answer, "is_failure": True})
                else:
                    claims.append(_claim(claim, answer, found))
        document = written_document(story, task, claims, program=self.name)
        usage = list(used.usage_metadata.values())
        tokens = {"prompt": sum(item["input_tokens"] for item in usage), "completion": sum(item["output_tokens"] for item in usage)}
        provenance = {**document["provenance"], **({"tokens": tokens} if usage else {})}
        return {**document, "skipped": skipped, "provenance": provenance}


def _question(claim: Json, found: list[Json]) -> str:
    numbered = [{"number": number, "source": chunk["source"], "text": chunk["exact"]} for number, chunk in enumerate(found, start=1)]
    return json.dumps({"claim": claim["text"], "chunks": numbered}, ensure_ascii=False)


def _chunks(story: Story) -> list[Json]:
    """Citations of up to three sentences in a row."""
    chunks = []
    for sentences, body in zip(story.sentences, story.bodies, strict=True):
        for start in range(0, len(sentences), _SENTENCES_A_CHUNK):
            group = sentences[start : start + _SENTENCES_A_CHUNK]
            first, last = group[0].citation, group[-1].citation
            chunks.append({**first, "end": last["end"], "exact": body[first["start"] : last["end"]]})
    return chunks


def _asked(chain: Runnable[Any, str], instructions: str, question: str) -> Json | str:
    """The model's answer, or why there is none."""
    import openai

    try:
        answer = _parsed(chain.invoke({"instructions": instructions, "question": question}))
    except openai.OpenAIError as error:
        return f"the model failed: {type(error).__name__}"
    return answer if answer is not None else "the model's answer did not parse"


def _parsed(text: str) -> Json | None:
    try:
        answer = json.loads(text[text.index("{") : text.rindex("}") + 1])
    except ValueError:
        return None
    good = isinstance(answer, dict) and answer.get("standing") in STANDINGS and isinstance(answer.get("sentences"), list)
    return answer if good and all(isinstance(s, dict) and isinstance(s.get("text"), str) for s in answer["sentences"]) else None


def _claim(claim: Json, answer: Json, found: list[Json]) -> Json:
    section = "unknown" if answer["standing"] == "unverified" else answer["standing"]
    statements = [
        {"section": section, "text": sentence["text"], "citations": [_citation(number, found) for number in sentence.get("chunks") or ()]}
        for sentence in answer["sentences"]
    ]
    sources = sorted({citation["source"] for statement in statements for citation in statement["citations"]})
    origins = [{"name": source, "independent": "yes", "interested": False, "anonymous": False, "sources": [source]} for source in sources]
    return {**written_claim(claim, standing=answer["standing"], sentences=[], origins=origins), "statements": statements}


def _citation(number: object, found: list[Json]) -> Json:
    if isinstance(number, int) and 1 <= number <= len(found):
        return found[number - 1]
    return {"source": f"chunk {number}", "start": 0, "end": 1, "exact": "", "sha256": ""}


def _embeddings() -> Embeddings:
    """The product's embedded model in LangChain's shape."""
    from langchain_core.embeddings import Embeddings as Base

    from briefs.adapters.embedding import E5Embedder

    embedder = E5Embedder()

    class Embedded(Base):
        def embed_documents(self, texts: list[str]) -> list[list[float]]:
            return [[float(x) for x in row] for row in embedder.embed_passages(texts)]

        def embed_query(self, text: str) -> list[float]:
            return [float(x) for x in embedder.embed_queries([text])[0]]

    return Embedded()
