"""The trained models, laid out as servers want them.

    python -m spotdiff.deployment.serving.layout FOLDER

trains them and lays them out in a folder, for TensorFlow Serving to be started on.
"""

import argparse
import logging
from pathlib import Path

from spotdiff import runtime
from spotdiff.classifier.problem import Array
from spotdiff.deployment.exports.keras_forms import save_served
from spotdiff.deployment.exports.torch_forms import predicting, save_weights
from spotdiff.deployment.models import Trained, trained
from spotdiff.deployment.serving.load import Asked
from spotdiff.deployment.serving.servers import NAMES, WAYS, Fleet, scores
from spotdiff.measure import largest_difference
from spotdiff.tables import Table

# TensorFlow Serving: a folder a model, and in it a folder a version.
SERVED, WEIGHTS = Path("classifier", "1"), Path("weights.pt")
# Scores reach 30, and another order of summation moves the last bits of float32.
TOLERANCE = 2e-4


def lay_out(model: Trained, folder: Path) -> dict[str, Path]:
    """Export both models, and return where, by framework."""
    paths = {"torch": folder / WEIGHTS, "tensorflow": folder / SERVED}
    save_weights(model.torch, paths["torch"])
    # TensorFlow tells on standard error where it writes.
    logger = logging.getLogger("tensorflow")
    level = logger.level
    logger.setLevel(logging.ERROR)
    save_served(model.keras, paths["tensorflow"])
    logger.setLevel(level)
    return paths


def tree(folder: Path) -> str:
    """List the files of a folder, with their sizes."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    sizes = (f"{path.stat().st_size:>9} {path.relative_to(folder)}" for path in files)
    return "\n".join(sizes)


def expected(model: Trained, pixels: Array) -> dict[str, Array]:
    """Return the scores of the models as they were trained, by framework."""
    in_keras: Array = model.keras(pixels).numpy()
    return {"PyTorch": predicting(model.torch)(pixels), "TensorFlow": in_keras}


def gaps(fleet: Fleet, model: Trained, pixels: Array) -> dict[Asked, dict[str, float]]:
    """Ask every server in every way, and compare what it says.

    Args:
        fleet: The servers.
        model: What was trained.
        pixels: Of the question.

    Returns:
        The largest absolute difference to each model as it was trained.
    """
    wanted = expected(model, pixels)
    return {
        Asked(name, NAMES[framework]): {
            whose: largest_difference(told, right).absolute
            for whose, right in wanted.items()
        }
        for name, way in WAYS.items()
        for framework in NAMES
        for told in (scores(fleet.of(way, framework), way, pixels),)
    }


def table(found: dict[Asked, dict[str, float]]) -> Table:
    """Set the differences of each server to its own model side by side."""
    rows = [
        (way, *(found[Asked(way, name)][name] for name in NAMES.values()))
        for way in WAYS
    ]
    head = [f"{name}: largest difference" for name in NAMES.values()]
    return Table(["Way", *head], rows, digits=2)


def main(arguments: list[str] | None = None) -> None:
    """Train the classifier, and lay it out for TensorFlow Serving."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args(arguments).folder
    runtime.start()
    lay_out(trained(), folder)
    print(tree(folder))


if __name__ == "__main__":
    main()
