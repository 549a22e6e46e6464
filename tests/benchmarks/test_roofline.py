"""The roof's arithmetic, and that nothing is above it."""

import numpy as np
import pytest
import torch
from torch.utils.flop_counter import FlopCounterMode

from benchmarks.made_up import MEASURED
from spotdiff.benchmarks import measured, picture, roofline, tables
from spotdiff.benchmarks.roofline import Point, Roof, Work
from spotdiff.classifier.problem import SMALL
from spotdiff.classifier.speed import sweep
from spotdiff.figures import LIGHT, line_style
from spotdiff.toy_problem.problem import root_mean_square

ROOF = Roof(rate=8e9, bandwidth=2e9)
# Of the roof: the samples of a loaded machine differ by more from one to the next.
TOLERANCE = 0.5


def test_the_roof_rises_to_the_ridge_and_is_level_from_there() -> None:
    assert ROOF.ridge == 4
    assert [ROOF.limit(at) for at in (1, 4, 100)] == [2e9, 8e9, 8e9]


def test_a_point_is_held_against_the_limit_of_its_intensity() -> None:
    below = Point("x", "PyTorch", Work(operations=1e9, moved=1e9), seconds=1.0)
    assert (below.rate, below.work.intensity, below.share(ROOF)) == (1e9, 1, 0.5)
    level = Point("x", "PyTorch", Work(operations=8e9, moved=1e9), seconds=1.0)
    assert level.share(ROOF) == 1


def test_only_what_is_above_the_roof_is_above_it() -> None:
    points = [Point("x", "NumPy", Work(1e9, 1e9), seconds) for seconds in (0.4, 0.5)]
    assert roofline.above(points, ROOF, 0) == points[:1]
    assert roofline.above(points, ROOF, 0.3) == []


def test_the_works_are_their_closed_forms() -> None:
    assert roofline.one_product() == Work(1, 12)
    assert roofline.array_sum(10) == Work(10, 120)
    assert roofline.matrix_product(10) == Work(2000, 1200)
    assert roofline.matrix_product(60).intensity == pytest.approx(60 / 6)
    assert roofline.toy_step(10) == Work(80, 80)


def test_a_product_has_the_operations_that_pytorch_counts() -> None:
    with FlopCounterMode(display=False) as counter:
        torch.ones(7, 7) @ torch.ones(7, 7)
    assert counter.get_total_flops() == roofline.matrix_product(7).operations


class Counted:
    """A number of which every operation counts."""

    done = 0

    def _count(self, _: object = None) -> "Counted":
        Counted.done += 1
        return self

    __sub__ = __mul__ = __add__ = __pow__ = __truediv__ = _count
    __radd__ = __rmul__ = _count
    log = sqrt = _count


def test_a_step_of_the_toy_problem_has_eight_operations_a_point() -> None:
    def done(points: int) -> int:
        Counted.done = 0
        x, y = (np.array([Counted() for _ in range(points)]) for _ in "xy")
        root_mean_square(4, x, y)
        return Counted.done

    # What is done once, whatever the number of points, cancels.
    assert done(11) - done(10) == roofline.OPERATIONS


def test_a_step_reads_images_and_labels_and_keeps_weights_and_momenta() -> None:
    one, two = (roofline.training_step(SMALL, images) for images in (1, 2))
    assert two.operations == 2 * one.operations
    assert two.moved - one.moved == 4 * 28 * 28 + 8
    assert one.moved - (two.moved - one.moved) == 4 * 4 * SMALL.parameters


def test_the_roof_is_the_best_that_was_seen() -> None:
    assert roofline.roof(MEASURED) == Roof(rate=2e9, bandwidth=3e9)


def test_every_library_has_its_fastest_mode_of_every_workload() -> None:
    found = [(each.what, each.mode) for each in roofline.best(MEASURED)]
    assert ("toy step, 100 points", "PyTorch compiled") in found
    assert ("toy step, 100 points", "PyTorch eager") not in found
    assert ("training step, 64 images", "Keras train_on_batch") in found
    assert len(found) == 3 + 2 + 2 + 3 + 2


def test_a_workload_is_led_by_its_fastest_library() -> None:
    led = roofline.leaders(roofline.best(MEASURED))
    assert [(each.what, each.mode) for each in led][:2] == [
        ("one product", "NumPy"),
        ("sum of arrays", "NumPy"),
    ]
    assert len({each.what for each in led}) == len(led) == 5


def test_nothing_large_is_above_the_roof_that_was_measured(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    count, edge = 2**22, 256
    sums = measured.sums(repeats=5, count=count)
    monkeypatch.setattr(measured, "EDGES", ())
    monkeypatch.setitem(sweep.EDGES, "cpu", edge)
    products = measured.products(repeats=5)
    work = roofline.matrix_product(edge)
    rate = work.operations / roofline.fastest(products[edge])
    roof = Roof(rate, roofline.array_sum(count).moved / roofline.fastest(sums))
    points = [
        Point("sum", name, roofline.array_sum(count), each.median)
        for name, each in sums.items()
    ]
    points += [Point("product", k, work, t.median) for k, t in products[edge].items()]
    assert len(points) == 6
    assert roofline.above(points, roof, TOLERANCE) == []


# Tables and figure ------------------------------------------------------------


def test_the_figure_has_a_row_for_each_point_and_the_corners_of_the_roof() -> None:
    roof, points = roofline.roof(MEASURED), roofline.best(MEASURED)
    drawn = picture.roofline(points, roof)
    rows = drawn.table.splitlines()
    assert len(rows) == 1 + len(points) + 3
    assert f"limit,,{roof.ridge},{roof.rate}" in rows
    assert "Nearest to the line is sum of arrays in NumPy" in drawn.alt


def test_libraries_differ_by_mark_and_colour() -> None:
    assert len(set(picture.MARKERS.values())) == len(picture.MARKERS) == 3
    colours = {line_style(name, LIGHT)["color"] for name in picture.MARKERS}
    assert len(colours) == 3


def test_the_shares_are_of_the_limit() -> None:
    table = tables.shares(roofline.best(MEASURED), roofline.roof(MEASURED))
    (row,) = [row for row in table.rows if row[:2] == ("sum of arrays", "NumPy")]
    # 2 of 3 samples' time: the median of one and two is one and a half.
    assert row[2:] == ("0.083", "0.17", "0.25", "67 %")


def test_what_is_left_out_is_told_with_its_reason() -> None:
    toy, training = tables.toy_steps(MEASURED), tables.training_steps(MEASURED)
    assert ("TensorFlow XLA", "there is none", None) in toy.rows
    assert toy.rows[0][2] == "90 µs"
    assert ("PyTorch compiled", "there is no compiler", None, None) in training.rows
    assert training.rows[0][2:] == ("3.0 s", "2.0")


def test_overheads_stand_beside_numpys() -> None:
    rows = {row[0]: row for row in tables.overhead(MEASURED).rows}
    assert rows["PyTorch eager"][2] == pytest.approx(10)
    assert rows["NumPy"][3] is None
    assert tables.cheapest(MEASURED.tasks["operation"], "TensorFlow") == (
        "TensorFlow eager"
    )
