"""``python -m vendsim`` is the command line."""

from vendsim.cli import main

main()
