"""`python -m talkbot` is the `talkbot` command."""

from talkbot.cli import main

main()
