"""Differences are found where they are; clocks run only while work is done."""

import math
import time
import timeit
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import pytest
import tensorflow as tf
import torch

from spotdiff import measure
from spotdiff.measure import Timing, largest_difference, ratio, time_together


def test_the_largest_difference_is_found_with_its_place() -> None:
    found = largest_difference([[1.0, 2.0], [3.0, 4.0]], [[1.0, 2.5], [3.0, 4.25]])
    assert (found.absolute, found.relative, found.index) == (0.5, 0.2, (0, 1))


def test_equal_arrays_do_not_differ_nor_do_equal_infinities_and_nans() -> None:
    array = [1.0, math.inf, -math.inf, math.nan, 0.0]
    found = largest_difference(array, array)
    assert (found.absolute, found.relative) == (0.0, 0.0)


def test_opposite_infinities_differ_without_end() -> None:
    found = largest_difference([0.0, math.inf], [0.0, -math.inf])
    assert (found.absolute, found.relative, found.index) == (math.inf, math.inf, (1,))


def test_numbers_are_compared_as_arrays_without_axes() -> None:
    assert largest_difference(1.0, 3.0).index == ()


def test_shapes_that_differ_are_refused_and_named() -> None:
    with pytest.raises(ValueError, match=r"\(2,\) and \(2, 1\)"):
        largest_difference([1, 2], [[1], [2]])


def test_a_nan_on_one_side_is_refused_and_placed() -> None:
    with pytest.raises(ValueError, match=r"one side only, first at \(1,\)"):
        largest_difference([1.0, math.nan], [1.0, 2.0])


def test_nothing_is_not_compared() -> None:
    with pytest.raises(ValueError, match="nothing to compare"):
        largest_difference([], [])


@dataclass
class Diary:
    """Writes down what happens, and lets a clock of its own tick."""

    entries: list[str] = field(default_factory=list)
    now: float = 0.0

    def event(self, name: str, lasts: float = 0.0) -> Callable[[], None]:
        def happen() -> None:
            self.entries.append(name)
            self.now += lasts

        return happen

    def clock(self) -> float:
        self.entries.append("clock")
        return self.now


@pytest.fixture
def diary(monkeypatch: pytest.MonkeyPatch) -> Diary:
    kept = Diary()
    monkeypatch.setattr(time, "perf_counter", kept.clock)
    return kept


def test_devices_are_waited_for_before_the_clock_starts_and_before_it_stops(
    diary: Diary,
) -> None:
    call, wait = diary.event("call", 1.0), diary.event("wait", 0.5)
    timings = time_together({"a": call}, repeats=1, synchronize=wait, min_time=0.1)
    sample = ["wait", "clock", "call", "wait", "clock"]
    # One sample warms up, one finds how many calls to make, one is kept.
    assert diary.entries == sample * 3
    assert timings["a"].samples.tolist() == [1.5]


def test_there_is_a_rest_before_each_kept_sample_and_the_clock_does_not_run(
    diary: Diary, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(time, "sleep", lambda rest: diary.entries.append(f"{rest} s"))
    call = diary.event("call", 1.0)
    timings = time_together({"a": call}, repeats=2, min_time=0.1, rest=0.5)
    assert diary.entries[-8:] == ["0.5 s", "clock", "call", "clock"] * 2
    assert timings["a"].samples.tolist() == [1.0, 1.0]


def test_a_short_call_is_repeated_until_a_sample_lasts(diary: Diary) -> None:
    call = diary.event("call", 0.25)
    timings = time_together({"a": call}, repeats=2, min_time=1.0)
    assert diary.entries.count("call") == 1 + (1 + 2 + 4) + 2 * 4
    assert timings["a"].samples.tolist() == [0.25, 0.25]


def test_a_timing_keeps_what_came_before_its_samples(diary: Diary) -> None:
    call = diary.event("call", 0.25)
    (timing,) = time_together({"a": call}, repeats=2, min_time=1.0).values()
    assert timing.calls == 4
    assert timing.warm_ups == ((1, 0.25), (1, 0.25), (2, 0.25), (4, 0.25))


def kept_order(diary: Diary, seed: int) -> str:
    calls = {name: diary.event(name, 1.0) for name in "abc"}
    diary.entries.clear()
    time_together(calls, repeats=8, min_time=0.5, seed=seed)
    return "".join(entry for entry in diary.entries if entry != "clock")[2 * 3 :]


def test_every_round_times_every_candidate_once(diary: Diary) -> None:
    order = kept_order(diary, 0)
    rounds = [order[at : at + 3] for at in range(0, len(order), 3)]
    assert [sorted(one) for one in rounds] == [["a", "b", "c"]] * 8


def test_the_order_within_a_round_changes_and_follows_the_seed(diary: Diary) -> None:
    order = kept_order(diary, 0)
    assert len({order[at : at + 3] for at in range(0, len(order), 3)}) > 1
    assert kept_order(diary, 0) == order
    assert kept_order(diary, 1) != order


def test_a_timing_knows_its_middle_and_its_edges() -> None:
    timing = Timing(np.arange(101.0))
    assert (timing.low, timing.median, timing.high) == (5.0, 50.0, 95.0)


def test_a_ratio_pairs_what_was_timed_together() -> None:
    drift = np.linspace(1.0, 9.0, 15)  # a machine that slows down hits both alike
    found = ratio(Timing(3 * drift), Timing(drift))
    assert (found.median, found.low, found.high) == pytest.approx((3.0, 3.0, 3.0))


def test_the_interval_of_a_ratio_holds_it_and_is_the_same_every_time() -> None:
    noise = np.random.default_rng(0).uniform(1.8, 2.2, 15)
    found = ratio(Timing(noise), Timing(np.ones(15)))
    assert 1.8 < found.low < found.median < found.high < 2.2
    assert ratio(Timing(noise), Timing(np.ones(15))) == found


def test_pytorch_is_waited_for_where_it_has_a_gpu(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    waits: list[str] = []
    monkeypatch.setattr(torch.cuda, "synchronize", lambda: waits.append("torch"))
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    measure.synchronize_torch()
    assert waits == []
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    measure.synchronize_torch()
    assert waits == ["torch"]


def test_both_frameworks_are_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    waits: list[str] = []
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(torch.cuda, "synchronize", lambda: waits.append("torch"))
    monkeypatch.setattr(
        tf.test.experimental, "sync_devices", lambda: waits.append("tensorflow")
    )
    measure.synchronize_both()
    assert waits == ["torch", "tensorflow"]


def test_waiting_works_on_this_machine_too() -> None:
    measure.synchronize_both()
    measure.no_wait()


def test_the_bandwidth_counts_what_is_read_and_what_is_written(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(timeit.Timer, "repeat", lambda *_: [0.5, 0.25])
    assert measure.memory_bandwidth(megabytes=8) == 2 * 8 * 2**20 / 0.25


def test_the_bandwidth_is_one_a_computer_can_have() -> None:
    assert 1e8 < measure.memory_bandwidth(megabytes=64, repeats=2) < 1e13
