"""A chat model's opinion of the answers: a second look, never a gate.

Two questions are put to it several times each: do the cited passages support the answer, and does
it answer what was asked? How far it can be trusted is measured beside it: claims that are known to
be true or false are judged too, and its verdicts are compared with the gold answers.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from talkbot.answering.builder import plain
from talkbot.evaluation.drafting.common import shuffled
from talkbot.evaluation.judging.bench import Judge, Task
from talkbot.evaluation.observation import Observation
from talkbot.evaluation.run import Key, Run
from talkbot.evaluation.statements import heading
from talkbot.settings import Settings

FAITHFUL, RELEVANT = "faithfulness", "relevance"
_LABELLED = 10


@dataclass(frozen=True, slots=True)
class Opinion:
    """What the judge said about one thing, a score a run; None where it said nothing usable."""

    criterion: str
    key: Key
    scores: tuple[float | None, ...]

    @property
    def mean(self) -> float | None:
        given = [score for score in self.scores if score is not None]
        return sum(given) / len(given) if given else None


@dataclass(frozen=True, slots=True)
class Judgement:
    """Opinions of the product's answers, and of claims of which the truth is known.

    `labelled` are (true or false, opinion); `failed` counts verdicts that did not come, `why` is
    the first reason, `left_out` counts those that the limit of requests did not allow.
    """

    model: str
    runs: int
    opinions: tuple[Opinion, ...]
    labelled: tuple[tuple[bool, Opinion], ...]
    failed: int = 0
    why: str = ""
    left_out: int = 0
    asked: int = 0


def judge_run(
    run: Run,
    settings: Settings,
    *,
    cache: Path,
    runs: int = 3,
    limit: int = 500,
    tell: Callable[[str, int, int, float], None] = lambda *_: None,
) -> Judgement:
    """Have every given answer judged `runs` times, with at most `limit` requests.

    What was judged before is not asked again. Raises ModelError when no model is set.
    """
    known = [(true, task) for true in (True, False) for task in _labelled(run, true=true)]
    answers = [
        task
        for key, seen in shuffled(run.seen.items(), lambda pair: "/".join(pair[0]))
        if seen.answered and seen.answer.citations
        for task in _tasks(run, key, seen)
    ]
    judge = Judge(settings, cache, limit=limit, tell=tell)
    found = judge.verdicts([*(task for _, task in known), *answers], runs)

    def opinion(task: Task) -> Opinion:
        return Opinion(task.criterion, task.key, found[task])

    return Judgement(
        settings.model,
        runs,
        tuple(map(opinion, answers)),
        tuple((true, opinion(task)) for true, task in known),
        failed=judge.failed,
        why=judge.why,
        left_out=judge.left_out,
        asked=judge.asked,
    )


def _tasks(run: Run, key: Key, seen: Observation) -> tuple[Task, Task]:
    said = plain(seen.answer.text)
    evidence = tuple(
        f"{c.title} — {', '.join(c.speakers)}: {c.quote}" for c in seen.answer.citations
    )
    item = run.items[key]
    return (
        Task.of(FAITHFUL, key, "judge-faithful", evidence=evidence, answer=(said,)),
        Task.of(
            RELEVANT, key, "judge-relevant",
            history=item.history, question=(item.question,), answer=(said,),
        ),
    )  # fmt: skip


def _labelled(run: Run, *, true: bool) -> Sequence[Task]:
    """A few claims that are known to be so."""
    of = shuffled((j.claim for j in run.claims if j.claim.true == true), lambda c: c.text)
    return [
        Task.of(
            FAITHFUL, ("claims", f"{str(true).lower()}-{n}"), "judge-faithful",
            evidence=(f"{heading(claim.talk)}: {claim.passage.text}",), answer=(claim.text,),
        )
        for n, claim in enumerate(of[:_LABELLED])
    ]  # fmt: skip
