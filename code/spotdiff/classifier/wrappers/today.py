"""What became of the wrappers of 2017: asked of the libraries themselves."""

import importlib
from dataclasses import dataclass
from operator import attrgetter

from spotdiff.tables import Table

THERE = "there"


@dataclass(frozen=True)
class Wrapper:
    """A wrapper of 2017.

    Attributes:
        name: What the article calls it.
        package: What is imported to reach it.
        attribute: Where in the package it was; empty if the package is it.
        fate: What became of it, where that is told elsewhere than here.
        source: Who says so, and when.
    """

    name: str
    package: str
    attribute: str
    fate: str
    source: str

    def asked(self) -> str:
        """Try to reach it, and return the error, or that it is there."""
        try:
            found = importlib.import_module(self.package)
            if self.attribute:
                attrgetter(self.attribute)(found)
        except (AttributeError, ImportError) as error:
            return f"{type(error).__name__}: {error}"
        return THERE


TRIED = "tried beside this TensorFlow, 2026-11-23"

WRAPPERS = (
    Wrapper(
        "`tf.layers`",
        "tensorflow",
        "layers",
        "`tf.keras.layers`, say its own warnings; it works on in "
        "`tf.compat.v1`, beside Keras 2 only",
        "run on this page",
    ),
    Wrapper(
        "`tf.layers`, under `tf.compat.v1`",
        "tensorflow",
        "compat.v1.layers.conv2d",
        "needs the package tf-keras and `TF_USE_LEGACY_KERAS=1`",
        "run on this page",
    ),
    Wrapper(
        "`tf.contrib.learn`",
        "tensorflow",
        "contrib.learn",
        "deleted with all of `tf.contrib` in TensorFlow 2.0 (2019-09-30), as "
        "“replaced by tensorflow/estimator”",
        "TensorFlow's RFC “Sunsetting tf.contrib”, 2018; PyPI for the day",
    ),
    Wrapper(
        "`tf.estimator`",
        "tensorflow",
        "estimator",
        "removed in its turn in TensorFlow 2.16 (2024-03-09); the last "
        "tensorflow-estimator, 2.15.0 (2023-11-07), no longer imports",
        f"TensorFlow's release notes, 2.16.1; PyPI for the days; {TRIED}",
    ),
    Wrapper(
        "TFLearn",
        "tflearn",
        "",
        "no release since 0.5.0 (2020-11-11), which no longer imports",
        f"PyPI; {TRIED}",
    ),
    Wrapper(
        "Sonnet",
        "sonnet",
        "",
        "rewritten for TensorFlow 2; no release since 2.0.2 (2024-01-02), which "
        "still imports and still trains",
        f"PyPI; {TRIED}",
    ),
    Wrapper(
        "Keras",
        "keras",
        "layers",
        "TensorFlow's preferred interface since 2.0, as `tf.keras`; since its own "
        "3.0 (2023-11-28) a library that runs on TensorFlow, PyTorch or JAX",
        "run on this page; TensorFlow's FAQ on 2.0, 2019-09-10; PyPI for the day",
    ),
)


def table(wrappers: tuple[Wrapper, ...] = WRAPPERS) -> Table:
    """Ask for every wrapper, and set the answers in a table."""
    rows = [
        (wrapper.name, f"`` {wrapper.asked()} ``", wrapper.fate, wrapper.source)
        for wrapper in wrappers
    ]
    return Table(["In 2017", "Asked for today", "What became of it", "Source"], rows)
