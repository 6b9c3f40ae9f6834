"""What the server on loopback answers, and what it does not."""

from __future__ import annotations

import pytest

from test_page_model import played

pytest.importorskip("starlette", reason="the extra vendsim[view] is not installed")

from starlette.testclient import TestClient

from vendsim.page.server import Shown, make_app


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> TestClient:
    folder = tmp_path_factory.mktemp("served")
    played(folder / "one", "naive", days=12)
    (folder / "secret.txt").write_text("secret")
    return TestClient(make_app(Shown([folder]), "t0ken"), base_url="http://127.0.0.1")


def test_only_the_token_opens_anything(client: TestClient) -> None:
    assert client.get("/t0ken/").status_code == 200
    assert [client.get(path).status_code for path in ("/", "/t0ke/", "/t0ken2/runs", "/runs")] == [404] * 4


def test_another_host_is_refused(client: TestClient) -> None:
    assert client.get("/t0ken/", headers={"Host": "evil.example"}).status_code == 400


def test_nothing_but_runs_is_served(client: TestClient) -> None:
    for path in (
        "/t0ken/secret.txt",
        "/t0ken/run/secret.txt",
        "/t0ken/run/..%2f..%2fetc%2fpasswd",
        "/t0ken/seat",
    ):
        assert client.get(path).status_code == 404


def test_the_policy_lets_nothing_in(client: TestClient) -> None:
    policy = client.get("/t0ken/").headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


def test_the_list_says_how_a_run_stands(client: TestClient) -> None:
    [row] = client.get("/t0ken/runs").json()
    assert (row["agent"], row["seed"], row["closed"], row["status"]) == ("naive", 3, 12, "done")
    assert row["last"].startswith("Day 12: ")
    assert client.get(f"/t0ken/run/{row['id']}").json()["closed"] == 12
