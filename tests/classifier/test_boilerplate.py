"""Counting code by rule: what the rules see, and what they find in the levels."""

import csv
import io

import numpy as np
import pytest

from spotdiff.classifier.boilerplate import pictures, reading, rules, tables
from spotdiff.classifier.boilerplate.first_weights import first_weights
from spotdiff.classifier.boilerplate.levels import LEVELS, Level
from spotdiff.classifier.boilerplate.reading import Piece
from spotdiff.classifier.boilerplate.rules import DECISIONS
from spotdiff.classifier.problem import initial_weights

# A source with one of each thing that counts, and of each that does not.
SOURCE = '''"""A module."""

from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

v1 = torch.nn.utils


class Net(nn.Module):
    """A network."""

    def __init__(self) -> None:
        """Name the layer."""
        super().__init__()
        self.fc = nn.Linear(2, 1)

    def forward(self, x: Any) -> torch.Tensor:
        """Say how it goes."""
        return F.relu(self.fc(x)).flatten(1)  # A comment.


def train(model: nn.Module, images: np.ndarray, batches: Any) -> None:
    """Train."""
    optimizer = torch.optim.SGD(model.parameters(), 0.1)
    kept = []

    model.train()
    for batch in batches:
        loss = F.cross_entropy(
            model(torch.as_tensor(images[batch].astype("f4"))), batch
        )
        optimizer.zero_grad()
        loss.backward()
        v1.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        kept.append(np.sqrt(1.0).item())
'''
PIECE = Piece(SOURCE)


def level(framework: str, name: str) -> Level:
    return next(one for one in LEVELS if (one.framework, one.name) == (framework, name))


# Reading -------------------------------------------------------------------------


def test_lines_are_those_that_say_something_outside_imports() -> None:
    # The class 6, the function 13: no docstring, comment, blank line, import, alias.
    assert reading.code_lines(PIECE) == 6 + 13
    assert reading.code_lines(Piece(SOURCE, ("Net",))) == 6


def test_a_decorator_is_a_line_and_a_comment_of_its_own_is_not() -> None:
    assert (
        reading.code_lines(Piece("@a\n# Why.\ndef f():\n    return '''b\nc'''\n")) == 4
    )


def test_a_name_that_is_not_defined_is_refused() -> None:
    with pytest.raises(ValueError, match="not defined in this file: Nut"):
        _ = Piece(SOURCE, ("Net", "Nut")).definitions


def test_names_are_found_through_whatever_they_were_imported_as() -> None:
    parts = [name for name in reading.names_to_know([PIECE]) if name[0] != "."]
    assert parts == [
        "torch.as_tensor",
        "torch.nn.Linear",
        "torch.nn.Module",
        "torch.nn.functional.cross_entropy",
        "torch.nn.functional.relu",
        "torch.nn.utils.clip_grad_norm_",
        "torch.optim.SGD",
    ]


def test_methods_are_those_of_the_framework_s_objects_and_hooks() -> None:
    methods = [name for name in reading.names_to_know([PIECE]) if name[0] == "."]
    assert methods == [
        ".backward",
        ".flatten",
        ".forward",
        ".parameters",
        ".step",
        ".train",
        ".zero_grad",
    ]


def test_a_name_counts_once_however_many_pieces_it_stands_in() -> None:
    once, twice = reading.names_to_know([PIECE]), reading.names_to_know([PIECE] * 2)
    assert once == twice


def test_a_source_without_a_framework_asks_for_none_of_its_names() -> None:
    text = "import numpy as np\n\n\ndef f(a):\n    return np.ones(3) @ a.flip()\n"
    assert reading.names_to_know([Piece(text)]) == []


def test_an_alias_may_be_made_inside_a_function() -> None:
    text = "import tensorflow as tf\n\n\ndef f(x):\n    n = tf.nn\n    return n.relu(x)"
    assert "tensorflow.nn.relu" in reading.names_to_know([Piece(text)])


def test_a_statement_is_one_line_without_annotations_and_docstrings() -> None:
    text = 'def f(\n    a: int,\n) -> int:\n    """Do."""\n    b: int = a + (\n    1)'
    assert reading.statements(Piece(text)) == ["def f(a):", "b = a + 1"]


def test_a_function_that_only_has_a_docstring_still_does_something() -> None:
    assert reading.statements(Piece('def f():\n    """Do."""\n')) == [
        "def f():",
        "pass",
    ]


# Rules ---------------------------------------------------------------------------


def test_the_source_decides_what_its_lines_decide() -> None:
    assert rules.under_control([PIECE]) == [
        "which loss",
        "how layers connect",
        "loss of what",
        "where slopes are taken",
        "what is dropped",
        "when weights move",
        "the loop",
    ]


# Without the line, or with another in its place, the decision is no longer made.
TAKEN_AWAY = {
    "which loss": ("F.cross_entropy(", "F.mse_loss("),
    "how layers connect": ("def forward(", "def other("),
    "where slopes are taken": ("loss.backward()", "pass"),
    "what is dropped": ("model.train()", "pass"),
    "when weights move": ("optimizer.step()", "pass"),
    "the loop": ("for batch in batches:", "if True:"),
}


@pytest.mark.parametrize("decision", TAKEN_AWAY)
def test_a_decision_is_seen_in_its_own_line(decision: str) -> None:
    changed = SOURCE.replace(*TAKEN_AWAY[decision])
    assert changed != SOURCE
    assert decision in rules.under_control([PIECE])
    assert decision not in rules.under_control([Piece(changed)])


HAND = """
import torch
import torch.nn.functional as F


def step(x, batches):
    w = torch.zeros(10, 20, requires_grad=True)
    y = F.linear(x, w, 50)
    w.sub_(w)
"""


@pytest.mark.parametrize(
    ("decision", "line"),
    [
        ("each weight", "requires_grad=True"),
        ("each operation", "F.linear(x, w, 50)"),
        ("how weights move", "w.sub_(w)"),
        ("which layers", "50"),
    ],
)
def test_a_decision_of_bare_arrays_is_seen_in_its_own_line(
    decision: str, line: str
) -> None:
    assert decision in rules.under_control([Piece(HAND)])
    changed = HAND.replace(line, "None" if line == "50" else "w is w", 1)
    if line == "requires_grad=True":
        changed = HAND.replace(f", {line}", "")
    assert decision not in rules.under_control([Piece(changed)])


def test_a_generator_of_batches_is_not_a_loop() -> None:
    text = "def f(batches):\n    return {}\n"
    assert rules.the_loop([Piece(text.format("[step(b) for b in batches]"))])
    assert not rules.the_loop([Piece(text.format("(g(b) for b in batches)"))])
    assert not rules.the_loop([Piece(text.format("[b for b in batches]"))])


def test_what_changes_behind_a_name_is_to_be_kept_in_mind() -> None:
    assert rules.to_keep_in_mind([PIECE]) == [
        "optimizer",
        "self.fc",
        "train()",
        "zero_grad()",
    ]


def test_an_object_counts_by_the_name_it_gets_wherever_it_is_made() -> None:
    text = (
        "import keras\n\n\ndef build():\n    return keras.Sequential([])\n\n\n"
        "def f():\n    model, n = build(), 3\n    return model, n\n"
    )
    assert rules.to_keep_in_mind([Piece(text)]) == ["model"]


# The levels ------------------------------------------------------------------------


@pytest.mark.parametrize("one", LEVELS, ids=lambda one: f"{one.framework} {one.name}")
def test_every_level_is_found_and_says_which_layers_and_which_loss(one: Level) -> None:
    assert {"which layers", "which loss"} <= set(one.control)
    assert one.lines > 0
    roots = {name.split(".")[0] for name in one.names if name[0] != "."}
    own = {"torch"} if one.framework == "PyTorch" else {"tensorflow", "keras"}
    assert roots <= own


def test_bare_arrays_decide_everything_in_both_frameworks_of_today() -> None:
    for framework in ("PyTorch", "TensorFlow"):
        assert level(framework, "bare arrays").control == list(DECISIONS)


def test_fit_decides_only_layers_and_loss() -> None:
    assert level("TensorFlow", "list, fit").control == ["which layers", "which loss"]


def test_fit_is_the_shortest_and_the_session_the_longest() -> None:
    ranked = sorted(LEVELS, key=lambda one: one.lines)
    assert (ranked[0].framework, ranked[0].name) == ("TensorFlow", "list, fit")
    assert (ranked[-1].framework, ranked[-1].name) == ("TensorFlow 1", "bare arrays")


def test_a_level_takes_as_much_code_in_one_framework_as_in_the_other() -> None:
    for mine, other in (
        ("bare arrays", "bare arrays"),
        ("module, own loop", "model, own loop"),
        ("list, own loop", "list, own loop"),
    ):
        one, two = level("PyTorch", mine), level("TensorFlow", other)
        assert abs(one.lines - two.lines) <= 0.1 * two.lines
        assert one.control == two.control


def test_layers_spare_lines_in_both_frameworks() -> None:
    for framework, layers in (("PyTorch", "module"), ("TensorFlow", "model")):
        bare = level(framework, "bare arrays").lines
        assert level(framework, f"{layers}, own loop").lines < 0.8 * bare


def test_a_step_of_one_s_own_in_fit_is_longer_than_a_loop_of_one_s_own() -> None:
    step = level("TensorFlow", "list, own step in fit")
    loop = level("TensorFlow", "list, own loop")
    assert step.lines > loop.lines
    assert len(step.names) > len(loop.names)
    assert len(step.control) < len(loop.control)


def test_weights_drawn_by_hand_are_those_the_book_starts_from() -> None:
    mine, theirs = first_weights(seed=3), initial_weights(seed=3)
    assert list(mine) == list(theirs)
    assert all(np.array_equal(mine[name], theirs[name]) for name in theirs)


# What the page shows -----------------------------------------------------------------


def test_the_counts_stand_in_a_row_each() -> None:
    table = tables.counts(LEVELS)
    assert len(table.rows) == len(LEVELS)
    one = level("PyTorch", "bare arrays")
    assert table.rows[0][2:] == (one.lines, len(one.names), len(one.in_mind), 11)


def test_what_a_level_leaves_out_is_what_it_does_not_control() -> None:
    rows = {(row[0], row[1]): row[2] for row in tables.left_out(LEVELS).rows}
    assert rows["PyTorch", "bare arrays"] is None
    assert rows["PyTorch", "module, own loop"] == (
        "each weight, each operation, how weights move"
    )


def test_the_figure_publishes_what_it_draws_with_most_control_on_top() -> None:
    picture = pictures.length_and_control(LEVELS)
    rows = list(csv.DictReader(io.StringIO(picture.table)))
    decisions = [int(row["decisions"]) for row in rows]
    assert decisions == sorted(decisions, reverse=True)
    assert {row["level"] for row in rows} == {one.name for one in LEVELS}
    assert "list, fit, with 2 in" in picture.alt
