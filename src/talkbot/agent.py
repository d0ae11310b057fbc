"""The chat model looks the talks up by itself, within limits, before an answer is written.

What it says here is never shown: only the passages that its calls found go on.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from talkbot.answers import Turn
from talkbot.chain import history_text
from talkbot.errors import ModelError
from talkbot.models import Meter, choose
from talkbot.prompts import as_data, load_prompt

if TYPE_CHECKING:
    from langchain_core.documents import Document
    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import AIMessageChunk, BaseMessage, ToolMessage
    from langchain_core.tools import BaseTool

_QUESTION_CHARACTERS = 2000
_RESULT = 8000
_FAULTS = 3


@dataclass(frozen=True, slots=True)
class LookedUp:
    """The passages found, latest look-up first; `limited` when the model was stopped."""

    documents: tuple[Document, ...]
    lookups: int
    limited: bool


def look_up(
    model: BaseChatModel,
    tools: Sequence[BaseTool],
    question: str,
    history: Sequence[Turn],
    meter: Meter,
    languages: str = "English",
) -> LookedUp:
    """What the model found with the tools.

    Raises ModelError when the model fails, or keeps making calls that cannot be used.
    """
    limits = meter.limits
    prompt = load_prompt("agent", {"question", "history", "lookups", "languages"})
    messages: list[BaseMessage] = prompt.format_messages(
        question=as_data(question[:_QUESTION_CHARACTERS]),
        history=history_text(history),
        lookups=limits.lookups,
        languages=languages,
    )
    bound = model.bind_tools(tools)
    desk = _Desk(tools)
    for _ in range(limits.steps):
        said = choose(bound, messages, meter)
        calls = _calls(said, len(messages))
        if not calls:
            return desk.result(limited=False)
        messages.append(_as_said(calls))
        for call in calls:
            spent = desk.lookups >= limits.lookups or desk.read >= limits.looked
            messages.append(_message(call, _SPENT) if spent else desk.take(call))
        if desk.faults >= _FAULTS:
            raise ModelError("The chat model kept making calls that cannot be used.")
        if desk.lookups >= limits.lookups or desk.read >= limits.looked:
            break
    return desk.result(limited=True)


_SPENT = "No calls are left."


class _Desk:
    """Runs the calls of one question and keeps what they found."""

    def __init__(self, tools: Sequence[BaseTool]) -> None:
        self._tools = {tool.name: tool for tool in tools}
        self._seen: set[str] = set()
        self._found: list[list[Document]] = []
        self.lookups = 0
        self.read = 0
        self.faults = 0

    def take(self, call: Mapping[str, Any]) -> ToolMessage:
        """The result of a call as a message; one that cannot be used counts as a fault."""
        self.lookups += 1
        name, given = call["name"], call["args"]
        key = json.dumps([name, given], sort_keys=True, ensure_ascii=False, default=str)
        tool = self._tools.get(name)
        if tool is None or key in self._seen:
            self.faults += 1
            why = "This call was made before." if tool else "There is no such tool."
            return _message(call, why)
        self._seen.add(key)
        told: ToolMessage = tool.invoke({**call, "type": "tool_call"})
        if told.status == "error":
            self.faults += 1
            return _message(call, as_data(str(told.content))[:300])
        content = str(told.content)[:_RESULT]
        self.read += len(content)
        self._found.append(list(told.artifact or ()))
        return _message(call, content)

    def result(self, *, limited: bool) -> LookedUp:
        latest_first = (each for found in reversed(self._found) for each in found)
        unique = {str(each.id): each for each in latest_first}
        return LookedUp(tuple(unique.values()), self.lookups, limited)


def _calls(said: AIMessageChunk, turn: int) -> list[dict[str, Any]]:
    """The calls of a reply. One whose arguments are no JSON object becomes a call of no tool."""
    calls = [(call["id"], call["name"], call["args"]) for call in said.tool_calls]
    calls += [(call.get("id"), "unreadable", {}) for call in said.invalid_tool_calls]
    return [
        {
            "id": re.sub(r"[^\w-]", "", number or "")[:60] or f"call-{turn}-{i}",
            "name": re.sub(r"[^\w-]", "", name or "", flags=re.ASCII)[:60] or "unreadable",
            "args": given,
        }
        for i, (number, name, given) in enumerate(calls)
    ]


def _as_said(calls: Sequence[Mapping[str, Any]]) -> BaseMessage:
    from langchain_core.messages import AIMessage
    from langchain_core.messages.tool import tool_call

    return AIMessage("", tool_calls=[tool_call(**call) for call in calls])


def _message(call: Mapping[str, Any], content: str) -> ToolMessage:
    from langchain_core.messages import ToolMessage

    return ToolMessage(content, tool_call_id=call["id"], name=call["name"])
