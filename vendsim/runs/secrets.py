"""Keeping keys out of what is written down or printed."""

from __future__ import annotations

import os
import re
from functools import partial
from urllib.parse import urlsplit, urlunsplit

from vendsim.agent import AgentOptions
from vendsim.keys import cleaned, is_secret, without

_SECRET_NAME = re.compile(r"KEY|TOKEN|SECRET|PASSWORD", re.IGNORECASE)


def recordable(options: AgentOptions) -> AgentOptions:
    """The options without keys, and without the user names, passwords and queries in addresses."""
    clean = partial(without_keys, key_name=options.api_key_env)
    options = options.model_copy(update={"extra_body": cleaned(options.extra_body, clean)})
    if options.base_url is None:
        return options
    parts = urlsplit(options.base_url)
    bare = urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", ""))
    return options.model_copy(update={"base_url": bare})


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
        if (name == key_name or _SECRET_NAME.search(name)) and is_secret(value)
    ]
    for name, value in sorted(secrets, key=lambda secret: -len(secret[1])):
        text = without(text, value, f"[{name}]")
    return text
