"""The models of the chapter, and its programs in C++, built once."""

import pickle
from dataclasses import replace

import pytest
from filelock import FileLock

from spotdiff import data
from spotdiff.classifier.problem import Weights, initial_weights
from spotdiff.deployment import keras_model, torch_model
from spotdiff.deployment.models import Trained
from spotdiff.pytorch_1_0.native import programs, toolchain
from spotdiff.pytorch_1_0.native.programs import Native


@pytest.fixture(scope="session")
def model() -> Trained:
    """Return both models, untrained, with other weights: parity needs no learning."""
    in_torch, in_keras = (ten_times(initial_weights(seed=seed)) for seed in (0, 1))
    digits = data.load()
    return Trained(
        torch_model.from_weights(in_torch),
        keras_model.from_weights(in_keras),
        in_torch,
        in_keras,
        digits.test_images,
        digits.test_labels,
    )


def ten_times(weights: Weights) -> Weights:
    """Make the scores as large as those of a trained model."""
    last = "fc2.weight"
    return {**weights, last: 10 * weights[last]}


@pytest.fixture(scope="session")
def native(model: Trained, tmp_path_factory: pytest.TempPathFactory) -> Native:
    """Build the programs in C++: the first process that asks builds them for all."""
    if toolchain.unavailable():
        pytest.skip(toolchain.unavailable())
    run = tmp_path_factory.getbasetemp()
    if run.name.startswith("popen-"):  # one of several processes of this run
        run = run.parent
    folder, kept = run / "native", run / "native.pickle"
    with FileLock(run / "native.lock", timeout=600):
        if not kept.exists():
            folder.mkdir()
            begun = programs.start(folder)
            built = programs.build(model, folder, begun)
            kept.write_bytes(pickle.dumps(programs.compile_ahead(built, model)))
    made: Native = pickle.loads(kept.read_bytes())
    return replace(made, folder=tmp_path_factory.mktemp("answers"))
