"""What a question costs apart from its way over the wire."""

from collections.abc import Mapping
from pathlib import Path

from tensorflow_serving.apis import predict_pb2

from spotdiff.classifier.problem import Array
from spotdiff.deployment.serving import grpc_server, questions, servers
from spotdiff.deployment.serving.tensorflow_client import Client
from spotdiff.deployment.serving.model import tensorflow_side, torch_side
from spotdiff.measure import Call, Timing, time_together
from spotdiff.tables import Table, duration

JSON, PROTOBUF = "JSON", "protocol buffers"
MODELS = {"PyTorch": torch_side, "TensorFlow": tensorflow_side}
PLACES = {"PyTorch": "torch", "TensorFlow": "tensorflow"}


def calls(paths: Mapping[str, Path], pixels: Array) -> dict[str, Call]:
    """Return what a server and its client do for one question, piece by piece.

    Args:
        paths: The exported models, by framework: "torch" and "tensorflow".
        pixels: Of the question.
    """
    found: dict[str, Call] = {}
    for name, side in MODELS.items():
        predict = side.load(paths[PLACES[name]])
        found[name] = lambda predict=predict: predict(pixels)
    with Client("127.0.0.1:1") as client:  # writes questions, and asks nobody
        question = client.question
    text, packed = servers.body(pixels), question(pixels).SerializeToString()

    def unpack() -> Array:
        return grpc_server.read(predict_pb2.PredictRequest.FromString(packed))

    return {
        **found,
        f"{JSON} written": lambda: servers.body(pixels),
        f"{JSON} read and checked": lambda: questions.read(text),
        f"{PROTOBUF} written": lambda: question(pixels).SerializeToString(),
        f"{PROTOBUF} read and checked": unpack,
    }


def sizes(pixels: Array) -> dict[str, int]:
    """Return the bytes of a question in either form."""
    with Client("127.0.0.1:1") as client:
        packed = client.question(pixels).SerializeToString()
    return {JSON: len(servers.body(pixels)), PROTOBUF: len(packed)}


def measure(
    paths: Mapping[str, Path], images: Array, counts: tuple[int, ...] = (1, 32)
) -> dict[int, dict[str, Timing]]:
    """Time the pieces in turns, for questions of so many images."""
    return {n: time_together(calls(paths, images[:n]), repeats=9) for n in counts}


def table(found: Mapping[int, Mapping[str, Timing]], images: Array) -> Table:
    """Set the pieces side by side."""
    rows: list[tuple[object, ...]] = [
        (name, *(duration(by[name].median) for by in found.values()))
        for name in next(iter(found.values()))
    ]
    for form in (JSON, PROTOBUF):
        weights = (sizes(images[:n])[form] for n in found)
        rows.append((f"{form}: kB", *(f"{weight / 1000:.1f}" for weight in weights)))
    heads = [f"{n} image" if n == 1 else f"{n} images" for n in found]
    return Table(["Piece", *heads], rows)
