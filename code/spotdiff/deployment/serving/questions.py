"""What a client may ask, and how it is answered: checked in neither framework."""

import json
from typing import Any

import numpy as np
from numpy.typing import NDArray

from spotdiff.classifier.problem import Array
from spotdiff.data import SIDE

JSON, BYTES = "application/json", "application/octet-stream"
FLOAT = np.dtype("<f4")
IMAGE = SIDE * SIDE * FLOAT.itemsize
MOST_IMAGES = 64  # a question
# Enough for so many images with every pixel written in full.
MOST_BYTES = 2 * 2**20
OUT_OF_RANGE = "every pixel is between 0 and 1"


class BadQuestionError(ValueError):
    """A question that cannot be answered.

    Attributes:
        status: HTTP's number for it.
    """

    def __init__(self, reason: str, status: int = 400) -> None:
        """Say why, to whoever asked."""
        super().__init__(reason)
        self.status = status


def read(body: bytes, kind: str = JSON) -> Array:
    """Read pixels, (n, 28, 28), from what came over HTTP.

    Args:
        body: As JSON, an object with "pixels", three lists deep; as bytes, float32,
            the least significant byte first, image after image, row after row.
        kind: `JSON` or `BYTES`.

    Raises:
        BadQuestionError: They cannot be read, or are no pixels.
    """
    if kind == BYTES:
        return from_bytes(body)
    if kind != JSON:
        raise BadQuestionError(f"send {JSON} or {BYTES}", 415)
    try:
        question = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise BadQuestionError("this is not JSON") from error
    if not isinstance(question, dict) or "pixels" not in question:
        raise BadQuestionError('send {"pixels": [...]}')
    return from_lists(question["pixels"])


def from_bytes(body: bytes) -> Array:
    """Read pixels, (n, 28, 28), from bytes.

    Raises:
        BadQuestionError: They are no pixels.
    """
    if len(body) % IMAGE:
        raise BadQuestionError(f"an image is {IMAGE} bytes, and these are {len(body)}")
    return in_range(np.frombuffer(body, FLOAT).reshape(-1, SIDE, SIDE))


def from_lists(given: Any) -> Array:
    """Read pixels, (n, 28, 28), from lists of lists of lists of numbers.

    Raises:
        BadQuestionError: They are no pixels.
    """
    # As objects, for NumPy would make numbers of true and false.
    found = np.array(given, object)
    if found.shape[1:] != (SIDE, SIDE):
        raise BadQuestionError(f"send images, each {SIDE} rows of {SIDE} numbers")
    if not set(map(type, found.flat)) <= {int, float}:
        raise BadQuestionError("every pixel is a number")
    try:
        numbers = found.astype(np.float64)
    except OverflowError as error:
        raise BadQuestionError(OUT_OF_RANGE) from error
    return in_range(numbers)


def in_range(pixels: NDArray[np.floating[Any]]) -> Array:
    """Return pixels that can be answered, as float32.

    Args:
        pixels: (n, 28, 28).

    Raises:
        BadQuestionError: They are too many or none, or not all between 0 and 1.
    """
    if not 1 <= len(pixels) <= MOST_IMAGES:
        raise BadQuestionError(f"send 1 to {MOST_IMAGES} images")
    # Not true of NaN either.
    if not ((pixels >= 0) & (pixels <= 1)).all():
        raise BadQuestionError(OUT_OF_RANGE)
    # A copy, as PyTorch wants arrays that it could write to.
    return pixels.astype(np.float32)


def told(scores: Array) -> dict[str, Any]:
    """Say which digits they are, and how much spoke for each."""
    return {"digits": scores.argmax(1).tolist(), "scores": scores.tolist()}


def answered(scores: Array, kind: str = JSON) -> bytes:
    """Write scores, (n, 10), in the form of the question."""
    if kind == BYTES:
        return scores.astype(FLOAT).tobytes()
    return json.dumps(told(scores)).encode()
