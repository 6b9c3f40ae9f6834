"""Many runs side by side, each in its own folder inside one."""

from vendsim.runs.bench.coroutines import play_as_coroutines
from vendsim.runs.bench.plan import Task, make_plan
from vendsim.runs.bench.playing import Outcome, Watcher
from vendsim.runs.bench.processes import play_in_processes

__all__ = ["Outcome", "Task", "Watcher", "make_plan", "play_as_coroutines", "play_in_processes"]
