"""Run every program of the site with the newest releases, and say what changed.

    python tests/releases/newest.py [--build _build]

The programs are the ones the site offers to be copied. They run twice in the
environment of the book and once in one that holds the newest release of each package
they import. What a program prints is compared word by word, numbers within `CLOSE`.
What it prints in one environment in two ways, such as a time, is not compared: then it
must only run. Prints a table in Markdown; the exit status is 1 if anything changed.
"""

import argparse
import ast
import json
import math
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

UV = Path(__file__).parents[2] / ".ci" / "uv"
RUNNER = Path(__file__).parents[1] / "run_programs.py"
# Relative; releases may add up in another order, and no more.
CLOSE = 1e-3
NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:e[+-]?\d+)?")


@dataclass(frozen=True)
class Answer:
    """What came of a program.

    Attributes:
        status: its exit status; None if it was stopped.
        stdout: what it printed.
        stderr: what it complained of.
    """

    status: int | None
    stdout: str
    stderr: str


@dataclass(frozen=True)
class Change:
    """A program that behaves in another way.

    Attributes:
        program: its file's name.
        what: "fails", "warns" or "prints something else".
        before: what it printed.
        after: what it prints, or complains of, with the newest releases.
    """

    program: str
    what: str
    before: str
    after: str


def packages_of(programs: Path) -> list[str]:
    """Name the packages that a folder's programs import, as an index knows them."""
    known = metadata.packages_distributions()
    imported = {
        name for file in programs.glob("*.py") for name in imports(file.read_text())
    }
    return sorted({known[name][0] for name in imported if name in known})


def imports(source: str) -> Iterator[str]:
    """Yield the top-level packages that a program imports."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module.partition(".")[0]


def newest(packages: list[str], folder: Path) -> Path:
    """Make an environment with the newest releases; return its Python.

    Raises:
        subprocess.CalledProcessError: they do not go together, or cannot be fetched.
    """
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    uv(["venv", "--quiet", "--clear", "--python", version, str(folder)])
    python = folder / "bin" / "python"
    uv(["pip", "install", "--quiet", "--python", str(python), "--upgrade", *packages])
    return python


def uv(arguments: list[str]) -> str:
    """Run uv, and return what it prints."""
    done = subprocess.run([UV, *arguments], check=True, text=True, capture_output=True)
    return done.stdout


def run(programs: Path, python: Path, answers: Path) -> dict[str, Answer]:
    """Run every program with a Python, each in an interpreter of its own."""
    subprocess.run(
        [sys.executable, RUNNER, programs, "--python", python, "--out", answers],
        check=True,
        stdout=sys.stderr,
    )
    told = json.loads(answers.read_text("utf-8"))
    return {
        name: Answer(each["status"], each["stdout"], each["stderr"])
        for name, each in told.items()
    }


def changes(
    before: Mapping[str, Answer],
    again: Mapping[str, Answer],
    after: Mapping[str, Answer],
) -> Iterator[Change]:
    """Yield the programs that behave in another way with the newest releases."""
    for name, old in sorted(before.items()):
        new = after[name]
        steady = alike(old.stdout, again[name].stdout)
        if new.status != old.status:
            yield Change(name, "fails", last_line(old.stdout), last_line(new.stderr))
        elif new.stderr and not old.stderr:
            yield Change(name, "warns", last_line(old.stdout), last_line(new.stderr))
        elif steady and not alike(old.stdout, new.stdout):
            what = "prints something else"
            yield Change(name, what, *first_difference(old.stdout, new.stdout))


def alike(one: str, other: str) -> bool:
    """Tell whether two texts have the same words, and numbers close to each other."""
    if NUMBER.sub("#", one).split() != NUMBER.sub("#", other).split():
        return False
    pairs = zip(NUMBER.findall(one), NUMBER.findall(other), strict=True)
    return all(
        math.isclose(float(a), float(b), rel_tol=CLOSE, abs_tol=CLOSE * 1e-3)
        for a, b in pairs
    )


def first_difference(one: str, other: str) -> tuple[str, str]:
    """Return the first lines of two texts that are not alike."""
    lines, others = one.splitlines(), other.splitlines()
    longest = max(len(lines), len(others))
    lines += [""] * (longest - len(lines))
    others += [""] * (longest - len(others))
    pairs = zip(lines, others, strict=True)
    return next(pair for pair in pairs if not alike(*pair))


def last_line(text: str) -> str:
    """Return the last line of a text."""
    return (text.strip().splitlines() or [""])[-1]


def report(
    found: list[Change], versions: Mapping[str, tuple[str, str]], programs: int
) -> str:
    """Return the table that is published.

    Args:
        found: what changed.
        versions: for each package the release the book has, and the newest.
        programs: how many were run.
    """
    lines = [f"## {len(found)} of {programs} programs behave in another way", ""]
    lines += ["| Package | The book's | Newest |", "| --- | --- | --- |"]
    lines += [f"| {name} | {old} | {new} |" for name, (old, new) in versions.items()]
    if found:
        lines += ["", "| Program | What | Before | After |"]
        lines += ["| --- | --- | --- | --- |"]
        lines += [row(each) for each in found]
    return "\n".join(lines)


def row(change: Change) -> str:
    """Return a change as a row of the table."""
    texts = cell(change.before), cell(change.after)
    return f"| {' | '.join((change.program, change.what, *texts))} |"


def cell(text: str) -> str:
    """Return a text as code in a table's cell."""
    plain = text.replace("|", "\\|").replace("`", "'")
    return f"`{plain}`" if plain else ""


def releases(packages: list[str], python: Path) -> dict[str, tuple[str, str]]:
    """Return for each package the release that is here and the one that is there."""
    told = uv(["pip", "list", "--quiet", "--python", str(python), "--format", "json"])
    there = {each["name"].lower(): each["version"] for each in json.loads(told)}
    return {
        name: (metadata.version(name), there[name.lower().replace("_", "-")])
        for name in packages
    }


def main(arguments: list[str] | None = None) -> int:
    """Run, compare and report; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--build", type=Path, default=Path("_build"))
    build = parser.parse_args(arguments).build
    programs, place = build / "html" / "snippets", build / "newest"
    packages = packages_of(programs)
    python = newest(packages, place / "environment")
    here = Path(sys.executable)
    before, again, after = (
        run(programs, each, place / f"{name}.json")
        for name, each in (("before", here), ("again", here), ("after", python))
    )
    found = list(changes(before, again, after))
    print(report(found, releases(packages, python), len(before)))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
