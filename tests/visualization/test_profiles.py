"""Profiles of a training step: what is recorded, how it is read, what is drawn."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from spotdiff.classifier.problem import SMALL, initial_weights
from spotdiff.classifier.speed.problem import batch
from spotdiff.node_packages import NodePackagesError
from spotdiff.visualization.profiles import pictures, spans, viewing, where
from spotdiff.visualization.profiles.spans import Span

FEW = 3


@pytest.fixture(scope="module")
def records() -> dict[str, where.Record]:
    return {name: where.record(name, 8, FEW) for name in where.WAYS}


# What is recorded --------------------------------------------------------------------


@pytest.mark.parametrize("name", where.WAYS)
def test_every_step_is_recorded_with_its_operations(
    records: dict[str, where.Record], name: str
) -> None:
    one = records[name]
    assert [step.name for step in one.steps] == [f"step {n}" for n in range(FEW)]
    groups = [{where.group_of(span.name) for span in one.of(s)} for s in one.steps]
    assert groups == [set(where.GROUPS)] * FEW
    assert len({len(one.of(step)) for step in one.steps}) == 1


def test_pytorch_and_eager_tensorflow_start_operations_from_python_a_function_does_not(
    records: dict[str, where.Record],
) -> None:
    threads = {
        name: {span.thread for span in one.operations} for name, one in records.items()
    }
    assert threads[where.TORCH] == threads[where.EAGERLY] == {"Python"}
    assert all(name.startswith("operations") for name in threads[where.FUNCTION])


def test_eager_tensorflow_starts_most_operations_and_pytorch_fewest(
    records: dict[str, where.Record],
) -> None:
    torch, eager, graph = (len(one.of(one.typical)) for one in records.values())
    assert torch < graph < eager
    assert eager > 3 * torch


def test_a_function_that_has_run_often_no_longer_tells_of_what_is_cheap(
    records: dict[str, where.Record], tmp_path: Path
) -> None:
    way = where.WAYS[where.FUNCTION]
    _, step = way.prepare(SMALL, initial_weights(SMALL))
    placed = way.place(*batch(8))
    for _ in range(600):
        step(*placed)
    found = way.read(way.record(step, placed, 1, tmp_path))
    full = records[where.FUNCTION]
    assert len(way.operations(found)) < 0.8 * len(full.of(full.typical))


def backward(record: where.Record) -> list[str]:
    names = [span.name for span in record.of(record.typical)]
    return [n for n in names if where.group_of(n) == where.CONVOLUTIONS and "ack" in n]


def test_only_eager_tensorflow_asks_how_the_loss_depends_on_the_image(
    records: dict[str, where.Record],
) -> None:
    # TensorFlow has an operation for each slope, and PyTorch one for all of a layer.
    counts = [len(backward(one)) for one in records.values()]
    assert counts == [2, 4, 3]


def test_the_step_that_is_recorded_is_the_same_in_both_frameworks() -> None:
    network, weights = SMALL, initial_weights(SMALL)
    losses = []
    for name in (where.TORCH, where.FUNCTION):
        way = where.WAYS[name]
        _, step = way.prepare(network, weights, dropout=False)
        losses.append(float(step(*way.place(*batch(8)))))
    assert losses[0] == pytest.approx(losses[1], rel=1e-5)  # float32


# How it is read ----------------------------------------------------------------------


def span(name: str, start: float, end: float, thread: str = "Python") -> Span:
    return Span(name, thread, start, end)


def test_outermost_spans_are_those_that_nothing_on_their_thread_holds() -> None:
    given = [
        span("inner", 1, 2),
        span("outer", 0, 3),
        span("next", 3, 4),
        span("elsewhere", 1, 2, "operations 1"),
    ]
    assert {one.name for one in spans.outermost(given)} == {
        "outer",
        "next",
        "elsewhere",
    }


def test_time_in_which_two_run_at_once_is_covered_once() -> None:
    given = [span("a", 0, 2), span("b", 1, 3, "other"), span("c", 5, 6)]
    assert spans.covered(given) == 4


def test_what_is_left_of_a_step_is_when_nothing_runs() -> None:
    step = span("step 0", 0, 10)
    found = where.seconds_by_group(
        step, [span("aten::conv2d", 1, 4), span("MaxPoolGrad", 3, 6, "other")]
    )
    assert found == {
        where.CONVOLUTIONS: 3,
        where.POOLING: 3,
        where.DENSE: 0,
        where.OTHERS: 0,
        where.WAITING: 5,
    }


def test_a_record_without_a_step_is_refused() -> None:
    with pytest.raises(ValueError, match="no step was recorded"):
        spans.from_the_first_step([span("aten::relu", 0, 1)])


def test_threads_are_named_by_what_they_are_for() -> None:
    names = ("python", "tf_Compute/-12", "tf_Compute/7", "tf_numa_-1_Eigen/3")
    given = [span("step 0", 0, 1, spans.named(names[0]))]
    given += [span("x", n, n + 1, spans.named(name)) for n, name in enumerate(names)]
    assert [one.thread for one in spans.from_the_first_step(given)][1:] == [
        "Python",
        "operations 1",
        "operations 2",
        "helpers 1",
    ]


def test_spans_survive_chrome_s_format(tmp_path: Path) -> None:
    given = [span("step 0", 0, 2e-3), span("aten::relu", 1e-3, 2e-3, "operations 1")]
    events = json.loads(spans.to_chrome(given))
    for event in events["traceEvents"]:
        event["cat"] = "cpu_op"
    file = tmp_path / "trace.json"
    file.write_text(json.dumps(events))
    again = spans.read_chrome(file)
    assert [(one.name, one.thread) for one in again] == [
        ("step 0", "Python"),
        ("aten::relu", "operations 1"),
    ]
    assert again[1].seconds == pytest.approx(1e-3)


# What is drawn -----------------------------------------------------------------------


def test_the_pictures_and_tables_come_from_the_records(
    records: dict[str, where.Record],
) -> None:
    every = list(records.values())
    shares = pictures.share_columns(every)
    assert len(shares["share"]) == len(every) * (len(where.GROUPS) + 1)
    assert sum(shares["share"]) == pytest.approx(len(every))
    assert pictures.shares(every).alt.count("no operation runs") == len(every)
    drawn = pictures.timelines(every)
    assert drawn.table.count("\n") == 1 + sum(len(one.of(one.typical)) for one in every)
    assert len(pictures.table(every).rows) == len(every)
    assert len(pictures.longest(every[0]).rows) == 5


def test_the_viewer_s_threads_are_the_one_that_asks_and_the_one_that_works(
    records: dict[str, where.Record],
) -> None:
    chosen = viewing.chosen(records)
    threads = {title: {one.thread for one in found} for title, found in chosen.items()}
    assert threads[viewing.TORCH_STEP] == threads[viewing.ASKED] == {"Python"}
    assert threads[viewing.WORKS] < {f"operations {n}" for n in range(1, 99)}
    assert not any(one.name.startswith(viewing.POOL) for one in chosen[viewing.WORKS])


@pytest.mark.usefixtures("needs_chromium")
def test_the_viewer_reads_the_traces_of_both_frameworks(
    records: dict[str, where.Record],
) -> None:
    looks = viewing.views(viewing.chosen(records))
    assert looks.missing == ""
    for title, (light, dark) in looks.pictures.items():
        assert light.startswith(b"\x89PNG"), title
        assert light != dark


def test_without_the_viewer_the_page_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: dict[str, Sequence[Span]]) -> None:
        raise NodePackagesError("be online once")

    monkeypatch.setattr(viewing, "photographed", refuse)
    looks = viewing.views({})
    assert looks.of("any", "a-name", "what it shows") == (
        "Not photographed here: be online once"
    )
