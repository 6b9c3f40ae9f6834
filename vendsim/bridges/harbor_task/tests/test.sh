#!/bin/bash
# Plays the recorded calls against the world again; a run that is not what was set counts nothing.
python3 -m vendsim.bridges.harbor verify /data/runs/play --expected /tests/expected.json --reward /logs/verifier/reward.json
