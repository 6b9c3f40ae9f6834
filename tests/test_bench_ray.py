"""The same bench on a local Ray cluster of two nodes, with a worker and then a whole node killed."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from folders import contents
from test_bench import command, days_played, vendsim

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
    deadline = time.monotonic() + 120
    while not (found := condition()):
        assert process.poll() is None, "the bench ended too early"
        assert time.monotonic() < deadline, "the bench does not get on"
        time.sleep(0.01)
    return found


def test_a_bench_on_a_cluster_leaves_the_same_folders_though_a_worker_and_a_node_are_killed(
    cluster: Any, tmp_path: Path
) -> None:
    bench = ("bench", "--agent", "random", "--agent", "naive", "--seeds", "0-3", "--days", "150")
    with subprocess.Popen(
        command(*bench, "--out", "there", "--ray", cluster.address),
        cwd=tmp_path,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        wait_for(lambda: days_played(tmp_path / "there") > 100, process)
        os.kill(wait_for(lambda: worker_at_a_run(cluster.second), process), signal.SIGKILL)
        seen = days_played(tmp_path / "there")
        wait_for(lambda: days_played(tmp_path / "there") > seen + 50, process)
        cluster.remove_node(cluster.second, allow_graceful=False)
        _, said = process.communicate(timeout=240)
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
    days = ("--seeds", "0-1", "--days", "150")
    bench = ("bench", "--agent", "random", *days, "--out", "cut", "--ray", cluster.address)
    with subprocess.Popen(command(*bench), cwd=tmp_path, stderr=subprocess.PIPE, text=True) as process:
        wait_for(lambda: days_played(tmp_path / "cut") > 20, process)
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=60)
    assert process.returncode == 130
    assert said.splitlines()[-1] == f"vendsim: interrupted; go on with: vendsim {' '.join(bench)}"
    assert vendsim(tmp_path, *bench).returncode == 0
    vendsim(tmp_path, *bench[:-4], "--out", "whole")
    assert contents(tmp_path / "cut") == contents(tmp_path / "whole")


def test_a_cluster_that_is_not_there_is_one_line(tmp_path: Path) -> None:
    refused = vendsim(tmp_path, "bench", "--agent", "idle", "--days", "2", "--ray", "127.0.0.1:1")
    assert refused.returncode == 1
    assert refused.stderr.splitlines()[-1].startswith("vendsim: no Ray cluster can be used at 127.0.0.1:1: ")
    assert "Traceback" not in refused.stderr
