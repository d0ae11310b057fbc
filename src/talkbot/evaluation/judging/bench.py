"""Verdicts of a chat model: asked over HTTP, a few at a time, kept, bounded in number."""

from __future__ import annotations

import json
import re
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from talkbot.errors import ModelError
from talkbot.evaluation import fingerprints
from talkbot.evaluation.run import Key
from talkbot.models import Limits, chat_model, reply
from talkbot.prompts import as_data, load_prompt
from talkbot.resources import resource_path
from talkbot.settings import Settings

SCORES = {"yes": 1.0, "partly": 0.5, "no": 0.0}
_AT_ONCE = 4
# So many failures with no success between them, and nothing more is asked.
_GIVE_UP = 4
_WORD = re.compile(r"[a-z]+")


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to judge: a criterion, what it is about, the prompt and what goes into it."""

    criterion: str
    key: Key
    prompt: str
    inputs: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, criterion: str, key: Key, prompt: str, **inputs: Sequence[str]) -> Task:
        """The inputs are texts of others: each goes on a line of its own, made safe."""
        safe = ((name, "\n".join(map(as_data, lines))) for name, lines in inputs.items())
        return cls(criterion, key, prompt, tuple(safe))


def score(text: str) -> float | None:
    """What a reply says: its first word when that is a verdict, else None."""
    word = _WORD.search(text.lower())
    return SCORES.get(word.group()) if word else None


class Judge:
    """Asks for verdicts and counts: `asked` requests, `failed` verdicts and why, `left_out`."""

    def __init__(
        self,
        settings: Settings,
        cache: Path,
        *,
        limit: int,
        tell: Callable[[str, int, int, float], None] = lambda *_: None,
    ) -> None:
        self._model = chat_model(settings)
        self._limits = Limits.of(settings)
        self._limit, self._tell = limit, tell
        place = fingerprints.of_parts(settings.model, settings.base_url)
        self._path = cache / "judge" / f"{place}.json"
        self._lock = threading.Lock()
        self._in_a_row = self._done = 0
        self.asked = self.failed = self.left_out = 0
        self.why = ""

    def verdicts(self, tasks: Iterable[Task], runs: int) -> dict[Task, tuple[float | None, ...]]:
        """The scores of each task, one a run; None where there is none."""
        wanted = {(t, n): _key(t, n) for t in dict.fromkeys(tasks) for n in range(runs)}
        known = self._load()
        new = [each for each, key in wanted.items() if key not in known]
        self.left_out = max(0, len(new) - self._limit)
        new = new[: self._limit]
        started = time.monotonic()
        try:
            with ThreadPoolExecutor(_AT_ONCE, "judge") as pool:
                for each, found in zip(new, pool.map(self._ask, (t for t, _ in new)), strict=True):
                    if found is not None:
                        known[wanted[each]] = found
                    self._done += 1
                    took = time.monotonic() - started
                    self._tell("Judging", self._done, len(new), self._done / took if took else 0.0)
        except BaseException:
            # What waits in the pool is not asked any more.
            self._in_a_row = _GIVE_UP
            raise
        finally:
            self._save(known)
        scores: dict[Task, list[float | None]] = {}
        for (task, _), key in wanted.items():
            scores.setdefault(task, []).append(known.get(key))
        return {task: tuple(of) for task, of in scores.items()}

    def _ask(self, task: Task) -> float | None:
        with self._lock:
            if self._in_a_row >= _GIVE_UP:
                self.failed += 1
                return None
            self.asked += 1
        inputs = dict(task.inputs)
        runnable = load_prompt(task.prompt, set(inputs)) | self._model
        deadline = time.monotonic() + self._limits.seconds
        try:
            text = "".join(reply(runnable, inputs, limits=self._limits, deadline=deadline))
            found = score(text)
            why = "" if found is not None else "The judge did not answer with one of its words."
        except ModelError as error:
            found, why = None, str(error)
        with self._lock:
            self._in_a_row = 0 if found is not None else self._in_a_row + 1
            self.failed += found is None
            self.why = self.why or why
        return found

    def _load(self) -> dict[str, float]:
        try:
            found: Any = json.loads(self._path.read_text("utf-8"))
            return {str(key): float(value) for key, value in found.items()}
        except (OSError, ValueError, AttributeError, TypeError):
            return {}

    def _save(self, known: dict[str, float]) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(
            "w", dir=self._path.parent, prefix=".new-", encoding="utf-8", delete=False
        ) as file:
            json.dump(known, file)
        Path(file.name).replace(self._path)


def _key(task: Task, run: int) -> str:
    prompt = (resource_path("prompts") / f"{task.prompt}.md").read_text("utf-8")
    inputs = (part for pair in task.inputs for part in pair)
    return fingerprints.of_parts(prompt, *inputs, str(run))
