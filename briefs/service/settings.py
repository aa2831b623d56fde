"""The service's configuration: one TOML file, checked whole before anything starts. Secrets stand in the environment, never in the file."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, field_validator

from briefs.adapters.addresses import HostRules, check_url
from briefs.errors import AddressRefused, UsageError
from briefs.service.signing import read_secrets

VARIABLE = "BRIEFS_SERVICE_CONFIG"
NAME_PATTERN = r"^[a-z0-9][a-z0-9-]{0,62}$"
"""Of corpora and hooks: fit for a folder and for an address."""

Name = Annotated[str, StringConstraints(pattern=NAME_PATTERN)]
EnvironmentVariable = Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Z0-9_]{0,63}$")]
HostName = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?(:[0-9]{1,5})?$")]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class LimitSettings(_Strict):
    """What one caller, and all of them together, may use."""

    body_kb: int = Field(default=2048, ge=16, le=65536)
    """Of a request, except where a source is sent."""
    source_mb: int = Field(default=30, ge=1, le=200)
    requests_per_minute: int = Field(default=240, ge=1, le=100_000)
    """Of one token; a request without one counts against its address."""
    queued: int = Field(default=1000, ge=1, le=1_000_000)
    """Jobs that wait; beyond it a new one is refused with 503."""
    job_minutes: int = Field(default=30, ge=1, le=600)
    """A job that takes longer is ended and failed."""
    keep_days: int | None = Field(default=None, ge=1)
    """Finished jobs are erased after so many days; None keeps them."""


class FetchSettings(_Strict):
    """Whence an article may be fetched when a request names its address."""

    hosts: tuple[HostName, ...] = ()
    private_hosts: tuple[HostName, ...] = ()

    @property
    def rules(self) -> HostRules:
        """Both lists."""
        return HostRules(frozenset(self.hosts), frozenset(self.private_hosts))


class CallbackSettings(_Strict):
    """Where the end of a job may be told."""

    hosts: tuple[HostName, ...] = ()
    private_hosts: tuple[HostName, ...] = ()
    secret_env: EnvironmentVariable = "BRIEFS_CALLBACK_SECRET"

    @property
    def rules(self) -> HostRules:
        """Both lists."""
        return HostRules(frozenset(self.hosts), frozenset(self.private_hosts))


class HookSettings(_Strict):
    """A content management system that tells us of saved articles."""

    kind: Literal["standard", "wordpress", "ghost", "wagtail"]
    secret_env: EnvironmentVariable
    article_url: str
    """With `{id}` in its path or query: where the article is fetched."""
    private: bool = False
    """The system's host has a private address, or is spoken to without TLS."""
    auth: Literal["none", "basic", "bearer", "ghost-admin", "signed"] = "none"
    """`signed`: with the hook's own secret, as our WordPress plugin takes it; the others need `auth_env`."""
    auth_env: EnvironmentVariable | None = None
    corpus: Name
    language: str = Field(default="en", pattern=r"^[a-z]{2}$")
    callback_url: str | None = None
    deliver: Literal["meta", "draft"] | None = None
    """Put the briefs beside the post: as data of the post itself, or as a draft of its own; None: nowhere."""
    deliver_auth_env: EnvironmentVariable | None = None
    """The variable with the credentials for that; those of `auth_env` when not given."""
    deliver_api: str | None = None
    """For drafts in Wagtail: where its write API is, on the article's own host."""
    deliver_under: int | None = Field(default=None, ge=1)
    """For drafts in Wagtail: id of the page below which they are made."""

    @field_validator("article_url")
    @classmethod
    def _has_one_place(cls, value: str) -> str:
        parts = urlsplit(value)
        if (
            parts.scheme not in ("http", "https")
            or not parts.hostname
            or value.count("{id}") != 1
            or "{id}" not in parts.path + parts.query
        ):
            raise ValueError(
                "is an address with {id} once, in its path or query: https://cms.example/wp-json/wp/v2/posts/{id}?context=edit"
            )
        return value

    @property
    def rules(self) -> HostRules:
        """Only the system itself may be spoken to, redirects included."""
        host = frozenset({urlsplit(self.article_url).netloc.lower()})
        return HostRules(hosts=host, private_hosts=host if self.private else frozenset())


class PublisherSettings(_Strict):
    """Who reviews claims, as ClaimReview says it."""

    name: str = "Fact-check desk"
    url: str | None = None


class ServiceSettings(_Strict):
    """All of it."""

    state: Path = Path("briefs-state")
    corpora: Path | None = None
    """One folder a corpus; `<state>/corpora` when not given."""
    model_config_file: Path | None = None
    """Configuration of a language model, as `--config` takes it (docs/model.md)."""
    public_url: str | None = None
    """How callers reach this service; links in callbacks and ClaimReview open with it."""
    workers: int = Field(default=1, ge=1, le=16)
    limits: LimitSettings = LimitSettings()
    fetch: FetchSettings = FetchSettings()
    callbacks: CallbackSettings = CallbackSettings()
    publisher: PublisherSettings = PublisherSettings()
    hooks: Mapping[Name, HookSettings] = Field(default_factory=dict)

    @property
    def database(self) -> Path:
        """The file with jobs, tokens and decisions."""
        return self.state / "service.sqlite"

    @property
    def corpora_folder(self) -> Path:
        """Where corpora lie."""
        return self.corpora or self.state / "corpora"

    def corpus(self, name: str) -> Path:
        """The folder of a corpus; whether it is there is not looked at.

        Raises:
            UsageError: no name of a corpus.
        """
        if not is_name(name):
            raise UsageError("a corpus is named with lower-case letters, digits and hyphens, at most 63")
        return self.corpora_folder / name


@dataclass(frozen=True, slots=True)
class Secrets:
    """What the environment holds for the configuration. Never logged."""

    hooks: Mapping[str, tuple[bytes, ...]] = field(repr=False)
    """Keys of a hook; several while one is being replaced."""
    hook_auth: Mapping[str, str] = field(repr=False)
    deliver_auth: Mapping[str, str] = field(repr=False)
    """Credentials with which a hook's briefs are delivered, where they need any."""
    callbacks: tuple[bytes, ...] = field(repr=False)
    """Empty: no callback is sent."""


def load_service_settings(path: Path | None, *, state: Path | None = None) -> ServiceSettings:
    """The settings of the file, of `BRIEFS_SERVICE_CONFIG`, or the defaults; `state` goes before what the file says. Relative paths of a
    file start from its folder.

    Raises:
        UsageError: it cannot be read, is not TOML, or holds what it must not.
    """
    named = path or (Path(os.environ[VARIABLE]) if os.environ.get(VARIABLE) else None)
    data: dict[str, Any] = {}
    if named is not None:
        try:
            data = tomllib.loads(named.read_text(encoding="utf-8"))
        except OSError as error:
            raise UsageError(f"the service's configuration {named} cannot be read ({error.strerror})") from error
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise UsageError(f"the service's configuration {named} is not TOML: {error}") from error
    try:
        settings = ServiceSettings.model_validate(data)
    except ValidationError as error:
        faults = [f"{'.'.join(str(p) for p in e['loc']) or 'the file'}: {e['msg'].removeprefix('Value error, ')}" for e in error.errors()]
        raise UsageError(f"the service's configuration {named}: {'; '.join(faults)}") from error
    base = named.parent if named is not None else Path()
    return settings.model_copy(
        update={
            "state": (state or base / settings.state).resolve(),
            "corpora": (base / settings.corpora).resolve() if settings.corpora else None,
            "model_config_file": (base / settings.model_config_file).resolve() if settings.model_config_file else None,
        }
    )


def secret_variables(settings: ServiceSettings) -> set[str]:
    """Names of the variables that hold secrets: nothing that reads strangers' files needs them."""
    names = {settings.callbacks.secret_env}
    for hook in settings.hooks.values():
        names |= {hook.secret_env, *(name for name in (hook.auth_env, hook.deliver_auth_env) if name)}
    return names


def read_environment(settings: ServiceSettings, environment: Mapping[str, str]) -> Secrets:
    """The secrets that the settings name.

    Raises:
        UsageError: one is missing or not of its form; the message names the variable, never its value.
    """
    hooks: dict[str, tuple[bytes, ...]] = {}
    auth: dict[str, str] = {}
    delivering: dict[str, str] = {}
    for name, hook in settings.hooks.items():
        hooks[name] = read_secrets(
            _value(environment, hook.secret_env, f"hook {name}"), variable=hook.secret_env, is_raw=hook.kind == "ghost"
        )
        if hook.callback_url is not None:
            try:
                check_url(hook.callback_url, settings.callbacks.rules)
            except AddressRefused as error:
                raise UsageError(f"hook {name}: callback_url: {error} ([callbacks] hosts)") from error
        if hook.auth not in ("none", "signed"):
            if hook.auth_env is None:
                raise UsageError(f"hook {name}: auth = {hook.auth!r} needs auth_env, the variable with the credentials")
            auth[name] = _value(environment, hook.auth_env, f"hook {name}")
        if hook.deliver is not None and (hook.deliver_auth_env or hook.auth_env):
            delivering[name] = _value(environment, hook.deliver_auth_env or hook.auth_env or "", f"hook {name}")
    variable = settings.callbacks.secret_env
    has_callbacks = settings.callbacks.hosts or settings.callbacks.private_hosts
    callbacks = read_secrets(_value(environment, variable, "[callbacks]"), variable=variable) if has_callbacks else ()
    return Secrets(hooks=hooks, hook_auth=auth, deliver_auth=delivering, callbacks=callbacks)


def is_name(text: str) -> bool:
    """Whether it may name a corpus or a hook."""
    return re.fullmatch(NAME_PATTERN, text) is not None and not text.endswith("\n")


def _value(environment: Mapping[str, str], variable: str, where: str) -> str:
    value = environment.get(variable, "").strip()
    if not value:
        raise UsageError(f"{where}: the environment variable {variable} is not set; `briefs service secret` makes a secret")
    return value
