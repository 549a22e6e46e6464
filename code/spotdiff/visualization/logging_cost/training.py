"""What it does to the speed of training to log every step's loss."""

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from itertools import count as counting
from pathlib import Path
from typing import Any

import keras
import tensorflow as tf
from torch.utils.tensorboard import SummaryWriter

from spotdiff.classifier.blocks.tensorflow_side import classifier
from spotdiff.classifier.problem import SMALL, initial_weights
from spotdiff.classifier.speed import problem, tensorflow_steps, torch_steps
from spotdiff.measure import (
    Call,
    Ratio,
    Timing,
    ratio,
    synchronize_both,
    time_together,
)
from spotdiff.visualization.logging_cost.writers import CSV, csv_file, current, graph_of

TORCH = "PyTorch"
FUNCTION = "TensorFlow, a function"
FIT = "Keras fit"
STEPS_OF_FIT = 8
# By who trains, then by who logs; nobody comes first.
NOBODY = "nobody"
Calls = dict[str, dict[str, Call]]


def torch_calls(folder: Path, stack: ExitStack, size: int) -> dict[str, Call]:
    """Prepare PyTorch's step, alone and with each writer."""
    _, step = torch_steps.prepare("eager", SMALL, initial_weights(SMALL))
    batch = torch_steps.place(*problem.batch(size))
    writer = stack.enter_context(SummaryWriter(str(folder / "torch")))
    (folder / "csv").mkdir()
    plain = stack.enter_context(csv_file(folder / "csv", 1))
    numbers = counting()
    return {
        NOBODY: lambda: step(*batch),
        CSV: lambda: plain.scalars(step(*batch).cpu().numpy()[None], next(numbers)),
        "SummaryWriter": lambda: writer.add_scalar("loss", step(*batch), next(numbers)),
    }


def tensorflow_calls(folder: Path, stack: ExitStack, size: int) -> dict[str, Call]:
    """Prepare TensorFlow's step, alone and with each way to log."""
    _, step = tensorflow_steps.prepare("function", SMALL, initial_weights(SMALL))
    batch = tensorflow_steps.place(*problem.batch(size))
    stack.enter_context(current(folder / "tensorflow"))
    numbers = counting()

    @graph_of
    def logged(images: Any, labels: Any, number: Any) -> Any:
        loss = step(images, labels)
        tf.summary.scalar("loss", loss, number)
        return loss

    return {
        NOBODY: lambda: step(*batch),
        "tf.summary, from Python": lambda: tf.summary.scalar(
            "loss", step(*batch), next(numbers)
        ),
        "tf.summary, in the function": lambda: logged(
            *batch, tf.constant(next(numbers), tf.int64)
        ),
    }


def keras_calls(folder: Path, size: int) -> dict[str, Call]:
    """Prepare a few steps of Keras's own loop, without and with its callback."""
    model = classifier(SMALL)
    model.compile(
        optimizer=keras.optimizers.SGD(problem.RATE, problem.MOMENTUM),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
    )
    images, labels = problem.batch(STEPS_OF_FIT * size)
    data = images[..., None], labels
    callback = keras.callbacks.TensorBoard(
        str(folder / "keras"), update_freq=1, write_graph=False
    )

    def fit(*callbacks: Any) -> object:
        return model.fit(*data, batch_size=size, verbose=0, callbacks=list(callbacks))

    return {NOBODY: fit, "the callback": lambda: fit(callback)}


@contextmanager
def prepared(size: int) -> Iterator[Calls]:
    """Prepare every way to train, without and with somebody who logs."""
    with tempfile.TemporaryDirectory() as place, ExitStack() as stack:
        folder = Path(place)
        yield {
            TORCH: torch_calls(folder, stack, size),
            FUNCTION: tensorflow_calls(folder, stack, size),
            FIT: keras_calls(folder, size),
        }


def measure(
    size: int = problem.BATCH, repeats: int = 15
) -> dict[str, dict[str, Timing]]:
    """Time a step of each way to train with each way to log, all in turns.

    Args:
        size: Images in a batch.
        repeats: Samples of each.

    Returns:
        By who trains, then by who logs: seconds a step.
    """
    with prepared(size) as calls:
        together = {
            (who, log): call
            for who, logs in calls.items()
            for log, call in logs.items()
        }
        names = {f"{who}/{log}": (who, log) for who, log in together}
        named = {name: together[key] for name, key in names.items()}
        taken = time_together(named, repeats, synchronize_both)
    found: dict[str, dict[str, Timing]] = {}
    for name, (who, log) in names.items():
        steps = STEPS_OF_FIT if who == FIT else 1
        found.setdefault(who, {})[log] = Timing(taken[name].samples / steps)
    return found


def slower(timings: Mapping[str, Mapping[str, Timing]]) -> list[tuple[str, str, Ratio]]:
    """Compare every way to log with nobody who logs, repeat by repeat."""
    return [
        (who, log, ratio(timing, logs[NOBODY]))
        for who, logs in timings.items()
        for log, timing in logs.items()
        if log != NOBODY
    ]
