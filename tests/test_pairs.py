"""Every pair keeps to the rules that make it a comparison and not two programs."""

import ast
import os
import subprocess
import sys
from difflib import SequenceMatcher
from pathlib import Path

import pytest

import spotdiff

ROOT = Path(next(iter(spotdiff.__path__)))
PAIRS = sorted(
    side.parent
    for side in ROOT.rglob("torch_side.py")
    if side.with_name("tensorflow_side.py").exists()
)
SIDES = ("torch_side.py", "tensorflow_side.py")
# Where every line names a layer or an operation, and each framework names them
# in its own way, there are two programs of one outline.
TWO_PROGRAMS = {
    "classifier/blocks",
    "classifier/module",
    "classifier/raw",
    "classifier/sequential",
    "data_parallelism/placement",
    "debugging/nan_hunt",
    "debugging/sessions",
    "deployment/exports/to_onnx",
    "deployment/mobile/converting",
    "deployment/mobile/running",
    "dictionary/activations",
    "dictionary/algebra",
    "dictionary/creation",
    "dictionary/devices",
    "dictionary/elementwise",
    "dictionary/feeding",
    "dictionary/giving",
    "dictionary/gradients",
    "dictionary/indexing",
    "dictionary/inspecting",
    "dictionary/joining",
    "dictionary/layers",
    "dictionary/losses",
    "dictionary/optimisers",
    "dictionary/random",
    "dictionary/reading",
    "dictionary/reductions",
    "dictionary/saving",
    "dictionary/schedules",
    "dictionary/searching",
    "dictionary/sequences",
    "dictionary/shapes",
    "dictionary/training",
    "dictionary/types",
    "graphs/sentences/one_by_one",
    "graphs/sentences/packed",
    "graphs/tracing/cures",
    "graphs/trees/by_depth",
    "visualization/named_in_2017",
    "visualization/named_since",
}
LEAST_ALIGNED = 0.70
MOST_HUNKS = 5
MOST_LINES = 60
WIDEST = 72

# Names that the frameworks themselves prescribe: one method, two names.
PRESCRIBED = {"call": "forward", "__call__": "forward"}

Outline = list[tuple[str, list[str], str | None]]


def lines_of(source: str) -> list[str]:
    return [line for line in source.splitlines() if line.strip()]


def outline_of(source: str) -> Outline:
    return [
        (
            PRESCRIBED.get(node.name, node.name),
            [a.arg for a in node.args.args],
            ast.get_docstring(node),
        )
        if isinstance(node, ast.FunctionDef)
        else (node.name, [], ast.get_docstring(node))
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
    ]


def aligned(left: list[str], right: list[str]) -> float:
    blocks = SequenceMatcher(None, left, right, autojunk=False).get_matching_blocks()
    return 2 * sum(block.size for block in blocks) / (len(left) + len(right))


def hunks(left: list[str], right: list[str]) -> int:
    opcodes = SequenceMatcher(None, left, right, autojunk=False).get_opcodes()
    return sum(tag != "equal" for tag, *_ in opcodes)


def name_of(folder: Path) -> str:
    return folder.relative_to(ROOT).as_posix()


def read_sides(folder: Path) -> tuple[str, str]:
    left, right = (folder / side for side in SIDES)
    return left.read_text(), right.read_text()


@pytest.fixture(params=PAIRS, ids=name_of)
def sources(request: pytest.FixtureRequest) -> tuple[str, str]:
    return read_sides(request.param)


ONE_PROGRAM = [folder for folder in PAIRS if name_of(folder) not in TWO_PROGRAMS]
one_program = pytest.mark.parametrize("folder", ONE_PROGRAM, ids=name_of)


def test_there_are_pairs_to_check() -> None:
    assert len(PAIRS) >= 6


def test_both_sides_have_the_same_outline(sources: tuple[str, str]) -> None:
    left, right = map(outline_of, sources)
    assert left == right


def test_both_sides_have_the_same_module_docstring(sources: tuple[str, str]) -> None:
    left, right = (ast.get_docstring(ast.parse(source)) for source in sources)
    assert left == right


@one_program
def test_most_lines_are_the_same_in_place(folder: Path) -> None:
    assert aligned(*map(lines_of, read_sides(folder))) >= LEAST_ALIGNED


@one_program
def test_they_differ_in_few_places(folder: Path) -> None:
    assert hunks(*map(lines_of, read_sides(folder))) <= MOST_HUNKS


@pytest.mark.parametrize("name", sorted(TWO_PROGRAMS))
def test_only_pairs_that_cannot_be_one_program_are_excused(name: str) -> None:
    assert aligned(*map(lines_of, read_sides(ROOT / name))) < LEAST_ALIGNED


def test_each_side_is_short(sources: tuple[str, str]) -> None:
    assert max(len(lines_of(source)) for source in sources) <= MOST_LINES


def test_each_side_fits_a_column(sources: tuple[str, str]) -> None:
    too_wide = [line for line in "\n".join(sources).splitlines() if len(line) > WIDEST]
    assert too_wide == []


# PyTorch's own writer of event files takes TensorFlow along where there is one,
# so each side is imported where the other framework is not to be had.
STANDS_ALONE = """
import importlib, sys
from spotdiff import runtime
class Without:
    def __init__(self, finder):
        self.finder = finder
    def __getattr__(self, name):
        return getattr(self.finder, name)
    def find_spec(self, name, path=None, target=None):
        hidden = name.partition(".")[0] == {other!r}
        return None if hidden else self.finder.find_spec(name, path, target)
sys.meta_path[:] = map(Without, sys.meta_path)
with runtime.without_import_notices():
    for name in {names!r}:
        importlib.import_module(name)
print("done")
"""


@pytest.mark.parametrize(
    ("side", "other"), [("torch_side", "tensorflow"), ("tensorflow_side", "torch")]
)
def test_no_side_needs_the_other_framework(side: str, other: str) -> None:
    names = [f"spotdiff.{name_of(pair).replace('/', '.')}.{side}" for pair in PAIRS]
    code = STANDS_ALONE.format(names=names, other=other)
    path = os.pathsep.join(filter(None, sys.path))
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": path, "TF_CPP_MIN_LOG_LEVEL": "3"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.stdout.strip(), done.stderr) == ("done", "")


def test_the_sides_are_not_the_same_program(sources: tuple[str, str]) -> None:
    assert aligned(*map(lines_of, sources)) < 1


def test_an_outline_tells_names_arguments_and_docstrings_apart() -> None:
    source = 'def f(a):\n    """Do."""\n'
    assert outline_of(source) == [("f", ["a"], "Do.")]
    assert outline_of(source.replace("(a)", "(b)")) != outline_of(source)
    assert outline_of(source.replace("Do", "Undo")) != outline_of(source)
    forward, call = (source.replace("f(", f"{name}(") for name in ("forward", "call"))
    assert outline_of(forward) == outline_of(call)


def test_alignment_counts_the_lines_shared_in_place() -> None:
    assert aligned(["a", "b", "c", "d"], ["a", "x", "c", "d"]) == pytest.approx(0.75)
    assert hunks(["a", "b", "c", "d"], ["a", "x", "c", "y"]) == 2
