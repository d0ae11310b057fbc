"""Measure talkbot as it is and write the figures where people read them.

    python eval/publish.py             # runs `talkbot eval` without a model, then writes
    python eval/publish.py --run DIR   # writes from a run's folder

`eval/report/` keeps the run: every figure, the summary and the page. README.md, CHANGELOG.md,
docs/evaluation.md and docs/grounding.md get their tables between two markers; the floors that a
figure has left far below are raised. tests/evaluation/test_published.py holds all of them to the
committed run.
"""

from __future__ import annotations

import argparse
import json
import math
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from talkbot.evaluation.asking import PRODUCT
from talkbot.evaluation.report.figures import estimate, label
from talkbot.evaluation.report.markdown import table

ROOT = Path(__file__).resolve().parents[1]
REPORT = ROOT / "eval" / "report"
KEPT = ("config.json", "summary.json", "times.json", "summary.md", "report.html")
MARKED = re.compile(
    r"(<!-- figures of eval/report/: [^\n]* -->\n).*?(<!-- end of figures -->)", re.S
)
SYSTEMS = ("accuracy", "set_f1", "nugget_recall_vital", "abstention_f1")
FLOORS = ROOT / "eval" / "floors.toml"
FLOOR = re.compile(
    r'(?m)^(\["?([^"\n]+?)"?\.(\w+)\]\nfloor = )([\d.]+)(\nreason = "reached )([01]\.\d+)'
)
COLLECTIONS = ("accuracy", "set_f1", "nugget_recall_vital", "evidence_recall", "abstention_f1",
               "over_refusal")  # fmt: skip


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    arguments.add_argument("--run", type=Path, help="a run's folder, instead of running now")
    given = arguments.parse_args().run
    with tempfile.TemporaryDirectory() as new:
        run = given or measured(Path(new) / "run")
        REPORT.mkdir(exist_ok=True)
        for name in KEPT:
            shutil.copy(run / name, REPORT / name)
    for path, text in documents().items():
        path.write_text(text, "utf-8")
        print(f"written: {path.relative_to(ROOT)}")


def measured(folder: Path) -> Path:
    """A run of everything without a chat model, every question asked anew."""
    command = "-m talkbot eval --fresh --model none --output".split()
    subprocess.run([sys.executable, *command, str(folder)], check=True, stdout=subprocess.DEVNULL)
    return folder


def documents() -> dict[Path, str]:
    """What the documents are with the figures of the committed run."""
    summary = json.loads((REPORT / "summary.json").read_text("utf-8"))
    times = json.loads((REPORT / "times.json").read_text("utf-8"))
    short = [*halves(summary), *certain(summary)]
    blocks = {
        "README.md": short,
        "CHANGELOG.md": short,
        "docs/evaluation.md": [
            *collections(summary), *halves(summary), *certain(summary), "", *speed(summary, times),
            "", *short_of(summary)
        ],
        "docs/grounding.md": claims(summary),
    }  # fmt: skip
    told = {ROOT / name: marked(ROOT / name, lines) for name, lines in blocks.items()}
    return told | {FLOORS: raised(FLOORS.read_text("utf-8"), summary)}


def marked(path: Path, lines: Sequence[str]) -> str:
    """The document with these lines between its markers."""
    text, count = MARKED.subn(
        lambda found: found[1] + "\n" + "\n".join(lines) + "\n\n" + found[2],
        path.read_text("utf-8"),
    )
    if count != 1:
        raise SystemExit(f"{path} needs the two markers once, not {count} times.")
    return text


def halves(summary: Mapping[str, Any]) -> list[str]:
    """Every system on the development and the test half, talkbot's figures with intervals."""
    return table(
        ["half", "system", *map(label, SYSTEMS)],
        (
            [
                f"{group['name']}, {group['n']} questions" if system == PRODUCT else group["name"],
                system,
                *(estimate(of[metric], interval=True) for metric in SYSTEMS),
            ]
            for group in groups(summary, "split")
            for system, of in group["systems"].items()
        ),
    )


def collections(summary: Mapping[str, Any]) -> list[str]:
    """talkbot's figures for each collection."""
    return table(
        ["collection", "n", *map(label, COLLECTIONS)],
        (
            [group["name"], str(group["n"])]
            + [estimate(group["systems"][PRODUCT][metric]) for metric in COLLECTIONS]
            for group in groups(summary, "collection")
        ),
    )


def certain(summary: Mapping[str, Any]) -> list[str]:
    """What must be perfect: the worse half, and all of both."""
    found = [group["systems"][PRODUCT] for group in groups(summary, "split")]
    quoted = min(of["citation_validity"]["value"] for of in found)
    obeyed, tried = (sum(of["attack_success"][part] for of in found) for part in ("above", "n"))
    return [
        f"Citations that are verbatim: {quoted:.2%}. Instructions inside questions that were "
        f"obeyed: {obeyed:g} of {tried}."
    ]


def short_of(summary: Mapping[str, Any]) -> list[str]:
    """Where it falls short, in figures."""
    wrong = {
        group["name"]: 1 - group["systems"][PRODUCT]["accuracy"]["value"]
        for group in groups(summary, "collection")
    }
    worst = sorted(wrong, key=lambda name: -wrong[name])[:2]
    told = " and ".join(f"{wrong[name]:.0%} of {name}" for name in worst)
    refused = figure(summary, "test", "abstention_recall")["value"]
    return [
        f"Wrongly answered or refused are {told}, more than of the others. Of the unanswerable "
        f"questions of the test half {1 - refused:.0%} were answered."
    ]


def claims(summary: Mapping[str, Any]) -> list[str]:
    """How the check of sentences judges those whose truth is known."""
    support = summary["support"]
    rows = table(
        ["sentences", "are", "how many", "judged wrongly"],
        (
            [kind["kind"], "true" if kind["true"] else "false", str(kind["n"]),
             f"{kind['wrong']} ({kind['wrong'] / kind['n']:.1%})"]
            for kind in support["kinds"]
        ),
    )  # fmt: skip
    words, whole = support["auroc"]["support"], support["auroc"]["check"]
    denied = next(kind["auroc"] for kind in support["kinds"] if kind["kind"] == "negation")
    return [
        *rows,
        f"A true sentence has more support than a false one in {words:.1%} of all pairs, by the "
        f"whole check in {whole:.1%}.",
        f"Shared words alone hardly tell a denial ({denied:.1%}), so there is a rule for it.",
    ]


def raised(text: str, summary: Mapping[str, Any]) -> str:
    """The floors, those that are lower than they need be raised; none is ever lowered.

    Each is the figure less three points, or less two questions where these are more.
    """

    def higher(found: re.Match[str]) -> str:
        reached = figure(summary, found[2], found[3])
        least = math.floor(100 * under(reached, found[3])) / 100
        if least <= float(found[4]):
            return found[0]
        return f"{found[1]}{least:g}{found[5]}{reached['value']:.3f}"

    return FLOOR.sub(higher, text)


def under(reached: Mapping[str, Any], metric: str) -> float:
    """A figure less the margin. Wrong refusals count twice in an F1, and once below its line."""
    value, above = reached["value"], reached["above"]
    below, twice = above / value, metric == "abstention_f1"
    two: float = (above - (4 if twice else 2)) / (below - (2 if twice else 0))
    return min(value - 0.03, two)


def figure(summary: Mapping[str, Any], name: str, metric: str) -> Mapping[str, Any]:
    """A group's estimate of a metric."""
    group = next(group for group in summary["groups"] if group["name"] == name)
    found: Mapping[str, Any] = group["systems"][PRODUCT][metric]
    return found


def speed(summary: Mapping[str, Any], times: Mapping[str, Any]) -> list[str]:
    """How long it took."""
    return [
        f"An answer took {times['p50_ms']:.0f} ms at the median and {times['p95_ms']:.0f} ms at "
        f"the 95th percentile; the whole run, {summary['n']:,} questions and all systems, "
        f"{times['seconds']:.0f} s."
    ]


def groups(summary: Mapping[str, Any], by: str) -> Iterable[Mapping[str, Any]]:
    return (group for group in summary["groups"] if group["by"] == by)


if __name__ == "__main__":
    main()
