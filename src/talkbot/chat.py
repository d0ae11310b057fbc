"""TalkBot: the one object that every front end talks to."""

from __future__ import annotations

import re
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Self
from urllib.parse import urlsplit

from talkbot.answering.builder import Scored, refs
from talkbot.answering.foreign import in_other_words
from talkbot.answering.responding import read_question, respond
from talkbot.answers import Answer, Draft, Event, Stage, Turn
from talkbot.chain import Limits, Meter, condense, translate
from talkbot.collection import Collection, View
from talkbot.embedding import Embedder
from talkbot.errors import EmptyLibrary
from talkbot.followups import focus_of, needs_history, standalone
from talkbot.grammar.content import LEANING
from talkbot.languages import language_name
from talkbot.library import Library
from talkbot.modelled import Writer, write_up
from talkbot.orders import asked
from talkbot.questions import Query
from talkbot.retrieval import troubles
from talkbot.scope import scope_notice
from talkbot.settings import Settings
from talkbot.talks import Filters, fold

MAX_QUESTION = 2000


class TalkBot:
    """Answers questions about one collection. Safe to use from several threads."""

    def __init__(self, collection: Collection, settings: Settings | None = None):
        """With `settings` that name a chat model, it writes what the records support."""
        self._collection = collection
        self._settings = settings if settings and settings.uses_model else None

    def close(self) -> None:
        """Let go of the library and its index; also done at the end of a `with`."""
        self._collection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @cached_property
    def _writer(self) -> Writer | None:
        from talkbot.models import chat_model

        wanted = self._settings
        if wanted is None:
            return None
        return Writer(chat_model(wanted), wanted.model, wanted.agent, wanted.price)

    @property
    def library(self) -> Library:
        return self._collection.library

    @property
    def _limits(self) -> Limits:
        return Limits.of(self._settings) if self._settings else Limits()

    @property
    def embedder(self) -> Embedder:
        return self._collection.embedder

    def view(self) -> View:
        """The collection as it is now, for front ends that browse it."""
        return self._collection.view()

    @property
    def uses_model(self) -> bool:
        """Whether a chat model writes the answers."""
        return self._settings is not None

    def describe_model(self) -> str:
        """What writes the answers, in a few words for the reader."""
        if self._settings is None:
            return "no chat model: answers are the records' own sentences, made on this machine"
        where = urlsplit(self._settings.base_url).netloc.rpartition("@")[2] or "api.openai.com"
        looks = ", which looks the talks up by itself" if self._settings.agent else ""
        return (
            f"{self._settings.model} at {where}{looks}, every sentence checked against the records"
        )

    def answer(
        self, question: str, history: Sequence[Turn] = (), scope: Filters | None = None
    ) -> Answer:
        """The final Answer, without the steps."""
        last: Event | None = None
        for event in self.ask(question, history, scope):
            last = event
        assert isinstance(last, Answer)
        return last

    def recall(self, earlier: Iterable[str], scope: Filters | None = None) -> Iterator[Turn]:
        """The turns of earlier questions, oldest first, as the records alone answer them.

        For a conversation of which only the questions are known; no chat model is asked again.
        """
        plain = TalkBot(self._collection)
        turns: tuple[Turn, ...] = ()
        for question in earlier:
            turns = (*turns, Turn(question, plain.answer(question, turns, scope)))
            yield turns[-1]

    def ask(
        self, question: str, history: Sequence[Turn] = (), scope: Filters | None = None
    ) -> Iterator[Event]:
        """Stages and drafts while working, and the Answer last.

        `history` are the earlier turns, oldest first; `scope` restricts which talks count. Raises
        TalkbotError when the library cannot be used.
        """
        started = time.perf_counter()
        yield Stage("understanding")
        view = self._collection.view()
        if not view.catalogue.talks:
            raise EmptyLibrary(
                "The library is empty: run `talkbot ingest PATH` or `talkbot ingest --sample`."
            )
        question = " ".join(question.split())[:MAX_QUESTION]
        plain, named = _without_orders(question, view)
        history = (*history, *named) or _about_scope(scope, view)
        full = standalone(plain, history, view.linker)
        writer, meter = self._writer, Meter.start(self._limits)
        if writer and full == plain and needs_history(plain, view.linker) and history:
            full = condense(writer.model, plain, history, meter=meter) or plain
        foreign = view.foreign(full)
        if foreign and writer:
            languages = ", ".join(sorted(map(language_name, view.languages)))
            full = translate(writer.model, full, languages, meter) or full
        query = read_question(full, view) if full else Query(question, "other")
        if (
            not history
            and query.kind == "fact"
            and not query.mentions
            and LEANING.match(fold(full))
        ):
            query = Query(question, "clarify")
        if kept := _within_focus(query, history, view):
            query = read_question(kept, view)
        understood = time.perf_counter()
        yield Stage("searching")
        with troubles() as said:
            answer = respond(query, question, view, scope or Filters())
        if foreign and not writer:
            answer = in_other_words(answer, query, foreign, view)
        if said:
            answer = replace(
                answer, notice=f"{said[0]} Only keywords were searched. {answer.notice}".strip()
            )
        if scope and answer.kind not in ("chat", "clarify", "other"):
            within = scope_notice(scope, view.catalogue)
            answer = replace(answer, notice=f"{within} {answer.notice}".strip())
        found = time.perf_counter()
        yield Stage("answering")
        if writer:
            answer = yield from write_up(
                writer, query, answer, history, view, meter, scope, foreign
            )
            answer = replace(answer, usage=writer.usage(meter))
        done = time.perf_counter()
        yield Draft(answer.text)
        yield replace(
            answer,
            timings_ms={
                "understanding": round(1000 * (understood - started), 1),
                "searching": round(1000 * (found - understood), 1),
                "answering": round(1000 * (done - found), 1),
                "total": round(1000 * (done - started), 1),
            },
        )


def _about_scope(scope: Filters | None, view: View) -> tuple[Turn, ...]:
    """With one talk chosen and nothing said yet, "it" means that talk."""
    ids = scope.talk_ids if scope else frozenset()
    return _spoken_of(ids, view) if len(ids) == 1 else ()


def _spoken_of(talk_ids: Iterable[str], view: View) -> tuple[Turn, ...]:
    """The conversation as if these talks had just been asked about."""
    talks = [view.catalogue.by_id[i] for i in sorted(talk_ids) if i in view.catalogue.by_id]
    if not talks:
        return ()
    question = f"Summarize “{talks[0].title}”"
    told = Answer(question, question, "summary", "answered", "", talks=refs(map(Scored, talks)))
    return (Turn(question, told),)


def _without_orders(question: str, view: View) -> tuple[str, tuple[Turn, ...]]:
    """What is asked beside orders to the assistant; whom an order named, "he" may mean."""
    mentions = view.linker.link(question)
    plain = asked(question, [(m.start, m.end) for m in mentions if m.kind == "title"])
    if plain == question:
        return plain, ()
    named = [m for m in mentions if m.kind in ("speaker", "title")]
    return plain, _spoken_of({i for m in named for i in m.talk_ids}, view)


def _within_focus(query: Query, history: Sequence[Turn], view: View) -> str:
    """ "How good is the predictor?" after a talk that has one: the question about that talk, or "".

    Only when the search, too, puts that talk first.
    """
    talk = focus_of(history)
    named = query.talk_ids is not None or query.kind != "fact"
    if (
        named
        or talk is None
        or not re.search(r"\b(?:the|this|these|those)\b", fold(query.question))
    ):
        return ""
    found = view.searcher.search(query.spelt or query.question)
    if not found.talks or found.talks[0].talk_id != talk.talk_id:
        return ""
    return f"{query.question.rstrip(' ?.!')} in the talk “{talk.title}”?"
