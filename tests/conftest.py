"""What every test relies on: quiet frameworks, PyTorch first, one thread each."""

import os

import pytest

import evidence
import site_report
from spotdiff import browser
from spotdiff.runtime import import_frameworks


def pytest_configure(config: pytest.Config) -> None:
    """Ask for the evidence of every claim, tell of the site, import the frameworks."""
    evidence.register(config)
    site_report.register(config)
    # Who only hands the tests out to other processes has no use for them.
    if hasattr(config, "workerinput") or not config.getoption("numprocesses", None):
        # Programs that tests start share a GPU's memory.
        os.environ.setdefault("TF_FORCE_GPU_ALLOW_GROWTH", "true")
        torch, tensorflow = import_frameworks()
        torch.set_num_threads(1)
        # Tests compute on the processor; what they ask of a GPU, they ask PyTorch, or
        # a process of its own (tests/test_on_a_gpu.py).
        tensorflow.config.set_visible_devices([], "GPU")


@pytest.fixture(autouse=True)
def _one_seed() -> None:
    """Start the generators of both frameworks at the same place in every test."""
    import tensorflow
    import torch

    torch.manual_seed(0)
    tensorflow.random.set_seed(0)


@pytest.fixture(scope="session")
def needs_chromium() -> str:
    """Return Chromium's path; without it, the test that asks is skipped."""
    found = browser.found()
    if found is None:
        reason = "there is no Chromium: install it, or name it in CHROMIUM"
        if os.environ.get("CI"):
            pytest.fail(reason, pytrace=False)
        pytest.skip(reason)
    return found
