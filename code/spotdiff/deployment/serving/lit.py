"""A model behind LitServe, which gathers questions into batches."""

import signal
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

import litserve
import numpy as np

# What LitServe is built on, and has its users import.
from fastapi import HTTPException, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse

from spotdiff import runtime
from spotdiff.classifier.problem import Array
from spotdiff.deployment.serving import questions
from spotdiff.deployment.serving.program import configure

# Questions that are answered together, and how long the first waits for others.
MOST, WAIT = 16, 0.005
SINGLE, BATCHED, PLAIN = "/predict", "/batched", "/plain"
Answer = dict[str, Any]


@dataclass
class Question:
    """What is read from JSON, and checked, before it waits for others.

    Attributes:
        pixels: Lists as they came, and from then on an array, (n, 28, 28).
    """

    pixels: Any

    def __post_init__(self) -> None:
        """Check it; an error here becomes FastAPI's."""
        self.pixels = questions.from_lists(self.pixels)


class Classifier(litserve.LitAPI):
    """Answers the same questions as the REST API.

    Args:
        side: The module that loads the model.
        path: Where it is.
        **options: Those of LitServe.
    """

    def __init__(self, side: str, path: Path, **options: Any) -> None:
        """Remember where the model is: each worker loads its own."""
        super().__init__(**options)
        self.side, self.path = side, path

    def setup(self, device: str) -> None:
        """Load the model, in the worker."""
        with runtime.without_import_notices():
            side = import_module(self.side)
        configure()
        self.model = side.load(self.path)

    def decode_request(self, request: Question) -> Array:
        """Take the pixels out of a question."""
        pixels: Array = request.pixels
        return pixels

    def predict(self, x: Array) -> Array:
        """Score them."""
        scores: Array = self.model(x)
        return scores

    def encode_response(self, output: Array) -> Answer:
        """Write the answer."""
        return questions.told(output)


class InBatches(Classifier):
    """Answers several questions at once."""

    def batch(self, inputs: list[Array]) -> Array:
        """Lay the images of several questions into one array."""
        self.ends = np.cumsum([len(pixels) for pixels in inputs])[:-1]
        return np.concatenate(inputs)

    def unbatch(self, output: Array) -> list[Array]:
        """Give every question its scores."""
        return np.split(output, self.ends)


class Plain(InBatches):
    """Checks a question where LitServe's manual reads it: in the worker."""

    def decode_request(self, request: Request) -> Array:  # type: ignore[override]
        """Read and check what was read from JSON."""
        try:
            return questions.from_lists(request["pixels"])
        except questions.BadQuestionError as error:
            raise HTTPException(error.status, str(error)) from error


def refuse(request: Request, error: RequestValidationError) -> JSONResponse:
    """Say what is wrong, and do not repeat the question, as FastAPI would."""
    return JSONResponse({"error": error.errors()[0]["msg"]}, 400)


def server(side: str, path: Path, plain: bool = False) -> litserve.LitServer:
    """Build the server, with and without batches.

    Args:
        side: The module that loads the model.
        path: Where it is.
        plain: Add one that is as the manual has it.
    """
    together = {"max_batch_size": MOST, "batch_timeout": WAIT}
    ways = [
        Classifier(side, path, api_path=SINGLE),
        InBatches(side, path, api_path=BATCHED, **together),
    ]
    if plain:
        ways.append(Plain(side, path, api_path=PLAIN, **together))
    made = litserve.LitServer(
        ways,
        accelerator="cpu",
        # Through ZeroMQ: an option of LitServe, and faster.
        fast_queue=True,
        max_payload_size=questions.MOST_BYTES,
    )
    made.app.add_exception_handler(RequestValidationError, refuse)
    return made


def serve(side: str, path: Path, host: str, port: int, plain: bool = False) -> None:
    """Serve until the process is told to end."""
    # Interrupted, LitServe finishes the questions it is at; terminated, it would not.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    made = server(side, path, plain)
    made.run(host, port, log_level="error", generate_client_file=False)
