"""Keeping keys out of what is written down or printed."""

from __future__ import annotations

import json
import os
import re
from urllib.parse import urlsplit, urlunsplit

from vendsim.agent import AgentOptions

_SECRET_NAME = re.compile(r"KEY|TOKEN|SECRET|PASSWORD", re.IGNORECASE)
_SHORTEST = 8  # characters; shorter values are more likely to be words


def recordable(options: AgentOptions) -> AgentOptions:
    """The options without keys, and without the user names, passwords and queries in addresses."""
    extra_body = json.loads(without_keys(json.dumps(options.extra_body), options.api_key_env))
    clean = options.model_copy(update={"extra_body": extra_body})
    if clean.base_url is None:
        return clean
    parts = urlsplit(clean.base_url)
    bare = urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", ""))
    return clean.model_copy(update={"base_url": bare})


def describe(error: BaseException, key_name: str | None = None) -> str:
    """An error as one line, without keys."""
    return without_keys(" ".join(f"{type(error).__name__}: {error}".split()), key_name)


def without_keys(text: str, key_name: str | None = None) -> str:
    """The text without the value of any environment variable that looks like a key.

    ``key_name`` is one more variable whose value is a key.
    """
    secrets = [
        (name, value)
        for name, value in os.environ.items()
        if len(value) >= _SHORTEST and (name == key_name or _SECRET_NAME.search(name))
    ]
    for name, value in sorted(secrets, key=lambda secret: -len(secret[1])):
        text = text.replace(value, f"[{name}]")
    return text
