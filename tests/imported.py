"""What `commands.server` has imported and made before it forks."""

from __future__ import annotations

from contextlib import suppress
from importlib import import_module

from vendsim import Episode, read_mail

for name in (
    "vendsim.cli.app", "vendsim.report.balance", "vendsim_agents.careful", "vendsim_agents.expert",
    "vendsim_agents.llm", "vendsim_agents.naive", "vendsim_agents.random_calls", "openai", "pytest",
    "fake_endpoint", "scripted_models",
):  # fmt: skip
    import_module(name)
for name in ("vendsim.bridges.http", "vendsim.bridges.mcp", "uvicorn"):
    with suppress(ImportError):  # extras
        import_module(name)

read_mail("Order", "Hello,\n\nPlease send me your price list.")  # loads networks, compiles patterns
_world = Episode()  # loads the scenario and all tables made of it
_world.call("web_search", {"query": "wholesale"})
_world.call("wait_for_next_day", {})
