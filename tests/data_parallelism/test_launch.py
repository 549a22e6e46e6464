"""Teams of processes: in order, heard when they fail, and gone afterwards."""

import os
import sys
import time
from typing import NoReturn

import psutil
import pytest

from spotdiff import runtime
from spotdiff.children import ChildError
from spotdiff.data_parallelism import launch

# What workers do here imports no framework, so these teams are quick; teams that
# train are tested with what they compute.


def tell(word: str) -> tuple[str, tuple[int, int], str, int]:
    return word, launch.place(), os.environ["OMP_NUM_THREADS"], os.getpid()


def parents() -> tuple[int, bool]:
    return os.getppid(), "wave" in sys.modules


def fail_where(rank: int) -> None:
    if launch.place()[0] == rank:
        raise ValueError(f"worker {rank} has had enough")
    time.sleep(600)


def vanish() -> NoReturn:
    os._exit(3)


def linger() -> None:
    time.sleep(600)


def test_results_come_in_the_order_of_the_ranks_and_nobody_stays() -> None:
    found = launch.run("TensorFlow", 3, tell, "here")
    assert [place for _, place, _, _ in found] == [(0, 3), (1, 3), (2, 3)]
    assert {(word, threads) for word, _, threads, _ in found} == {("here", "1")}
    assert not any(psutil.pid_exists(pid) for *_, pid in found)


def test_forks_share_what_was_imported() -> None:
    with launch.Team("TensorFlow", 2, parents, imports=["wave"]) as team:
        assert len(team.children) == 1
        (one, had), (other, also) = team.results()
    assert one == other
    assert had
    assert also


ON_GPU = {"SPOTDIFF_DEVICE": "cuda"}


@pytest.mark.parametrize(("name", "value"), [("FORKS", False), ("device_for", ON_GPU)])
def test_elsewhere_and_on_gpus_each_worker_is_started_by_itself(
    monkeypatch: pytest.MonkeyPatch, name: str, value: object
) -> None:
    told = (lambda _: value) if name == "device_for" else value
    monkeypatch.setattr(launch, name, told)
    with launch.Team("TensorFlow", 2, parents, imports=["wave"]) as team:
        assert len(team.children) == 2
        (one, had), (other, also) = team.results()
    assert one != other
    assert not had
    assert not also


def test_torchrun_s_workers_know_their_places() -> None:
    found = launch.run("PyTorch", 2, tell, "there")
    assert [place for _, place, _, _ in found] == [(0, 2), (1, 2)]


def start_a_team() -> list[tuple[int, int]]:
    return [place for _, place, _, _ in launch.run("PyTorch", 2, tell, "inside")]


def test_a_team_that_is_started_by_a_worker_has_places_of_its_own() -> None:
    assert launch.run("TensorFlow", 1, start_a_team) == [[(0, 2), (1, 2)]]


def test_workers_compute_on_gpus_only_if_each_has_its_own(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    cpu = launch.ON_CPU
    monkeypatch.setenv("SPOTDIFF_DEVICE", "cuda")
    torch, _ = runtime.import_frameworks()
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 2)
    assert launch.device_for(2) == {"SPOTDIFF_DEVICE": "cuda"}
    assert launch.device_for(4) == cpu
    assert launch.device_for(None) == cpu
    monkeypatch.setenv("SPOTDIFF_DEVICE", "cpu")
    assert launch.device_for(2) == cpu


@pytest.mark.parametrize(
    ("seen", "rank", "own"), [(None, 1, "1"), ("", 0, "0"), ("3,5", 1, "5")]
)
def test_each_worker_sees_one_gpu(
    monkeypatch: pytest.MonkeyPatch, seen: str | None, rank: int, own: str
) -> None:
    monkeypatch.setenv("SPOTDIFF_DEVICE", "cuda")
    monkeypatch.delenv("CUDA_VISIBLE_DEVICES", raising=False)
    if seen is not None:
        monkeypatch.setenv("CUDA_VISIBLE_DEVICES", seen)
    launch.see_one_gpu(rank)
    assert os.environ["CUDA_VISIBLE_DEVICES"] == own


def test_a_worker_that_fails_is_heard_and_ends_all() -> None:
    team = launch.Team("TensorFlow", 2, fail_where, 1)
    with team, pytest.raises(ChildError, match=r"worker-1:\n[^$]*has had enough"):
        team.results()
    assert not any(child.running for child in team.children)


def test_a_worker_that_vanishes_ends_all() -> None:
    with (
        launch.Team("TensorFlow", 2, vanish) as team,
        pytest.raises(ChildError, match="ended before it was through"),
    ):
        team.results()
    assert not any(child.running for child in team.children)


def test_a_team_that_takes_too_long_is_ended() -> None:
    with (
        launch.Team("TensorFlow", 2, linger) as team,
        pytest.raises(ChildError, match=r"was not through with its work within 0\.5 s"),
    ):
        team.results(seconds=0.5)
    assert not any(child.running for child in team.children)


def test_who_is_started_alone_is_the_first_of_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("TF_CONFIG", "RANK", "WORLD_SIZE"):
        monkeypatch.delenv(name, raising=False)
    assert launch.place() == (0, 1)


def stay(seconds: float) -> float:
    if launch.place()[0] == 1:
        time.sleep(seconds)
    return time.time()


def test_nobody_leaves_before_all_are_through() -> None:
    with launch.Team("TensorFlow", 2, stay, 1.5) as team:
        first = launch.found(team.folder, 0)
        team.children[0].until(first.exists, 60, "through")
        assert team.children[0].running
        early, late = team.results()
    assert late > early + 1
