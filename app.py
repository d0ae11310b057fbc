"""The web page, as a hosting Space starts it: over TALKBOT_HOME, or the sample talks."""

from talkbot.cli import main

if __name__ == "__main__":
    main(["serve", "--sample"])
