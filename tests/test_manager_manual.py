"""docs/manager.md comes from the code, and its examples run as they stand."""

import re
from pathlib import Path

import pytest

from vendsim.envs.manual import manual

ROOT = Path(__file__).parent.parent
EXAMPLES = re.findall(r"```python\n(.*?)```", manual(), flags=re.DOTALL)


def test_the_manual_is_up_to_date():
    assert (ROOT / "docs" / "manager.md").read_text(encoding="utf-8") == manual(), (
        "run python scripts/manager_manual.py"
    )


@pytest.mark.parametrize("number", range(len(EXAMPLES)))
def test_the_python_examples_run_as_they_stand(number, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    exec(EXAMPLES[number], {"__name__": "__main__"})
