"""A trained model behind a REST API, in Flask."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch
from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException

from spotdiff.classifier.problem import Array
from spotdiff.classifier.sequential import torch_side as sequential
from spotdiff.deployment.serving import questions
from spotdiff.deployment.torch_model import Deployed


def load(path: Path) -> Callable[[Array], Array]:
    """Load what training left behind.

    Args:
        path: The exported file or folder.

    Returns:
        From pixels, (n, 28, 28), 0 to 1, to scores, (n, 10).
    """
    model = Deployed(sequential.classifier())
    model.load_state_dict(torch.load(path, weights_only=True))

    def predict(pixels: Array) -> Array:
        with torch.inference_mode():
            scores: Array = model(torch.from_numpy(pixels)).numpy()
        return scores

    return predict


def application(predict: Callable[[Array], Array]) -> Flask:
    """Put a loaded model behind two routes."""
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = questions.MOST_BYTES

    @app.get("/health")
    def health() -> Any:
        return {"status": "ready"}

    @app.post("/predict")
    def answer() -> Any:
        kind = request.mimetype
        pixels = questions.read(request.get_data(), kind)
        scores = predict(pixels)
        told = questions.answered(scores, kind)
        return Response(told, mimetype=kind)

    @app.errorhandler(questions.BadQuestionError)
    def refuse(error: questions.BadQuestionError) -> Any:
        return {"error": str(error)}, error.status

    @app.errorhandler(HTTPException)
    def fail(error: HTTPException) -> Any:
        return {"error": error.description}, error.code

    return app
