"""What the page shows: the same answers from three engines."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from spotdiff import node_packages
from spotdiff.classifier.problem import Array, Labels
from spotdiff.deployment.exports import table as exports
from spotdiff.deployment.in_the_browser import exported, in_node
from spotdiff.deployment.models import Trained
from spotdiff.measure import largest_difference
from spotdiff.tables import Table

TOLERANCE = exports.TOLERANCE
FRAMEWORK, PYTHON, WEB = "its framework", "ONNX Runtime", "ONNX Runtime Web"


@dataclass(frozen=True)
class Row:
    """One model in one engine.

    Attributes:
        framework: Where the model was trained.
        engine: What ran it.
        right: Share of the held-out digits that it reads rightly.
        apart: How far its scores are from the framework's own.
    """

    framework: str
    engine: str
    right: float
    apart: float


def rows(trained: Trained, models: Mapping[str, bytes]) -> list[Row]:
    """Ask every engine that there is here, each for both models."""
    own = exported.by_framework(trained)
    answers = {(name, FRAMEWORK): scores for name, scores in own.items()}
    for name, model in models.items():
        answers[name, PYTHON] = exported.reader(model)(trained.images)
    for name, scores in in_the_web_engine(models, trained.images).items():
        answers[name, WEB] = scores
    return [
        Row(
            name,
            engine,
            share_right(answers[name, engine], trained.labels),
            largest_difference(answers[name, engine], own[name]).absolute,
        )
        for name in models
        for engine in (FRAMEWORK, PYTHON, WEB)
        if (name, engine) in answers
    ]


def in_the_web_engine(models: Mapping[str, bytes], images: Array) -> dict[str, Array]:
    """Return the scores of the page's engine; none where it cannot be had."""
    try:
        return in_node.scores(models, images)
    except node_packages.NodePackagesError:
        return {}


def share_right(scores: Array, labels: Labels) -> float:
    """Return the share of digits whose best score is the right one's."""
    return float(np.mean(scores.argmax(axis=1) == labels))


def table(found: list[Row]) -> Table:
    """Write the rows."""
    columns = ("Trained in", "Run by", "Right", "Farthest from its framework")
    return Table(
        columns,
        [
            (row.framework, row.engine, f"{100 * row.right:.1f} %", row.apart)
            for row in found
        ],
        digits=2,
    )
