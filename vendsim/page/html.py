"""The page as one HTML file: no build step, nothing fetched, no text ever taken for markup."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from importlib.resources import files
from typing import Any

# In the order in which they build on one another; later ones import from earlier ones only.
MODULES = ("dom", "data", "state", "charts", "views", "compare", "play", "app")

_IMPORT = re.compile(r"^import .*$\n?", re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async )?(?:function|const|let|class)\b)", re.MULTILINE)


def page_html(model: dict[str, Any], title: str = "vendsim") -> str:
    """The whole page around a model, or around ``{"served": ...}`` for the page that a server feeds."""
    script, style = _script(), _static("page.css")
    policy = _policy(script, style, served="served" in model)
    # "<" is written as an escape, so that no text can end the element it stands in.
    data = json.dumps(model, separators=(",", ":")).replace("<", "\\u003c")
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n<link rel="icon" href="data:,">\n'
        f"<title>{_escaped(title)}</title>\n<style>{style}</style>\n</head>\n<body>\n"
        "<noscript>This page needs JavaScript, which it holds itself; nothing is fetched.</noscript>\n"
        f'<script type="application/json" id="model">{data}</script>\n'
        f'<script type="module">{script}</script>\n</body>\n</html>\n'
    )


def policy_of_server() -> str:
    """The Content-Security-Policy that a server sends with the page."""
    return f"{_policy(_script(), _static('page.css'), served=True)}; frame-ancestors 'none'"


def _policy(script: str, style: str, served: bool) -> str:
    reach = "'self'" if served else "'none'"
    return (
        f"default-src 'none'; script-src {_digest(script)}; style-src {_digest(style)}; img-src data:; "
        f"connect-src {reach}; base-uri 'none'; form-action 'none'"
    )


def _script() -> str:
    """All modules as one: what they import from one another is there already."""
    parts = (_EXPORT.sub("", _IMPORT.sub("", _static(f"{name}.js"))) for name in MODULES)
    return "\n".join(parts)


def _static(name: str) -> str:
    return files(__package__).joinpath("static", name).read_text(encoding="utf-8")


def _digest(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
