"""What a question costs apart from its way over the wire."""

from collections.abc import Iterable, Mapping
from functools import partial
from importlib import import_module
from pathlib import Path

import numpy as np
import tensorflow as tf
from tensorflow_serving.apis import predict_pb2

from spotdiff.classifier.problem import Array
from spotdiff.deployment.serving import grpc_server, questions, servers
from spotdiff.deployment.serving.alone import Pieces
from spotdiff.deployment.serving.program import side_of
from spotdiff.deployment.serving.questions import BYTES, JSON
from spotdiff.deployment.serving.tensorflow_client import Client
from spotdiff.measure import Call, Timing, time_together
from spotdiff.tables import Table, duration

MODELS = tuple(servers.NAMES.values())
FORMS = {"JSON": JSON, "bytes": BYTES}
PROTOBUF = "protocol buffers"
# Who does what for a question: client, server, and both for the answer.
WRITTEN, READ, ANSWERED = "written", "read and checked", "answer written and read"
PARTS = (WRITTEN, READ, ANSWERED)


def models(paths: Mapping[str, Path], pixels: Array) -> dict[str, Call]:
    """Return the models at work on one question, without any server.

    Args:
        paths: The exported models, by framework: "torch" and "tensorflow".
        pixels: Of the question.
    """
    found: dict[str, Call] = {}
    for framework, name in servers.NAMES.items():
        predict = import_module(side_of(framework)).load(paths[framework])
        found[name] = partial(predict, pixels)
    return found


def over_http(name: str, form: str, pixels: Array, scores: Array) -> dict[str, Call]:
    """Return what is done to a question and its answer, part by part.

    Args:
        name: Of the form.
        form: The media type.
        pixels: Of the question.
        scores: The answer.
    """
    body = servers.WRITE[form](pixels)

    def answered() -> Array:
        return servers.READ[form](questions.answered(scores, form))

    return {
        f"{name}, {WRITTEN}": lambda: servers.WRITE[form](pixels),
        f"{name}, {READ}": lambda: questions.read(body, form),
        f"{name}, {ANSWERED}": answered,
    }


def over_grpc(pixels: Array, scores: Array) -> dict[str, Call]:
    """Return the same for gRPC."""
    with Client("127.0.0.1:1") as client:  # writes questions, and asks nobody
        question = client.question
    body = question(pixels).SerializeToString()

    def read() -> Array:
        return grpc_server.read(predict_pb2.PredictRequest.FromString(body))

    def answered() -> Array:
        told = grpc_server.answer(scores).SerializeToString()
        answer = predict_pb2.PredictResponse.FromString(told)
        found: Array = tf.make_ndarray(answer.outputs[grpc_server.SCORES])
        return found

    return {
        f"{PROTOBUF}, {WRITTEN}": lambda: question(pixels).SerializeToString(),
        f"{PROTOBUF}, {READ}": read,
        f"{PROTOBUF}, {ANSWERED}": answered,
    }


def calls(paths: Mapping[str, Path], pixels: Array) -> dict[str, Call]:
    """Return what a server and its client do for one question, piece by piece."""
    found = models(paths, pixels)
    scores = np.asarray(next(iter(found.values()))(), np.float32)
    for name, form in FORMS.items():
        found |= over_http(name, form, pixels, scores)
    return found | over_grpc(pixels, scores)


def sizes(pixels: Array) -> dict[str, int]:
    """Return the bytes of a question in each form."""
    with Client("127.0.0.1:1") as client:
        packed = client.question(pixels).SerializeToString()
    found = {name: len(servers.WRITE[form](pixels)) for name, form in FORMS.items()}
    return {**found, PROTOBUF: len(packed)}


def measure(paths: Mapping[str, Path], images: Array, counts: Iterable[int]) -> Pieces:
    """Time the pieces in turns, for questions of so many images."""
    return {n: time_together(calls(paths, images[:n]), repeats=9) for n in counts}


def form(pieces: Mapping[str, Timing], name: str) -> float:
    """Return the seconds that a form takes, all parts together."""
    return sum(pieces[f"{name}, {part}"].median for part in PARTS)


def table(found: Pieces, images: Array) -> Table:
    """Set the pieces side by side."""
    rows: list[tuple[object, ...]] = [
        (f"{name}'s model", *(duration(by[name].median) for by in found.values()))
        for name in servers.NAMES.values()
    ]
    for name in (*FORMS, PROTOBUF):
        weights = (sizes(images[:n])[name] / 1000 for n in found)
        rows.append((f"{name}: kB a question", *(f"{kb:.1f}" for kb in weights)))
        for part in PARTS:
            taken = (by[f"{name}, {part}"].median for by in found.values())
            rows.append((f"{name}: {part}", *map(duration, taken)))
    heads = [f"{n} image" if n == 1 else f"{n} images" for n in found]
    return Table(["Piece", *heads], rows)
