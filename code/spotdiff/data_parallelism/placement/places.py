"""Where both frameworks say that everything lies."""

import torch
from torch._subclasses.fake_tensor import FakeTensorMode

from spotdiff.data_parallelism.placement import (
    tensorflow_graph,
    tensorflow_side,
    torch_side,
)
from spotdiff.data_parallelism.problem import Lesson
from spotdiff.data_parallelism.ways.tensorflow_watch import short
from spotdiff.tables import Table

# PyTorch's only device that can be had twice without hardware: it knows shapes and
# places, and no values.
META = ["meta:0", "meta:1"]


def in_torch(lesson: Lesson) -> dict[str, str]:
    """Return the device of each tensor, on two GPUs or on two that are imagined."""
    images, labels = next(lesson.batches())
    if torch.cuda.device_count() > 1:
        found = torch_side.step(lesson.weights, images, labels, ["cuda:0", "cuda:1"])
    else:
        with FakeTensorMode():
            found = torch_side.step(lesson.weights, images, labels, META)
    return {name: str(tensor.device) for name, tensor in found.items()}


def in_tensorflow(lesson: Lesson, devices: list[str]) -> dict[str, str]:
    """Return the device of each tensor, computed as written."""
    images, labels = next(lesson.batches())
    found = tensorflow_side.step(lesson.weights, images, labels, devices)
    return {name: short(tensor.device) for name, tensor in found.items()}


def in_a_graph(lesson: Lesson, devices: list[str]) -> list[str]:
    """Return the device of each tensor of TensorFlow's graph, in the same order."""
    images, labels = next(lesson.batches())
    found = tensorflow_graph.places(lesson.weights, images, labels, devices)
    return [short(place) for place in found.values()]


def table(lesson: Lesson, devices: list[str]) -> Table:
    """Compare the places of both frameworks."""
    here, there = in_torch(lesson), in_tensorflow(lesson, devices)
    graph = in_a_graph(lesson, devices)
    rows = [
        (name, here[name], there[name], drawn)
        for name, drawn in zip(here, graph, strict=True)
    ]
    head = ["", "PyTorch", "TensorFlow, tape", "TensorFlow, `tf.gradients` in a graph"]
    return Table(head, rows)
