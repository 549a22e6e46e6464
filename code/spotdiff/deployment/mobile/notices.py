"""What the two toolchains say when all is well, taken off standard error."""

import contextlib
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
# PyTorch's exporter, torchao and ExecuTorch use what they themselves, or Python,
# deprecate; and ExecuTorch's runtime says that it may still change.
WARNED = (
    (".*LeafSpec", FutureWarning),
    (".*script_method", DeprecationWarning),
    ("Importing .*from torchao", DeprecationWarning),
    (r"(open|read)_(text|binary) is deprecated", DeprecationWarning),
    ("This API is experimental", Warning),
)
LOGGERS = {
    # It computes without kernels of its own, which are for another PyTorch.
    "torchao": logging.ERROR,
    # In a notebook it tells where it puts what it writes on its way.
    "tensorflow": logging.WARNING,
}


@contextmanager
def without_notices() -> Iterator[None]:
    """Drop those notices, and pass on all the rest."""
    stream = os.dup(2)
    with tempfile.TemporaryFile() as log, less_logged(), warnings.catch_warnings():
        for said, category in WARNED:
            warnings.filterwarnings("ignore", said, category)
        os.dup2(log.fileno(), 2)
        # ExecuTorch writes to Python's stream, which in a notebook is another.
        python = os.fdopen(os.dup(2), "w", buffering=1)
        try:
            with python, contextlib.redirect_stderr(python):
                yield
        finally:
            os.dup2(stream, 2)
            os.close(stream)
            log.seek(0)
            for line in log:
                if not any(notice in line for notice in SAID):
                    os.write(2, line)


@contextmanager
def less_logged() -> Iterator[None]:
    """Log less for a while."""
    loggers = {logging.getLogger(name): level for name, level in LOGGERS.items()}
    before = {logger: logger.level for logger in loggers}
    try:
        for logger, level in loggers.items():
            logger.setLevel(level)
        yield
    finally:
        for logger, level in before.items():
            logger.setLevel(level)
