"""A training that somebody will disturb: its data, its log, and how it should go."""

import json
import os
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from spotdiff import data
from spotdiff.classifier.problem import standardise

Array = NDArray[np.float64]
Labels = NDArray[np.int64]
Weights = dict[str, Array]

STEPS, EVERY = 60, 20  # a checkpoint after every twenty
BATCH = 32  # images that all workers together see in a step
PIXELS, HIDDEN, CLASSES = 28 * 28, 32, 10
# Numbers that float32 holds: Keras keeps rates in float32.
RATE, MOMENTUM = 1 / 16, 0.875
# What a worker hands on in a ring of two: every slope once a step, in bytes.
SLOPES = (PIXELS + 1) * HIDDEN + (HIDDEN + 1) * CLASSES
VOLUME = STEPS * SLOPES * 8
# Sums in another order, over sixty steps of float64: measured, under a hundredth of it.
TOLERANCE = 1e-11
LESSON = "lesson.npz"


def weights(seed: int = 0) -> Weights:
    """Draw what every training starts from: (inputs, outputs), and a bias each."""
    rng = np.random.default_rng(seed)
    sizes = {"hidden": (PIXELS, HIDDEN), "scores": (HIDDEN, CLASSES)}
    drawn: Weights = {}
    for name, (inputs, outputs) in sizes.items():
        drawn[f"{name}.weight"] = rng.normal(0, inputs**-0.5, (inputs, outputs))
        drawn[f"{name}.bias"] = np.zeros(outputs)
    return drawn


def batches() -> tuple[Array, Labels]:
    """Return what the steps see: (steps, batch, pixels), and (steps, batch)."""
    digits = data.small_digits()
    count = len(digits.train_labels)
    seen = np.arange(STEPS * BATCH).reshape(STEPS, BATCH) % count
    images: Array = standardise(digits.train_images.astype(np.float64)).astype(float)
    return images.reshape(count, PIXELS)[seen], digits.train_labels[seen]


def hand_out(folder: Path, pace: float = 0.0) -> None:
    """Leave in a folder what its training is to see: workers need not prepare it.

    Args:
        folder: Of the training.
        pace: Seconds that each worker rests after a step, to be disturbed in.
    """
    images, labels = batches()
    np.savez(folder / LESSON, images=images, labels=labels, pace=pace)


def shares(folder: Path, rank: int, workers: int) -> tuple[Array, Labels]:
    """Return a worker's share of each step."""
    with np.load(folder / LESSON) as lesson:
        images, labels = lesson["images"], lesson["labels"]
    return images[:, rank::workers], labels[:, rank::workers]


@dataclass(frozen=True)
class Note:
    """What a worker writes down after a step.

    Attributes:
        rank: Which worker.
        step: Which step, from 0.
        loss: Over the images of all workers.
        process: The worker's own number: another one after a restart.
        moment: Seconds, of a clock that all workers of a machine share.
    """

    rank: int
    step: int
    loss: float
    process: int
    moment: float


class Log:
    """The notes of a worker: a file of its own, added to after every step."""

    def __init__(self, folder: Path, rank: int) -> None:
        """Remember where the notes go, and read the pace."""
        self.file, self.rank = folder / f"notes-{rank}.jsonl", rank
        with np.load(folder / LESSON) as lesson:
            self.pace = float(lesson["pace"])

    def note(self, step: int, loss: float) -> None:
        """Write a step down, and keep the pace."""
        note = Note(self.rank, step, loss, os.getpid(), time.monotonic())
        with self.file.open("a") as file:
            file.write(json.dumps(asdict(note)) + "\n")
        time.sleep(self.pace)


def read_notes(folder: Path, rank: int) -> list[Note]:
    """Return what a worker has noted so far, whole lines only."""
    file = folder / f"notes-{rank}.jsonl"
    text = file.read_text() if file.exists() else ""
    lines = text[: text.rfind("\n") + 1].splitlines()
    return [Note(**json.loads(line)) for line in lines]


def gap(notes: Sequence[Note], wanted: Array) -> float:
    """Return how far any noted loss lies from the one wanted at its step, (steps,)."""
    return max(abs(note.loss - float(wanted[note.step])) for note in notes)


def undisturbed() -> Array:
    """Train in NumPy, with nobody to disturb it: the loss of each step, (steps,)."""
    learnt = weights()
    speed = {name: np.zeros_like(array) for name, array in learnt.items()}
    losses = []
    for images, labels in zip(*batches(), strict=True):
        loss, slopes = loss_and_slopes(learnt, images, labels)
        losses.append(loss)
        for name in learnt:
            speed[name] = MOMENTUM * speed[name] + slopes[name]
            learnt[name] = learnt[name] - RATE * speed[name]
    return np.array(losses)


def loss_and_slopes(
    learnt: Weights, images: Array, labels: Labels
) -> tuple[float, Weights]:
    """Return the mean cross-entropy of a batch, and how it depends on each weight."""
    hidden = np.tanh(images @ learnt["hidden.weight"] + learnt["hidden.bias"])
    scores = hidden @ learnt["scores.weight"] + learnt["scores.bias"]
    shifted = scores - scores.max(axis=1, keepdims=True)
    logs = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    rows = np.arange(len(labels))
    at_scores = np.exp(logs)
    at_scores[rows, labels] -= 1
    at_scores /= len(labels)
    at_hidden = at_scores @ learnt["scores.weight"].T * (1 - hidden**2)
    slopes = {
        "hidden.weight": images.T @ at_hidden,
        "hidden.bias": at_hidden.sum(axis=0),
        "scores.weight": hidden.T @ at_scores,
        "scores.bias": at_scores.sum(axis=0),
    }
    return float(-logs[rows, labels].mean()), slopes


def attempts(notes: Sequence[Note]) -> list[list[Note]]:
    """Part a worker's notes by the process that wrote them."""
    parted: dict[int, list[Note]] = {}
    for note in notes:
        parted.setdefault(note.process, []).append(note)
    return list(parted.values())
