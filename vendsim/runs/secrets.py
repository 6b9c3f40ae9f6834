"""Keeping keys out of what is written down or printed."""

from __future__ import annotations

import os
import re
from functools import partial
from urllib.parse import urlsplit, urlunsplit

from vendsim.agent import AgentOptions
from vendsim.keys import cleaned, is_secret, without
from vendsim.runs.places import where

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
    """An error as one line, without keys: our own sentences as they are, anything else with its class."""
    text = " ".join(str(error).split())
    if not is_sentence(error):
        text = f"{type(error).__name__}: {text}"
    return without_keys(text, key_name)


def describe_crash(error: BaseException, key_name: str | None = None) -> str:
    """`describe`, with the file and the line of what nobody has put into words for people."""
    place = "" if is_sentence(error) else f" ({where(error)})"
    return describe(error, key_name) + place


def is_sentence(error: BaseException) -> bool:
    """Whether an error is one that this project words for people, or an agent's refusal of that kind."""
    ours = type(error).__module__.split(".")[0] in ("vendsim", "vendsim_agents")
    return " " in str(error) and (ours or _raised_by_us(error))


def _raised_by_us(error: BaseException) -> bool:
    """A plain ValueError or RuntimeError from our own code."""
    if type(error) not in (ValueError, RuntimeError) or error.__traceback__ is None:
        return False
    last = error.__traceback__
    while last.tb_next:
        last = last.tb_next
    return str(last.tb_frame.f_globals.get("__name__", "")).split(".")[0] in ("vendsim", "vendsim_agents")


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
