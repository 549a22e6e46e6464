"""A model behind LitServe, which gathers questions into batches."""

from pathlib import Path
from typing import Any

import litserve
import numpy as np
from fastapi import HTTPException

from spotdiff.classifier.problem import Array
from spotdiff.deployment.serving import questions
from spotdiff.deployment.serving.model import torch_side


class Classifier(litserve.LitAPI):
    """Answers the same questions as the REST API, in the same way.

    Args:
        path: The exported weights.
        most: Questions that are answered together.
        wait: How long the first of them waits for others, in seconds.
    """

    def __init__(self, path: Path, most: int = 1, wait: float = 0.0) -> None:
        """Remember where the model is: each worker loads its own."""
        super().__init__(max_batch_size=most, batch_timeout=wait)
        self.path = path

    def setup(self, device: str) -> None:
        """Load the model."""
        self.model = torch_side.load(self.path)

    def decode_request(self, request: litserve.Request) -> Array:
        """Read pixels; LitServe hands over what it has read from JSON."""
        try:
            return questions.check(request)
        except questions.BadQuestionError as error:
            raise HTTPException(400, str(error)) from error

    def batch(self, inputs: list[Array]) -> Array:
        """Lay the images of several questions into one array."""
        self.ends = np.cumsum([len(pixels) for pixels in inputs])[:-1]
        return np.concatenate(inputs)

    def predict(self, x: Array) -> Array:
        """Score them."""
        return self.model(x)

    def unbatch(self, output: Array) -> list[Array]:
        """Give every question its scores."""
        return np.split(output, self.ends)

    def encode_response(self, output: Array) -> dict[str, Any]:
        """Write the answer."""
        return questions.answer(output)


def serve(path: Path, host: str, port: int, most: int, wait: float) -> None:
    """Serve until the process is told to end."""
    server = litserve.LitServer(
        Classifier(path, most, wait),
        accelerator="cpu",
        max_payload_size=questions.MOST_BYTES,
    )
    server.run(host, port, log_level="error", generate_client_file=False)
