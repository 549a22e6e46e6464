"""A stand-in for TensorFlow Serving: it speaks the same protocol, in Python."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import grpc
import tensorflow as tf
from tensorflow.core.protobuf.meta_graph_pb2 import SignatureDef
from tensorflow_serving.apis import (
    get_model_metadata_pb2,
    get_model_status_pb2,
    model_service_pb2_grpc,
    predict_pb2,
    prediction_service_pb2_grpc,
)

from spotdiff.classifier.problem import Array
from spotdiff.data import SIDE
from spotdiff.deployment.serving import questions
from spotdiff.deployment.serving.program import THREADS

MODEL, VERSION, SIGNATURE = "classifier", 1, "serving_default"
PIXELS, SCORES, CLASSES = "pixels", "output_0", 10
FLOAT = tf.float32.as_datatype_enum
CODE = grpc.StatusCode


class Refused(Exception):  # noqa: N818 (not an error of ours)
    """A question that is refused; its arguments are gRPC's code and the reason."""


def known(asked: Any) -> None:
    """Check that there is such a model, in such a version.

    Raises:
        Refused: There is none.
    """
    if asked.name != MODEL:
        raise Refused(CODE.NOT_FOUND, f"there is no model {asked.name!r}")
    if asked.WhichOneof("version_choice") and asked.version.value != VERSION:
        raise Refused(CODE.NOT_FOUND, f"there is version {VERSION}, and no other")


def read(request: Any) -> Array:
    """Read pixels, (n, 28, 28), from a question.

    Raises:
        Refused: They cannot be answered.
    """
    known(request.model_spec)
    if request.model_spec.signature_name not in ("", SIGNATURE):
        raise Refused(CODE.FAILED_PRECONDITION, f"the signature is {SIGNATURE!r}")
    if set(request.inputs) != {PIXELS}:
        raise Refused(CODE.INVALID_ARGUMENT, f"the input is {PIXELS!r}, and no other")
    if not set(request.output_filter) <= {SCORES}:
        raise Refused(CODE.INVALID_ARGUMENT, f"the output is {SCORES!r}")
    tensor = request.inputs[PIXELS]
    shape = [dim.size for dim in tensor.tensor_shape.dim]
    # Before it is unpacked: one number can stand for as many as the shape says.
    if shape[1:] != [SIDE, SIDE] or not 1 <= shape[0] <= questions.MOST_IMAGES:
        raise Refused(CODE.INVALID_ARGUMENT, f"pixels are of shape {shape}")
    if tensor.dtype != FLOAT:
        raise Refused(CODE.INVALID_ARGUMENT, "pixels are not of type float32")
    try:
        return questions.in_range(tf.make_ndarray(tensor))
    except (TypeError, ValueError) as error:
        raise Refused(CODE.INVALID_ARGUMENT, str(error)) from error


def answer(scores: Array) -> Any:
    """Write scores, (n, 10), as the answer to a question."""
    response = predict_pb2.PredictResponse()
    say_which(response.model_spec)
    response.model_spec.signature_name = SIGNATURE
    response.outputs[SCORES].CopyFrom(tf.make_tensor_proto(scores))
    return response


def signature() -> SignatureDef:
    """Describe what goes in and what comes out."""
    described = SignatureDef(method_name="tensorflow/serving/predict")
    for tensors, name, shape in (
        (described.inputs, PIXELS, (-1, SIDE, SIDE)),
        (described.outputs, SCORES, (-1, CLASSES)),
    ):
        tensors[name].dtype = FLOAT
        for size in shape:
            tensors[name].tensor_shape.dim.add(size=size)
    return described


class Predictions(prediction_service_pb2_grpc.PredictionServiceServicer):
    """Answers Predict and GetModelMetadata; the others are unimplemented."""

    def __init__(self, predict: Callable[[Array], Array]) -> None:
        """Keep the model."""
        self.predict = predict

    def Predict(self, request: Any, context: Any) -> Any:  # noqa: N802
        """Score pixels, or say what is wrong with them."""
        try:
            pixels = read(request)
        except Refused as refused:
            context.abort(*refused.args)
        return answer(self.predict(pixels))

    def GetModelMetadata(self, request: Any, context: Any) -> Any:  # noqa: N802
        """Describe the model."""
        try:
            known(request.model_spec)
        except Refused as refused:
            context.abort(*refused.args)
        if list(request.metadata_field) != ["signature_def"]:
            context.abort(CODE.INVALID_ARGUMENT, "the one field is signature_def")
        response = get_model_metadata_pb2.GetModelMetadataResponse()
        say_which(response.model_spec)
        described = get_model_metadata_pb2.SignatureDefMap()
        described.signature_def[SIGNATURE].CopyFrom(signature())
        response.metadata["signature_def"].Pack(described)
        return response


class Models(model_service_pb2_grpc.ModelServiceServicer):
    """Says that the model is there."""

    def GetModelStatus(self, request: Any, context: Any) -> Any:  # noqa: N802
        """Say so, or that there is none of this name."""
        try:
            known(request.model_spec)
        except Refused as refused:
            context.abort(*refused.args)
        response = get_model_status_pb2.GetModelStatusResponse()
        state = get_model_status_pb2.ModelVersionStatus.AVAILABLE
        response.model_version_status.add(version=VERSION, state=state)
        return response


def say_which(model: Any) -> None:
    """Write which model answers."""
    model.name, model.version.value = MODEL, VERSION


def server(predict: Callable[[Array], Array], address: str) -> Any:
    """Build the server, not yet started.

    Args:
        predict: From pixels, (n, 28, 28), to scores, (n, 10).
        address: Host and port.

    Raises:
        RuntimeError: Somebody else has the port.
    """
    options = [
        ("grpc.max_receive_message_length", questions.MOST_BYTES),
        ("grpc.so_reuseport", 0),
    ]
    made = grpc.server(ThreadPoolExecutor(THREADS), options=options)
    prediction_service_pb2_grpc.add_PredictionServiceServicer_to_server(
        Predictions(predict), made
    )
    model_service_pb2_grpc.add_ModelServiceServicer_to_server(Models(), made)
    made.add_insecure_port(address)
    return made
