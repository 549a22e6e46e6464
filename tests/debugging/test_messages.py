"""Ten mistakes in five modes: the rules that judge, and what each mode says."""

import logging
import re
import warnings
from dataclasses import replace
from html import unescape
from pathlib import Path

import numpy as np
import pytest
import torch

from spotdiff import runtime
from spotdiff.debugging.messages import (
    mistakes,
    pictures,
    tables,
    tensorflow_programs,
    torch_programs,
)
from spotdiff.debugging.messages.mistakes import (
    BY_NAME,
    MARK,
    MISTAKES,
    VARIANTS,
    Mistake,
)
from spotdiff.debugging.messages.modes import (
    MODES,
    on_the_processor,
    outcome,
    outcomes,
    program_of,
)
from spotdiff.debugging.messages.outcome import (
    RAISES,
    SILENT,
    WARNS,
    WORKS,
    Mode,
    Outcome,
    listening,
    marked_line,
    names,
    normalised,
    run,
    without_the_way_in,
)
from spotdiff.debugging.messages.score import (
    RULES,
    SCREEN,
    advises,
    is_short,
    points,
    score,
    typical,
)
from spotdiff.own_process import Call

A_CLASH = Mistake("clash", "", "", mistakes.never, (mistakes.number(784), r"float"))
# A message that keeps every rule.
PERFECT = Outcome(
    RAISES,
    "ValueError",
    "run",
    text='File "x.py", line 3, in f\nValueError: 784 floats. Please reshape.',
    message="ValueError: 784 floats. Please reshape.",
    names_line=True,
)


def got(name: str, mode: str) -> Outcome:
    found = outcome(name, mode)
    assert found is not None
    return found


# The rules, on made-up outcomes ------------------------------------------------


def test_a_message_that_does_all_it_can_has_every_point() -> None:
    assert score(PERFECT, A_CLASH) == len(RULES) == 6


@pytest.mark.parametrize(
    ("rule", "worse"),
    [
        ("speaks in time", {"kind": WARNS}),
        ("names the line", {"names_line": False}),
        ("names what clashes", {"message": "784 is wrong. Please reshape."}),
        ("says what to do", {"message": "784 floats."}),
        ("fits on a screen", {"text": "\n".join("x" * (SCREEN + 1))}),
    ],
)
def test_each_rule_takes_one_point(rule: str, worse: dict[str, object]) -> None:
    outcome = replace(PERFECT, **worse)  # type: ignore[arg-type]
    kept = points(outcome, A_CLASH)
    assert kept is not None
    assert [name for name, keeps in kept.items() if not keeps] == [rule]


def test_silence_has_no_point_unless_there_is_nothing_to_say() -> None:
    assert score(Outcome(SILENT), A_CLASH) == 0
    assert score(Outcome(WORKS, harmless=True), A_CLASH) is None


def test_a_warning_is_in_time_if_the_result_is_right() -> None:
    late, early = (replace(PERFECT, kind=WARNS, harmless=x) for x in (False, True))
    assert score(early, A_CLASH) == 1 + (score(late, A_CLASH) or 0)


def test_a_full_screen_is_still_short() -> None:
    full = replace(PERFECT, text="\n".join("x" * SCREEN))
    assert is_short(full, A_CLASH)


@pytest.mark.parametrize(
    ("text", "found"), [("8x784", True), ("[?,784]", True), ("17840", False)]
)
def test_a_number_is_found_wherever_it_stands_alone(text: str, found: bool) -> None:
    assert bool(re.search(mistakes.number(784), text)) is found


def test_what_stands_under_every_message_is_no_advice() -> None:
    footer = "Set TORCHDYNAMO_VERBOSE=1 for the internal stack trace (please do this"
    assert not advises(replace(PERFECT, message=footer), A_CLASH)
    assert advises(replace(PERFECT, message=footer + "\nPlease reshape."), A_CLASH)


def test_the_median_leaves_out_what_does_no_harm() -> None:
    assert typical([None, 1, 2, 5, None]) == 2


# The recording -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('File "/a/lib/site-packages/torch/nn/x.py"', 'File "torch/nn/x.py"'),
        ('File "/usr/lib/python3.11/ast.py", line 1', 'File "ast.py", line 1'),
        ('File "/home/me/code/torch_programs.py"', 'File "torch_programs.py"'),
        ("# sages/torch_programs.py:12 in f", "# torch_programs.py:12 in f"),
        ("/tmp/__autograph_generated_filex_9.py", "__autograph_generated_file.py"),
        ("at /pytorch/torch/csrc/mode.cpp:122.", "at mode.cpp:122."),
        ("[Op:__inference_scores_1341]", "[Op:__inference_scores]"),
        ("<function f at 0x7fe9a86d4980>", "<function f at 0x…>"),
        ("'dense_12' and dense_3/kernel", "'dense' and dense/kernel"),
        ("\x1b[1mInput 0\x1b[0m", "Input 0"),
        ("https://www.tensorflow.org/guide/x", "https://www.tensorflow.org/guide/x"),
        ("/job:localhost/device:GPU:9", "/job:localhost/device:GPU:9"),
    ],
)
def test_what_depends_on_the_machine_is_cut(before: str, after: str) -> None:
    assert normalised(before) == after


WAY_IN = """Traceback (most recent call last):
  File "outcome.py", line 9, in run
    program(mode)
    ^^^^^^^^^^^^^
  File "torch_programs.py", line 5, in shapes
    layer(x)
  File "torch/x.py", line 7, in forward
    raise ValueError
ValueError: no

Original stack trace:
  File "kernel.py", line 1, in <module>
  File "torch_programs.py", line 5, in shapes
After"""


def test_the_way_in_is_cut_from_every_stack() -> None:
    cut = without_the_way_in(WAY_IN, "torch_programs.py")
    assert "outcome.py" not in cut
    assert "kernel.py" not in cut
    kept = [line for line in WAY_IN.splitlines() if line in cut.splitlines()]
    assert cut.splitlines() == kept
    assert len(kept) == len(WAY_IN.splitlines()) - 4


def test_a_stack_that_never_reaches_the_program_is_kept() -> None:
    assert without_the_way_in(WAY_IN, "other.py") == WAY_IN


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ('  File "x.py", line 12, in f', True),
        ("# return 1  # x.py:12 in f", True),
        ('  File "x.py", line 121, in f', False),
        ('  File "y.py", line 12, in f', False),
    ],
)
def test_a_line_is_named_by_file_and_number(text: str, named: bool) -> None:
    assert names(text, "x.py", 12) is named


def test_what_is_said_is_heard_in_order_and_goes_no_further(
    capfd: pytest.CaptureFixture[str],
) -> None:
    with listening() as said:
        logging.getLogger("tensorflow").warning("first")
        warnings.warn("second", UserWarning, stacklevel=1)
        warnings.warn("unheard", DeprecationWarning, stacklevel=1)
        logging.getLogger("torch").debug("unheard")
        logging.getLogger("elsewhere").error("third")
    heard = [re.search("first|second|third", text) for text in said]
    assert [x.group() for x in heard if x] == ["first", "second", "third"]
    assert capfd.readouterr() == ("", "")


def says_nothing(mode: Mode) -> int:
    return mode(1)  # type: ignore[no-any-return]  # wrong


def test_a_program_without_harm_works_and_another_is_silent() -> None:
    fine = Mistake("", "", "", lambda result: bool(result == 1), ())
    assert run(says_nothing, lambda x: x, fine).kind == WORKS
    assert run(says_nothing, lambda x: x + 1, fine).kind == SILENT


def test_a_program_has_one_mistake() -> None:
    with pytest.raises(ValueError, match="marks 0 lines"):
        marked_line(got)  # type: ignore[arg-type]


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.name)
def test_there_is_a_program_of_every_mistake_in_every_mode(
    mistake: Mistake, mode: str
) -> None:
    program = program_of(mistake.name, mode)
    assert program is not None
    assert marked_line(program)


# What is meant: repaired, the programs give what the oracle says -------------------


def test_the_oracle_agrees_with_both_frameworks() -> None:
    import tensorflow as tf

    weights = torch.from_numpy(mistakes.first_weights()).requires_grad_()
    hidden = torch.sigmoid(torch.from_numpy(mistakes.batch()) @ weights)
    (hidden * torch.tensor([0.0, 1.0, 1.0])).mean().backward()
    assert BY_NAME["in_place"].is_right(weights.grad)
    variable = tf.Variable(mistakes.first_weights())
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(tf.square(mistakes.batch() @ variable))
    variable.assign_sub(mistakes.RATE * tape.gradient(loss, variable))
    assert BY_NAME["no_gradient"].is_right(variable)
    chosen = torch.tensor(mistakes.HAPPENED)
    loss = -torch.special.xlogy(chosen, torch.tensor(mistakes.CHANCES)).sum()
    assert BY_NAME["nan"].is_right(loss)


def test_the_oracle_does_not_take_nan_for_a_number() -> None:
    assert not BY_NAME["nan"].is_right(np.nan)


# What each mode says, in the versions that the lock file names ---------------------

# The kind, the exception, when, and the rules that are kept, in their order.
SAID = {
    "shapes": {
        "PyTorch": ("RuntimeError", "run", "111101"),
        "torch.compile": ("TorchRuntimeError", "trace", "111100"),
        "TensorFlow": ("ValueError", "run", "111101"),
        "tf.function": ("ValueError", "trace", "111100"),
        "TensorFlow 1": ("ValueError", "build", "111101"),
    },
    "dtypes": {
        "PyTorch": ("RuntimeError", "run", "111101"),
        "torch.compile": ("RuntimeError", "run", "110100"),
        "TensorFlow": ("InvalidArgumentError", "run", "111101"),
        "tf.function": ("TypeError", "trace", "111101"),
        "TensorFlow 1": ("TypeError", "build", "111101"),
    },
    "devices": {
        "PyTorch": ("RuntimeError", "run", "111011"),
        "torch.compile": ("InductorError", "trace", "111110"),
        "TensorFlow 1": ("InvalidArgumentError", "run", "111110"),
    },
    "in_place": {
        "PyTorch": ("RuntimeError", "backward", "110111"),
        "torch.compile": ("BackendCompilerFailed", "trace", "110110"),
        "TensorFlow": ("TypeError", "run", "111101"),
        "tf.function": ("TypeError", "trace", "111101"),
        "TensorFlow 1": ("TypeError", "build", "111101"),
    },
    "no_gradient": {
        "PyTorch": ("RuntimeError", "backward", "110001"),
        "torch.compile": ("RuntimeError", "backward", "110001"),
        "TensorFlow": ("ValueError", "run", "110001"),
        "tf.function": ("ValueError", "trace", "110000"),
        "TensorFlow 1": ("ValueError", "build", "110111"),
    },
    "too_early": {
        "PyTorch": ("ValueError", "run", "111011"),
        "torch.compile": ("ValueError", "run", "111011"),
        "TensorFlow": ("ValueError", "run", "111111"),
        "tf.function": ("ValueError", "trace", "111011"),
        "TensorFlow 1": ("FailedPreconditionError", "run", "111100"),
    },
    "generator": {
        "TensorFlow": ("UserWarning", "run", "100011"),
        "tf.function": ("UserWarning", "run", "100011"),
        "TensorFlow 1": ("OutOfRangeError", "run", "111000"),
    },
    "nan": {},
    "storm": {
        "torch.compile": ("log record", "trace", "101111"),
        "tf.function": ("log record", "trace", "100011"),
    },
    "layout": {
        "PyTorch": ("RuntimeError", "run", "111101"),
        "torch.compile": ("TorchRuntimeError", "trace", "111100"),
        "TensorFlow": ("ValueError", "run", "111101"),
        "tf.function": ("ValueError", "trace", "111100"),
        "TensorFlow 1": ("ValueError", "build", "111101"),
    },
    "half_a_gradient": {
        "TensorFlow": ("UserWarning", "run", "100111"),
        "tf.function": ("UserWarning", "run", "100111"),
    },
    "dtypes_of_a_layer": {
        "PyTorch": ("RuntimeError", "run", "111101"),
        "torch.compile": ("RuntimeError", "run", "110100"),
    },
    "generator_by_hand": {"TensorFlow 1": ("OutOfRangeError", "run", "111000")},
    "layout_unseen": {},
    "leaf_in_place": {"PyTorch": ("RuntimeError", "run", "111101")},
}
# Where the mistake does no harm.
HARMLESS = {
    ("devices", "TensorFlow"),
    ("devices", "tf.function"),
    ("storm", "PyTorch"),
    ("storm", "TensorFlow"),
    ("dtypes_of_a_layer", "TensorFlow"),
    ("dtypes_of_a_layer", "tf.function"),
    ("dtypes_of_a_layer", "TensorFlow 1"),
    ("leaf_in_place", "torch.compile"),
}
# Warned of, in the log or otherwise, while the program went on.
WARNED = ("UserWarning", "log record")


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("name", SAID)
def test_what_is_said(name: str, mode: str) -> None:
    found = outcome(name, mode)
    if found is None:
        assert program_of(name, mode) is None
        assert name in {variant.name for variant in VARIANTS}
        return
    if name == "devices" and runtime.driver_is_installed():
        pytest.skip("where there is a driver, the words about a missing GPU differ")
    if mode not in SAID[name]:
        quiet = WORKS if (name, mode) in HARMLESS else SILENT
        assert (found.kind, found.text) == (quiet, "")
        return
    exception, stage, kept = SAID[name][mode]
    judged = points(found, BY_NAME[name])
    assert judged is not None
    assert found.kind == (WARNS if exception in WARNED else RAISES)
    assert (found.exception, found.stage) == (exception, stage)
    assert "".join(str(int(keeps)) for keeps in judged.values()) == kept


def repeated(name: str, mode: str) -> Outcome:
    program = program_of(name, mode)
    assert program is not None
    with on_the_processor():
        return run(program, MODES[mode].wrap, BY_NAME[name])


@pytest.mark.parametrize("name", ["shapes", "in_place", "nan", "storm"])
def test_the_same_is_said_again(name: str) -> None:
    assert repeated(name, "torch.compile") == got(name, "torch.compile")


def test_tensorflow_warns_of_retracing_twice_and_never_again() -> None:
    warned = got("storm", "tf.function")
    assert warned.text.count("triggered tf.function retracing") == 2
    assert repeated("storm", "tf.function").kind == SILENT


@pytest.mark.parametrize("name", ["shapes", "in_place", "layout"])
def test_the_last_stage_of_the_compiler_has_nothing_to_add(name: str) -> None:
    program = program_of(name, "torch.compile")
    assert program is not None
    with on_the_processor():
        found = run(program, torch_programs.compiled_to_code, BY_NAME[name])
    usual = got(name, "torch.compile")
    assert (found.kind, found.exception) == (usual.kind, usual.exception)
    assert points(found, BY_NAME[name]) == points(usual, BY_NAME[name])


def test_no_message_depends_on_the_machine() -> None:
    for by_mode in outcomes((*MISTAKES, *VARIANTS)).values():
        for found in by_mode.values():
            text = found.text if found else ""
            assert not re.search(r"site-packages|0x[0-9a-f]|/tmp/|\x1b", text)
            assert str(Path(__file__).parents[2]) not in text


# What the prose says ---------------------------------------------------------------


def test_tensorflow_1_names_both_the_line_that_built_and_the_line_that_ran() -> None:
    text = got("devices", "TensorFlow 1").text
    assert "Detected at node 'MatMul' defined at" in text
    assert "session.run(" in text
    assert "Original stack trace for" in got("too_early", "TensorFlow 1").text


def test_the_compiler_says_it_in_many_more_lines() -> None:
    assert got("shapes", "torch.compile").lines > 5 * got("shapes", "PyTorch").lines
    assert "from user code:" in got("shapes", "torch.compile").text
    assert "in user code:" in got("shapes", "tf.function").text


def test_the_compiled_step_forgets_its_lines_once_it_runs() -> None:
    compiled = got("dtypes", "torch.compile").text
    assert MARK not in compiled
    assert MARK in got("dtypes", "PyTorch").text


def test_the_compiler_names_the_line_before_the_one_in_question() -> None:
    text = got("in_place", "torch.compile").text
    assert "hidden = torch.sigmoid(" in text
    assert "hidden[:, 0] = 0" not in text
    assert "sigmoid(" not in got("in_place", "PyTorch").text


def test_the_tape_answers_none_without_a_word() -> None:
    with listening() as said:
        assert tensorflow_programs.slope_of_nothing() is None
    assert not said


def test_tensorflow_can_be_told_to_accept_no_other_device() -> None:
    elsewhere = Call(tensorflow_programs.said_strictly, environment={})
    eager, graph = elsewhere.result().value
    assert "Could not satisfy device specification" in eager
    assert "Unable to find any devices" in graph


def test_the_layer_that_is_left_out_is_named_by_keras() -> None:
    assert "dense/kernel" in got("half_a_gradient", "TensorFlow").message


def test_pytorch_compiles_a_changing_argument_only_a_few_times() -> None:
    with on_the_processor():
        graphs = torch_programs.storm_of_arguments(torch_programs.compiled)
    assert 1 <= graphs <= mistakes.FEW_GRAPHS < mistakes.CALLS


# The page ----------------------------------------------------------------------------


def test_the_overview_shows_every_outcome_and_the_medians() -> None:
    table = tables.overview()
    assert len(table.rows) == len(MISTAKES) + 1
    assert table.rows[0][1:] == [f"{RAISES}, {n}" for n in (5, 4, 5, 4, 5)]
    assert list(tables.medians().values()) == [5, 4, 5, 4, 5]
    assert len(tables.variants().rows) == len(VARIANTS)


def test_a_long_message_loses_its_middle_and_says_so() -> None:
    text = "\n".join(map(str, range(100)))
    lines = tables.cut(text).splitlines()
    assert lines[0] == "0"
    assert lines[-1] == "99"
    assert lines[tables.FIRST] == f"… {100 - len(lines) + 1} more lines …"
    assert tables.cut("short") == "short"


def test_the_rules_are_named_with_their_numbers() -> None:
    assert f"{SCREEN} lines" in str(tables.rules())


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.name)
def test_messages_are_escaped_and_folded(mistake: Mistake) -> None:
    html = tables.Messages(mistake.name)._repr_html_()
    assert "<details open>" not in html
    for mode in MODES:
        assert f"<b>{mode}</b>" in html
    shown = re.findall(r"<pre>(.*?)</pre>", html, re.S)
    said = [f for f in outcomes()[mistake.name].values() if f and f.text]
    assert [unescape(text) for text in shown] == [tables.cut(f.text) for f in said]
    assert not any(set("<>") & set(text) for text in shown)


def test_the_picture_draws_every_share() -> None:
    shares = pictures.shares()
    data = pictures.columns(shares)
    assert len(data["percent"]) == len(RULES) * len(MODES)
    assert shares["speaks at all"]["PyTorch"] == pytest.approx(7 / 9)
    assert "torch.compile" in pictures.picture().alt
