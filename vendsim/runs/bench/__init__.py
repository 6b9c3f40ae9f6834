"""Many runs side by side, each in its own folder inside one."""

from vendsim.runs.bench.cluster import RayError, play_on_ray
from vendsim.runs.bench.coroutines import play_as_coroutines, purse_of
from vendsim.runs.bench.plan import Task, is_done, make_plan
from vendsim.runs.bench.playing import Outcome, Watcher
from vendsim.runs.bench.processes import play_in_processes

__all__ = [
    "Outcome",
    "RayError",
    "Task",
    "Watcher",
    "is_done",
    "make_plan",
    "play_as_coroutines",
    "play_in_processes",
    "play_on_ray",
    "purse_of",
]
