"""Writes the parts of the documentation that come from the code: python docs/generate.py [FOLDER]

`cli.md` from the commands, `settings.md` from the settings, `schemas/` from the shapes of answers,
records and reports, `images/architecture.svg` from the imports. Tests hold them to the code.
"""

from __future__ import annotations

import ast
import json
import re
import sys
from functools import cache
from html import escape
from pathlib import Path

DOCS = Path(__file__).parent
SOURCE = DOCS.parent / "src" / "talkbot"
ROW = 6  # boxes of the drawing


def commands() -> str:
    """Every command with its help, as a terminal of 88 columns shows it."""
    import typer
    from typer.core import TyperGroup

    from talkbot.cli import app

    def pages(command: object, path: str) -> list[tuple[str, str]]:
        context = command.make_context(path, [], resilient_parsing=True)  # type: ignore[attr-defined]
        context.max_content_width = context.terminal_width = 88
        found = [(path, command.get_help(context))]  # type: ignore[attr-defined]
        if isinstance(command, TyperGroup):
            for name in command.list_commands(context):
                below = command.get_command(context, name)
                if below and not below.hidden:
                    found += pages(below, f"{path} {name}")
        return found

    said = ["# Commands", "", "Written from the code; `talkbot COMMAND --help` shows the same."]
    for path, text in pages(typer.main.get_command(app), "talkbot"):
        lines = "\n".join(line.rstrip() for line in text.strip().splitlines())
        usage = re.sub(r"^Usage: .*?(?= \[|$)", f"Usage: {path}", lines, count=1, flags=re.M)
        said += ["", f"## {path}", "", "```text", usage, "```"]
    return "\n".join(said) + "\n"


def settings() -> str:
    """The variables that talkbot reads, from the table in `settings.py`."""
    doc = ast.get_docstring(ast.parse((SOURCE / "settings.py").read_text("utf-8"))) or ""
    rows: list[list[str]] = []
    for line in (line for line in doc.splitlines() if line.startswith("|")):
        name, meaning = (cell.strip() for cell in line.strip("|").split("|"))
        if not name:
            rows[-1][1] += f" {meaning}"
        else:
            rows.append([name, meaning])
    table = [f"| `{name}` | {escape(meaning, quote=False)} |" for name, meaning in rows[2:]]
    return "\n".join(
        [
            "# Settings",
            "",
            "talkbot reads these variables of the environment, written from the code. An option of",
            "a command wins over its variable.",
            "",
            "| variable | meaning |",
            "|---|---|",
            *table,
            "",
        ]
    )


def schemas() -> dict[str, str]:
    """The JSON Schema of what each command prints with --json."""
    from pydantic import TypeAdapter, create_model

    from talkbot.api.schemas import AnswerOut, FullTalkOut, TalkOut
    from talkbot.talks import Problem
    from talkbot.upkeep import CheckReport, Status

    counts = dict.fromkeys(("added", "updated", "unchanged", "removed"), (int, ...))
    lists = {"problems": (list[Problem], ...), "talks": (list[TalkOut], ...)}
    shapes = {
        "ask": AnswerOut,
        "talks": list[FullTalkOut],
        "ingest": create_model("Ingest", **counts, **lists),  # type: ignore[call-overload]
        "status": Status,
        "check": CheckReport,
        "remove": create_model("Remove", removed=(int, ...)),
    }
    found = {name: TypeAdapter(s).json_schema(mode="serialization") for name, s in shapes.items()}
    for name in ("status", "check"):
        found[name]["properties"]["healthy"] = {"type": "boolean"}
        found[name]["required"].append("healthy")
    # What is there only with --full or --dry-run.
    found["talks"]["$defs"]["FullTalkOut"]["required"].remove("transcript")
    found["ingest"]["required"].remove("talks")
    found["ingest"]["$defs"]["TalkOut"]["required"].remove("has_transcript")
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
    return {
        f"schemas/{name}.json": json.dumps(head | shape, indent=2, ensure_ascii=False) + "\n"
        for name, shape in found.items()
    }


def imports() -> dict[str, set[str]]:
    """Which module of talkbot imports which, packages as one module."""
    found: dict[str, set[str]] = {}
    for path in sorted(SOURCE.rglob("*.py")):
        inside = path.relative_to(SOURCE)
        own = inside.parts[0].removesuffix(".py")
        if own.startswith("__"):
            continue
        needs = found.setdefault(own, set())
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("talkbot."):
                needs.add((node.module or "").split(".")[1])
    for own, needs in found.items():
        needs.discard(own)
        needs.intersection_update(found)
    return found


def architecture() -> str:
    """The modules as boxes in rows; a row imports only from rows below it."""
    graph = imports()

    @cache
    def height(name: str) -> int:
        return 1 + max((height(below) for below in graph[name]), default=-1)

    levels: dict[int, list[str]] = {}
    for name in sorted(graph):
        levels.setdefault(height(name), []).append(name)
    rows = [
        names[at : at + ROW]
        for _, names in sorted(levels.items())
        for at in range(0, len(names), ROW)
    ]
    wide, high, gap = 118, 30, 10
    width, total = ROW * (wide + gap) + gap, len(rows) * (high + gap) + gap
    drawn = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {total}" '
        'font-family="sans-serif" font-size="14" text-anchor="middle">'
    ]
    for level, names in enumerate(rows):
        y = total - (level + 1) * (high + gap)
        x = (width - len(names) * (wide + gap) + gap) / 2
        for name in names:
            drawn.append(
                f'<rect x="{x:g}" y="{y}" width="{wide}" height="{high}" rx="6" '
                'fill="#e8eefc" stroke="#4a6fc3"/>'
                f'<text x="{x + wide / 2:g}" y="{y + 20}" fill="#1c2b4f">{escape(name)}</text>'
            )
            x += wide + gap
    return "\n".join([*drawn, "</svg>"]) + "\n"


def write(folder: Path) -> None:
    for name, text in {
        "cli.md": commands(),
        "settings.md": settings(),
        **schemas(),
        "images/architecture.svg": architecture(),
    }.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]) if len(sys.argv) > 1 else DOCS)
