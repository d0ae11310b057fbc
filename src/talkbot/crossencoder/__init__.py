"""Question and passage read together: which sentences answer, and whether the talk covers a topic.

A cross-encoder sees both texts at once, where the embedder sees each alone. `model.onnx` is the
embedder's model with the layers' weights learned anew, in int8, by `eval/fit_crossencoder.py` from
questions written for that purpose (`eval/answering/`). The vectors of the word pieces stayed as
they were: they are read from the embedder's own file.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, cast

import numpy as np
from numpy.typing import NDArray

from talkbot.embedding import minilm
from talkbot.embedding.base import clean
from talkbot.kept import Kept
from talkbot.passages import sentences_of
from talkbot.talks import Passage

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

Matrix = NDArray[np.float32]

QUESTION, HEADING, LONGEST = 48, 36, 288
"""So many word pieces of a question, of a heading, and of all together are read."""
_CHARACTERS = 150
_CLS, _SEP = 101, 102
# The least that is worth reading of a sentence which does not fit whole.
_REST = 8
_CACHED = 2000
_THREADS = 2

Text = tuple[str, tuple[str, ...]]
"""A heading and the sentences below it."""


def text_of(passage: Passage) -> Text:
    """A passage as it is read: each sentence in a line."""
    cut = (passage.text[start:end] for start, end in sentences_of(passage))
    return passage.heading, tuple(" ".join(sentence.split()) for sentence in cut)


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the model makes of a question and a text.

    `answers` has for each sentence the log odds that it answers the question rather than none of
    the text does, `covers` the log odds that the text is on the topic named. A sentence beyond
    what the model reads has -inf.
    """

    answers: tuple[float, ...]
    covers: float


@dataclass(frozen=True, slots=True)
class Input:
    """The word pieces of a question and a text.

    The first `asked` are the question's; `ends` are the places where a sentence ends.
    """

    pieces: tuple[int, ...]
    asked: int
    ends: tuple[int, ...]


class CrossEncoder:
    """Judges texts; keeps what it made of those it has read. Safe to use from several threads."""

    def __init__(self) -> None:
        self._judged: Kept[tuple[str, Text], Judgement] = Kept(_CACHED)

    def judge(self, question: str, texts: Sequence[Text]) -> list[Judgement]:
        """The question against each text. Raises EmbedderError when the model cannot be loaded."""
        return self._judged.all(
            [(question, text) for text in texts],
            lambda unseen: self._made(question, [text for _, text in unseen]),
        )

    def _made(self, question: str, texts: Sequence[Text]) -> Iterator[Judgement]:
        """One by one: in eight bits a text's figures would depend on what is read beside it.

        A thread for each of two texts takes two thirds of the time that two for one text take.
        """
        session, (table, scales) = self._session, self._words

        def read(each: Input, text: Text) -> Judgement:
            ids = np.array([each.pieces])
            words = table[ids].astype(np.float32) * scales[ids]
            types = (np.arange(ids.size) >= each.asked).astype(np.int64)[None]
            answers, covers = session.run(None, {"words": words, "types": types})
            odds = cast("Matrix", answers)[0, list(each.ends)].tolist()
            beyond = [float("-inf")] * (len(text[1]) - len(each.ends))
            return Judgement((*odds, *beyond), float(cast("Matrix", covers)[0]))

        with ThreadPoolExecutor(_THREADS) as threads:
            yield from threads.map(read, self.inputs(question, texts), texts)

    def inputs(self, question: str, texts: Sequence[Text]) -> list[Input]:
        """The question with each of the texts as the model reads them."""
        parts = [question, *(p for head, rest in texts for p in (head[:_CHARACTERS], *rest))]
        encoded = self._tokenizer.encode_batch([clean(p) for p in parts], add_special_tokens=False)
        pieces = iter([each.ids for each in encoded])
        asked = [_CLS, *next(pieces)[:QUESTION], _SEP]
        found = []
        for _, rest in texts:
            ids = [*asked, *next(pieces)[:HEADING], _SEP]
            ends = []
            for sentence in [next(pieces) for _ in rest]:
                room = LONGEST - 1 - len(ids)
                if room >= _REST:
                    ids += [*sentence[:room], _SEP]
                    ends.append(len(ids) - 1)
            found.append(Input(tuple(ids), len(asked), tuple(ends)))
        return found

    @cached_property
    def _tokenizer(self) -> Tokenizer:
        return minilm.tokenizer()

    @cached_property
    def _session(self) -> InferenceSession:
        return minilm.session(Path(__file__).with_name("model.onnx"), threads=1)

    @cached_property
    def _words(self) -> tuple[NDArray[np.int8], Matrix]:
        """The vector of each word piece, and what a row is to be multiplied with.

        The embedder, which reads before this does, has checked the file.
        """
        at = self._session.get_modelmeta().custom_metadata_map
        size, width, path = int(at["words"]), int(at["width"]), minilm.model_path()
        table = np.memmap(path, np.int8, "r", int(at["table"]), (size, width))
        scales = np.memmap(path, np.float32, "r", int(at["scales"]), (size, 1))
        return table, scales
