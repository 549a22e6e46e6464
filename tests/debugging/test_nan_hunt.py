"""A flaw that turns a loss into NaN, and what each tool says of it."""

import inspect
from concurrent.futures import Future
from functools import cache

import numpy as np
import pytest
import tensorflow as tf
import torch

from spotdiff.debugging.nan_hunt import (
    at_tfdbg,
    comparison,
    problem,
    tensorflow1_side,
    tensorflow_dump,
    tensorflow_side,
    tensorflow_tools,
    torch_side,
    torch_tools,
)
from spotdiff.debugging.nan_hunt.found import (
    BACK,
    THERE,
    Found,
    flawed_line,
    names_line,
    table,
)
from spotdiff.own_process import Call
from spotdiff.transcripts import Exchange, Transcript

# Losses of float32 after steps of Adam, which divides a slope by its own size and so
# keeps what rounding did to the smallest of them.
TOLERANCE = 1e-4
BAD, STEPS, LEARNT = 3, 5, 40
SIDES = (torch_side, tensorflow_side, tensorflow1_side)


@pytest.fixture(scope="module", autouse=True)
def begun() -> None:
    """Begin what needs a process of its own before anything waits for it."""
    session(), dump()


@cache
def session() -> Future[Transcript]:
    return at_tfdbg.begin("--debug")


@cache
def dump() -> Call:
    return Call(tensorflow_dump.evidence, environment={})


@cache
def evidence() -> tuple[Found, str]:
    value: tuple[Found, str] = dump().result().value
    return value


@cache
def known() -> problem.Known:
    return problem.digits()


@cache
def runs(flawed: bool) -> dict[str, comparison.Steps]:
    return comparison.runs(known(), flawed, STEPS if flawed else LEARNT)


@cache
def found() -> dict[str, Found]:
    hunts = [*comparison.in_torch(known()), *comparison.in_tensorflow(known())]
    return {one.tool: one for one in hunts}


NAMES = ["PyTorch", "TensorFlow", "TensorFlow 1"]


# The flaw ----------------------------------------------------------------------


def test_the_slopes_of_the_oracle_are_those_of_its_loss() -> None:
    layers = [w.astype(np.float64) for w in problem.initial_weights()]
    layers = [layers[0], np.zeros(problem.UNITS), layers[1], np.zeros(10)]
    *_, slopes = problem.loss_and_slopes(layers, known())
    for place, at in ((0, (300, 7)), (1, (7,)), (2, (7, 3)), (3, (3,))):
        ends = []
        for shift in (1e-5, -1e-5):
            moved = [w.copy() for w in layers]
            moved[place][at] += shift
            ends.append(problem.loss_and_slopes(moved, known())[0])
        assert (ends[0] - ends[1]) / 2e-5 == pytest.approx(slopes[place][at], rel=1e-4)


@pytest.mark.parametrize("name", NAMES)
def test_losses_are_numpys_until_the_flaw_shows(name: str) -> None:
    oracle, _ = problem.train(known(), STEPS)
    losses = np.array([loss for loss, _ in runs(True)[name]])
    np.testing.assert_allclose(losses[: BAD - 1], oracle[: BAD - 1], rtol=TOLERANCE)
    assert np.isnan(losses[BAD - 1 :]).all()


@pytest.mark.parametrize("name", NAMES)
def test_then_every_digit_is_read_as_a_zero(name: str) -> None:
    zeros = (known().test_labels == 0).mean()
    assert [share for _, share in runs(True)[name]][BAD - 1 :] == [zeros] * 3


@pytest.mark.parametrize("name", NAMES)
def test_the_repaired_loss_is_numpys_and_learns(name: str) -> None:
    oracle, _ = problem.train(known(), STEPS)
    losses, shares = map(np.array, zip(*runs(False)[name], strict=True))
    np.testing.assert_allclose(losses[:STEPS], oracle, rtol=TOLERANCE)
    assert losses[BAD - 1] > losses[0] > losses[-1]
    assert shares[-1] > 0.85


def test_the_step_at_which_it_shows_is_known_beforehand() -> None:
    assert problem.first_flawed(problem.train(known(), STEPS)[1]) == BAD


@pytest.mark.parametrize("distances", [[1.0, 2.0], [1.0, 95.0, 120.0]])
def test_a_step_on_which_they_would_not_agree_is_refused(
    distances: list[float],
) -> None:
    with pytest.raises(ValueError, match="no step at which all"):
        problem.first_flawed(np.array(distances))


def test_a_probability_is_lost_between_the_two_limits() -> None:
    for distance, kept in ((problem.NORMAL - 1, True), (problem.LEAST + 1, False)):
        assert bool(torch.exp(torch.tensor(-distance)) > 0) == kept
        assert bool(tf.exp(tf.constant(-distance)) > 0) == kept


def test_losses_are_written_next_to_numpys() -> None:
    written = comparison.losses(known(), runs(True), shown=[1, BAD])
    assert list(written.columns) == ["Step", "NumPy, float64", *NAMES]
    _, oracle, *others = map(float, map(str, written.rows[1]))
    assert np.isfinite(oracle)
    assert np.isnan(others).all()


# The rules that judge a tool -----------------------------------------------------


@pytest.mark.parametrize(
    "wording",
    [
        'File "/a/{}", line {}, in f',
        "/a/{}:{} call",
        "…/{} (L{}) f",
        "{}\n  Line:     {}",
    ],
)
def test_a_line_is_found_as_each_tool_writes_it(wording: str) -> None:
    file, line = flawed_line(torch_side)
    assert names_line(wording.format(file, line), torch_side)
    assert not names_line(wording.format(file, line + 1), torch_side)
    assert not names_line(wording.format(file, f"{line}0"), torch_side)
    assert not names_line(wording.format(f"other_{file}", line), torch_side)


def test_the_flawed_line_takes_a_logarithm() -> None:
    for side in SIDES:
        lines = inspect.getsource(side).split("\n")
        assert ".log(probable)" in lines[flawed_line(side)[1] - 1]


def test_a_program_without_the_flaw_has_no_such_line() -> None:
    with pytest.raises(ValueError, match="0 logarithms"):
        flawed_line(tensorflow_dump)


def test_a_table_writes_a_dash_for_what_is_not_named() -> None:
    rows = table([Found("a", "", "", 1, False), Found("b", "grad/x", "", 2, True)]).rows
    assert rows == [("a", None, None, "no", 1), ("b", "`grad/x`", BACK, "yes", 2)]


# What each tool says -------------------------------------------------------------

SAID = {
    "`detect_anomaly`": ("LogBackward0", BACK, True, BAD),
    "hooks, network and loss": ("CrossEntropy", THERE, False, BAD),
    "hooks, network alone": ("inner", THERE, False, BAD + 1),
    "`TorchDispatchMode`": ("aten.log.default", THERE, True, BAD),
    "`enable_check_numerics`": ("Log", THERE, True, BAD),
    "`enable_check_numerics`, too late": ("__inference_step", THERE, False, BAD),
    "`TerminateOnNaN`": ("", "", False, BAD),
}


@pytest.mark.parametrize("tool", SAID)
def test_a_tool_says_what_the_page_tells(tool: str) -> None:
    one = found()[tool]
    assert (one.names, one.way, one.names_line, one.step) == SAID[tool]


def test_no_tool_is_left_out() -> None:
    assert set(found()) == set(SAID)


def test_anomaly_detection_lets_an_infinity_pass() -> None:
    zero = torch.zeros(1, requires_grad=True)
    with pytest.warns(UserWarning, match="Anomaly"), torch.autograd.detect_anomaly():
        torch.log(zero).sum().backward()
    assert zero.grad is not None
    assert bool(zero.grad.isinf())


def test_a_dispatch_mode_sees_the_way_back() -> None:
    zero = torch.zeros(1, requires_grad=True)
    root = torch.sqrt(zero).sum()
    with pytest.raises(torch_tools.NotFiniteError), torch_tools.EveryOperation():
        root.backward()


def test_hooks_are_taken_off_again() -> None:
    layer = torch.nn.Linear(1, 1)
    with torch_tools.hooks(layer):
        pass
    assert bool(layer(torch.full((1, 1), torch.inf)).isinf().any())


def test_a_check_that_finds_nothing_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    for tools in (torch_tools, tensorflow_tools):
        monkeypatch.setattr(tools, "MOST_STEPS", BAD - 1)
    with pytest.raises(RuntimeError, match="nothing stopped"):
        torch_tools.hunt(known(), "`TorchDispatchMode`")
    with pytest.raises(RuntimeError, match="nothing stopped"):
        tensorflow_tools.check_numerics(known())


def test_the_dump_names_operation_line_and_step() -> None:
    one, _ = evidence()
    assert one.names.endswith("/Log")
    assert (one.way, one.names_line, one.step) == (THERE, True, BAD)


def test_xla_refuses_a_checked_function() -> None:
    assert "Detected unsupported operations" in evidence()[1]


# tfdbg ---------------------------------------------------------------------------


def test_tfdbg_names_operation_line_and_step() -> None:
    whole = session().result()
    one = at_tfdbg.found(whole)
    assert one.names == "cross_entropy/Log"
    assert (one.way, one.names_line, one.step) == (THERE, True, BAD)
    assert at_tfdbg.passing(whole) > len(whole.answer_to(at_tfdbg.LIST).split("\n")) - 4
    assert "-inf" in whole.answer_to(at_tfdbg.LOGS)
    assert "0.0000000e+00" in whole.answer_to(at_tfdbg.PROBABLE)


def test_only_the_traceback_names_the_line() -> None:
    whole = session().result()
    naming = [
        e.typed for e in whole.exchanges if names_line(e.answer, tensorflow1_side)
    ]
    assert naming == [at_tfdbg.INFO]


def test_the_windows_of_2017_are_gone() -> None:
    assert at_tfdbg.refusal_of_curses() == "ValueError: Invalid ui_type: 'curses'"


def test_without_tfdbg_the_program_tells_of_its_accuracy(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.argv", ["program"])
    tensorflow1_side.main()
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == tensorflow1_side.STEPS
    assert lines[-1].endswith("0.1000")


def test_a_long_answer_keeps_its_beginning_and_our_lines() -> None:
    lines = [str(n) for n in range(at_tfdbg.FIRST + 8)]
    lines[-4] = at_tfdbg.OURS
    short = at_tfdbg.shorter("\n".join(["WARNING:tensorflow: no file", *lines]))
    head, end = lines[: at_tfdbg.FIRST], lines[-4:-1]
    assert short.split("\n") == [*head, at_tfdbg.CUT, *end, at_tfdbg.CUT]


def test_a_short_answer_is_not_shortened() -> None:
    whole = Transcript((Exchange("$ ", "a", "one\ntwo"), Exchange("> ", "b", "")), 0)
    assert at_tfdbg.shortened(whole) == whole


def test_a_session_that_found_nothing_is_refused() -> None:
    whole = Transcript((Exchange("> ", at_tfdbg.RUN, "nothing"),), 0)
    for read in (at_tfdbg.found, at_tfdbg.passing):
        with pytest.raises(ValueError, match=r"nothing|does not say"):
            read(whole)


def test_memory_that_nobody_has_written_to_is_not_accused() -> None:
    # In this mode PyTorch fills reserved memory with NaN.
    torch.use_deterministic_algorithms(True)
    try:
        with torch_tools.EveryOperation():
            torch.empty(3).fill_(1.0)
    finally:
        torch.use_deterministic_algorithms(False)
    with pytest.raises(torch_tools.NotFiniteError), torch_tools.EveryOperation():
        torch.zeros(1).log()
