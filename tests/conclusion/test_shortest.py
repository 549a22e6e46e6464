"""The shortest pair that trains something is found by counting, and is the page's."""

import re
from pathlib import Path

import pytest

import spotdiff
from spotdiff.conclusion import shortest
from spotdiff.conclusion.shortest import Counted
from spotdiff.tables import Table

PAGE = (Path(__file__).parents[2] / "book" / "conclusion.md").read_text("utf-8")
PACKAGE = Path(next(iter(spotdiff.__path__)))

BY_HAND = "for _ in range(3):\n    loss.backward()\n    phi -= rate * phi.grad\n"
BY_TAPE = (
    "for _ in range(3):\n    slope = tape.gradient(loss, phi)\n"
    "    phi.assign_sub(rate * slope)\n"
)


@pytest.mark.parametrize(
    ("source", "answer"),
    [
        (BY_HAND, True),
        (BY_TAPE, True),
        (BY_HAND.replace("phi -= rate * phi.grad", "optimizer.step()"), True),
        (BY_HAND.replace("for _ in range(3)", "while far"), True),
        ("model.fit(x, y)\n", True),
        # A single step, slopes that come from elsewhere, and slopes alone.
        (BY_HAND.replace("for _ in range(3)", "if far"), False),
        (BY_HAND.replace("loss.backward()", "phi.grad = slopes()"), False),
        (BY_HAND.replace("    phi -= rate * phi.grad\n", ""), False),
        ("model.fitted(x)\n", False),
    ],
)
def test_a_program_trains_if_it_steps_down_its_slopes_in_a_loop(
    source: str, answer: bool
) -> None:
    assert shortest.trains(source) is answer


def write(root: Path, name: str, torch: str, tensorflow: str) -> None:
    (root / name).mkdir(parents=True)
    (root / name / "torch_side.py").write_text(torch)
    (root / name / "tensorflow_side.py").write_text(tensorflow)


def test_pairs_are_ranked_by_the_lines_of_both_sides(tmp_path: Path) -> None:
    write(tmp_path, "a/longer", BY_HAND, BY_TAPE + "\n\nx = 1\n")
    write(tmp_path, "b/shorter", BY_HAND + "\n\n", BY_TAPE)
    write(tmp_path, "c/only_one_trains", BY_HAND, "x = 1\n")
    (tmp_path / "d").mkdir()
    (tmp_path / "d" / "torch_side.py").write_text(BY_HAND)
    found = shortest.ranking(tmp_path)
    assert found == [Counted("b/shorter", 3, 3), Counted("a/longer", 3, 4)]
    assert [pair.together for pair in found] == [6, 7]


def test_the_page_shows_the_shortest_of_the_book() -> None:
    first, *others = shortest.ranking()
    assert len(others) > 3
    assert re.findall(r"```\{pair\} (\S+)\n", PAGE) == [first.name]
    assert all(first.together < other.together for other in others)


def test_the_page_s_result_depends_on_every_pair_that_trains() -> None:
    header = PAGE.split("---\n")[1]
    named = set(re.findall(r"- spotdiff\.(\S+)", header))
    counted = {
        f"{pair.name.replace('/', '.')}.{side.removesuffix('.py')}"
        for pair in shortest.ranking()
        for side in shortest.SIDES
    }
    assert named == counted


def test_the_book_s_pairs_are_counted_as_their_listings_are() -> None:
    first = shortest.ranking()[0]
    side = (PACKAGE / first.name / "torch_side.py").read_text("utf-8")
    assert first.pytorch == len([line for line in side.splitlines() if line.strip()])


def test_the_table_has_the_first_few_with_their_sums() -> None:
    pairs = [Counted(f"p{number}", number, 2 * number) for number in range(1, 9)]
    table = shortest.table(pairs)
    assert isinstance(table, Table)
    assert list(table.rows[0]) == ["`p1`", 1, 2, 3]
    assert len(table.rows) == shortest.SHOWN
