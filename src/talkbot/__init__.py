"""talkbot: ask a collection of recorded talks anything, and get answers cited word for word."""

__version__ = "0.1.0"
