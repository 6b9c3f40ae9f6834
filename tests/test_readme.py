"""The README's tables come from the code, and its first two blocks are the two commands."""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent


def test_the_generated_tables_are_up_to_date():
    done = subprocess.run(
        [sys.executable, ROOT / "scripts" / "readme.py", "--check"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_the_first_two_code_blocks_are_single_lines_that_need_only_python():
    blocks = re.findall(r"```\w*\n(.*?)```", (ROOT / "README.md").read_text(), flags=re.DOTALL)[:2]
    assert [block.count("\n") for block in blocks] == [1, 1]
    assert all(block.startswith("python3 -m venv --without-pip .venv && ") for block in blocks)
    assert blocks[0].rstrip().endswith("vendsim run")
    assert blocks[1].rstrip().endswith("pytest")


def test_ci_runs_the_second_block():
    script = (ROOT / ".ci" / "run").read_text()
    found = re.search(r"^command=.*$", script, flags=re.MULTILINE)[0]
    done = subprocess.run(
        ["bash", "-c", f'{found}; echo "$command"'], cwd=ROOT, capture_output=True, text=True, check=True
    )
    blocks = re.findall(r"```\w*\n(.*?)```", (ROOT / "README.md").read_text(), flags=re.DOTALL)
    assert done.stdout == blocks[1]
    assert script.rstrip().endswith('exec bash -c "$command"')


def test_the_python_blocks_run_as_they_stand(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    blocks = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text(), flags=re.DOTALL)
    assert len(blocks) >= 2
    for block in blocks:
        exec(block, {"__name__": "__main__"})
