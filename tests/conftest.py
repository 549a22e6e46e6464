"""What every test relies on: quiet frameworks, PyTorch first, one thread each."""

import pytest

from spotdiff.runtime import import_frameworks

torch, tf = import_frameworks()
torch.set_num_threads(1)


@pytest.fixture(autouse=True)
def _one_seed() -> None:
    """Start the generators of both frameworks at the same place in every test."""
    torch.manual_seed(0)
    tf.random.set_seed(0)
