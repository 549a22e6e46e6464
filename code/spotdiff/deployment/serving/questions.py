"""What a client may ask, and how it is answered: checked in neither framework."""

from typing import Annotated, Any

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from spotdiff.classifier.problem import Array
from spotdiff.data import SIDE

MOST_IMAGES = 64  # a question
# Enough for so many images with every pixel written in full.
MOST_BYTES = 2 * 2**20
TOLD = 3  # mistakes that are named in an answer

Pixel = Annotated[float, Field(strict=True, ge=0, le=1, allow_inf_nan=False)]
Row = Annotated[list[Pixel], Field(min_length=SIDE, max_length=SIDE)]
Image = Annotated[list[Row], Field(min_length=SIDE, max_length=SIDE)]


class Question(BaseModel):
    """Which digits are these?

    Attributes:
        pixels: The images, 0 for paper and 1 for ink.
    """

    model_config = ConfigDict(extra="forbid")
    pixels: Annotated[list[Image], Field(min_length=1, max_length=MOST_IMAGES)]


class BadQuestionError(ValueError):
    """A question that cannot be answered; the message says what is wrong with it."""


def read(body: bytes) -> Array:
    """Read pixels, (n, 28, 28), from JSON.

    Raises:
        BadQuestionError: It is not JSON, or not a `Question`.
    """
    try:
        question = Question.model_validate_json(body)
    except ValidationError as error:
        raise BadQuestionError(told(error)) from error
    return np.array(question.pixels, np.float32)


def check(given: Any) -> Array:
    """Read pixels from what somebody else has read from JSON.

    Raises:
        BadQuestionError: It is not a `Question`.
    """
    try:
        question = Question.model_validate(given)
    except ValidationError as error:
        raise BadQuestionError(told(error)) from error
    return np.array(question.pixels, np.float32)


def told(error: ValidationError) -> str:
    """Say where the first mistakes are, and of what kind."""
    mistakes = error.errors(include_url=False, include_input=False)[:TOLD]
    return "; ".join(
        ": ".join(filter(None, [".".join(map(str, m["loc"])), m["msg"]]))
        for m in mistakes
    )


def answer(scores: Array) -> dict[str, Any]:
    """Say which digits they are, and how much spoke for each."""
    return {"digits": scores.argmax(1).tolist(), "scores": scores.tolist()}
