"""The lines that call the operations of a topic."""

from pathlib import Path

import pytest

from operation_calls import calls
from operations import OperationError

SIDE = '''"""Words."""


def double(x: Tensor) -> Any:
    """Double it."""
    return 2 * x


def draw(count: int) -> Any:
    """Draw."""
    return rand(count)


def raw(x: Any) -> Any:
    """Take it as it is."""
    return x


def several(parts: Any, more: Any) -> Any:
    """Take some."""
    return parts + more


def saved(model: Any, folder: Path) -> Any:
    """Save it."""
    return save(model, folder)


def layer() -> Any:
    """Make a layer."""
    return Dense(2)
'''
PROBLEM = """X = single(1, 2)
PARTS = (X, single(3))
BOTH = (Made.MODEL, Made.FOLDER)
ROWS = {
    "double": row(X + single(1)),
    "draw": row(COUNT, chance=Chance(0, 1, 0.5)),
    "raw": row(X, raw=True),
    "several": row(PARTS, (X, X)),
    "saved": row(*BOTH),
    "layer": row(read="layer", fed=(turned(X), X)),
}
"""
EXPECTED = """from shop.words import problem
from shop.giving import torch_side as giving
from shop.printing import empty_folder, show
from shop.reading import torch_side as reading

giving.seed(0)
show('Double it', reading.values(double(giving.tensor(problem.X + problem.single(1)))))
show('Draw', reading.values(draw(problem.COUNT)))
show('Take it as it is', reading.values(raw(problem.X)))
show('Take some', reading.values(several(PARTS, [EACH, EACH])))
with empty_folder() as folder:
    show('Save it', reading.values(saved(giving.model(), folder)))
show('Make a layer', reading.layer(layer(), problem.turned(problem.X), problem.X))"""


@pytest.fixture
def topic(tmp_path: Path) -> Path:
    folder = tmp_path / "words"
    folder.mkdir()
    (folder / "torch_side.py").write_text(SIDE, "utf-8")
    (folder / "problem.py").write_text(PROBLEM, "utf-8")
    return folder


def test_every_operation_is_called_with_what_its_row_says(topic: Path) -> None:
    each = "giving.tensor(problem.X)"
    parts = f"[{each}, giving.tensor(problem.single(3))]"
    expected = EXPECTED.replace("PARTS", parts).replace("EACH", each)
    assert calls(topic, "shop", "torch_side") == expected


def test_nothing_is_seeded_where_nothing_is_drawn(topic: Path) -> None:
    problem = PROBLEM.replace(", chance=Chance(0, 1, 0.5)", "")
    (topic / "problem.py").write_text(problem, "utf-8")
    assert "seed" not in calls(topic, "shop", "torch_side")


@pytest.mark.parametrize(
    ("problem", "words"),
    [("X = 1\n", "has no table ROWS"), ("ROWS = {}\n", "has no row 'double'")],
)
def test_a_topic_without_rows_is_refused(topic: Path, problem: str, words: str) -> None:
    (topic / "problem.py").write_text(problem, "utf-8")
    with pytest.raises(OperationError, match=words):
        calls(topic, "shop", "torch_side")
