"""How many tokens somebody has written who does not say so."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

_CHARACTERS = 4  # of a token; usual for English text in the tokenizers of present models
_MOST = 1_000_000
_AROUND = 57  # characters of a call around its arguments, the name of the tool included


def estimated_tokens(arguments: Mapping[str, Any] | str | None) -> int:
    """Output tokens of a tool call, at least: the length of its arguments; text counts as it is."""
    try:
        text = arguments if isinstance(arguments, str) else json.dumps(arguments, default=str)
    except (ValueError, TypeError, RecursionError):
        return 0  # nothing that a model could have written
    return _tokens(len(text)) if arguments else 0


def estimated_tokens_of_action(action: str) -> int:
    """The same for a whole call as text, wherever in it something stands."""
    return _tokens(len(action) - _AROUND) if isinstance(action, str) else 0  # anything else is no call


def _tokens(characters: int) -> int:
    return min(max(-(-characters // _CHARACTERS), 0), _MOST)
