"""What every test process needs."""

from __future__ import annotations

import os
import sys

# Many tests start interpreters; where bytecode is forbidden, each would compile the whole package anew.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
