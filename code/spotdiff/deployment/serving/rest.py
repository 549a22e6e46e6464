"""A model behind a REST API, in Flask."""

from collections.abc import Callable
from typing import Any

from flask import Flask, request
from werkzeug.exceptions import BadRequest, HTTPException, UnsupportedMediaType

from spotdiff.classifier.problem import Array
from spotdiff.deployment.serving import questions


def application(predict: Callable[[Array], Array]) -> Flask:
    """Build the application.

    Args:
        predict: From pixels, (n, 28, 28), to scores, (n, 10).
    """
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = questions.MOST_BYTES

    @app.get("/health")
    def health() -> dict[str, Any]:
        return {"status": "ready"}

    @app.post("/predict")
    def answer() -> dict[str, Any]:
        if request.mimetype != "application/json":
            raise UnsupportedMediaType("send application/json")
        try:
            pixels = questions.read(request.get_data())
        except questions.BadQuestionError as error:
            raise BadRequest(str(error)) from error
        return questions.answer(predict(pixels))

    @app.errorhandler(HTTPException)
    def refuse(error: HTTPException) -> tuple[dict[str, Any], int]:
        return {"error": error.description}, error.code or 500

    return app
