#!/bin/bash
# The calls of the scripted agent "careful" in this world, made once more.
set -e
python3 "$$(dirname "$$0")/solve.py"
