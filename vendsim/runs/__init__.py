"""One played episode and the folder it leaves behind."""

from vendsim.runs.agents import describe_agents, find_agents, make_agent
from vendsim.runs.disk import FolderError
from vendsim.runs.folder import RunFolder
from vendsim.runs.loop import Progress, RunDesk, play, play_async
from vendsim.runs.reader import make_reader
from vendsim.runs.record import RunRecord, read_record
from vendsim.runs.resuming import resume
from vendsim.runs.voice import make_voice

__all__ = [
    "FolderError",
    "Progress",
    "RunDesk",
    "RunFolder",
    "RunRecord",
    "describe_agents",
    "find_agents",
    "make_agent",
    "make_reader",
    "make_voice",
    "play",
    "play_async",
    "read_record",
    "resume",
]
