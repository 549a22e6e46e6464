"""The three runs, in both frameworks."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

from spotdiff.classifier.carrying import tensorflow_side as keras_weights
from spotdiff.classifier.carrying import torch_side as torch_weights
from spotdiff.classifier.module import tensorflow_side as keras_module
from spotdiff.classifier.module import torch_side as torch_module
from spotdiff.classifier.problem import Array, Labels, Weights
from spotdiff.visualization.event_files import Events
from spotdiff.visualization.runs import problem, tensorflow_side, torch_side

Batches = Sequence[tuple[Array, Labels]]


@dataclass(frozen=True)
class Framework:
    """One framework's side of the runs: training, network, and weights carried."""

    side: ModuleType
    module: ModuleType
    weights: ModuleType

    def network(self) -> Any:
        """Return a network that all runs start from."""
        model = self.module.Classifier()
        self.weights.put(model, problem.start())
        return model


FRAMEWORKS = {
    "PyTorch": Framework(torch_side, torch_module, torch_weights),
    "TensorFlow": Framework(tensorflow_side, keras_module, keras_weights),
}


@dataclass
class Watched:
    """Batches that copy a network's weights whenever an epoch begins or has ended.

    Attributes:
        kept: The copies, one more than there are epochs once all are taken.
    """

    framework: Framework
    model: Any
    batches: Batches
    kept: list[Weights] = field(default_factory=list)

    def __iter__(self) -> Iterator[tuple[Array, Labels]]:
        """Yield each batch when the step before it is done."""
        epoch = len(self.batches) // problem.EPOCHS
        for number, batch in enumerate(self.batches):
            if number % epoch == 0:
                self._keep()
            yield batch
        self._keep()

    def _keep(self) -> None:
        names = problem.start()
        self.kept.append(self.framework.weights.take(self.model, names))


def run(framework: str, folder: Path, momentum: float) -> list[Weights]:
    """Train from the same weights on the same batches as every other run.

    Args:
        framework: A name in `FRAMEWORKS`.
        folder: Where the event file goes.
        momentum: Share of the last change that is kept.

    Returns:
        The weights before the first epoch and after each.
    """
    chosen = FRAMEWORKS[framework]
    model = chosen.network()
    watched = Watched(chosen, model, problem.batches())
    chosen.side.train(str(folder), model, watched, problem.RATE, momentum)
    return watched.kept


def losses(folder: Path) -> dict[float, Array]:
    """Read the losses of all runs back, by their momentum.

    Args:
        folder: In which `run` was given a folder for each.
    """
    return {
        momentum: Events(folder / problem.run_name(momentum)).scalars("loss").values
        for momentum in problem.MOMENTA
    }
