"""An agent that asks a language model, over any OpenAI-compatible chat-completions endpoint.

``README.md`` shows the rooms.
"""

from vendsim_agents.llm.agent import LanguageModel
from vendsim_agents.llm.endpoint import Patience
from vendsim_agents.llm.failures import AgentError

__all__ = ["AgentError", "LanguageModel", "Patience"]
