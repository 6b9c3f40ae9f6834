"""What `commands.server` has imported and made before it forks."""

from __future__ import annotations

from contextlib import suppress

import openai  # noqa: F401

import vendsim.cli.app
import vendsim.report.balance
import vendsim_agents.careful
import vendsim_agents.expert
import vendsim_agents.llm
import vendsim_agents.naive
import vendsim_agents.random_calls  # noqa: F401
from vendsim import read_mail

read_mail("Order", "Hello,\n\nPlease send me your price list.")  # loads networks, compiles patterns

with suppress(ImportError):  # extras
    import vendsim.bridges.http
    import vendsim.bridges.mcp  # noqa: F401
