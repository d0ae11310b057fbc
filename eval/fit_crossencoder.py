"""Teach the cross-encoder again: not needed to run an evaluation.

    pip install torch transformers safetensors onnx onnxscript
    python eval/fit_crossencoder.py --from FOLDER [--squad train-v1.1.json] [--out model.onnx]
    python eval/fit_crossencoder.py --from FOLDER --resume STATE.pt --judge

FOLDER holds all-MiniLM-L6-v2 as its makers publish it (config.json, model.safetensors). It is first
shown SQuAD 1.1, if that is given, then what `eval/answering/` holds: of every question the passages
of its own talk, and the nearest of another one, and must say which sentence answers or that none
does; of every topic the talks that cover it, and the nearest of those that do not. The programmes
kept aside (`answering_set.ASIDE`) are judged at the end. A pass over 40,000 examples took 40
minutes on two cores that multiply bfloat16.

The weights that talkbot ships learned in five stages, as the files were written: SQuAD, two thirds
of the questions up to `p44` and `b51`, the rest with all topics up to `m04`, the bios (a tenth of
the questions with typing errors), and a mixture of questions answered in their own words, of open
ones in other words, and of SQuAD's. So they are not made again to the bit. They have learned
nothing from the programmes written later, nor do they have the blocks that `export` rounds by.

Writes the model in int8 as `talkbot.crossencoder` loads it, without the vectors of word pieces,
which stay as they are.
"""

from __future__ import annotations

import argparse
import json
import math
import random
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from answering_set import ASIDE, programmes, rows, talks
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.quantization.matmul_nbits_quantizer import MatMulNBitsQuantizer
from torch import nn
from transformers import BertModel

from talkbot.crossencoder import CrossEncoder, Input, text_of
from talkbot.embedding import MiniLM, minilm
from talkbot.passages import passages_of, sentences_of
from talkbot.talks import Passage
from talkbot.words import sentences

BATCH, RATE, WARM = 24, 1e-4, 0.06
# Of a question so many passages of other talks, of a topic so many talks that do not cover it.
OTHERS, BESIDE, FAR = 1, 8, 0.05
# A SQuAD paragraph is cut to so many sentences.
CUT = 5


@dataclass(frozen=True, slots=True)
class Example:
    """A text below its heading, read with a question or a topic.

    Of a question `gold` are the sentences that answer, none when none does, and `covers` is None.
    """

    asked: str
    heading: str
    sentences: tuple[str, ...]
    gold: tuple[int, ...] = ()
    covers: bool | None = None
    group: str = ""
    key: str = ""


def answering(passage: Passage, places: str) -> tuple[int, ...]:
    """Which sentences of a passage are those at "abstract:0-80,bio:3-9"."""
    if places == "-":
        return ()
    found = set()
    for place in places.split(","):
        field, _, span = place.partition(":")
        start, end = map(int, span.split("-"))
        for n, (a, b) in enumerate(sentences_of(passage)):
            low, high = max(start, passage.start + a), min(end, passage.start + b)
            if passage.field == field and high - low > min(end - start, b - a) / 2:
                found.add(n)
    return tuple(sorted(found))


class Near:
    """The embedder's idea of which passages come near a text."""

    def __init__(self) -> None:
        self._embedder = MiniLM.load()
        self._known: dict[str, Any] = {}

    def vectors(self, texts: Sequence[str]) -> Any:
        unseen = [t for t in dict.fromkeys(texts) if t not in self._known]
        self._known |= zip(unseen, self._embedder.embed(unseen), strict=True)
        return np.stack([self._known[t] for t in texts])

    def order(self, asked: str, passages: Sequence[Passage]) -> list[int]:
        cosines = self.vectors([p.indexed_text for p in passages]) @ self.vectors([asked])[0]
        return [int(i) for i in np.argsort(-cosines)]


def questions(near: Near, wanted: Collection[str]) -> list[Example]:
    """The examples of the questions of some programmes."""
    known = talks()
    of = {i: passages_of(talk) for i, talk in known.items()}
    read = programmes()
    home = {i: name for name, ids in read.items() for i in ids if name[0] in "pb"}
    found = []
    for n, (talk, kind, places, asked) in enumerate(rows("questions.tsv")):
        group, own = (talk, ()) if kind == "X" else (home[talk], of[talk])
        if group not in wanted:
            continue
        for p in own:
            found.append(Example(asked, *text_of(p), answering(p, places), None, group, f"{n} own"))
        others = [p for i in read[group] if i != talk for p in of[i]]
        for i in near.order(asked, others)[: 3 if kind == "X" else OTHERS]:
            other = others[i]
            found.append(Example(asked, *text_of(other), (), None, group, str(n)))
    return found


def topics(near: Near, chance: random.Random, wanted: Collection[str]) -> list[Example]:
    """The examples of the topics of some programmes."""
    known = talks()
    read = programmes()
    found = []
    for n, (group, topic, covering, unsure) in enumerate(rows("topics.tsv")):
        if group not in wanted:
            continue
        passages = [(i, p) for i in read[group] for p in passages_of(known[i])]
        best: dict[str, Passage] = {}
        for at in near.order(topic, [p for _, p in passages]):
            best.setdefault(*passages[at])
        for rank, (i, p) in enumerate(best.items()):
            covers = i in covering.split(",")
            kept = covers or rank < BESIDE or chance.random() < FAR or group in ASIDE
            if kept and (covers or i not in unsure.split(",")):
                found.append(Example(topic, *text_of(p), (), covers, group, str(n)))
    return found


def squad(path: Path, chance: random.Random) -> list[Example]:
    """Of every question its paragraph, with the answering sentence and without, in random order."""
    found = []
    for article in json.loads(path.read_text(encoding="utf-8"))["data"]:
        title = article["title"].replace("_", " ")
        for paragraph in article["paragraphs"]:
            text = paragraph["context"]
            spans = sentences(text)
            for each in paragraph["qas"]:
                starts = [a["answer_start"] for a in each["answers"]]
                gold = [n for n, (a, b) in enumerate(spans) if any(a <= s < b for s in starts)]
                if not gold:
                    continue
                first = max(0, min(len(spans) - CUT, gold[0] - chance.randrange(CUT)))
                shown = list(enumerate(spans))[first : first + CUT]
                right = tuple(n - first for n in gold if n < first + CUT)
                lines = tuple(text[a:b] for _, (a, b) in shown)
                found.append(Example(each["question"].strip(), title, lines, right))
                left = tuple(text[a:b] for n, (a, b) in shown if n not in gold)
                if len(left) > 1 and chance.random() < 0.6:
                    found.append(Example(each["question"].strip(), title, left))
    chance.shuffle(found)
    return found


class Model(nn.Module):
    """MiniLM and three linear heads: a sentence answers, none does, the text covers the topic."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.bert = BertModel.from_pretrained(
            folder,
            add_pooling_layer=False,
            attn_implementation="sdpa",
            hidden_dropout_prob=0.0,
            attention_probs_dropout_prob=0.0,
        )
        self.says, self.none, self.covers = (nn.Linear(384, 1) for _ in range(3))
        self.bert.embeddings.word_embeddings.weight.requires_grad_(False)

    def forward(self, ids: Any, mask: Any, types: Any) -> tuple[Any, Any, Any]:
        hidden = self.bert(input_ids=ids, attention_mask=mask, token_type_ids=types)
        last = hidden.last_hidden_state
        first = last[:, 0]
        return self.says(last)[..., 0], self.none(first)[:, 0], self.covers(first)[:, 0]


def encoded(examples: Iterable[Example]) -> list[tuple[Input, Example]]:
    reader = CrossEncoder()
    return [(reader.inputs(e.asked, [(e.heading, e.sentences)])[0], e) for e in examples]


def scored(model: Model, batch: Sequence[tuple[Input, Example]]) -> tuple[Any, Any]:
    """Logits of "none" and of every sentence (batch, 1 + sentences), and of the topic."""
    longest = max(len(i.pieces) for i, _ in batch)
    most = max(1, *(len(i.ends) for i, _ in batch))
    ids, mask, types = (torch.zeros(len(batch), longest, dtype=torch.long) for _ in range(3))
    ends = torch.zeros(len(batch), most, dtype=torch.long)
    real = torch.zeros(len(batch), most, dtype=torch.bool)
    for row, (each, _) in enumerate(batch):
        size = len(each.pieces)
        ids[row, :size] = torch.tensor(each.pieces)
        mask[row, :size] = 1
        types[row, each.asked : size] = 1
        ends[row, : len(each.ends)] = torch.tensor(each.ends)
        real[row, : len(each.ends)] = True
    with torch.autocast("cpu", dtype=torch.bfloat16):
        says, none, covers = model(ids, mask, types)
    lines = says.float().gather(1, ends).masked_fill(~real, -1e4)
    return torch.cat([none.float()[:, None], lines], 1), covers.float()


def loss(model: Model, batch: Sequence[tuple[Input, Example]]) -> Any:
    lines, covers = scored(model, batch)
    fact = torch.tensor([e.covers is None for _, e in batch])
    right = torch.zeros_like(lines, dtype=torch.bool)
    for row, (each, example) in enumerate(batch):
        right[row, [n + 1 for n in example.gold if n < len(each.ends)] or [0]] = True
    chances = torch.log_softmax(lines, 1).masked_fill(~right, -1e9)
    answered = -torch.logsumexp(chances, 1)[fact].sum()
    wanted = torch.tensor([float(e.covers or 0) for _, e in batch])
    topic = nn.functional.binary_cross_entropy_with_logits(
        covers[~fact], wanted[~fact], reduction="sum"
    )
    return (answered + topic) / len(batch)


def batches(
    examples: list[tuple[Input, Example]], chance: random.Random
) -> Iterator[list[tuple[Input, Example]]]:
    """Neighbours in length together, in random order."""
    chance.shuffle(examples)
    for at in range(0, len(examples), 40 * BATCH):
        part = sorted(examples[at : at + 40 * BATCH], key=lambda each: len(each[0].pieces))
        found = [part[i : i + BATCH] for i in range(0, len(part), BATCH)]
        chance.shuffle(found)
        yield from found


def teach(model: Model, examples: list[Example], passes: int, chance: random.Random) -> None:
    ready = encoded(examples)
    total = passes * math.ceil(len(ready) / BATCH)
    heads = [p for name, p in model.named_parameters() if not name.startswith("bert.")]
    body = [p for p in model.bert.parameters() if p.requires_grad]
    groups = [{"params": body, "lr": RATE}, {"params": heads, "lr": 5 * RATE}]
    optimizer = torch.optim.AdamW(groups, weight_decay=0.01, fused=True)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda n: min(1, (n + 1) / (WARM * total)) * max(0.02, 1 - n / total)
    )
    model.train()
    done, mean = 0, 0.0
    for _ in range(passes):
        for batch in batches(ready, chance):
            value = loss(model, batch)
            optimizer.zero_grad()
            value.backward()
            nn.utils.clip_grad_norm_([*body, *heads], 1.0)
            optimizer.step()
            schedule.step()
            mean = float(value.detach()) if not done else 0.98 * mean + 0.02 * float(value.detach())
            done += 1
            if done % 50 == 0:
                print(f"{done:6} of {total}  loss {mean:.3f}", flush=True)


def auc(scores: Sequence[float], right: Sequence[bool]) -> float:
    order = np.argsort(np.argsort(scores, kind="stable"))
    yes = np.array(right)
    above = order[yes].sum() - yes.sum() * (yes.sum() - 1) / 2
    return float(above / (yes.sum() * (~yes).sum()))


def judge(reader: CrossEncoder, aside: Sequence[Example]) -> None:
    """How well the model as shipped judges what it was not taught."""
    facts: dict[str, list[tuple[float, bool]]] = defaultdict(list)
    topic_scores, topic_right = [], []
    for each in aside:
        judged = reader.judge(each.asked, [(each.heading, each.sentences)])[0]
        if each.covers is not None:
            topic_scores.append(judged.covers)
            topic_right.append(each.covers)
        elif each.key.endswith("own"):
            facts[f"{each.group} {each.key}"] += [
                (odds, n in each.gold) for n, odds in enumerate(judged.answers)
            ]
    best = [max(each) for each in facts.values()]
    answered = [any(right for _, right in each) for each in facts.values()]
    first = [right for (_, right), yes in zip(best, answered, strict=True) if yes]
    print(f"{len(best)} questions: the best sentence answers {sum(first) / len(first):.3f};")
    print(f"answered or not: AUROC {auc([odds for odds, _ in best], answered):.3f}")
    print(f"{len(topic_right)} topics and talks: AUROC {auc(topic_scores, topic_right):.3f}")


class Exported(nn.Module):
    """The model as it is run: the vectors of word pieces in, log odds out."""

    def __init__(self, model: Model) -> None:
        super().__init__()
        self.model = model

    def forward(self, words: Any, types: Any) -> tuple[Any, Any]:
        bert, size = self.model.bert, words.shape[1]
        embeddings = bert.embeddings
        places = embeddings.position_embeddings(torch.arange(size)[None])
        hidden = embeddings.LayerNorm(words + embeddings.token_type_embeddings(types) + places)
        for layer in bert.encoder.layer:
            own = layer.attention.self
            q, k, v = (
                part(hidden).view(1, size, 12, 32).transpose(1, 2)
                for part in (own.query, own.key, own.value)
            )
            seen = torch.softmax(q @ k.transpose(-1, -2) / 32**0.5, -1)
            read = (seen @ v).transpose(1, 2).reshape(1, size, 384)
            out = layer.attention.output
            middle = out.LayerNorm(out.dense(read) + hidden)
            wide = nn.functional.gelu(layer.intermediate.dense(middle))
            hidden = layer.output.LayerNorm(layer.output.dense(wide) + middle)
        first = hidden[:, 0]
        answers = self.model.says(hidden)[..., 0] - self.model.none(first)
        return answers, self.model.covers(first)[:, 0]


def export(model: Model, path: Path) -> None:
    """Write the model in int8, with the places of the word pieces' vectors in the embedder's.

    What attention and the wide layer give has outliers, which one scale for a text's activations
    rounds away; so the products that take it have a scale for each block of 32. Of the questions
    kept aside that gives back what eight bits took (first sentence .745 to .762, .757 in float),
    for a quarter more processor time (94 s to 117 s).
    """
    whole, mixed = path.with_suffix(".float.onnx"), path.with_suffix(".mixed.onnx")
    names = ["words", "types"], ["answers", "covers"]
    sample = (torch.randn(1, 20, 384), torch.zeros(1, 20, dtype=torch.long))
    torch.onnx.export(
        Exported(model).eval(), sample, whole, input_names=names[0], output_names=names[1],
        dynamo=False, opset_version=17,
        dynamic_axes={name: {1: "pieces"} for name in ("words", "types", "answers")},
    )  # fmt: skip
    products = [node.name for node in onnx.load(whole).graph.node if node.op_type == "MatMul"]
    # Of every three: attention's output, into the wide layer, out of it.
    dense = [name for name in products if name.startswith("/dense")]
    blocks = {name for n, name in enumerate(dense) if n % 3 != 1}
    rest = [name for name in products if name not in blocks]
    quantizer = MatMulNBitsQuantizer(
        onnx.load(whole), bits=8, block_size=32, is_symmetric=True, accuracy_level=4,
        nodes_to_exclude=rest,
    )  # fmt: skip
    quantizer.process()
    quantizer.model.save_model_to_file(str(mixed))
    quantize_dynamic(mixed, path, weight_type=QuantType.QInt8, per_channel=True)
    mixed.unlink()
    whole.unlink()
    content = minilm.checked(minilm.model_path(), minilm.MODEL_SHA256)
    tensors = {t.name: t.raw_data for t in onnx.load_from_string(content).graph.initializer}
    table = "inner.embeddings.word_embeddings.weight"
    small = onnx.load(path)
    size, width = model.bert.embeddings.word_embeddings.weight.shape
    places = {"table": tensors[f"{table}_q"], "scales": tensors[f"{table}_scale"]}
    onnx.helper.set_model_props(
        small,
        {"words": str(size), "width": str(width)}
        | {name: str(content.index(data)) for name, data in places.items()},
    )
    onnx.save(small, path)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    options.add_argument("--from", dest="folder", type=Path, required=True, help="MiniLM's folder")
    options.add_argument("--squad", type=Path, help="SQuAD 1.1's train-v1.1.json")
    options.add_argument("--resume", type=Path, help="a state to go on from")
    options.add_argument("--passes", type=int, default=2, help="over our questions and topics")
    options.add_argument("--judge", action="store_true", help="only judge the shipped model")
    options.add_argument("--out", type=Path, default=Path("model.onnx"))
    given = options.parse_args()
    torch.manual_seed(3)
    chance = random.Random(3)
    near = Near()
    wanted = ASIDE if given.judge else programmes().keys()
    ours = [*questions(near, wanted), *topics(near, chance, wanted)]
    aside = [e for e in ours if e.group in ASIDE]
    if not given.judge:
        model = Model(given.folder)
        if given.resume:
            model.load_state_dict(torch.load(given.resume))
        if given.squad:
            teach(model, squad(given.squad, chance)[:60000], 1, chance)
        if given.passes:
            teach(model, [e for e in ours if e.group not in ASIDE], given.passes, chance)
        torch.save(model.state_dict(), given.out.with_suffix(".pt"))
        export(model, given.out)
    judge(CrossEncoder(), aside)


if __name__ == "__main__":
    main()
