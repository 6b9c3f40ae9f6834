"""JSON that travels small: deflated and in base64, unpacked by the browser when it is looked at."""

from __future__ import annotations

import base64
import json
import zlib
from typing import Any


def pack(data: Any) -> str:
    """Compressed JSON as ASCII text. The same data give the same text."""
    # Half a surrogate pair, which a model can write, is no text a browser could decode; ASCII carries it.
    return base64.b64encode(zlib.compress(json.dumps(data, separators=(",", ":")).encode(), 9)).decode()


def unpack(text: str) -> Any:
    """The inverse of `pack`."""
    return json.loads(zlib.decompress(base64.b64decode(text)))
