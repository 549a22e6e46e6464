"""Every server answers as its model does, refuses what it must, and ends in time.

TENSORFLOW_SERVING=host:port asks a real TensorFlow Serving what the stand-in is asked;
`python -m spotdiff.deployment.serving.layout FOLDER` lays the model out for it.
"""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import grpc
import numpy as np
import psutil
import pytest
import tensorflow as tf
from google.protobuf.message import DecodeError
from hypothesis import given, settings
from hypothesis import strategies as st
from tensorflow.core.protobuf.saved_model_pb2 import SavedModel
from tensorflow_serving.apis import predict_pb2

from spotdiff import data
from spotdiff.children import is_listening
from spotdiff.classifier.problem import Array, initial_weights
from spotdiff.deployment import keras_model, models, torch_model
from spotdiff.deployment.serving import (
    grpc_server,
    layout,
    lit,
    load,
    questions,
    refusals,
)
from spotdiff.deployment.serving.questions import BYTES, JSON, MOST_BYTES, MOST_IMAGES
from spotdiff.deployment.serving.servers import (
    KINDS,
    NAMES,
    WAYS,
    Connection,
    Fleet,
    Kind,
    Server,
    as_json,
    scores,
)
from spotdiff.deployment.serving.tensorflow_client import PATIENCE, Client
from spotdiff.measure import largest_difference

REAL = os.environ.get("TENSORFLOW_SERVING")
HTTP = [kind for kind in KINDS if kind.protocol != "grpc"]
GRPC = [kind for kind in KINDS if kind.protocol == "grpc"]
CODE = grpc.StatusCode
NO_PROXY = [("grpc.enable_http_proxy", 0)]
# The client's own fault, as a 4xx is.
REFUSALS = {
    CODE.INVALID_ARGUMENT,
    CODE.NOT_FOUND,
    CODE.FAILED_PRECONDITION,
    CODE.UNIMPLEMENTED,
    CODE.RESOURCE_EXHAUSTED,
}
# The same every time, however slow the machine.
FUZZ = settings(derandomize=True, deadline=None, database=None)
# What an allocator may keep, and what a server may open late, such as a time zone.
MOST_GROWTH, MOST_OPENED = 32 * 2**20, 4


def named(kind: Kind) -> str:
    return "-".join(kind)


@dataclass(frozen=True)
class Served:
    """The model, its files, and all servers on them.

    Attributes:
        model: From pixels to scores, in both frameworks.
        fleet: The servers.
        place: The folder with the files.
    """

    model: models.Trained
    fleet: Fleet
    place: Path


def untrained() -> models.Trained:
    """Build the models as training would begin with them: they answer as well."""
    weights, digits = initial_weights(), data.load()
    return models.Trained(
        torch_model.from_weights(weights),
        keras_model.from_weights(weights),
        weights,
        weights,
        digits.test_images,
        digits.test_labels,
    )


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Start every server; at the end, see that they are gone."""
    # A real server has the trained model, as `layout` lays it out.
    model = models.trained() if REAL else untrained()
    place = tmp_path_factory.mktemp("served")
    paths = layout.lay_out(model, place)
    with Fleet(paths, options={Kind("litserve", "torch"): ["--plain"]}) as fleet:
        yield Served(model, fleet, place)
        families = [
            process for each in fleet.servers.values() for process in each.family()
        ]
    _, alive = psutil.wait_procs(families, timeout=10)
    assert alive == []
    assert not any(is_listening(each.port) for each in fleet.servers.values())


@pytest.fixture
def images(served: Served) -> Array:
    return served.model.images[:5]


@pytest.fixture
def client(served: Served) -> Iterator[Client]:
    """Ask TensorFlow Serving, or the stand-in where there is none."""
    standing_in = served.fleet.servers[Kind("grpc", "tensorflow")].address
    with Client(REAL or standing_in) as asking:
        yield asking


# As TensorFlow Serving wants it.


def test_the_model_is_laid_out_as_a_folder_of_versions(served: Served) -> None:
    version = served.place / "classifier" / "1"
    assert (version / "saved_model.pb").is_file()
    assert (version / "variables" / "variables.index").is_file()


def test_the_client_gets_the_scores_of_keras(
    client: Client, served: Served, images: Array
) -> None:
    wanted = layout.expected(served.model, images)["TensorFlow"]
    gap = largest_difference(client.predict(images), wanted)
    assert gap.absolute < layout.TOLERANCE


def test_the_client_sees_that_the_model_is_there(client: Client) -> None:
    assert client.available()


def test_the_client_is_told_what_the_saved_model_says(
    client: Client, served: Served
) -> None:
    saved = SavedModel.FromString(
        (served.place / layout.SERVED / "saved_model.pb").read_bytes()
    )
    wanted = saved.meta_graphs[0].signature_def["serving_default"]
    told = client.signature()
    for which in ("inputs", "outputs"):
        ours, theirs = getattr(told, which), getattr(wanted, which)
        assert set(ours) == set(theirs)
        for name in ours:
            assert ours[name].dtype == theirs[name].dtype
            assert ours[name].tensor_shape == theirs[name].tensor_shape
    assert told.method_name == wanted.method_name


def test_the_answer_names_the_model_and_its_version(
    client: Client, images: Array
) -> None:
    answer = client.ask(client.question(images))
    spec = answer.model_spec
    assert (spec.name, spec.version.value) == ("classifier", 1)
    assert spec.signature_name == "serving_default"


def test_one_output_can_be_asked_for(client: Client, images: Array) -> None:
    question = client.question(images)
    question.output_filter.append("output_0")
    assert set(client.ask(question).outputs) == {"output_0"}


def code_of(client: Client, question: Any) -> grpc.StatusCode:
    with pytest.raises(grpc.RpcError) as refused:
        client.ask(question)
    code: grpc.StatusCode = refused.value.code()
    return code


def test_another_model_or_version_is_not_found(client: Client, images: Array) -> None:
    other, newer = client.question(images), client.question(images)
    other.model_spec.name = "somebody"
    newer.model_spec.version.value = 7
    assert {code_of(client, each) for each in (other, newer)} == {CODE.NOT_FOUND}


@pytest.mark.parametrize("change", ["signature", "input", "output", "type", "rank"])
def test_what_the_model_does_not_have_is_refused(
    client: Client, images: Array, change: str
) -> None:
    question = client.question(images)
    if change == "signature":
        question.model_spec.signature_name = "another"
    elif change == "input":
        question.inputs["more"].CopyFrom(tf.make_tensor_proto(images))
    elif change == "output":
        question.output_filter.append("output_9")
    elif change == "type":
        question = client.question(images.astype(np.int64))
    else:
        question = client.question(images[0])
    assert code_of(client, question) in (
        CODE.INVALID_ARGUMENT,
        CODE.FAILED_PRECONDITION,
    )


def test_there_is_no_other_model(served: Served) -> None:
    address = served.fleet.servers[Kind("grpc", "torch")].address
    with Client(REAL or address, "somebody") as stranger:
        for ask in (stranger.available, stranger.signature):
            with pytest.raises(grpc.RpcError) as refused:
                ask()
            assert refused.value.code() == CODE.NOT_FOUND


# Over every way, the model's own answer.


@pytest.mark.parametrize("framework", NAMES)
@pytest.mark.parametrize("name", WAYS)
def test_the_answer_is_the_models(
    served: Served, images: Array, name: str, framework: str
) -> None:
    way = WAYS[name]
    told = scores(served.fleet.of(way, framework), way, images)
    wanted = layout.expected(served.model, images)[NAMES[framework]]
    assert largest_difference(told, wanted).absolute < layout.TOLERANCE


@pytest.mark.parametrize("framework", NAMES)
def test_the_digit_is_the_one_with_the_highest_score(
    served: Served, images: Array, framework: str
) -> None:
    for protocol in ("rest", "litserve"):
        server = served.fleet.servers[Kind(protocol, framework)]
        with server.connect() as connection:
            told = connection.post(as_json(images)).told
        assert told["digits"] == np.argmax(told["scores"], 1).tolist()


@pytest.mark.parametrize("framework", NAMES)
def test_what_is_gathered_is_given_back_to_whom_it_belongs(
    served: Served, framework: str
) -> None:
    way = WAYS["LitServe, in batches"]
    server = served.fleet.of(way, framework)
    asked = [served.model.images[i : i + 1 + i % 3] for i in range(24)]
    with ThreadPoolExecutor(8) as pool:
        told = list(pool.map(lambda pixels: scores(server, way, pixels), asked))
    wanted = layout.expected(served.model, np.concatenate(asked))[NAMES[framework]]
    assert [len(each) for each in told] == [len(each) for each in asked]
    gap = largest_difference(np.concatenate(told), wanted)
    assert gap.absolute < layout.TOLERANCE


@pytest.mark.parametrize("kind", HTTP, ids=named)
def test_as_many_images_as_are_allowed_fit_into_a_question(
    served: Served, kind: Kind
) -> None:
    # As many digits as a pixel can have.
    pixels = np.full((MOST_IMAGES, 28, 28), np.float32(0.1) / 3)
    assert len(as_json(pixels)) < MOST_BYTES
    with served.fleet.servers[kind].connect() as connection:
        assert len(connection.post(as_json(pixels)).told["scores"]) == MOST_IMAGES


# Refusals.


@pytest.mark.parametrize("kind", HTTP, ids=named)
@pytest.mark.parametrize("name", refusals.BAD_BODIES)
def test_a_bad_body_is_refused_with_a_reason(
    served: Served, kind: Kind, name: str
) -> None:
    with served.fleet.servers[kind].connect() as connection:
        reply = connection.post(refusals.BAD_BODIES[name])
    assert reply.status == (413 if "megabytes" in name else 400)
    [reason] = reply.told.values()
    assert len(reason) > 3
    # Not the question, repeated.
    assert len(reply.body) < 200


@pytest.mark.parametrize("kind", GRPC, ids=named)
@pytest.mark.parametrize("name", refusals.BAD_PIXELS)
def test_bad_pixels_are_refused_with_a_code(
    served: Served, kind: Kind, name: str
) -> None:
    with Client(served.fleet.servers[kind].address) as asking:
        code = refusals.refusal(asking, refusals.BAD_PIXELS[name])
    large = "megabytes" in name
    assert code == (CODE.RESOURCE_EXHAUSTED if large else CODE.INVALID_ARGUMENT)


@pytest.mark.parametrize("framework", NAMES)
@pytest.mark.parametrize(
    ("method", "route", "form", "body", "status"),
    [
        ("GET", "/nothing", JSON, None, 404),
        ("GET", "/predict", JSON, None, 405),
        ("DELETE", "/predict", JSON, None, 405),
        ("POST", "/health", JSON, b"{}", 405),
        ("POST", "/predict", "text/plain", b"hello", 415),
        ("POST", "/predict", "", b"{}", 415),
        ("POST", "/predict", BYTES, b"", 400),
        ("POST", "/predict", BYTES, b"\0" * (questions.IMAGE + 1), 400),
        ("POST", "/predict", BYTES, b"\xff" * questions.IMAGE, 400),
        ("POST", "/predict", BYTES, b"\0" * questions.IMAGE * (MOST_IMAGES + 1), 400),
    ],
)
def test_flask_refuses_in_json(
    served: Served,
    framework: str,
    method: str,
    route: str,
    form: str,
    body: bytes | None,
    status: int,
) -> None:
    with served.fleet.servers[Kind("rest", framework)].connect() as connection:
        reply = connection.ask(method, route, body, {"Content-Type": form})
    assert (reply.status, list(reply.told)) == (status, ["error"])


def test_far_too_large_a_body_is_not_even_read(served: Served) -> None:
    server = served.fleet.servers[Kind("rest", "torch")]
    with server.connect() as connection:
        head = {"Content-Length": str(10**12), "Content-Type": JSON}
        assert connection.ask("POST", "/predict", b"{", head).status == 413


@pytest.mark.parametrize("kind", HTTP, ids=named)
def test_all_are_healthy(served: Served, kind: Kind) -> None:
    with served.fleet.servers[kind].connect() as connection:
        assert connection.ask("GET", "/health").status == 200


def test_litserve_as_its_manual_has_it_blames_itself(served: Served) -> None:
    with served.fleet.servers[Kind("litserve", "torch")].connect() as connection:
        assert connection.post(b"{", lit.PLAIN).status == 500
        assert connection.post(b"{", lit.SINGLE).status == 400


@pytest.mark.parametrize(("route", "spoilt"), [(lit.PLAIN, True), (lit.BATCHED, False)])
def test_in_a_batch_one_bad_question_spoils_the_others_if_checked_there(
    served: Served, images: Array, route: str, spoilt: bool
) -> None:
    server = served.fleet.servers[Kind("litserve", "torch")]
    good, bad = as_json(images[:1]), refusals.BAD_BODIES["ink of 255"]

    def ask(body: bytes) -> int:
        with server.connect() as connection:
            return connection.post(body, route).status

    refused = 0
    for _ in range(10):
        with ThreadPoolExecutor(8) as pool:
            statuses = list(pool.map(ask, [bad, good] * 4))
        assert set(statuses[::2]) == {400}
        refused += sum(status != 200 for status in statuses[1::2])
    assert (refused > 0) == spoilt


# Measured one at a time.


def eventually(test: Callable[[], bool]) -> bool:
    end = time.monotonic() + 15
    while not test() and time.monotonic() < end:
        time.sleep(0.05)
    return test()


def is_stopped(server: Server) -> bool:
    return {each.status() for each in server.family()} == {psutil.STATUS_STOPPED}


def test_all_servers_but_one_are_stopped(served: Served) -> None:
    one, *others = served.fleet.servers.values()
    with served.fleet.paused() as awake:
        with awake(one):
            assert one.ready()
            assert eventually(lambda: all(map(is_stopped, others)))
        assert eventually(lambda: is_stopped(one))
    assert not any(map(is_stopped, (one, *others)))
    assert all(server.ready() for server in (one, *others))


def test_every_way_can_be_measured(served: Served, images: Array) -> None:
    found = load.measure(served.fleet, images, 2, rounds=1, seconds=0.05)
    assert set(found) == {(way, name) for way in WAYS for name in NAMES.values()}
    assert all(each.rate > 0 and len(each.taken) >= 2 for each in found.values())


# Thousands of questions that nobody should ask.


def state(server: Server) -> tuple[int, int]:
    """Return the bytes of memory and the files that a server holds."""
    family = server.family()
    held = sum(process.memory_info().rss for process in family)
    return held, sum(process.num_fds() for process in family)


def assert_unharmed(server: Server, before: tuple[int, int], asked: set[int]) -> None:
    """Check that a server still answers, has not grown, and is the one it was."""
    assert server.ready()
    held, opened = state(server)
    assert held - before[0] < MOST_GROWTH
    assert opened - before[1] <= MOST_OPENED
    assert {process.pid for process in server.family()} == asked


def pids(server: Server) -> set[int]:
    return {process.pid for process in server.family()}


ONE = np.zeros((1, 28, 28), np.float32)
ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=5)
        | st.dictionaries(st.sampled_from(["pixels", "x"]), inner, max_size=2)
    ),
    max_leaves=12,
)
ODD_PIXELS: st.SearchStrategy[Any] = st.one_of(
    st.floats(),
    st.integers(),
    st.sampled_from([None, True, "1", [], [1], {}, 10**400, -(10**400)]),
)


@st.composite
def almost_right(draw: st.DrawFn) -> bytes:
    """Write a question with some pixels, rows or brackets that are wrong."""
    n, rows, columns = (draw(st.integers(low, high)) for low, high in SIZES)
    pixels: list[Any] = [[[0.5] * columns for _ in range(rows)] for _ in range(n)]
    for _ in range(draw(st.integers(0, 2))):
        if n and rows and columns:
            row = draw(st.integers(0, rows - 1))
            pixels[0][row][draw(st.integers(0, columns - 1))] = draw(ODD_PIXELS)
    text = json.dumps({draw(st.sampled_from(["pixels", "pixel"])): pixels})
    cut = draw(st.none() | st.integers(0, len(text)))
    return text[:cut].encode()


SIZES = ((0, 2), (27, 29), (27, 29))
ANY_BODY = st.one_of(
    st.binary(max_size=200),
    ANY_JSON.map(lambda value: json.dumps(value).encode()),
    almost_right(),
    st.integers(0, 2 * questions.IMAGE).map(lambda n: b"\x3f" * n),
    st.binary(min_size=4, max_size=4).map(lambda four: four * (questions.IMAGE // 4)),
)
FORMS = st.sampled_from(
    [JSON] * 6
    + [BYTES] * 2
    + ["", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data"]
    + ["application/json; charset=utf-16", "multipart/form-data; boundary=x", "\xe9"]
)
HOW = st.sampled_from(["POST", "GET", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "X"])
WHERE = st.sampled_from(
    ["/predict", "/batched", "/health", "/", "/predict/", "/no", "/%00", "/../x", "//"]
)


def can_be_answered(body: bytes, form: str) -> bool:
    try:
        questions.read(body, form)
    except questions.BadQuestionError:
        return False
    return True


@pytest.mark.parametrize("kind", HTTP, ids=named)
def test_whatever_is_asked_over_http_the_server_is_not_to_blame(
    served: Served, kind: Kind
) -> None:
    server = served.fleet.servers[kind]
    connection, seen = Connection(server.port), set[int]()

    @settings(FUZZ, max_examples=800)
    @given(ANY_BODY, FORMS)
    def ask(body: bytes, form: str) -> None:
        reply = connection.post(body, form=form)
        seen.add(reply.status)
        if kind.protocol == "rest" and form in (JSON, BYTES):
            assert (reply.status == 200) == can_be_answered(body, form)
        assert reply.status == 200 or 400 <= reply.status < 500

    @settings(FUZZ, max_examples=200)
    @given(HOW, WHERE, st.none() | st.binary(max_size=50), FORMS)
    def knock(method: str, route: str, body: bytes | None, form: str) -> None:
        reply = connection.ask(method, route, body, {"Content-Type": form})
        seen.add(reply.status)
        assert reply.status < 500

    with connection:
        connection.post(as_json(ONE))
        before, asked = state(server), pids(server)
        ask()
        knock()
    assert_unharmed(server, before, asked)
    # The random questions were of all sorts.
    assert {200, 400, 404, 405} <= seen


NUMBERS = st.sampled_from([1, 2, 3, 7, 9, 14])  # types of a tensor
DIMENSIONS = st.lists(
    st.sampled_from([-1, 0, 1, 2, 27, 28, 65, 2**31, 2**62]), max_size=4
) | st.just([1, 28, 28])


@st.composite
def tensors(draw: st.DrawFn) -> Any:
    """Write a tensor whose type, shape and content need not fit."""
    tensor = tf.make_tensor_proto(ONE)
    if draw(st.booleans()):
        tensor.dtype = draw(NUMBERS)
    if draw(st.booleans()):
        del tensor.tensor_shape.dim[:]
        for size in draw(DIMENSIONS):
            tensor.tensor_shape.dim.add(size=size)
    if draw(st.booleans()):
        tensor.tensor_content = draw(
            st.binary(max_size=20) | st.just(b"\xff" * questions.IMAGE)
        )
    if draw(st.booleans()):
        tensor.float_val.extend(draw(st.lists(st.floats(width=32), max_size=4)))
    if draw(st.booleans()):
        tensor.string_val.append(draw(st.binary(max_size=5)))
    return tensor


@st.composite
def requests(draw: st.DrawFn) -> Any:
    """Write a question for whatever model, about whatever tensors."""
    request = predict_pb2.PredictRequest()
    request.model_spec.name = draw(st.sampled_from(["classifier"] * 9 + ["", "x"]))
    if draw(st.integers(0, 9)) == 0:
        request.model_spec.version.value = draw(st.sampled_from([-1, 0, 1, 2]))
    if draw(st.integers(0, 9)) == 0:
        request.model_spec.signature_name = draw(st.text(max_size=5))
    for name in draw(st.sampled_from([["pixels"]] * 9 + [[], ["x"], ["pixels", "x"]])):
        request.inputs[name].CopyFrom(draw(tensors()))
    return request


def code_or_ok(asking: Client, question: Any) -> grpc.StatusCode:
    try:
        asking.ask(question)
    except grpc.RpcError as error:
        code: grpc.StatusCode = error.code()
        return code
    return CODE.OK


def is_a_message(raw: bytes) -> bool:
    try:
        predict_pb2.PredictRequest.FromString(raw)
    except DecodeError:
        return False
    return True


@pytest.mark.parametrize("kind", GRPC, ids=named)
def test_whatever_is_asked_over_grpc_the_server_is_not_to_blame(
    served: Served, kind: Kind
) -> None:
    server = served.fleet.servers[kind]
    seen = set[grpc.StatusCode]()
    method = "/tensorflow.serving.PredictionService/Predict"

    with (
        Client(server.address) as asking,
        grpc.insecure_channel(server.address, NO_PROXY) as channel,
    ):
        send = channel.unary_unary(method, _registered_method=False)

        @settings(FUZZ, max_examples=600)
        @given(requests())
        def ask(request: Any) -> None:
            seen.add(code_or_ok(asking, request))

        @settings(FUZZ, max_examples=200)
        @given(st.binary(max_size=60))
        def babble(raw: bytes) -> None:
            with pytest.raises(grpc.RpcError) as refused:
                send(raw, timeout=PATIENCE)
            # gRPC's own word, by its specification, for what is no message.
            wanted = REFUSALS if is_a_message(raw) else {CODE.INTERNAL}
            assert refused.value.code() in wanted

        asking.predict(ONE)
        before, asked = state(server), pids(server)
        ask()
        babble()
    assert_unharmed(server, before, asked)
    assert {CODE.OK, CODE.INVALID_ARGUMENT, CODE.NOT_FOUND} <= seen
    assert seen <= REFUSALS | {CODE.OK}


# To whom they listen.


@pytest.mark.parametrize("kind", KINDS, ids=named)
def test_they_listen_to_this_machine_only(served: Served, kind: Kind) -> None:
    server = served.fleet.servers[kind]
    heard = {
        connection.laddr.ip.removeprefix("::ffff:")
        for process in server.family()
        for connection in process.net_connections("inet")
        if connection.status == psutil.CONN_LISTEN
        and connection.laddr.port == server.port
    }
    assert heard == {"127.0.0.1"}


def test_a_port_that_is_taken_is_not_shared(served: Served) -> None:
    taken = served.fleet.servers[Kind("grpc", "torch")].address
    with pytest.raises(RuntimeError):
        grpc_server.server(lambda pixels: pixels, taken)


# Their end.

BUILD = """
import sys, time
from pathlib import Path
from spotdiff.deployment.serving.servers import Fleet, Kind
paths = {"torch": Path(sys.argv[1]), "tensorflow": Path(sys.argv[1])}
fleet = Fleet(paths, [Kind("litserve", "torch")])
[server] = fleet.servers.values()
print(server.port, *(process.pid for process in server.family()), flush=True)
time.sleep(600)
"""


def test_a_build_that_is_killed_leaves_no_server(served: Served) -> None:
    weights = str(served.place / layout.WEIGHTS)
    path = os.pathsep.join(filter(None, sys.path))
    with subprocess.Popen(
        [sys.executable, "-c", BUILD, weights],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env={**os.environ, "PYTHONPATH": path},
    ) as build:
        assert build.stdout is not None
        port, *family = map(int, build.stdout.readline().split())
        build.send_signal(signal.SIGKILL)
    # The server, and workers of its own.
    assert len(family) > 2
    assert eventually(lambda: not any(map(psutil.pid_exists, family)))
    assert not is_listening(port)
