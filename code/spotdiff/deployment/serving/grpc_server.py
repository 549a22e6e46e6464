"""A stand-in for TensorFlow Serving: it speaks the same protocol, in Python."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import grpc
import numpy as np
import tensorflow as tf
from tensorflow_serving.apis import (
    get_model_status_pb2,
    model_service_pb2_grpc,
    predict_pb2,
    prediction_service_pb2_grpc,
)

from spotdiff.classifier.problem import Array
from spotdiff.data import SIDE
from spotdiff.deployment.serving.questions import MOST_BYTES, MOST_IMAGES

MODEL, PIXELS, SCORES = "classifier", "pixels", "output_0"
THREADS = 4
CODE = grpc.StatusCode


class Refused(Exception):  # noqa: N818 (not an error of ours)
    """A question that is refused; its arguments are gRPC's code and the reason."""


def read(request: Any) -> Array:
    """Read pixels, (n, 28, 28), from a question.

    Raises:
        Refused: They cannot be answered.
    """
    if request.model_spec.name != MODEL:
        raise Refused(CODE.NOT_FOUND, f"there is no model {request.model_spec.name!r}")
    if set(request.inputs) != {PIXELS}:
        raise Refused(CODE.INVALID_ARGUMENT, f"the input is {PIXELS!r}, and no other")
    tensor = request.inputs[PIXELS]
    shape = [dim.size for dim in tensor.tensor_shape.dim]
    # Before it is unpacked: one number can stand for as many as the shape says.
    if shape[1:] != [SIDE, SIDE] or not 1 <= shape[0] <= MOST_IMAGES:
        raise Refused(CODE.INVALID_ARGUMENT, f"pixels are of shape {shape}")
    if tensor.dtype != tf.float32.as_datatype_enum:
        raise Refused(CODE.INVALID_ARGUMENT, "pixels are not of type float32")
    try:
        pixels: Array = tf.make_ndarray(tensor)
    except (TypeError, ValueError) as error:
        raise Refused(CODE.INVALID_ARGUMENT, str(error)) from error
    if not ((pixels >= 0) & (pixels <= 1)).all():
        raise Refused(CODE.INVALID_ARGUMENT, "pixels are not between 0 and 1")
    return np.array(pixels)


class Predictions(prediction_service_pb2_grpc.PredictionServiceServicer):
    """Answers Predict, and leaves the other methods unimplemented."""

    def __init__(self, predict: Callable[[Array], Array]) -> None:
        """Keep the model."""
        self.predict = predict

    def Predict(self, request: Any, context: Any) -> Any:  # noqa: N802
        """Score pixels, or say what is wrong with them."""
        try:
            pixels = read(request)
        except Refused as refused:
            context.abort(*refused.args)
        response = predict_pb2.PredictResponse()
        response.model_spec.CopyFrom(request.model_spec)
        scores = tf.make_tensor_proto(self.predict(pixels))
        response.outputs[SCORES].CopyFrom(scores)
        return response


class Models(model_service_pb2_grpc.ModelServiceServicer):
    """Says that the model is there."""

    def GetModelStatus(self, request: Any, context: Any) -> Any:  # noqa: N802
        """Say so, or that there is none of this name."""
        if request.model_spec.name != MODEL:
            context.abort(CODE.NOT_FOUND, f"no model {request.model_spec.name!r}")
        response = get_model_status_pb2.GetModelStatusResponse()
        state = get_model_status_pb2.ModelVersionStatus.AVAILABLE
        response.model_version_status.add(version=1, state=state)
        return response


def server(predict: Callable[[Array], Array], address: str) -> Any:
    """Build the server, not yet started.

    Args:
        predict: From pixels, (n, 28, 28), to scores, (n, 10).
        address: Host and port.

    Raises:
        RuntimeError: Somebody else has the port.
    """
    options = [
        ("grpc.max_receive_message_length", MOST_BYTES),
        ("grpc.so_reuseport", 0),
    ]
    made = grpc.server(ThreadPoolExecutor(THREADS), options=options)
    prediction_service_pb2_grpc.add_PredictionServiceServicer_to_server(
        Predictions(predict), made
    )
    model_service_pb2_grpc.add_ModelServiceServicer_to_server(Models(), made)
    made.add_insecure_port(address)
    return made
