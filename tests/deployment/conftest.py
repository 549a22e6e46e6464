"""The models of the chapter, trained once a process, and compiled once in all."""

from pathlib import Path

import pytest
from filelock import FileLock

from spotdiff.deployment.exports import torch_forms
from spotdiff.deployment.models import Trained, trained


@pytest.fixture(scope="session")
def models() -> Trained:
    """Train both models; on one thread they are the same in every process."""
    return trained()


@pytest.fixture(scope="session")
def compiled(models: Trained, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return PyTorch's model compiled ahead of time, an AOTInductor package.

    It takes a compiler, and long: the first process that asks makes it for all.
    """
    run = tmp_path_factory.getbasetemp()
    if run.name.startswith("popen-"):  # one of several processes of this run
        run = run.parent
    package = run / "compiled.pt2"
    with FileLock(run / "compiled.lock", timeout=300):
        if not package.exists():
            torch_forms.save_compiled(models.torch, package)
    return package
