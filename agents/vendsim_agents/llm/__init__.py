"""An agent that asks a language model, over any OpenAI-compatible chat-completions endpoint.

``agent.py`` plays, ``endpoint.py`` asks and is patient, ``failures.py`` says what an error means,
``answers.py`` reads what came back, ``conversation.py`` keeps it within the context window.
"""

from vendsim_agents.llm.agent import LanguageModel
from vendsim_agents.llm.endpoint import Patience
from vendsim_agents.llm.failures import AgentError

__all__ = ["AgentError", "LanguageModel", "Patience"]
