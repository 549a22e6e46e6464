"""What logging costs: the writers, what they leave, and who can read it."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from spotdiff.measure import Timing
from spotdiff.visualization.board import Board
from spotdiff.visualization.event_files import Events
from spotdiff.visualization.logging_cost import (
    bill,
    pictures,
    readers,
    training,
    writers,
)

LOSSES = [2.5, 1.25, 0.1, 1e-7]
EVENT_WRITERS = [name for name in writers.WRITERS if name != writers.CSV]


@pytest.fixture(scope="module")
def scalars() -> bill.Prices:
    return bill.measure(bill.scalars, (1, 16), repeats=2)


@pytest.fixture(scope="module")
def histograms() -> bill.Prices:
    return bill.measure(bill.histogram, (100, 10_000), repeats=2)


@pytest.fixture(scope="module")
def logged(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("logs")
    readers.log(LOSSES, place)
    return place


# Bytes -------------------------------------------------------------------------------


def test_today_s_tensorflow_writes_more_bytes_a_number_than_the_form_of_2017(
    scalars: bill.Prices,
) -> None:
    taken = {name: price.bytes for name, price in scalars[1].items()}
    assert taken[writers.EAGER] == taken[writers.FUNCTION]
    assert taken[writers.EAGER] > 1.2 * taken[writers.TORCH]
    assert taken[writers.TORCH] == taken[writers.OLD] > taken[writers.CSV]


def test_merged_summaries_share_what_surrounds_a_record(scalars: bill.Prices) -> None:
    each = {name: price.bytes / 16 for name, price in scalars[16].items()}
    assert each[writers.OLD] < each[writers.TORCH] / 2
    # The others write a record for every number.
    for name in (writers.TORCH, writers.EAGER, writers.FUNCTION):
        assert each[name] == pytest.approx(scalars[1][name].bytes, rel=0.05)


def test_a_histogram_s_bytes_hardly_grow_with_its_numbers(
    histograms: bill.Prices,
) -> None:
    for name in (writers.TORCH, writers.EAGER, writers.FUNCTION):
        small, large = (histograms[size][name].bytes for size in (100, 10_000))
        assert large == pytest.approx(small, rel=0.1)
    large_ones = histograms[10_000]
    assert large_ones[writers.TORCH].bytes > 5 * large_ones[writers.EAGER].bytes


@pytest.mark.parametrize("name", EVENT_WRITERS)
def test_every_number_counts_in_a_histogram(name: str, tmp_path: Path) -> None:
    with writers.WRITERS[name](tmp_path, 1) as writer:
        writer.histogram(writers.numbers(1000), 0)
    (found,) = Events(tmp_path).histograms("spread")
    assert found.counts.sum() == 1000


def test_pytorch_writes_empty_buckets_down_and_tensorflow_has_thirty(
    tmp_path: Path,
) -> None:
    found = {}
    for name in (writers.TORCH, writers.EAGER):
        with writers.WRITERS[name](tmp_path / name, 1) as writer:
            writer.histogram(writers.numbers(10_000), 0)
        (found[name],) = Events(tmp_path / name).histograms("spread")
    assert len(found[writers.EAGER].counts) == 30
    assert (found[writers.TORCH].counts == 0).sum() > 100


# Time --------------------------------------------------------------------------------


def test_a_graph_logs_many_numbers_sooner_than_python_one_by_one(
    scalars: bill.Prices,
) -> None:
    # The fastest of the runs: whatever else the machine does only adds to them.
    taken = {name: price.time.samples.min() for name, price in scalars[16].items()}
    assert taken[writers.EAGER] > 1.5 * taken[writers.FUNCTION]
    assert taken[writers.CSV] < min(taken[name] for name in EVENT_WRITERS)


# Keras's callback notes the learning rate in a way that NumPy 2 wants otherwise.
@pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")
def test_every_way_to_train_is_timed_with_every_way_to_log(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(training, "STEPS_OF_FIT", 2)
    timings = training.measure(size=4, repeats=2)
    assert {who: len(logs) for who, logs in timings.items()} == {
        training.TORCH: 3,
        training.FUNCTION: 3,
        training.FIT: 2,
    }
    rows = pictures.training(timings).rows
    assert len(rows) == 5
    assert "nobody" not in [row[1] for row in rows]


def test_slower_is_told_repeat_by_repeat() -> None:
    plain, logged = Timing(np.array([1.0, 2.0, 4.0])), Timing(np.array([2.0, 4.0, 8.0]))
    ((who, log, times),) = training.slower(
        {"who": {training.NOBODY: plain, "log": logged}}
    )
    assert (who, log, times.median, times.low) == ("who", "log", 2, 2)


# Logged once, read by all ------------------------------------------------------------


def test_every_reader_finds_what_every_writer_wrote(logged: Path) -> None:
    with Board(logged) as board:
        asked = readers.by_tensorboard(board)
    tables = {
        "TensorBoard": asked,
        "its reader": readers.by_accumulator(logged),
        "pandas": readers.by_pandas(logged),
    }
    assert readers.apart(tables, LOSSES) == 0
    assert [len(table.columns) for table in tables.values()] == [4, 4, 1]
    assert [row[-1] for row in pictures.agree(tables, LOSSES).rows] == [0, 0, 0]
    assert not board.running


def test_a_difference_and_a_missing_step_are_noticed(logged: Path) -> None:
    table = readers.by_pandas(logged)
    assert readers.apart({"pandas": table + 0.5}, LOSSES) == pytest.approx(0.5)
    with pytest.raises(ValueError, match="pandas read 3 steps of 4"):
        readers.apart({"pandas": table.iloc[:-1]}, LOSSES)


def test_the_run_that_is_logged_learns() -> None:
    losses = readers.run()
    assert np.mean(losses[-20:]) < 0.3 * np.mean(losses[:20])
    picture = readers.picture(pd.DataFrame({"loss": losses}))
    assert picture.table.count("\n") == 1 + len(losses)


# What is drawn -----------------------------------------------------------------------


def test_the_picture_and_the_table_come_from_the_prices(scalars: bill.Prices) -> None:
    picture = pictures.prices(scalars, "a-name", "are logged")
    assert picture.table.count("\n") == 1 + 2 * len(writers.WRITERS)
    assert all(name in picture.alt for name in writers.WRITERS)
    assert [row[0] for row in pictures.table(scalars).rows] == list(writers.WRITERS)
