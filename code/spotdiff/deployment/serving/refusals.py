"""Questions that cannot be answered, and what the servers say to them."""

from typing import Any

import grpc
import numpy as np

from spotdiff.deployment.serving.questions import MOST_BYTES, MOST_IMAGES
from spotdiff.deployment.serving.servers import Fleet, Kind, Reply, as_json
from spotdiff.deployment.serving.tensorflow_client import Client
from spotdiff.tables import Table

SIDE = 28
ONE = np.zeros((1, SIDE, SIDE), np.float32)

BAD_BODIES = {
    "half a question": b'{"pixels": [[',
    "no pixels": b'{"images": []}',
    "an image cut short": as_json(ONE[:, 1:]),
    "too many images": as_json(np.zeros((MOST_IMAGES + 1, SIDE, SIDE), np.float32)),
    "a word for a pixel": as_json(ONE).replace(b"0.0", b'"ink"', 1),
    "truth for a pixel": as_json(ONE).replace(b"0.0", b"true", 1),
    "ink of 255": as_json(ONE + 255),
    "not a number": as_json(ONE).replace(b"0.0", b"NaN", 1),
    "a hundred thousand brackets": b"[" * 100_000,
    "more than two megabytes": b"1" * (MOST_BYTES + 1),
}
BAD_PIXELS: dict[str, Any] = {
    "an image cut short": ONE[:, 1:],
    "too many images": np.zeros((MOST_IMAGES + 1, SIDE, SIDE), np.float32),
    "a word for a pixel": np.full(ONE.shape, "ink"),
    "ink of 255": ONE + 255,
    "not a number": ONE * np.nan,
    "more than two megabytes": np.zeros(MOST_BYTES, np.uint8),
}

Replies = dict[str, dict[str, Reply]]


def over_http(fleet: Fleet) -> Replies:
    """Return the replies of Flask and of LitServe to each bad question."""
    found: Replies = {}
    for name, body in BAD_BODIES.items():
        found[name] = {}
        for protocol in ("rest", "litserve"):
            server = fleet.servers[Kind(protocol, "torch")]
            with server.connect() as connection:
                found[name][protocol] = connection.post(body)
    return found


def over_grpc(fleet: Fleet) -> dict[str, grpc.StatusCode]:
    """Return the code with which the stand-in refuses each bad question."""
    with Client(fleet.servers[Kind("grpc", "tensorflow")].address) as client:
        return {name: refusal(client, pixels) for name, pixels in BAD_PIXELS.items()}


def refusal(client: Client, pixels: Any) -> grpc.StatusCode:
    """Return the code with which a question is refused.

    Raises:
        ValueError: It is answered.
    """
    try:
        client.predict(pixels)
    except grpc.RpcError as error:
        code: grpc.StatusCode = error.code()
        return code
    raise ValueError("the question was answered")


def table(http: Replies, codes: dict[str, grpc.StatusCode]) -> Table:
    """Set what they say side by side."""
    rows = []
    for name, by in http.items():
        rest, lit = by["rest"], by["litserve"]
        code = codes[name].name if name in codes else None
        said = (str(rest.status), rest.told["error"], str(lit.status), code)
        rows.append((name, *said))
    return Table(["Question", "Flask", "It says", "LitServe", "gRPC"], rows)
