"""A prompt is one Markdown file with front matter: name, version, inputs, output schema. Its text cannot change without its version.

`prompts.lock` maps each name to the version and sha256 of its file. Placeholders are written `{{name}}`; what fills them is data and is
never searched for placeholders itself. Source text goes in between delimiters that it cannot forge (`neutralised`).
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from briefs.errors import BriefsError
from briefs.language.yaml_data import load_yaml

_PLACEHOLDER = re.compile(r"\{\{(\w+)\}\}")
_FOLDER = "texts"


class PromptError(BriefsError):
    """A prompt file is missing, malformed, or is not the one that `prompts.lock` pins."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """`system` stays the same for every question, so that a provider's prefix cache hits; `user` carries the data."""

    name: str
    version: int
    inputs: tuple[str, ...]
    schema: dict[str, Any]
    system: str
    user: str
    sha256: str

    def render(self, values: dict[str, str]) -> str:
        """The user message with every placeholder filled.

        Raises:
            PromptError: an input is missing or was not declared.
        """
        if set(values) != set(self.inputs):
            raise PromptError(f"prompt {self.name}: inputs {sorted(self.inputs)} are declared, {sorted(values)} were given")
        return _PLACEHOLDER.sub(lambda match: values[match.group(1)], self.user)


@cache
def load_prompt(name: str) -> Prompt:
    """The prompt of that name, checked against `prompts.lock`.

    Raises:
        PromptError: see there.
    """
    folder = resources.files("briefs.prompting").joinpath(_FOLDER)
    raw = folder.joinpath(f"{name}.md").read_bytes()
    digest = hashlib.sha256(raw).hexdigest()
    prompt = parse_prompt(raw.decode("utf-8"), sha256=digest)
    pinned = load_yaml(folder.joinpath("prompts.lock.yaml").read_text(encoding="utf-8")).get(name)
    if pinned != {"version": prompt.version, "sha256": digest}:
        raise PromptError(f"prompt {name}: the file differs from prompts.lock; give it a new version and lock it")
    return prompt


def parse_prompt(text: str, *, sha256: str = "") -> Prompt:
    """A prompt file's content: front matter, then `# System` and `# User`.

    Raises:
        PromptError: a part is missing, or placeholders and declared inputs differ.
    """
    match = re.fullmatch(r"---\n(.*?)\n---\n+# System\n+(.*?)\n+# User\n+(.*)", text, re.S)
    if match is None:
        raise PromptError("a prompt file needs front matter, then '# System' and '# User'")
    front = load_yaml(match.group(1))
    inputs, user = tuple(front["inputs"]), match.group(3).rstrip("\n")
    found = set(_PLACEHOLDER.findall(user))
    if found != set(inputs) or _PLACEHOLDER.search(match.group(2)):
        raise PromptError(
            f"prompt {front['name']}: declares {sorted(inputs)} and uses {sorted(found)}; only '# User' may have placeholders"
        )
    return Prompt(front["name"], front["version"], inputs, front["output"], match.group(2), user, sha256)


def neutralised(text: str) -> str:
    """Source text that cannot close or open one of our delimiters: angle brackets become their single-guillemet look-alikes."""
    return text.replace("<", "‹").replace(">", "›")
