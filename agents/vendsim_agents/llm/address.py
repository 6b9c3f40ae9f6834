"""Whom we talk to, and how to speak of it without telling a secret."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from vendsim.agent import AgentOptions
from vendsim.keys import without
from vendsim_agents.llm.failures import AgentError
from vendsim_agents.llm.profile import Profile

_LONGEST_TEXT = 300  # characters of an endpoint's own words in an error message


@dataclass(frozen=True, slots=True)
class Address:
    """A model at an endpoint; ``key`` is here to be sent and to be kept out of texts."""

    model: str
    base_url: str
    key_name: str
    key: str | None = field(repr=False)

    @property
    def place(self) -> str:
        """The endpoint without user name, password and query, which may be secret."""
        return f"the endpoint {self.bare_url}"

    @property
    def bare_url(self) -> str:
        """The same address alone."""
        parts = urlsplit(self.base_url)
        return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"

    def without_key(self, text: str) -> str:
        """``text`` with the key blotted out, also where JSON has escaped it."""
        return without(text, self.key)

    def in_short(self, text: str) -> str:
        """``text`` on one line of bounded length, without the key."""
        line = " ".join(self.without_key(text).split())
        return line if len(line) <= _LONGEST_TEXT else line[: _LONGEST_TEXT - 3] + "..."


def find_address(options: AgentOptions, profile: Profile) -> Address:
    """The address that options and profile name. Raises AgentError when they cannot work."""
    if not options.model:
        raise AgentError("the llm agent needs the name of a model; give one with --model")
    base_url = options.base_url or profile.base_url
    if base_url is None:
        raise AgentError(f"the profile {profile.name} needs --base-url, such as http://localhost:8000/v1")
    if not _is_url(base_url):
        raise AgentError("the base URL is not an address; it should look like http://localhost:8000/v1")
    key_name = options.api_key_env or profile.key_env
    key = os.environ.get(key_name, "").strip() or None
    if key is None and profile.is_at(base_url) and not options.dry_run:
        raise AgentError(f"no key: set {key_name}, or name a server that needs none with --base-url")
    if key is not None and not (key.isascii() and key.isprintable()):
        raise AgentError(f"the key in {key_name} has characters that no key has; copy it again")
    return Address(options.model, base_url, key_name, key)


def _is_url(text: str) -> bool:
    try:
        parts = urlsplit(text)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:  # a port that is no number
        return False
