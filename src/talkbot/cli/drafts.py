"""The commands `eval new`, which drafts questions, and `eval confirm`, which goes through them."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from talkbot import terminal
from talkbot.cli.common import Home, again, library_of
from talkbot.settings import load_settings

if TYPE_CHECKING:
    from talkbot.evaluation.items import Item
    from talkbot.talks import Talk

_KEYS = "[y] right  [n] take out  [e] edit  [s] later  [q] stop: "
_TALKS = "Right talks: numbers to keep, words of another's title, 0 for none, Enter as it is: "
_FACTS = "What an answer must say, parted by semicolons (- for nothing, Enter as it is): "


def new(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The file to write or add to.")],
    count: Annotated[
        int, typer.Option(min=10, max=1000, metavar="NUMBER", help="About how many to draft.")
    ] = 70,
    from_feedback: Annotated[
        Path | None,
        typer.Option(metavar="EXPORT", help="Draft from the page's exported feedback instead."),
    ] = None,
    home: Home = None,
) -> None:
    """Draft questions about the talks of your library, for you to confirm."""
    from talkbot.evaluation import drafting
    from talkbot.evaluation.drafting.feedback import from_feedback as rated
    from talkbot.evaluation.items import load_items, save_items

    home = home or context.obj
    talks = _talks(home)
    known = load_items(file) if file.exists() else ()
    drafts = rated(from_feedback, talks) if from_feedback else drafting.draft(talks, count)
    found = list(drafting.new_ones(drafts, known))
    if found:
        save_items(file, [*known, *found])
    before = len(drafts) - len(found)
    terminal.say(
        f"{terminal.count(len(found), 'draft')} added to {file}"
        + (f", {before} were there already" if before else "")
        + (f". Go through them: {again(home, f'eval confirm {file}')}" if found else ".")
    )


def confirm(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The file with the drafts.")],
    home: Home = None,
) -> None:
    """Go through the drafts of a file one by one. Every decision is saved at once."""
    from talkbot.evaluation.drafting import confirming
    from talkbot.evaluation.items import load_items, save_items
    from talkbot.terminal import drafts as shown

    home = home or context.obj
    items = list(load_items(file))
    waiting = [item.id for item in items if item.draft]
    talks = {talk.id: talk for talk in _talks(home)} if waiting else {}
    for n, wanted in enumerate(waiting, 1):
        item = edited = next(each for each in items if each.id == wanted)
        while True:
            sys.stdout.write(f"\n{shown.as_text(edited, talks, f'{n} of {len(waiting)}')}\n")
            key = (_typed(_KEYS) or "").lower()[:1]
            if key == "e":
                edited = _edited(edited, talks)
            elif key == "y" and (missing := confirming.lacks(edited)):
                terminal.say(f"Not yet: {missing}.")
            elif key in ("y", "n", "s", "q", ""):
                break
        if key in ("q", ""):
            break
        decided = {"y": confirming.confirmed(edited), "n": None, "s": edited}[key]
        items = confirming.replaced(items, item, decided)
        save_items(file, items)
    left = sum(item.draft for item in items)
    ask = again(home, f"eval --questions {file}")
    terminal.say(
        f"{terminal.count(len(items) - left, 'question')} confirmed, "
        f"{terminal.count(left, 'draft')} left in {file}"
        + (f". Run them: {ask}" if len(items) > left else ".")
    )


def _edited(item: Item, talks: Mapping[str, Talk]) -> Item:
    from talkbot.evaluation.drafting import confirming

    item = confirming.asked(item, _typed("The question (Enter as it is): ") or "")
    item = _with_talks(item, talks)
    if item.answerable and item.expected_count is None:
        facts = _typed(_FACTS)
        item = confirming.stating(item, facts) if facts else item
    return item


def _with_talks(item: Item, talks: Mapping[str, Talk]) -> Item:
    """Numbers choose among the talks shown; words add talks to them and ask again."""
    from talkbot.evaluation.drafting import confirming
    from talkbot.terminal.drafts import named

    lists = (item.gold_talk_ids, item.acceptable_extra_ids, item.nearest_talk_ids)
    offered = list(dict.fromkeys(talk_id for ids in lists for talk_id in ids))
    while True:
        for n, talk_id in enumerate(offered, 1):
            sign = "*" if talk_id in item.gold_talk_ids else " "
            sys.stdout.write(f"{n:>4}{sign} {named(talk_id, talks)}\n")
        typed = _typed(_TALKS)
        if not typed:
            return item
        numbers = typed.replace(",", " ").split()
        if not all(number.isdecimal() for number in numbers):
            found = [talk.id for talk in confirming.titled(typed, talks.values())][:9]
            terminal.say("" if found else "No talk has these words in its title or speakers.")
            offered = list(dict.fromkeys([*offered, *found]))
        elif all(int(number) <= len(offered) for number in numbers):
            chosen = [offered[int(number) - 1] for number in numbers if int(number)]
            return confirming.answered_by(item, chosen)


def _typed(prompt: str) -> str | None:
    """What somebody types; None at the end of the input."""
    try:
        return input(prompt).strip()
    except EOFError:
        sys.stdout.write("\n")
        return None


def _talks(home: Path | None) -> tuple[Talk, ...]:
    with library_of(load_settings(home)) as library:
        return tuple(t for talk in library.talks() if (t := library.talk(talk.id)))
