"""What the servers are made of: what they read, how they end, how they are measured."""

import inspect
import json
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from http.client import RemoteDisconnected
from pathlib import Path
from typing import Any

import grpc
import litserve
import numpy as np
import psutil
import pytest
import tensorflow as tf
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from spotdiff.children import LOOPBACK, Child, free_port, is_listening
from spotdiff.classifier.problem import Array
from spotdiff.deployment.serving import (
    costs,
    grpc_server,
    layout,
    load,
    pictures,
    program,
    questions,
    refusals,
)
from spotdiff.deployment.serving.load import Asked, Load
from spotdiff.deployment.serving.questions import BYTES, JSON, BadQuestionError
from spotdiff.deployment.serving.rest import tensorflow_side, torch_side
from spotdiff.deployment.serving.servers import (
    NAMES,
    READ,
    WAYS,
    WRITE,
    Connection,
    Reply,
    as_json,
)
from spotdiff.deployment.serving.tensorflow_client import Client
from spotdiff.measure import Timing

SIDES = {"torch": torch_side, "tensorflow": tensorflow_side}
UP, DOWN = 60.0, 20.0  # seconds for a server to come up, and to end
SLOW = 1.5  # seconds for an answer that is under way at the end

ONE = np.zeros((1, 28, 28), np.float32)
SOME_IMAGES = arrays.arrays(
    np.float32,
    st.tuples(st.integers(1, 2), st.just(28), st.just(28)),
    elements=st.floats(0, 1, width=32),
)


# Reading.


@settings(derandomize=True, deadline=None, database=None, max_examples=50)
@given(SOME_IMAGES)
def test_every_form_brings_pixels_over_to_the_last_bit(pixels: Array) -> None:
    for form in (JSON, BYTES):
        read = questions.read(WRITE[form](pixels), form)
        assert read.dtype == np.float32
        np.testing.assert_array_equal(read, pixels)
    with Client("127.0.0.1:1") as client:
        np.testing.assert_array_equal(grpc_server.read(client.question(pixels)), pixels)


@settings(derandomize=True, deadline=None, database=None, max_examples=50)
@given(arrays.arrays(np.float32, (2, 10), elements=st.floats(-100, 100, width=32)))
def test_every_form_brings_scores_back_to_the_last_bit(scores: Array) -> None:
    for form in (JSON, BYTES):
        read = READ[form](questions.answered(scores, form))
        np.testing.assert_array_equal(read, scores)
    answer = grpc_server.answer(scores)
    np.testing.assert_array_equal(tf.make_ndarray(answer.outputs["output_0"]), scores)


@pytest.mark.parametrize("value", [0, 1, 0.0, 1.0, 0.5, 1e-300, -0.0])
def test_numbers_from_0_to_1_are_pixels(value: float) -> None:
    assert questions.read(with_pixel(value))[0, 3, 4] == np.float32(value)


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (1.0000001, "between"),
        (-1e-300, "between"),
        (float("nan"), "between"),
        (float("inf"), "between"),
        (1e39, "between"),
        (10**400, "between"),
        (True, "number"),
        (None, "number"),
        ("0.5", "number"),
        ([], "number"),
        ([0.5], "number"),
        ({}, "number"),
    ],
)
def test_nothing_else_is_a_pixel(value: Any, reason: str) -> None:
    with pytest.raises(BadQuestionError, match=reason) as refused:
        questions.read(with_pixel(value))
    assert refused.value.status == 400


def with_pixel(value: Any) -> bytes:
    """Write a question with one pixel that is not zero."""
    pixels: list[Any] = ONE.tolist()
    pixels[0][3][4] = value
    return json.dumps({"pixels": pixels}).encode()


@pytest.mark.parametrize(
    "shape", [(0,), (28, 28), (1, 27, 28), (1, 28, 29), (1, 28, 28, 1), (65, 28, 28)]
)
def test_nothing_else_is_an_image(shape: tuple[int, ...]) -> None:
    with pytest.raises(BadQuestionError, match="images"):
        questions.read(as_json(np.zeros(shape, np.float32)))


def test_a_row_of_another_length_is_no_row() -> None:
    pixels = ONE.tolist()
    pixels[0][27] = pixels[0][27][1:]
    with pytest.raises(BadQuestionError):
        questions.from_lists(pixels)


def test_a_model_may_write_to_what_was_read() -> None:
    for form in (JSON, BYTES):
        assert questions.read(WRITE[form](ONE), form).flags.writeable


def test_one_number_may_not_stand_for_a_tensor_of_any_size() -> None:
    with Client("127.0.0.1:1") as client:
        question = client.question(ONE)
    tensor = question.inputs["pixels"]
    tensor.tensor_content, tensor.float_val[:] = b"", [0.5]
    # A number that is repeated is all right as long as the shape is.
    assert (grpc_server.read(question) == 0.5).all()
    tensor.tensor_shape.dim[0].size = 2**40
    with pytest.raises(grpc_server.Refused, match="shape"):
        grpc_server.read(question)


# The REST API, without a network.


@pytest.fixture(params=SIDES)
def flask(request: pytest.FixtureRequest) -> FlaskClient:
    side = SIDES[request.param]
    app = side.application(lambda pixels: pixels[:, 0, :10])
    client: FlaskClient = app.test_client()
    return client


@pytest.mark.parametrize("form", [JSON, BYTES])
def test_the_answer_has_the_form_of_the_question(flask: FlaskClient, form: str) -> None:
    reply = flask.post("/predict", data=WRITE[form](ONE), content_type=form)
    assert (reply.status_code, reply.mimetype) == (200, form)
    assert READ[form](reply.data).shape == (1, 10)


def test_an_error_of_our_own_is_a_500_without_its_reason() -> None:
    def fail(pixels: Array) -> Array:
        raise ValueError("a secret")

    for side in SIDES.values():
        reply = (
            side.application(fail)
            .test_client()
            .post("/predict", data=as_json(ONE), content_type=JSON)
        )
        assert reply.status_code == 500
        assert b"secret" not in reply.data


# The end.

MODEL = f"""
import time

def load(path):
    def predict(pixels):
        time.sleep({SLOW})
        return pixels[:, 0, :10]

    return predict
"""
IMPORTS = """
import signal, sys
from pathlib import Path
import slow_model
from spotdiff.deployment.serving import program
port, predict = int(sys.argv[1]), slow_model.load(None)
"""
PROGRAMS = {
    "rest": """
from spotdiff.deployment.serving.rest import torch_side
program.serve_rest(torch_side.application(predict), "127.0.0.1", port)
""",
    "grpc": """
program.serve_grpc(predict, "127.0.0.1", port)
""",
    "litserve": """
from spotdiff.deployment.serving import lit
if __name__ == "__main__":
    lit.serve("slow_model", Path(), "127.0.0.1", port)
""",
    "litserve, as it is": """
from spotdiff.deployment.serving import lit
if __name__ == "__main__":
    lit.server("slow_model", Path()).run("127.0.0.1", port, generate_client_file=False)
""",
}


def ask(name: str, port: int) -> Array:
    if name == "grpc":
        with Client(f"{LOOPBACK}:{port}") as client:
            return client.predict(ONE)
    with Connection(port) as connection:
        return READ[JSON](connection.post(as_json(ONE)).body)


def is_up(name: str, port: int) -> bool:
    if not is_listening(port):
        return False
    if name == "grpc":
        with Client(f"{LOOPBACK}:{port}") as client:
            return client.available()
    with Connection(port) as connection:
        return connection.ask("GET", "/health").status == 200


def told_to_end(name: str, folder: Path) -> tuple[Any, int]:
    """Ask a server, tell it to end while it is at the answer, and return both ends.

    Returns:
        The answer, or the error that came instead; and the exit status.
    """
    (folder / "slow_model.py").write_text(MODEL)
    file = folder / "server.py"
    file.write_text(IMPORTS + PROGRAMS[name])
    path = ":".join([str(folder), *filter(None, sys.path)])
    port = free_port()
    quiet = {"PYTHONPATH": path, "TF_CPP_MIN_LOG_LEVEL": "3"}
    with (
        Child([sys.executable, str(file), str(port)], quiet) as server,
        ThreadPoolExecutor() as pool,
    ):
        server.until(lambda: is_up(name, port), UP)
        asked = pool.submit(ask, name, port)
        time.sleep(SLOW / 2)
        psutil.Process(server.pid).terminate()
        error = asked.exception(DOWN)
        status = server.wait(DOWN)
    assert not is_listening(port)
    return error or asked.result(), status


@pytest.mark.parametrize("name", ["rest", "grpc", "litserve"])
def test_told_to_end_a_server_finishes_the_question_it_is_at(
    name: str, tmp_path: Path
) -> None:
    answer, status = told_to_end(name, tmp_path)
    np.testing.assert_array_equal(answer, np.zeros((1, 10)))
    assert status == 0


def test_litserve_as_it_is_drops_the_question(tmp_path: Path) -> None:
    answer, _ = told_to_end("litserve, as it is", tmp_path)
    assert isinstance(answer, RemoteDisconnected)


# Measuring.


def test_a_client_that_is_refused_ends_the_measurement(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Refusing:
        def __init__(self, *_: object) -> None:
            pass

        def ask(self) -> None:
            raise RuntimeError("415: no")

        def close(self) -> None:
            pass

    monkeypatch.setattr(load, "Caller", Refusing)
    unused: Any = None
    with pytest.raises(RuntimeError, match="415"):
        load.turn(unused, WAYS["gRPC"], ONE, 3, 0.1)


def test_a_turn_counts_what_all_clients_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    class Prompt:
        def __init__(self, *_: object) -> None:
            self.ask = lambda: time.sleep(0.01)

        def close(self) -> None:
            pass

    monkeypatch.setattr(load, "Caller", Prompt)
    unused: Any = None
    seen = load.turn(unused, WAYS["gRPC"], ONE, 4, 0.1)
    assert seen.taken.min() >= 0.01
    assert seen.wall >= 0.1
    assert 4 <= len(seen.taken) <= 4 * (seen.wall / 0.01 + 1)


def test_percentiles_are_over_all_turns_and_the_rate_is_the_median_turns() -> None:
    found = Load([0.001] * 90 + [0.1] * 10, [1.0, 50.0, 7.0])
    assert found.rate == 7.0
    assert found.percentile(50) == 0.001
    assert found.percentile(95) == 0.1


LOADS = {
    Asked(way, name): Load([0.001, 0.002], [100.0])
    for way in WAYS
    for name in NAMES.values()
}
ALONE = {name: Timing(np.array([1e-4, 2e-4])) for name in NAMES.values()}


def test_the_figure_has_a_row_for_each_way_and_the_floor() -> None:
    picture = pictures.loads(LOADS, LOADS, ALONE, 16)
    assert len(picture.table.splitlines()) == 1 + len(LOADS) + len(ALONE)
    assert all(way in picture.alt for way in WAYS)


def test_the_table_has_a_row_for_each_who_and_way() -> None:
    table = pictures.percentiles({"one": LOADS, "many": LOADS})
    assert len(table.rows) == 2 * len(WAYS)
    assert table.rows[0] == ("one", "REST, JSON", *["1.5, 1.9, 2.0 ms"] * 2)


def test_each_form_is_timed_in_all_its_parts() -> None:
    scores = np.zeros((1, 10), np.float32)
    for name, form in costs.FORMS.items():
        pieces = costs.over_http(name, form, ONE, scores)
        assert list(pieces) == [f"{name}, {part}" for part in costs.PARTS]
        *_, read, answered = (piece() for piece in pieces.values())
        np.testing.assert_array_equal(read, ONE)
        np.testing.assert_array_equal(answered, scores)
    *_, read, answered = (piece() for piece in costs.over_grpc(ONE, scores).values())
    np.testing.assert_array_equal(read, ONE)
    np.testing.assert_array_equal(answered, scores)


def test_bytes_and_protocol_buffers_are_as_long_as_the_pixels() -> None:
    pixels = np.full((32, 28, 28), 1 / 3, np.float32)
    sizes = costs.sizes(pixels)
    assert sizes["bytes"] == pixels.nbytes
    assert pixels.nbytes < sizes[costs.PROTOBUF] < pixels.nbytes + 100
    assert sizes["JSON"] > 4 * pixels.nbytes


def test_a_table_of_refusals_leaves_open_what_was_not_asked() -> None:
    said = Reply(400, b'{"error": "no"}')
    replies = {name: {"rest": said, "litserve": said} for name in ("words", "half")}
    table = refusals.table(replies, {"words": grpc.StatusCode.NOT_FOUND})
    assert table.rows[0] == ("words", "400", "no", "400", "NOT_FOUND")
    assert table.rows[1] == ("half", "400", "no", "400", None)


def test_the_table_of_differences_has_each_servers_own() -> None:
    gaps = {asked: {"PyTorch": 1.0, "TensorFlow": 2.0} for asked in LOADS}
    assert layout.table(gaps).rows == [(way, 1.0, 2.0) for way in WAYS]


def test_the_folder_is_listed_with_its_sizes(tmp_path: Path) -> None:
    (tmp_path / "1").mkdir()
    (tmp_path / "1" / "saved_model.pb").write_bytes(b"12345")
    assert layout.tree(tmp_path).split() == ["5", "1/saved_model.pb"]


def test_a_server_binds_to_this_machine_unless_told_otherwise(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    hosts: list[str] = []
    monkeypatch.setattr(
        program, "serve_rest", lambda app, host, port: hosts.append(host)
    )
    monkeypatch.setattr(program, "configure", lambda: None)
    monkeypatch.setattr(torch_side, "load", lambda path: None)
    for more in ([], ["--host", "0.0.0.0"]):
        program.main(["rest", "torch", "weights.pt", "--port", "1", *more])
    assert hosts == ["127.0.0.1", "0.0.0.0"]


def test_litserve_left_to_itself_listens_to_the_whole_network() -> None:
    host = inspect.signature(litserve.LitServer.run).parameters["host"]
    assert host.default == "0.0.0.0"
