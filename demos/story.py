"""The service with the sample story, ready for a content management system beside it."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.service import RunningService, free_port
from briefs.service.signing import new_secret

ROOT = Path(__file__).resolve().parents[1]
CORPUS = "story"


def sample_article() -> dict[str, str]:
    """`headline` and `body`, paragraphs apart by an empty line."""
    found: dict[str, str] = json.loads((ROOT / "samples" / "article.json").read_text(encoding="utf-8"))
    return found


def as_paragraphs(body: str) -> str:
    """The body as an editor's blocks hold it."""
    import html

    parts = (f"<!-- wp:paragraph -->\n<p>{html.escape(part, quote=False)}</p>\n<!-- /wp:paragraph -->" for part in body.split("\n\n"))
    return "\n\n".join(parts)


@dataclass(slots=True)
class Desk:
    """A service over the sample corpus, with one hook.

    Args:
        folder: where state, configuration and log lie.
        hook: the lines of `[hooks.NAME]`, without its secret's variable and corpus.
        name: of the hook.
        environment: further secrets.
    """

    folder: Path
    hook: str
    name: str = "wordpress"
    environment: dict[str, str] = field(default_factory=dict)
    secret: str = field(default_factory=new_secret)
    port: int = field(default_factory=free_port)
    service: RunningService | None = None

    @property
    def url(self) -> str:
        """Where the service answers."""
        return f"http://localhost:{self.port}"

    @property
    def connection(self) -> str:
        """What is pasted into the plugin."""
        return f"{self.url}/v1/hooks/{self.name}#{self.secret}"

    def start(self, *, source: Path = ROOT / "corpus") -> RunningService:
        """Write the configuration, copy the corpus, start, wait until it answers."""
        self.folder.mkdir(parents=True, exist_ok=True)
        config = self.folder / "service.toml"
        config.write_text(
            f'public_url = "{self.url}"\n[publisher]\nname = "The Example, fact-check desk"\n'
            f'[hooks.{self.name}]\nsecret_env = "BRIEFS_HOOK"\ncorpus = "{CORPUS}"\n{self.hook}\n',
            encoding="utf-8",
        )
        state = self.folder / "state"
        corpus = state / "corpora" / CORPUS
        if not corpus.exists():
            shutil.copytree(source, corpus, ignore=shutil.ignore_patterns(".briefs"))
        environment = {"BRIEFS_HOOK": self.secret, **self.environment}
        self.service = RunningService(state, config=config, environment=environment, port=self.port)
        self.service.start()
        return self.service

    def stop(self) -> None:
        """End the service."""
        if self.service is not None:
            self.service.stop()
