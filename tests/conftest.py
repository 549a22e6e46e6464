"""What every test relies on: quiet frameworks, PyTorch first, one thread each."""

import os

# Each is read when a framework is imported, so these stand above the imports.
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
# PyTorch's idle OpenMP threads else spin on the cores TensorFlow computes on.
os.environ.setdefault("OMP_WAIT_POLICY", "passive")
# Trust the processor's list of its vector units: compiling a probe takes 20 s.
os.environ.setdefault("TORCHINDUCTOR_VEC_ISA_OK", "1")

import torch  # noqa: I001 - PyTorch first: the other order can crash
import tensorflow as tf
import pytest

torch.set_num_threads(1)


@pytest.fixture(autouse=True)
def _one_seed() -> None:
    """Start the generators of both frameworks at the same place in every test."""
    torch.manual_seed(0)
    tf.random.set_seed(0)
