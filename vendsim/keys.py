"""What counts as a secret key, and how it is kept out of what is written down.

Only whole words are blotted out, so that a short key that people give to their own servers ("x", "EMPTY",
"dummy") never changes what was said. Values are cleaned after they were parsed, never the parsed text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

_SHORTEST = 8  # characters of a key with letters and digits
_LONG = 20  # from here on a key is one whatever it is made of


def is_secret(value: str) -> bool:
    """Whether a key is worth hiding: not one of the dummies that local servers are given."""
    if len(value) >= _LONG:
        return not re.fullmatch(r"[a-z]+([-_ ][a-z]+)*", value)  # words such as sk-no-key-required
    mixed = any(c.isalpha() for c in value) and any(c.isdigit() for c in value)
    return len(value) >= _SHORTEST and mixed


@cache
def _pattern(secret: str) -> re.Pattern[str]:
    # JSON may escape the slash; a long key is a secret inside a longer word too.
    word = re.escape(secret).replace("/", r"\\*/")
    return re.compile(word if len(secret) >= _LONG else rf"(?<![\w-]){word}(?![\w-])")


def without(text: str, secret: str | None, mark: str = "[key]") -> str:
    """The text with a mark in place of the secret."""
    if not secret or not is_secret(secret):
        return text
    return _pattern(secret).sub(lambda _: mark, text)


def cleaned(value: Any, clean: Callable[[str], str]) -> Any:
    """A JSON-able value with every text in it cleaned; names of fields stay as they are."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, Mapping):
        return {name: cleaned(part, clean) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [cleaned(part, clean) for part in value]
    return value
