"""Write docs/manager.md, the manual of the numeric environments, or check that it is up to date (--check).

Run: python scripts/manager_manual.py [--check]
"""

from __future__ import annotations

import sys
from pathlib import Path

from vendsim.envs.manual import manual

MANUAL = Path(__file__).parent.parent / "docs" / "manager.md"

if __name__ == "__main__":
    if "--check" in sys.argv:
        old = MANUAL.read_text(encoding="utf-8") if MANUAL.exists() else ""
        sys.exit(
            "docs/manager.md is out of date; run python scripts/manager_manual.py" if old != manual() else 0
        )
    MANUAL.write_text(manual(), encoding="utf-8")
