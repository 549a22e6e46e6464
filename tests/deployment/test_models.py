"""The models that are deployed: from pixels to scores, the same in both frameworks."""

import numpy as np
import pytest
import torch

from spotdiff.classifier.problem import Array, standardise
from spotdiff.deployment import keras_model, torch_model
from spotdiff.deployment.exports.table import TOLERANCE, as_trained
from spotdiff.deployment.models import Trained, trained
from spotdiff.measure import largest_difference


def in_torch(model: torch.nn.Module, images: Array) -> Array:
    with torch.inference_mode():
        scores: Array = model(torch.from_numpy(images)).numpy()
    return scores


def in_keras(model: object, images: Array) -> Array:
    assert callable(model)
    scores: Array = model(images, training=False).numpy()
    return scores


def test_they_are_trained_once_a_process(models: Trained) -> None:
    assert trained() is models


def test_both_have_learnt_to_read(models: Trained) -> None:
    for scores in as_trained(models).values():
        assert scores.shape == (len(models.labels), 10)
        assert (scores.argmax(axis=1) == models.labels).mean() > 0.85


def test_they_take_pixels_as_they_are(models: Trained) -> None:
    images = models.images[:5]
    assert images.min() == 0
    assert images.max() <= 1
    network = models.torch.network
    prepared = in_torch(network, standardise(images).reshape(-1, 1, 28, 28))
    gap = largest_difference(in_torch(models.torch, images), prepared)
    assert gap.absolute <= TOLERANCE
    assert largest_difference(in_torch(network, images[:, None]), prepared).absolute > 1


@pytest.mark.parametrize("weights", ["torch_weights", "keras_weights"])
def test_one_set_of_weights_gives_the_same_scores_in_both(
    models: Trained, weights: str
) -> None:
    learnt = getattr(models, weights)
    here = in_torch(torch_model.from_weights(learnt), models.images)
    there = in_keras(keras_model.from_weights(learnt), models.images)
    assert largest_difference(here, there).absolute <= TOLERANCE


def test_the_models_are_those_of_the_weights(models: Trained) -> None:
    scores = as_trained(models)
    again = {
        "PyTorch": in_torch(
            torch_model.from_weights(models.torch_weights), models.images
        ),
        "TensorFlow": in_keras(
            keras_model.from_weights(models.keras_weights), models.images
        ),
    }
    for framework, found in again.items():
        assert largest_difference(found, scores[framework]).absolute <= TOLERANCE


def test_nothing_is_dropped_when_a_model_answers(models: Trained) -> None:
    # The same twice: a dropped unit would be another one each time.
    for _ in range(2):
        np.testing.assert_array_equal(
            in_torch(models.torch, models.images[:3]),
            in_torch(models.torch, models.images[:3]),
        )
    assert not models.torch.training
