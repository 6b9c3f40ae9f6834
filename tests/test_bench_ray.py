"""The same bench on a local Ray cluster of two nodes, with a worker and then a whole node killed."""

from __future__ import annotations

import itertools
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from fake_endpoint import Body, FakeEndpoint, Fault, Message
from folders import contents
from scripted_models import dice
from test_bench import command, days_played, vendsim
from vendsim.runs import read_record

ray_cluster = pytest.importorskip("ray.cluster_utils", reason="Ray is not installed")
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    """Two nodes of two cores each; the driver is a process of its own and belongs to neither."""
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    node = {"num_cpus": 2, "object_store_memory": 80_000_000}
    made = ray_cluster.Cluster(initialize_head=True, head_node_args={**node, "include_dashboard": False})
    try:
        made.second = made.add_node(**node)
        made.wait_for_nodes()
        yield made
    finally:
        made.shutdown()


def worker_at_a_run(node: Any) -> int | None:
    """The id of a process of ours on this node that is playing: Ray names it after its task."""
    raylet = node.all_processes["raylet"][0].process.pid
    listed = subprocess.run(
        ["ps", "-o", "pid=,args=", "--ppid", str(raylet)], capture_output=True, text=True, check=False
    )
    playing = [line.split()[0] for line in listed.stdout.splitlines() if "seed" in line]
    return int(playing[0]) if playing else None


def wait_for(condition: Any, process: subprocess.Popen[Any]) -> Any:
    deadline = time.monotonic() + 600
    while not (found := condition()):
        assert process.poll() is None, "the bench ended too early"
        assert time.monotonic() < deadline, "the bench does not get on"
        time.sleep(0.01)
    return found


def test_a_bench_on_a_cluster_leaves_the_same_folders_though_a_worker_and_a_node_are_killed(
    cluster: Any, tmp_path: Path
) -> None:
    bench = ("bench", "--agent", "random", "--agent", "naive", "--seeds", "0-3", "--days", "40")
    with subprocess.Popen(
        command(*bench, "--out", "there", "--ray", cluster.address),
        cwd=tmp_path,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        wait_for(lambda: days_played(tmp_path / "there") > 25, process)
        os.kill(wait_for(lambda: worker_at_a_run(cluster.second), process), signal.SIGKILL)
        seen = days_played(tmp_path / "there")
        wait_for(lambda: days_played(tmp_path / "there") > seen + 15, process)
        cluster.remove_node(cluster.second, allow_graceful=False)
        _, said = process.communicate(timeout=600)
    assert process.returncode == 0, said
    assert said.count("days (") == 8
    vendsim(tmp_path, *bench, "--out", "here")
    assert contents(tmp_path / "there") == contents(tmp_path / "here")
    assert not list((tmp_path / "there").glob(".bench-*"))


def test_a_failing_run_takes_no_other_down(cluster: Any, tmp_path: Path) -> None:
    bench = ("bench", "--agent", "idle", "--seeds", "0-1", "--days", "5", "--out", "b")
    (tmp_path / "b" / "idle-seed0").mkdir(parents=True)
    (tmp_path / "b" / "idle-seed0" / "letter.txt").touch()
    failed = vendsim(tmp_path, *bench, "--ray", cluster.address)
    assert failed.returncode == 1
    assert "idle-seed0: failed: " in failed.stderr
    assert "is not empty" in failed.stderr
    assert "idle-seed1: $490.00 after 5 days" in failed.stderr


def test_ctrl_c_stops_the_runs_so_that_they_can_go_on(cluster: Any, tmp_path: Path) -> None:
    days = ("--seeds", "0-1", "--days", "90")  # longer than it takes to be interrupted
    bench = ("bench", "--agent", "random", *days, "--out", "cut", "--ray", cluster.address)
    with subprocess.Popen(command(*bench), cwd=tmp_path, stderr=subprocess.PIPE, text=True) as process:
        wait_for(lambda: days_played(tmp_path / "cut") > 3, process)
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=600)
    assert process.returncode == 130
    assert said.splitlines()[-1] == f"vendsim: interrupted; go on with: vendsim {' '.join(bench)}"
    assert vendsim(tmp_path, *bench).returncode == 0
    vendsim(tmp_path, *bench[:-4], "--out", "whole")
    assert contents(tmp_path / "cut") == contents(tmp_path / "whole")


def test_runs_on_a_cluster_share_a_purse_and_what_they_learn_of_rate_limits(
    cluster: Any, tmp_path: Path
) -> None:
    pause, refusals = 1.5, [Fault(429, "slow down", "rate_limit_exceeded", {"Retry-After": "1.5"})]

    def model(body: Body) -> Message | Fault:
        return refusals.pop() if len(endpoint.times) > 6 and refusals else dice(body)

    money = ("--price-in", "100", "--price-out", "100", "--max-usd-total", "12")
    with FakeEndpoint(model) as endpoint:
        asked = ("bench", "--model", "m", "--base-url", endpoint.url, "--seeds", "0-3", "--out", "b")
        done = vendsim(tmp_path, *asked, *money, "--ray", cluster.address, NO_PROXY="127.0.0.1")
        times = list(endpoint.times)
    assert done.returncode == 0, done.stderr
    runs = [read_record(tmp_path / "b" / f"llm-m-seed{seed}") for seed in range(4)]
    assert {run.status for run in runs} == {"stopped"}
    assert all("the $12.00 of all runs together" in (run.stop or "") for run in runs)
    assert all(run.use is not None and run.use.answers > 0 for run in runs)
    assert 9 < sum((run.use.usd or 0) + run.use.usd_lost for run in runs if run.use) <= 12
    gaps = [after - before for before, after in itertools.pairwise(times[6:])]
    assert (
        max(gaps) > pause / 2
    )  # all waited, not only the one that was refused; without that, tenths of seconds


def test_a_cluster_that_is_not_there_is_one_line(tmp_path: Path) -> None:
    refused = vendsim(tmp_path, "bench", "--agent", "idle", "--days", "2", "--ray", "127.0.0.1:1")
    assert refused.returncode == 1
    assert refused.stderr.splitlines()[-1].startswith("vendsim: no Ray cluster can be used at 127.0.0.1:1: ")
    assert "Traceback" not in refused.stderr
