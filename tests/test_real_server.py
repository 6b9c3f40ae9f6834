"""A real model behind a real server, if there is one here: pytest -m server tests/test_real_server.py"""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

import pytest

SCRIPT = Path(__file__).parent.parent / "scripts" / "real_server.py"


def script() -> Any:
    spec = importlib.util.spec_from_file_location("real_server", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.server
def test_three_days_of_a_real_model_behind_a_real_server(tmp_path: Path) -> None:
    real = script()
    server, weights = real.find_server(), real.find_weights()
    if server is None or weights is None:
        pytest.skip(f"no llama-server or no weights here; {real.HOW}")
    with real.serving(server, weights) as address:
        found = real.play(address, 3, tmp_path / "run")
    assert real.faults(found, 3) == []


def test_what_would_be_wrong_is_said() -> None:
    fine = {
        "days": 3, "status": "done", "answers": 9, "output_tokens": 7, "output_tokens_of_the_server": 7,
        "on_the_way": {}, "replayed": True,
    }  # fmt: skip
    faults = script().faults
    assert faults(fine, 3) == []
    assert faults({**fine, "output_tokens": 8}, 3) == ["tokens differ from the server's"]
    assert faults({**fine, "status": "stopped"}, 3) == ["the days were not played to their end"]
