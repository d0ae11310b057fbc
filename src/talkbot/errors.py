"""The error tree. Every message is one line and says what to do next.

TalkbotError            anything a user can cause or must fix; exit code 1
├── UsageError          wrong use of a command or setting; exit code 2
├── SourceError         a file or folder cannot be read as talks
├── LibraryError        the library in the home folder cannot be used
│   ├── EmptyLibrary    nothing has been ingested yet
│   └── Busy            another process is writing
├── VectorsError        a Chroma server cannot be reached or used
├── EmbedderError       the embedding model cannot be loaded or reached
└── ModelError          the chat model cannot be reached or gave nothing usable
"""

from __future__ import annotations


class TalkbotError(Exception):
    """Base of all errors whose message is meant for the user."""

    exit_code = 1


class UsageError(TalkbotError):
    exit_code = 2


class SourceError(TalkbotError):
    pass


class LibraryError(TalkbotError):
    pass


class EmptyLibrary(LibraryError):
    pass


class Busy(LibraryError):
    pass


class VectorsError(TalkbotError):
    pass


class EmbedderError(TalkbotError):
    pass


class ModelError(TalkbotError):
    pass
