"""The classifier, trained in both frameworks: what this chapter deploys."""

from functools import cache
from typing import Any, NamedTuple

from numpy.typing import NDArray

from spotdiff import data
from spotdiff.classifier.carrying import tensorflow_side as keras_carrying
from spotdiff.classifier.carrying import torch_side as torch_carrying
from spotdiff.classifier.problem import (
    Array,
    Weights,
    batches,
    initial_weights,
    standardise,
)
from spotdiff.classifier.sequential import tensorflow_side as keras_sequential
from spotdiff.classifier.sequential import torch_side as torch_sequential
from spotdiff.classifier.training import tensorflow_side as keras_training
from spotdiff.classifier.training import torch_side as torch_training
from spotdiff.deployment import keras_model, torch_model

# Without momentum: with it, this many steps make much of a difference in rounding.
BATCH, STEPS, RATE, MOMENTUM = 32, 450, 0.05, 0.0


class Trained(NamedTuple):
    """The classifier in both frameworks, and digits that neither has seen.

    Attributes:
        torch: From pixels to scores, `torch_model.Deployed`, on the CPU.
        keras: The same in Keras, `keras_model.deployed`.
        torch_weights: What PyTorch learnt, by PyTorch's names, in its layout.
        keras_weights: What TensorFlow learnt, in the same form: whoever needs a
            model in a process of its own builds it from these (`from_weights`).
        images: The digits held out, (m, 28, 28) float32, 0 for paper, 1 for ink.
        labels: What they show, (m,).
    """

    torch: Any
    keras: Any
    torch_weights: Weights
    keras_weights: Weights
    images: Array
    labels: NDArray[Any]


@cache
def trained() -> Trained:
    """Train both from the same weights on the same batches; once a process.

    Dropout is off, as each framework would drop other units: so nothing but
    rounding tells the two apart.
    """
    digits = data.load()
    images, labels = standardise(digits.train_images), digits.train_labels
    epochs = -(-STEPS * BATCH // len(images))
    order = list(batches(len(images), BATCH, epochs))[:STEPS]
    fed = [(images[chosen], labels[chosen]) for chosen in order]
    first = initial_weights()
    learnt: list[Weights] = []
    for sequential, carrying, training in (
        (torch_sequential, torch_carrying, torch_training),
        (keras_sequential, keras_carrying, keras_training),
    ):
        network = sequential.classifier()
        carrying.put(network, first)
        training.train(network, fed, RATE, MOMENTUM, dropout=False)
        learnt.append(carrying.take(network, first))
    in_torch, in_keras = learnt
    return Trained(
        torch_model.from_weights(in_torch),
        keras_model.from_weights(in_keras),
        in_torch,
        in_keras,
        digits.test_images,
        digits.test_labels,
    )
