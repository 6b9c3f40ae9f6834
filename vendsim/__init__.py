"""vendsim: a year-long simulated vending-machine business for agents.

An open reimplementation of the setup described as Vending-Bench 2. It is this project's own world, not Andon
Labs' benchmark, and its scores are not comparable with theirs.
"""

from vendsim.agent import Agent, AgentOptions, Desk, Reply, SubAgentDesk
from vendsim.envs import register
from vendsim.envs.evaluation import Evaluation, evaluate
from vendsim.episode import Episode, EpisodeResult
from vendsim.page.tidy import load_runs
from vendsim.scenario import Scenario, list_scenarios
from vendsim.suppliers.reading import MailReading, read_mail
from vendsim.version import __version__

register()

__all__ = [
    "Agent",
    "AgentOptions",
    "Desk",
    "Episode",
    "EpisodeResult",
    "Evaluation",
    "MailReading",
    "Reply",
    "Scenario",
    "SubAgentDesk",
    "__version__",
    "evaluate",
    "list_scenarios",
    "load_runs",
    "read_mail",
]
