"""Fit what the wording of a question asks for: not needed to run an evaluation.

    python eval/fit_intent.py [--check]

Writes src/talkbot/intent/weights.npz from eval/wordings/*.tsv, and prints how well it reads those
held aside; with --check also how well the wordings of each author are read by weights of all the
others. The words that the second model takes for content
are, while it is fitted, those that weights of the other authors take for it, as they are later.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from scipy.optimize import minimize

from talkbot.embedding import Embedder, Encoded
from talkbot.embedding.minilm import MiniLM
from talkbot.intent import Model
from talkbot.intent.features import (
    ASKING,
    CONDITION,
    CONTENT,
    NAME,
    NGRAM,
    Word,
    around,
    dense,
    ngrams,
    words_of,
)

HERE = Path(__file__).parent
WORDINGS = HERE / "wordings"
WEIGHTS = HERE.parent / "src" / "talkbot" / "intent" / "weights.npz"
MARKS = {"[": CONTENT, "{": NAME, "<": CONDITION}
KINDS = (ASKING, CONTENT, CONDITION)
# Rarer features tell nothing about wordings to come. Weights are kept small by these.
LEAST_WORD, LEAST_NGRAM = 3, 2
RIDGE_WORD, RIDGE = 1.0, 0.3
Matrix = NDArray[np.float32]


@dataclass(frozen=True)
class Wording:
    """A labelled question: its words with what each is by its marks."""

    label: str
    text: str
    encoded: Encoded
    words: list[Word]
    kinds: list[str]


def parsed(line: str) -> tuple[str, str, list[str]]:
    """The label, the question without marks, and for each of its characters what it is."""
    label, _, marked = line.partition("\t")
    text, kinds, now = "", [], ASKING
    for char in marked:
        if char in MARKS:
            now = MARKS[char]
        elif char in "]}>":
            now = ASKING
        else:
            text += char
            kinds.append(now)
    return label, text, kinds


def wordings(path: Path, embedder: Embedder) -> list[Wording]:
    """The questions of one author."""
    lines = [line for line in path.read_text("utf-8").split("\n") if line.strip()]
    rows = [parsed(line) for line in lines]
    encoded = embedder.encode([text for _, text, _ in rows])
    made = []
    for (label, text, kinds), each in zip(rows, encoded, strict=True):
        words = words_of(text, each)
        if words:
            made.append(Wording(label, text, each, words, [kinds[w.start] for w in words]))
    return made


def listed(found: Iterable[Collection[str]], least: int) -> list[str]:
    """The features that occur often enough, in order."""
    counts = Counter(feature for each in found for feature in each)
    return sorted(feature for feature, count in counts.items() if count >= least)


def matrix(rows: Sequence[Collection[str]], features: Sequence[str], value: float) -> sp.csr_matrix:
    """A row an example: `value` for each of its features."""
    column = {feature: i for i, feature in enumerate(features)}
    at = [(r, column[f]) for r, row in enumerate(rows) for f in row if f in column]
    places = ([r for r, _ in at], [c for _, c in at])
    shape = (len(rows), len(features))
    return sp.csr_matrix((np.full(len(at), value, dtype=np.float32), places), shape=shape)


def fit(
    x: sp.csr_matrix, dense: Matrix, y: NDArray[np.int64], classes: int, ridge: float
) -> Matrix:
    """The weights of a multinomial logistic regression over features and vectors, a row each and
    one for none."""
    size, left = (x.shape[1] + dense.shape[1] + 1, classes), x.shape[1]
    truth = np.eye(classes, dtype=np.float32)[y]
    turned = x.T.tocsr()

    def loss(flat: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        weights = flat.reshape(size).astype(np.float32)
        scores = x @ weights[:left] + dense @ weights[left:-1] + weights[-1]
        scores = scores - scores.max(axis=1, keepdims=True)
        chance = np.exp(scores)
        chance /= chance.sum(axis=1, keepdims=True)
        value = -np.log(chance[np.arange(len(y)), y] + 1e-12).sum(dtype=np.float64)
        value += ridge / 2 * float((flat.reshape(size)[:-1] ** 2).sum())
        slope = chance - truth
        parts = (turned @ slope, dense.T @ slope, slope.sum(axis=0)[None])
        whole = np.vstack(parts).astype(np.float64)
        whole[:-1] += ridge * flat.reshape(size)[:-1]
        return value, whole.ravel()

    start = np.zeros(size[0] * size[1])
    options = {"maxiter": 150}
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options=options)
    return np.asarray(found.x, dtype=np.float32).reshape(size)


def fit_words(questions: Sequence[Wording]) -> tuple[list[str], Matrix]:
    """The model of single words: names are content to it, since most are linked before."""
    rows = [set(around(q.text, q.words, i)) for q in questions for i in range(len(q.words))]
    vectors = np.array([w.vector for q in questions for w in q.words])
    kinds = [CONTENT if k == NAME else k for q in questions for k in q.kinds]
    features = listed(rows, LEAST_WORD)
    y = np.array([KINDS.index(kind) for kind in kinds])
    return features, fit(matrix(rows, features, 1.0), vectors, y, len(KINDS), RIDGE_WORD)


def told(questions: Sequence[Wording], model: Model) -> list[list[str]]:
    """What a model takes each word for; names are known."""
    return [
        [
            NAME if kind == NAME else KINDS[int(share.argmax())]
            for kind, share in zip(q.kinds, model.kinds(q.text, q.words), strict=True)
        ]
        for q in questions
    ]


def fit_labels(
    questions: Sequence[Wording], kinds: Sequence[Sequence[str]], labels: Sequence[str]
) -> tuple[list[str], Matrix]:
    """The model of what is asked for."""
    rows = [ngrams(q.words, k) for q, k in zip(questions, kinds, strict=True)]
    vectors = np.array(
        [dense(q.encoded, q.words, k) for q, k in zip(questions, kinds, strict=True)]
    )
    features = listed(rows, LEAST_NGRAM)
    y = np.array([labels.index(q.label) for q in questions])
    return features, fit(matrix(rows, features, NGRAM), vectors, y, len(labels), RIDGE)


def fitted(authors: Sequence[Sequence[Wording]]) -> Model:
    """Both models from the questions of several authors."""
    everyone = [q for author in authors for q in author]
    labels = sorted({q.label for q in everyone})
    kinds: list[list[str]] = []
    for author in authors:
        others = [q for other in authors if other is not author for q in other]
        kinds += told(author, Model(*fit_words(others), [], [], np.zeros((1, 0))))
    return Model(*fit_words(everyone), labels, *fit_labels(everyone, kinds, labels))


def score(model: Model, questions: Sequence[Wording]) -> str:
    """How many questions a model reads rightly."""
    group: Callable[[str], str] = lambda label: label.partition(":")[0]  # noqa: E731
    right = exact = sure = sure_right = 0
    for q in questions:
        names = [(w.start, w.end) for w, k in zip(q.words, q.kinds, strict=True) if k == NAME]
        read = model.read(q.text, q.encoded, names)
        exact += read.label == q.label
        right += read.group == group(q.label)
        sure += read.sure >= 0.8
        sure_right += read.sure >= 0.8 and read.group == group(q.label)
    n = len(questions)
    return (
        f"{n} questions: group {right / n:.3f}, label {exact / n:.3f}; "
        f"sure of {sure / n:.2f}, of these right {sure_right / sure:.3f}"
    )


def main(check: bool) -> int:
    embedder = MiniLM.load()
    paths = sorted(WORDINGS.glob("*.tsv"))
    authors = {p.stem: wordings(p, embedder) for p in paths if p.stem != "aside"}
    for name, questions in authors.items() if check else ():
        others = [qs for other, qs in authors.items() if other != name]
        print(f"{name} by the others: {score(fitted(others), questions)}", flush=True)
    model = fitted(list(authors.values()))
    print(f"held aside: {score(model, wordings(WORDINGS / 'aside.tsv', embedder))}")
    model.save(WEIGHTS)
    return 0


if __name__ == "__main__":
    sys.exit(main("--check" in sys.argv))
