"""The timings survive as a suite of pyperf's, and pyperf's own tools read it."""

import json
import subprocess
import sys
from pathlib import Path

import pyperf
import pytest

from benchmarks import harness
from benchmarks import suite as script
from benchmarks.made_up import MEASURED
from spotdiff.benchmarks import suite

SUITE = suite.of(MEASURED)
BACK = pyperf.BenchmarkSuite.loads(suite.text(SUITE))
NAME = "one product, operation: PyTorch eager"


def test_every_candidate_of_every_group_is_in_it_once() -> None:
    groups = suite.groups(MEASURED)
    names = [f"{group}: {mode}" for group, found in groups.items() for mode in found]
    assert BACK.get_benchmark_names() == names
    assert len(set(names)) == len(names) == 3 + 2 + 3 + 2 + 3 + 3 + 2 + 2 + 1 + 1


def test_values_warm_ups_and_calls_come_back_as_they_were() -> None:
    (run,) = BACK.get_benchmark(NAME).get_runs()
    timing = MEASURED.tasks["operation"]["PyTorch eager"]
    assert run.values == tuple(timing.samples)
    assert run.warmups == timing.warm_ups
    assert run.get_loops() == timing.calls


def test_medians_are_ours() -> None:
    for group, timings in suite.groups(MEASURED).items():
        for mode, timing in timings.items():
            found = BACK.get_benchmark(f"{group}: {mode}").median()
            assert found == pytest.approx(timing.median)


def test_it_knows_the_versions_and_not_whose_machine_it_is() -> None:
    facts = BACK.get_metadata()
    wanted = {"torch_version", "tensorflow_version", "device", "threads", "date"}
    assert wanted <= set(facts)
    assert not set(suite.PRIVATE) & set(facts)
    assert "hostname" not in suite.text(SUITE)


def test_pyperf_reads_it_by_itself(tmp_path: Path) -> None:
    file = tmp_path / "suite.json"
    file.write_text(suite.text(SUITE), "utf-8")
    command = [sys.executable, "-m", "pyperf", "show", str(file)]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert NAME in said
    assert "Mean +- std dev: 1.50 us +- 0.71 us" in said


def test_runs_of_several_processes_become_one_suite(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def run(command: list[str], check: bool) -> None:
        assert check
        Path(command[-1]).write_text(suite.text(SUITE), "utf-8")

    monkeypatch.setattr(subprocess, "run", run)
    merged = script.merged(3)
    assert len(merged.get_benchmark(NAME).get_runs()) == 3
    (row,) = [row for row in script.table(merged).rows if row[0] == NAME]
    assert row == (NAME, "1.5 µs", "0.50 µs", 6)


def test_both_harnesses_are_compared_by_the_ratio_of_their_medians() -> None:
    (row,) = harness.table({"a": 2.0}, {"a": 3.0}).rows
    assert row == ("a", "3.0 s", "2.0 s", 1.5)


def test_what_both_harnesses_time_can_be_called() -> None:
    for call in harness.candidates().values():
        call()


def test_the_file_says_what_it_is() -> None:
    assert json.loads(suite.text(SUITE))["version"] == "1.0"
