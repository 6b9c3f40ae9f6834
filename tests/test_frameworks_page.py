"""docs/frameworks.md and scripts/frameworks.py tell of the same frameworks; the checks are not part of CI."""

import re
import runpy
from pathlib import Path

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "frameworks.md").read_text(encoding="utf-8")
ROWS = dict(re.findall(r"^\| `(\w+)` \|(.*)\|$", PAGE, flags=re.MULTILINE))
EXAMPLES = re.findall(
    r"^## ([^\n]+)\n(?:(?!^## ).)*?^```python\n(.*?)^```", PAGE, flags=re.DOTALL | re.MULTILINE
)
FRAMEWORKS = runpy.run_path(str(ROOT / "scripts" / "frameworks.py"))["FRAMEWORKS"]


def test_every_framework_of_the_script_has_a_row():
    assert set(ROWS) == set(FRAMEWORKS)


def test_every_framework_has_a_check():
    for name, framework in FRAMEWORKS.items():
        check = ROOT / "tests" / "frameworks" / f"check_{framework.check}.py"
        assert check.is_file(), f"{name} has no {check}"


def test_every_example_is_run_by_a_check():
    checks = "".join(path.read_text() for path in (ROOT / "tests" / "frameworks").glob("check_*.py"))
    assert len(EXAMPLES) == PAGE.count("```python")
    for heading, block in EXAMPLES:
        compile(block, heading, "exec")
        assert f'run_example("{heading}")' in checks
