"""The look-ups as LangChain tools: read-only, bounded, their results data for a model.

A tool's content is JSON in which no text can pose as a mark or a tag; its artifact holds the same
passages word for word, as Documents.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any

from langchain_core.documents import Document
from langchain_core.tools import BaseTool, StructuredTool, ToolException
from pydantic import BaseModel, ConfigDict, Field

from talkbot import lookup
from talkbot.collection import View
from talkbot.errors import UsageError
from talkbot.prompts import as_data
from talkbot.retriever import document_of
from talkbot.talks import Filters, Passage

if TYPE_CHECKING:
    from talkbot.answers import Answer

_LONGEST = 1200
_IN_TALK = 6

Value = Annotated[str, Field(max_length=200)]
Text = Annotated[str, Field(min_length=1, max_length=500, pattern=r"\S")]
Found = tuple[str, list[Document]]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class _Chosen(_Strict):
    speaker: Value = Field(default="", description="Only talks by this person")
    affiliation: Value = Field(default="", description="Only speakers from there")
    event: Value = Field(default="", description="Only talks at this event")
    year: Value = Field(default="", description="A year or a range such as 2019-2021")

    def within(self, view: View, scope: Filters) -> Filters | None:
        """These filters inside the scope; None when no talk is left."""
        wanted = lookup.filters_of(**self.model_dump(include=set(_Chosen.model_fields)))
        if scope:
            inside = frozenset(talk.id for talk in view.catalogue.select(scope))
            wanted = replace(wanted, talk_ids=inside)
            if not inside:
                return None
        return wanted


class _Search(_Chosen):
    query: Text = Field(description="What to look for: a few telling words")
    limit: int = Field(default=5, ge=1, le=8, description="How many talks")


class _List(_Chosen):
    limit: int = Field(default=20, ge=1, le=40)
    offset: int = Field(default=0, ge=0, le=100_000)


class _Get(_Strict):
    talk_id: Value = Field(description="An id that search_talks or list_talks gave")
    about: Annotated[str, Field(max_length=500)] = Field(
        default="", description="What to look for in the talk; else its beginning is given"
    )


class _Ask(_Strict):
    question: Text = Field(description="A question that can be understood by itself")


def talk_tools(view: Callable[[], View], scope: Filters | None = None) -> list[BaseTool]:
    """`search_talks`, `list_talks` and `get_talk` over the collection, within `scope`.

    `view` gives the collection as it is now, as `TalkBot.view` does.
    """
    within = scope or Filters()

    def search_talks(**given: Any) -> Found:
        now, asked = view(), _Search(**given)
        filters = asked.within(now, within)
        if filters is None:
            return _told({"talks": []}), []
        found = lookup.search_talks(now, asked.query, filters, limit=asked.limit)
        passages = [p for hit in found["talks"] for p in _passages(hit, now)]
        rows = [
            _row(now, hit["talk_id"])
            | {"passages": [{"field": p["field"], "text": p["text"]} for p in hit["passages"]]}
            for hit in found["talks"]
        ]
        return _told({"talks": rows}), list(map(document_of, passages))

    def list_talks(**given: Any) -> Found:
        now, asked = view(), _List(**given)
        filters = asked.within(now, within)
        if filters is None:
            return _told({"total": 0, "talks": []}), []
        page = lookup.list_talks(now, filters, limit=asked.limit, offset=asked.offset)
        rows = [_row(now, talk["id"]) for talk in page["talks"]]
        return _told({"total": page["total"], "talks": rows}), []

    def get_talk(**given: Any) -> Found:
        now, asked = view(), _Get(**given)
        inside = {talk.id for talk in now.catalogue.select(within)}
        if asked.talk_id not in inside:
            raise ToolException("No talk has this id: search_talks and list_talks give the ids.")
        passages = _of_talk(now, asked.talk_id, asked.about)
        told = [{"field": p.field, "text": p.text} for p in passages]
        content = _told(_row(now, asked.talk_id) | {"passages": told})
        return content, list(map(document_of, passages))

    return [
        _tool(search_talks, _Search, "Find talks by words and meaning, with their best passages."),
        _tool(list_talks, _List, "List talks page by page: ids, titles, speakers, events, dates."),
        _tool(get_talk, _Get, "Passages of one talk: abstract, speakers' bios, what was said."),
    ]


def answer_tool(answer: Callable[[str], Answer]) -> BaseTool:
    """`ask_talks`: a whole answer, every sentence checked; its artifact is the Answer.

    `answer` is `TalkBot.answer` or anything like it.
    """

    def ask_talks(**given: Any) -> tuple[str, Answer]:
        found = answer(_Ask(**given).question)
        cited = [f"[{c.n}] {c.title}: “{c.quote}” {c.url}".rstrip() for c in found.citations]
        return "\n".join([found.text, *cited]), found

    about = "Answer a question about the recorded talks, each sentence with its exact source."
    return _tool(ask_talks, _Ask, about)


def _tool(function: Callable[..., Any], schema: type[BaseModel], about: str) -> BaseTool:
    def told(**given: Any) -> Any:
        try:
            return function(**given)
        except UsageError as error:
            raise ToolException(str(error)) from error

    return StructuredTool.from_function(
        func=told,
        name=function.__name__,
        description=about,
        args_schema=schema,
        response_format="content_and_artifact",
        handle_tool_error=True,
        handle_validation_error="These arguments do not fit the tool's schema.",
    )


def _row(view: View, talk_id: str) -> dict[str, Any]:
    talk = view.catalogue.by_id[talk_id]
    names = [
        f"{person.name} ({person.affiliation})" if person.affiliation else person.name
        for person in talk.speakers
    ]
    told = {"title": talk.title, "speakers": names, "event": talk.event}
    return {"talk_id": talk.id} | told | {"date": talk.date_text or talk.start}


def _passages(hit: dict[str, Any], view: View) -> list[Passage]:
    """The passages that a hit of lookup.search_talks quotes."""
    places = [(p["field"], p["speaker"], p["start"]) for p in hit["passages"]]
    known = {(p.field, p.speaker, p.start): p for p in view.library.passages_of(hit["talk_id"])}
    return [known[place] for place in places if place in known]


def _of_talk(view: View, talk_id: str, about: str) -> list[Passage]:
    own = view.library.passages_of(talk_id)
    if not about.strip():
        return list(own[:_IN_TALK])
    found = view.searcher.search(about, talk_ids=[talk_id]).passages
    return [hit.passage for hit in found[:_IN_TALK]]


def _told(value: Any) -> str:
    return json.dumps(_safe(value), ensure_ascii=False)


def _safe(value: Any) -> Any:
    if isinstance(value, str):
        return as_data(value)[:_LONGEST]
    if isinstance(value, dict):
        return {key: each if key == "talk_id" else _safe(each) for key, each in value.items()}
    if isinstance(value, Iterable):
        return [_safe(each) for each in value]
    return value
