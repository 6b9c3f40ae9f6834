"""What verifiers imports for ``vf-eval vendsim-taskset``: it finds tasksets among top-level packages only."""

from verifiers.v1.harnesses.null import NullHarness

from vendsim.bridges.verifiers import BusinessEnv, BusinessTaskset

__all__ = [
    "BusinessEnv",
    "BusinessTaskset",
    "NullHarness",
]  # a plain chat with the tools, unless asked otherwise
