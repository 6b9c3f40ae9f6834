"""What an endpoint wants to be sent and must get back, as data: one TOML file for each in ``profiles/``."""

from __future__ import annotations

import tomllib
from fnmatch import fnmatchcase
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, ValidationError

from vendsim.agent import Prices
from vendsim.mistakes import did_you_mean
from vendsim_agents.llm.failures import AgentError

_FOLDER = files("vendsim_agents.llm") / "profiles"


class Rules(BaseModel):
    """How to talk to the models of an endpoint."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    api: Literal["chat", "responses"] = "chat"  # responses: OpenAI's other endpoint, which keeps reasoning
    send: dict[str, Any] = {}  # further fields of every request
    max_tokens_field: str = "max_tokens"  # what the limit on one answer is called
    temperature: Literal["free", "fixed"] = "free"  # fixed: the endpoint refuses to be given one
    parallel_tool_calls: bool = False  # whether the field may be sent; then it is sent as false
    tool_choice: Literal["none", "auto", "required", "named"] = "named"  # the most that may be sent
    empty_content: Literal["as received", "text", "leave out"] = "as received"  # beside tool calls
    bad_arguments: Literal["as received", "empty object"] = (
        "as received"  # of calls, where they are no object
    )
    fill: dict[str, Any] = {}  # what an answer with tool calls must come back with when it came without
    fill_texts: bool = False  # whether an answer without calls must come back with them too
    drop: tuple[str, ...] = ()  # fields of an answer that must not come back
    morning: Literal["user", "tool"] = "user"  # tool: no user message may follow the result of a call
    answer_limit: int | None = None  # tokens of an answer, where the user says nothing
    stream: bool = False  # ask for answers as they are made: long thinking outlasts the proxies on the way
    text_calls: bool = False  # whether calls may be read from the text of an answer: servers without a parser
    thoughts_in_total: bool = False  # what a model thought is counted into total_tokens alone
    prices: Prices | None = None
    tells_cost: bool = False  # every answer says what it cost


class Profile(Rules):
    """An endpoint: where it is, and the rules for its models."""

    name: str
    title: str
    example: str  # options of `vendsim run` that use it
    base_url: str | None = None  # None: the user gives one
    hosts: tuple[str, ...] = ()  # that want a key, and stand for this profile when none is named
    key_env: str = "OPENAI_API_KEY"
    models: dict[str, dict[str, Any]] = {}  # rules for models whose name fits the pattern; later ones win

    def is_at(self, base_url: str) -> bool:
        """Whether the base URL is the provider's own."""
        try:
            host = (urlsplit(base_url).hostname or "").lower()
        except ValueError:  # not an address at all
            return False
        return any(host == mine or host.endswith(f".{mine}") for mine in self.hosts)

    def rules(self, model: str) -> Rules:
        """What holds for one model."""
        table = {name: getattr(self, name) for name in Rules.model_fields}
        for pattern, change in self.models.items():
            if fnmatchcase(model.lower(), pattern):
                table |= {**change, "send": {**table["send"], **change.get("send", {})}}
        return Rules.model_validate(table)


@cache
def list_profiles() -> tuple[str, ...]:
    """Names of the built-in profiles."""
    return tuple(sorted(entry.name[:-5] for entry in _FOLDER.iterdir() if entry.name.endswith(".toml")))


def choose_profile(name: str | None, base_url: str | None) -> Profile:
    """The profile of that name or TOML file, or else the one that the base URL stands for.

    Raises AgentError, in one sentence, if there is none or its file is wrong.
    """
    if name is not None:
        return load_profile(name)
    if base_url is None:
        return load_profile("openai")
    known = (profile for profile in map(load_profile, list_profiles()) if profile.is_at(base_url))
    return next(known, load_profile("generic"))


@cache
def load_profile(source: str) -> Profile:
    """A profile by name or by path to a TOML file. Raises AgentError, in one sentence."""
    if source in list_profiles():
        name, text = source, (_FOLDER / f"{source}.toml").read_text(encoding="utf-8")
    elif source.endswith(".toml") and Path(source).is_file():
        name, text = Path(source).stem, Path(source).read_text(encoding="utf-8")
    else:
        known = list_profiles()
        raise AgentError(
            f'there is no profile "{source}"; built in are {", ".join(known)}{did_you_mean(source, known)}'
        )
    try:
        profile = Profile.model_validate({"name": name, **tomllib.loads(text)})
        for pattern in profile.models:
            profile.rules(pattern)
    except tomllib.TOMLDecodeError as error:
        raise AgentError(f"the profile {source} is not valid TOML: {error}") from None
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"]) or "file"
        raise AgentError(f"the profile {source} cannot be used: {where}: {first['msg']}") from None
    return profile
