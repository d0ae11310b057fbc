"""Warm retrieval and answers over one library, beside the bare calls that they are made of."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import replace
from itertools import cycle
from pathlib import Path

from tests.model.scripted_server import Reply, ScriptedServer

from benchmarks.fts5 import Fts5
from benchmarks.measure import Figure, Taken, in_turn, memory
from talkbot.answers import Draft
from talkbot.assembly import build
from talkbot.chat import TalkBot
from talkbot.ingest import ingest
from talkbot.resources import resource_path
from talkbot.settings import Settings, load_settings
from talkbot.talks import Talk
from talkbot.words import content_terms

QUERY = "bare query embedding"
_KINDS = (
    "What is “{title}” about?",
    "What does {name} say about {title}?",
    "Which talks are about {title}?",
    "Where is {name} from?",
    "How many talks are from {year}?",
    "Which talks from {year} are about {title}?",
)


def questions(talks: Sequence[Talk], count: int) -> list[str]:
    """Questions of several kinds, filters included, about talks spread over the library."""
    named = [talk for talk in talks if talk.speakers and talk.abstract]
    step = max(1, len(named) // count)
    chosen = (named[n * step % len(named)] for n in range(count))
    return [
        _KINDS[n % len(_KINDS)].format(
            title=talk.title, name=talk.speakers[0].name, year=talk.year or 2018
        )
        for n, talk in enumerate(chosen)
    ]


def measure(*, small: bool, library: Path | None = None) -> list[Figure]:
    """Over the shipped talks, or over the library in this home, which is copied first."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        home = Path(folder) / "home"
        if library:
            shutil.copytree(library, home)
        else:
            ingest([resource_path("data")], home=home, settings=Settings(home=home))
        bot = stack.enter_context(build(Settings(home=home)))
        asked = questions(bot.library.talks(), 6 if small else 120)
        most = (1.5, 0.025, 0.060) if not library else (1.5, None, 0.120)
        count = f"{len(bot.library.talks()):,} talks"
        found = [
            *_retrieval(bot, asked, count, most[0], Path(folder) / "fts5.db"),
            *_answers(bot, asked, count, most[1:]),
        ]
        held = memory()
        found.append(
            Figure(f"resident memory, {count}", held, "MB",
                   target="<= 600 MB" if library else "", met=held <= 600 if library else None)
        )  # fmt: skip
        found.append(_model(home, asked[: 2 if small else 20], count))
        found.extend(_again(bot, home, count) if library else ())
    return found


def _again(bot: TalkBot, home: Path, count: str) -> list[Figure]:
    """Ingesting what the library came from, where that is still there and nothing has changed."""
    given = {_file_of(Path(source.path)) for source in bot.library.sources()}
    files = sorted(path for path in given if path)
    if len(files) < len(given):
        return []
    # Other readers than today's may have made the library.
    ingest(files, home=home, settings=Settings(home=home))
    wall, cpu = time.perf_counter(), time.process_time()
    report = ingest(files, home=home, settings=Settings(home=home))
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    if report.added or report.updated or report.removed:
        return []
    return [
        Figure(f"ingest again, nothing changed, {count}", wall, "s", cpu=cpu,
               target="<= 5 s", met=wall <= 5)
    ]  # fmt: skip


def _file_of(source: Path) -> Path | None:
    """The file or archive that a source is or lies in."""
    return next((path for path in (source, *source.parents) if path.is_file()), None)


def _retrieval(
    bot: TalkBot, asked: Sequence[str], count: str, most: float, beside: Path
) -> list[Figure]:
    searcher, embedder, library = bot.view().searcher, bot.embedder, bot.library
    vectors = {question: embedder.embed([question])[0] for question in asked}
    fts5 = Fts5(library, embedder.fingerprint, beside)

    def each(thing: Callable[[str], object], first: int = 0) -> Callable[[], object]:
        turn = cycle([*asked[first:], *asked[:first]])
        return lambda: thing(next(turn))

    # Else the search would find the vector of the question that was embedded just before.
    apart = len(asked) // 2

    taken = in_turn(
        {
            QUERY: each(lambda q: embedder.embed([q]), apart),
            "bare Chroma query, 60 nearest": each(lambda q: searcher._near(vectors[q], 60)),
            "bare FTS5 query, 60 best": each(lambda q: fts5.search(content_terms(q), 60)),
            "keyword search, 60 best": each(
                lambda q: library.search_passages(content_terms(q), 60)
            ),
            "retrieval": each(searcher.search),
        },
        len(asked),
    )
    return [
        _figure(f"{name}, {count}", each, taken[QUERY], most if name == "retrieval" else 0)
        for name, each in taken.items()
    ]


def _figure(name: str, taken: Taken, base: Taken, most: float) -> Figure:
    ratio = taken.cpu_median / base.cpu_median
    return Figure(
        name,
        taken.median * 1000,
        "ms",
        cpu=taken.cpu_median * 1000,
        p95=taken.p(0.95) * 1000,
        baseline=QUERY,
        ratio=taken.median / base.median,
        ratio_cpu=ratio,
        target=f"<= {most:g}" if most else "",
        met=ratio <= most if most else None,
    )


def _answers(
    bot: TalkBot, asked: Sequence[str], count: str, most: Sequence[float | None]
) -> list[Figure]:
    """Questions that were not asked before, by a process that has answered others and has read
    ahead, as `talkbot serve` does."""
    bot.view().read_ahead()
    for question in asked[::3]:
        bot.answer(question)
    new = [question for n, question in enumerate(asked) if n % 3]
    apart = len(new) // 2
    turn, again = cycle(new), cycle([*new[apart:], *new[:apart]])
    taken = in_turn(
        {
            QUERY: lambda: bot.embedder.embed([next(again)]),
            "answer": lambda: bot.answer(next(turn)),
        },
        len(new) - 1,
    )
    answer, (half, long) = taken["answer"], most
    target = ", ".join(
        f"{name} <= {limit * 1000:g} ms" for name, limit in (("p50", half), ("p95", long)) if limit
    )
    met = answer.p(0.95) <= (long or 0) and (half is None or answer.median <= half)
    return [
        replace(_figure(f"answer without a chat model, {count}", answer, taken[QUERY], 0),
                target=target, met=met,
                note=f"p95 of processor time {answer.cpu_p(0.95) * 1000:.0f} ms")
    ]  # fmt: skip


def _model(home: Path, asked: Sequence[str], count: str) -> Figure:
    """The time to the first words of a model's answer, above that of the bare call."""
    import openai

    said = Reply("It is told in the record [1].")
    with ScriptedServer(said) as server:
        client = openai.OpenAI(base_url=server.base_url, api_key="x", max_retries=0)
        settings = load_settings(home, environment=server.environment())
        with build(settings) as bot, client:
            turn = cycle(asked)

            def bare() -> None:
                stream = client.chat.completions.create(
                    model="scripted", stream=True, messages=[{"role": "user", "content": "Hello"}]
                )
                with stream:
                    next(iter(stream))

            def ours() -> None:
                for event in bot.ask(next(turn)):
                    if isinstance(event, Draft):
                        return

            taken = in_turn({"bare": bare, "ours": ours}, 2 * len(asked))
    over = (taken["ours"].median - taken["bare"].median) * 1000
    return Figure(
        f"time to the first words above a bare model call, {count}",
        over,
        "ms",
        cpu=(taken["ours"].cpu_median - taken["bare"].cpu_median) * 1000,
        p95=taken["ours"].p(0.95) * 1000,
        baseline="bare call of the same model server",
        ratio=taken["ours"].median / taken["bare"].median,
        target="<= 60 ms",
        met=over <= 60,
    )
