"""What `commands.server` has imported and made before it forks."""

from __future__ import annotations

import gc
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory

from vendsim import AgentOptions, Scenario
from vendsim.report.balance import draw_balances
from vendsim.runs import play
from vendsim.runs.replay import replay
from vendsim.runs.starting import start
from vendsim_agents.naive import Naive

for name in (
    "vendsim.cli.app", "vendsim_agents.careful", "vendsim_agents.expert", "vendsim_agents.llm",
    "vendsim_agents.random_calls", "openai", "pytest", "fake_endpoint", "scripted_models",
):  # fmt: skip
    import_module(name)
for name in ("vendsim.bridges.http", "vendsim.bridges.mcp", "uvicorn"):
    with suppress(ImportError):  # extras
        import_module(name)

# A week of business loads networks and tables, and compiles patterns and everything that is kept.
# The list of agents is not looked up: a command may have others.
with TemporaryDirectory() as _folder:
    _options, _run = AgentOptions(), Path(_folder) / "run"
    _episode, _record = start(_run, Scenario.load("vb2").with_(days=8), "naive", _options)
    play(_episode, Naive(_options), _record)
    draw_balances([_run], _run / "balance.png")
    replay(_run)

gc.collect()
gc.freeze()  # else each command would look for garbage here, and so copy all of it
