"""Keeping keys out of what is written down or printed."""

from __future__ import annotations

import os
import re
from urllib.parse import urlsplit, urlunsplit

from vendsim.agent import AgentOptions

_SECRET_NAME = re.compile(r"KEY|TOKEN|SECRET|PASSWORD", re.IGNORECASE)
_SHORTEST = 8  # characters; shorter values are more likely to be words


def recordable(options: AgentOptions) -> AgentOptions:
    """The options without what people put into addresses: user names, passwords, query strings."""
    if options.base_url is None:
        return options
    parts = urlsplit(options.base_url)
    bare = urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", ""))
    return options.model_copy(update={"base_url": bare})


def describe(error: BaseException, key_name: str | None = None) -> str:
    """An error as one line, without the value of any environment variable that looks like a key.

    ``key_name`` is one more variable whose value is a key.
    """
    text = " ".join(f"{type(error).__name__}: {error}".split())
    secrets = [
        (name, value)
        for name, value in os.environ.items()
        if len(value) >= _SHORTEST and (name == key_name or _SECRET_NAME.search(name))
    ]
    for name, value in sorted(secrets, key=lambda secret: -len(secret[1])):
        text = text.replace(value, f"[{name}]")
    return text
