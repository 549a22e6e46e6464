"""Models that come ready: in torchvision and in keras.applications, then and now."""

import inspect
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module, metadata
from typing import Any

from spotdiff import runtime
from spotdiff.adoption.sources import Package
from spotdiff.tables import Table

# What follows the family in the name of a module: a version, a size, a mixture.
REST = re.compile(r"(_?v?\d.*|_resnet.*)$")


@dataclass(frozen=True)
class Ready:
    """What a package has.

    Attributes:
        framework: Whose it is.
        package: Its name.
        version: Its version.
        models: Every function that returns a model, with the module it stands in.
        classifiers: Those of them that classify pictures.
        weights: How many sets of trained weights can be asked for by name.
    """

    framework: str
    package: str
    version: str
    models: Mapping[str, str]
    classifiers: Mapping[str, str]
    weights: int


def in_torchvision() -> Ready:
    """Ask torchvision. Run it in a process of its own."""
    models: Any = import_module("torchvision.models")
    names = models.list_models()

    def module(name: str) -> str:
        where: str = models.get_model_builder(name).__module__
        return where.rpartition(".")[2]

    return Ready(
        "PyTorch",
        "torchvision",
        metadata.version("torchvision"),
        {name: module(name) for name in names},
        {name: module(name) for name in models.list_models(module=models)},
        sum(len(models.get_model_weights(name)) for name in names),
    )


def in_keras() -> Ready:
    """Ask Keras as TensorFlow has it. Run it in a process of its own."""
    with runtime.without_import_notices():
        applications: Any = import_module("keras._tf_keras.keras.applications")
    models = {}
    for name, function in inspect.getmembers(applications, inspect.isfunction):
        default = inspect.signature(function).parameters.get("weights")
        if default and default.default == "imagenet":
            models[name] = function.__module__.rpartition(".")[2]
    version = metadata.version("keras")
    # Each has the weights that it takes by default, and no others by name.
    return Ready("TensorFlow", "keras", version, models, models, len(models))


def family(module: str) -> str:
    """Return the family of a module's models: "resnet" of "resnet_v2"."""
    return REST.sub("", module)


def table(found: Sequence[Ready], packages: Sequence[Package]) -> Table:
    """Show then and now."""
    rows: list[tuple[object, ...]] = []
    for one in packages:
        name, version = re.match(r"(\w+)-([\d.]+\d)", one.file).groups()  # type: ignore[union-attr]
        when = f"{name.lower()} {version}, of {one.uploaded}"
        rows.append((one.framework, when, one.models, one.models, one.modules, None))
    for now in found:
        modules = len(set(now.classifiers.values()))
        counts = len(now.models), len(now.classifiers), modules, now.weights
        rows.append((now.framework, f"{now.package} {now.version}, today", *counts))
    head = ["", "Package", "Models", "To classify", "In modules", "Sets of weights"]
    return Table(head, rows)


def families(found: Sequence[Ready]) -> Table:
    """Count the models that classify, by family."""
    counts = {
        one.package: Counter(map(family, one.classifiers.values())) for one in found
    }
    rows = [
        (name, *(count[name] or None for count in counts.values()))
        for name in sorted({name for count in counts.values() for name in count})
    ]
    # What both have comes first.
    rows.sort(key=lambda row: sum(cell is None for cell in row))
    return Table(["Family", *counts], rows)
