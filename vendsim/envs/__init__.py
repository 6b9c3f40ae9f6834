"""Gymnasium environments on the same world.

``import vendsim`` registers them; ``gymnasium.make("vendsim:vendsim/Tools-v0")`` does so by itself.
"""

from __future__ import annotations

import gymnasium

_ENTRY_POINTS = {
    "vendsim/Tools-v0": ("vendsim.envs.tools_env:ToolsEnv", None),
    "vendsim/Newsvendor-v0": ("vendsim.envs.newsvendor_env:NewsvendorEnv", None),
    **{
        f"vendsim/{name}-v0": (
            f"vendsim.envs.manager_env:{name}Env",
            f"vendsim.envs.manager_vector:{name}VectorEnv",
        )
        for name in ("Manager", "Pricing", "Restock")
    },
}


def register() -> None:
    """Make the environments known to gymnasium; once is enough, more often does no harm."""
    for name, (entry_point, vector_entry_point) in _ENTRY_POINTS.items():
        if name not in gymnasium.registry:
            gymnasium.register(name, entry_point=entry_point, vector_entry_point=vector_entry_point)
