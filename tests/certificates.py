"""Certificates are read once in a process: that takes 25 ms, and most tests with a model make a client."""

from __future__ import annotations

import os
import sys
from typing import Any

import openai

_kept: dict[Any, Any] = {}
# The HTTP library under the SDK, whichever it is.
_library = openai.DefaultAsyncHttpxClient.__bases__[0].__module__.partition(".")[0]
_transports: Any = sys.modules[f"{_library}._transports.default"]
_read = _transports.create_ssl_context


def _shared(verify: Any = True, cert: Any = None, trust_env: bool = True) -> Any:
    if verify is not True or cert is not None:
        return _read(verify=verify, cert=cert, trust_env=trust_env)
    told = trust_env and tuple(os.environ.get(name) for name in ("SSL_CERT_FILE", "SSL_CERT_DIR"))
    if told not in _kept:
        _kept[told] = _read(trust_env=trust_env)
    return _kept[told]


_transports.create_ssl_context = _shared
_shared()  # so that what is forked from here has them, too
