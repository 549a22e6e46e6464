"""The same script on other hosts, and what is told to it there."""

import json
import time
from itertools import pairwise
from typing import NoReturn

import pytest

from spotdiff.children import LOOPBACK, ChildError
from spotdiff.data_parallelism.clusters import hosts, slurm
from spotdiff.data_parallelism.clusters.hosts import Host
from spotdiff.data_parallelism.surviving import problem

PLACES = [Host("10.0.0.1", 1, "left"), Host("10.0.0.2", 2, "right", ("enter",))]


# The page asserts the same of both frameworks, on whatever the machine allows.
def test_two_hosts_compute_what_one_process_does() -> None:
    joint = hosts.train("PyTorch")
    assert len(joint.notes) == problem.STEPS
    assert problem.gap(joint.notes, problem.undisturbed()) < problem.TOLERANCE
    assert (joint.sent is not None) == hosts.separate()
    if joint.sent is not None:
        assert 1 < joint.sent / problem.VOLUME < 1.2


def test_a_cable_that_cannot_be_laid_ends_the_other_network_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def torn(other: int) -> NoReturn:
        raise ChildError("no cable")

    monkeypatch.setattr(hosts, "cabled", torn)
    sleeper = ["sleep", "600"]
    monkeypatch.setattr(hosts, "OTHER", sleeper)
    begun = time.monotonic()
    with pytest.raises(ChildError, match="no cable"), hosts.joined():
        pytest.fail("there was a cable")
    assert time.monotonic() - begun < 60


def test_without_namespaces_two_addresses_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hosts, "NAMESPACE", ["false"])
    joint = hosts.train("TensorFlow")
    assert joint.sent is None
    assert len(joint.notes) == problem.STEPS
    assert problem.gap(joint.notes, problem.undisturbed()) < problem.TOLERANCE


@pytest.mark.parametrize("words", [["no-such-program"], ["false"], ["/"]])
def test_where_a_network_is_refused_nobody_is_apart(
    words: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hosts, "NAMESPACE", words)
    assert not hosts.separate()


def test_two_addresses_are_two_and_so_are_their_ports() -> None:
    first, second = hosts.two_addresses()
    assert (first.address, second.address) == (LOOPBACK, "127.0.0.2")
    assert first.port != second.port


def test_a_tensorflow_host_is_told_of_all_workers() -> None:
    words, own = hosts.command("TensorFlow", PLACES, 1)
    told = json.loads(own["TF_CONFIG"])
    assert told["cluster"] == {"worker": ["10.0.0.1:1", "10.0.0.2:2"]}
    assert told["task"]["index"] == 1
    assert words[0] == "enter"


def test_a_torch_host_is_told_of_the_first_only() -> None:
    words, own = hosts.command("PyTorch", PLACES, 1)
    assert "--master-addr=10.0.0.1" in words
    assert "--node-rank=1" in words
    assert own == {"GLOO_SOCKET_IFNAME": "right"}


def test_tensorflow_reads_slurm_s_variables() -> None:
    workers, kind, index = slurm.cluster(slurm.STEP)
    ports = [int(address.split(":")[1]) for address in workers["worker"]]
    assert [b - a for a, b in pairwise(ports)] == [1, -1, 1]
    assert (kind, index) == ("worker", 1)
    assert not any(address.startswith(LOOPBACK) for address in workers["worker"])
