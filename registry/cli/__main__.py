"""`python -m registry.cli`: the command where it is not installed."""

from registry.cli import main

main()
