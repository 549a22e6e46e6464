"""All that the chapter's main page logs, in the one folder that is opened."""

from pathlib import Path
from types import ModuleType

import tensorflow as tf

from spotdiff.classifier.carrying import tensorflow_side as keras_weights
from spotdiff.classifier.problem import Weights
from spotdiff.classifier.two_engines import keras_model
from spotdiff.visualization import gallery
from spotdiff.visualization.descent import problem as watched
from spotdiff.visualization.descent import tensorflow1_side as session_descent
from spotdiff.visualization.descent import tensorflow_side as tensorflow_descent
from spotdiff.visualization.descent import torch_side as torch_descent
from spotdiff.visualization.gallery import Gallery
from spotdiff.visualization.keras_callback import keras_fit, words
from spotdiff.visualization.named_in_2017 import tensorflow1_side as session_2017
from spotdiff.visualization.named_in_2017 import tensorflow_side as tensorflow_2017
from spotdiff.visualization.named_in_2017 import torch_side as torch_2017
from spotdiff.visualization.named_since import tensorflow1_side as session_since
from spotdiff.visualization.named_since import tensorflow_side as tensorflow_since
from spotdiff.visualization.named_since import torch_side as torch_since
from spotdiff.visualization.runs import experiment, problem

DESCENT, MOMENTA, KINDS = "descent", "momenta", "kinds"
NAMED, GRAPH, SINCE, SETTINGS = "2017", "graph", "since", "settings"
KERAS, WORDS = "Keras callback", "words"

DESCENTS = {
    "PyTorch": torch_descent,
    "TensorFlow": tensorflow_descent,
    "TensorFlow 1": session_descent,
}
WRITERS: dict[str, tuple[ModuleType, ModuleType]] = {
    "PyTorch": (torch_2017, torch_since),
    "TensorFlow": (tensorflow_2017, tensorflow_since),
    "TensorFlow 1": (session_2017, session_since),
}

TOOLS = (*WRITERS, KERAS)


def log_descents(folder: Path) -> None:
    """Descend on phi in every way, a run each."""
    for name, side in DESCENTS.items():
        place = str(folder / DESCENT / name)
        start, rate, steps = watched.START, watched.RATE, watched.STEPS
        side.descend(place, *watched.points(), start, rate, steps)


def log_momenta(folder: Path, framework: str) -> list[Weights]:
    """Train with every momentum; return the weights by epoch with the largest."""
    for momentum in problem.MOMENTA:
        place = folder / MOMENTA / framework / problem.run_name(momentum)
        weights = experiment.run(framework, place, momentum)
    return weights


def hang(folder: Path, weights: list[Weights]) -> Gallery:
    """Gather one thing of every kind from what was logged so far.

    Args:
        folder: Where PyTorch's runs of all momenta are.
        weights: Of the classifier, by epoch.
    """
    last = experiment.losses(folder / MOMENTA / "PyTorch")
    settings = [
        ({"momentum": momentum}, {"last loss": float(losses[-1])})
        for momentum, losses in last.items()
    ]
    return gallery.fill(watched.oracle(), weights, settings)


def log_kinds(folder: Path, tool: str, shown: Gallery) -> None:
    """Write everything in a gallery with one tool, each in its way.

    Args:
        folder: In which the tool gets a folder.
        tool: A name in `WRITERS`.
        shown: What to write.
    """
    place = folder / KINDS / tool
    named, since = WRITERS[tool]
    network = experiment.FRAMEWORKS[tool.removesuffix(" 1")]
    named.log(str(place / NAMED), shown)
    named.log_embedding(str(place / NAMED), shown)
    # A run of its own: with two writers at once, some lose one of two files.
    model = network.module.Classifier() if tool == "TensorFlow 1" else network.network()
    named.log_graph(str(place / GRAPH), model)
    since.log(str(place / SINCE), shown)
    since.log_settings(str(place / SETTINGS), shown)


def log_keras(folder: Path) -> None:
    """Train twice more, and leave the writing to Keras's callback.

    Once the digits, with a network whose inputs and outputs Keras knows; it draws no
    other. And once a network that looks words up, for the words' embedding.
    """
    place = folder / KINDS / KERAS
    settings = (problem.RATE, problem.MOMENTA[-1], problem.EPOCHS)
    model = keras_model.classifier(dropout=0)
    keras_weights.put(model, problem.start())
    batches = [(images[..., None], labels) for images, labels in problem.batches()]
    keras_fit.train(str(place), model, batches, *settings)
    reader = words.network()
    sentences = words.sentences(problem.EPOCHS)
    place = place / WORDS
    keras_fit.train(str(place), reader, sentences, *settings, embeddings_freq=1)
    # TensorBoard looks for embeddings where there is an event file, and Keras puts
    # its own into a folder below.
    tf.summary.create_file_writer(str(place)).close()
