"""What the two toolchains say on standard error when all is well, taken off there."""

import logging
import os
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

SAID = (
    # The converter tells its settings, and LiteRT that it has found its kernels.
    b"fully_quantize: 0, inference_type: ",
    b"INFO: Created TensorFlow Lite XNNPACK delegate for CPU.",
    # ExecuTorch looks for a telephone's processor, and finds another; it says that
    # it checks files less than it could, and how many threads it was given.
    b"soc0/image_version",
    b"cpu0/regs/identification/midr_el1",
    b"CPU info and manual query on # of cpus dont match.",
    b"InternalConsistency verification requested but not available",
    b"Resetting threadpool to ",
)


@contextmanager
def without_notices() -> Iterator[None]:
    """Drop those notices from standard error, and pass on all the rest."""
    stream = os.dup(2)
    with tempfile.TemporaryFile() as log, warnings.catch_warnings():
        # PyTorch's exporter uses what PyTorch deprecates, and ExecuTorch's runtime
        # says that it may still change.
        warnings.filterwarnings("ignore", ".*LeafSpec", FutureWarning)
        warnings.filterwarnings("ignore", "This API is experimental")
        # It computes without its own kernels, which are for another PyTorch.
        logging.getLogger("torchao").setLevel(logging.ERROR)
        os.dup2(log.fileno(), 2)
        try:
            yield
        finally:
            os.dup2(stream, 2)
            os.close(stream)
            log.seek(0)
            for line in log:
                if not any(notice in line for notice in SAID):
                    os.write(2, line)
