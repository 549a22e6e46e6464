"""A client of TensorFlow Serving: the same for the real server and its stand-in."""

from typing import Any

import grpc
import tensorflow as tf
from tensorflow_serving.apis import (
    get_model_metadata_pb2,
    get_model_status_pb2,
    model_service_pb2_grpc,
    predict_pb2,
    prediction_service_pb2_grpc,
)

from spotdiff.classifier.problem import Array

PATIENCE = 10.0  # seconds for one answer


class Client:
    """Asks a model for scores.

    Args:
        address: Host and port of the server.
        model: By the name under which it is served.
    """

    def __init__(self, address: str, model: str = "classifier") -> None:
        """Open a channel; nothing is sent yet."""
        # Not through a proxy.
        options = [("grpc.enable_http_proxy", 0)]
        self._channel = grpc.insecure_channel(address, options)
        self._models = model_service_pb2_grpc.ModelServiceStub(self._channel)
        service = prediction_service_pb2_grpc
        self._predictions = service.PredictionServiceStub(self._channel)
        self._model = model

    def __enter__(self) -> "Client":
        """Return the client."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the channel."""
        self.close()

    def close(self) -> None:
        """Close the channel."""
        self._channel.close()

    def question(self, pixels: Array) -> Any:
        """Put pixels, (n, 28, 28), into a question."""
        request = predict_pb2.PredictRequest()
        request.model_spec.name = self._model
        request.inputs["pixels"].CopyFrom(tf.make_tensor_proto(pixels))
        return request

    def ask(self, question: Any) -> Any:
        """Send a question, and return the answer, a `PredictResponse`.

        Raises:
            grpc.RpcError: The server refuses, or does not answer.
        """
        return self._predictions.Predict(question, PATIENCE)

    def predict(self, pixels: Array) -> Array:
        """Ask for scores, (n, 10).

        Raises:
            grpc.RpcError: As with `ask`.
        """
        answer = self.ask(self.question(pixels))
        scores: Array = tf.make_ndarray(answer.outputs["output_0"])
        return scores

    def signature(self) -> Any:
        """Ask what goes in and what comes out: a `SignatureDef`.

        Raises:
            grpc.RpcError: As with `ask`.
        """
        request = get_model_metadata_pb2.GetModelMetadataRequest()
        request.model_spec.name = self._model
        request.metadata_field.append("signature_def")
        answer = self._predictions.GetModelMetadata(request, PATIENCE)
        described = get_model_metadata_pb2.SignatureDefMap()
        answer.metadata["signature_def"].Unpack(described)
        return described.signature_def["serving_default"]

    def available(self) -> bool:
        """Ask whether the model can be asked.

        Raises:
            grpc.RpcError: There is no such model, or no answer.
        """
        request = get_model_status_pb2.GetModelStatusRequest()
        request.model_spec.name = self._model
        found = self._models.GetModelStatus(request, PATIENCE).model_version_status
        available = get_model_status_pb2.ModelVersionStatus.AVAILABLE
        return any(version.state == available for version in found)
