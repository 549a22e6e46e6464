"""What each tracer keeps, follows and refuses, pinned to these versions."""

import logging
import random
import warnings
from collections.abc import Callable, Iterator
from functools import cache, partial

import keras
import numpy as np
import pytest
import tensorflow as tf
import torch
from torch._dynamo.exc import FailOnRecompileLimitHit

from spotdiff.graphs.tracing import (
    changes,
    functions,
    modes,
    storms,
    tables,
    tensorflow_reports,
    tensorflow_watch,
    torch_broken,
    torch_notes,
    torch_reports,
    torch_watch,
    traps,
    wording,
)
from spotdiff.graphs.tracing.cures.scenes import CURES, SIDES, Cure
from spotdiff.graphs.tracing.listening import heard
from spotdiff.graphs.tracing.modes import (
    AGAIN,
    BREAKS,
    FOLLOWS,
    KEPT,
    REFUSED,
    STRAYS,
    Answers,
)
from spotdiff.graphs.tracing.problem import each, numbers
from spotdiff.graphs.tracing.source import line_of
from spotdiff.graphs.tracing.torch_export import Exported

Trap = Callable[[], traps.Scene]


@pytest.fixture(autouse=True)
def _no_graph_is_left() -> Iterator[None]:
    """Leave no compiled function to the tests of other chapters."""
    yield
    torch_notes.forget()


@cache
def walked(trap: Trap) -> modes.Walked:
    return modes.walk(trap)


@cache
def outcome(title: str, tracer: str) -> changes.Outcome:
    (change,) = (change for change in CHANGES if change.title == title)
    return changes.outcome(change, tracer)


# What Python answers, by the formula of each line.
FIRST, SECOND = random.Random(0), np.random.default_rng(0)
DRAWN = (1 + FIRST.random(), 1 + FIRST.random())
DRAWN_BY_NUMPY = (1 + SECOND.random(), 1 + SECOND.random())
TRUTH: dict[Trap, tuple[float, float]] = {
    traps.printing: (1, 2),
    traps.appending: (1, 2),
    traps.counting: (1, 2),
    traps.caching: (1, 1),
    traps.drawing: DRAWN,
    traps.drawing_from_an_object: DRAWN,
    traps.drawing_with_numpy: DRAWN_BY_NUMPY,
    traps.taking_the_next: (2, 3),
    traps.reading_a_global: (2, 5),
    traps.reading_an_attribute: (2, 5),
    traps.reading_a_closure: (2, 5),
    traps.reading_an_array: (3, 6),
    traps.asking_a_flag: (2, 1),
    traps.looping_over_a_list: (4, 7),
    traps.using_a_default: (2, 5),
    traps.calling_a_helper: (2, 5),
    traps.asking_environ: (2, 5),
    traps.asking_getenv: (2, 5),
}
# What tf.function, torch.compile and torch.export make of each.
VERDICTS: dict[Trap, tuple[str, str, str]] = {
    traps.printing: (KEPT, BREAKS, KEPT),
    traps.appending: (KEPT, FOLLOWS, KEPT),
    traps.counting: (KEPT, FOLLOWS, KEPT),
    traps.caching: (FOLLOWS, STRAYS, FOLLOWS),
    traps.drawing: (KEPT, BREAKS, KEPT),
    traps.drawing_from_an_object: (KEPT, KEPT, KEPT),
    traps.drawing_with_numpy: (KEPT, BREAKS, KEPT),
    traps.reading_the_clock: (KEPT, BREAKS, KEPT),
    traps.reading_the_date: (KEPT, REFUSED, KEPT),
    traps.taking_the_next: (KEPT, BREAKS, KEPT),
    traps.reading_a_global: (KEPT, AGAIN, KEPT),
    traps.reading_an_attribute: (KEPT, AGAIN, KEPT),
    traps.reading_a_closure: (KEPT, AGAIN, KEPT),
    traps.reading_an_array: (KEPT, FOLLOWS, KEPT),
    traps.asking_a_flag: (KEPT, AGAIN, KEPT),
    traps.looping_over_a_list: (KEPT, AGAIN, KEPT),
    traps.using_a_default: (AGAIN, AGAIN, KEPT),
    traps.calling_a_helper: (KEPT, AGAIN, KEPT),
    traps.asking_environ: (KEPT, AGAIN, KEPT),
    traps.asking_getenv: (KEPT, KEPT, KEPT),
}

every_trap = pytest.mark.parametrize("trap", traps.TRAPS, ids=lambda t: t.__name__)


# Traps -------------------------------------------------------------------------------


def test_every_trap_has_its_truth_and_its_verdicts() -> None:
    assert set(VERDICTS) == set(traps.TRAPS)
    assert set(TRUTH) == set(traps.TRAPS) - set(traps.UNREPEATABLE)


@every_trap
def test_python_answers_as_the_formula_says_and_so_does_each_eager_framework(
    trap: Trap,
) -> None:
    truth = modes.ask(trap)
    if trap in TRUTH:
        assert truth.values == TRUTH[trap]
    for mode in modes.EAGER.values():
        found = modes.ask(trap, mode)
        assert modes.verdict(trap, found, truth) == FOLLOWS
        assert not found.warned


@every_trap
def test_each_tracer_makes_of_a_trap_what_the_page_says(trap: Trap) -> None:
    assert tuple(walked(trap).verdicts.values()) == VERDICTS[trap]


@every_trap
def test_what_is_kept_is_the_first_answer(trap: Trap) -> None:
    for name, answers in walked(trap).answers.items():
        if walked(trap).verdicts[name] == KEPT and trap in TRUTH:
            assert answers.values == (TRUTH[trap][0],) * 2
            assert answers.values != TRUTH[trap]


def test_the_cached_function_is_run_at_every_call() -> None:
    answers = walked(traps.caching).answers["torch.compile"]
    assert answers.values == (1, 2)


def test_the_date_is_refused_by_what_calls_itself_a_bug() -> None:
    line, x = traps.reading_the_date().line, numbers(1)
    run = torch_watch.Watched(line)
    with (
        pytest.warns(UserWarning, match="does not know how to trace"),
        pytest.raises(AssertionError, match="This is a bug"),
    ):
        run(x)


def test_a_verdict_tells_five_ways_apart() -> None:
    trap, truth = traps.appending, Answers((1, 2))
    named = {
        FOLLOWS: Answers((1, 2)),
        AGAIN: Answers((1, 2), traces=(1, 2)),
        BREAKS: Answers((1, 2), breaks=1),
        KEPT: Answers((1, 1)),
        STRAYS: Answers((1, 3)),
        REFUSED: Answers((), refusal="RuntimeError"),
    }
    for name, found in named.items():
        assert modes.verdict(trap, found, truth) == name


def test_a_clock_is_followed_if_it_goes_on() -> None:
    trap, truth = traps.reading_the_clock, Answers((1, 2))
    assert modes.verdict(trap, Answers((3, 4)), truth) == FOLLOWS
    assert modes.verdict(trap, Answers((3, 3)), truth) == KEPT


# Changes -----------------------------------------------------------------------------

STALE = "stale"
NO_TRACE = ""
# By what changes: the cause in the words of tf.function, and of torch.compile.
CAUSES = {
    "a second batch size": ("x: float64(2,) → float64(3,)", "expected 2, actual 3"),
    "a third batch size": ("x: float64(3,) → float64(4,)", NO_TRACE),
    "a batch of one, after these": (
        "x: float64(4,) → float64(1,)",
        "2 <= x.size()[0]",
    ),
    "another type of number": (
        "x: float64(2,) → float32(2,)",
        "dtype mismatch. expected Double, actual Float",
    ),
    "a second Python number": ("factor: 2.0 → 3.0", "factor == 2.0"),
    "a third Python number": ("factor: 3.0 → 4.0", NO_TRACE),
    "another tensor in its place": (NO_TRACE, NO_TRACE),
    "a longer list": ("parts: List[float64(2,), float64(2,)] →", "len(parts) == 2"),
    "an equal object": ("settings: another object", NO_TRACE),
    "the same object, changed": (STALE, "settings.factor == 2.0"),
    "a global number": (STALE, "G['FACTOR'] == 2.0"),
    "a list in the closure, longer": (STALE, "len(steps) == 2"),
    "an attribute of a layer": (STALE, "self.factor == 2.0"),
    "training to evaluation": ("training: True → False", ".training == True"),
    "somebody asks for a slope": (NO_TRACE, "requires_grad mismatch"),
    "a layer frozen": (STALE, NO_TRACE),
}
CHANGES = (*changes.ARGUMENTS, *changes.WORLD)
every_change = pytest.mark.parametrize("change", CHANGES, ids=lambda c: c.title)


def test_every_change_has_its_causes() -> None:
    assert set(CAUSES) == {change.title for change in CHANGES}


@every_change
@pytest.mark.parametrize("tracer", changes.TRACERS)
def test_each_tracer_notices_what_the_page_says(
    change: changes.Change, tracer: str
) -> None:
    found = outcome(change.title, tracer)
    cause = CAUSES[change.title][list(changes.TRACERS).index(tracer)]
    assert found.stale == (cause == STALE)
    assert found.traced == (cause not in (STALE, NO_TRACE))
    if found.traced:
        assert cause in found.causes[-1]


def test_a_frozen_layer_learnt_before_and_learns_on_in_a_traced_step() -> None:
    (frozen,) = (change for change in CHANGES if change.title == "a layer frozen")
    for tracer in changes.TRACERS:
        story = frozen.stories[tracer]()
        run = changes.TRACERS[tracer].Watched(story.function)
        assert story.then(run) > 1e-3
    assert outcome(frozen.title, "tf.function").value > 1e-3
    assert outcome(frozen.title, "torch.compile").value == 0


@pytest.mark.parametrize("compiled_again", [False, True])
def test_fit_too_goes_on_until_the_model_is_compiled_again(
    compiled_again: bool,
) -> None:
    model = keras.Sequential([keras.layers.Dense(1), keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    x, y = np.ones((4, 1)), np.zeros((4, 1))
    model.fit(x, y, verbose=0)
    layer = model.layers[0]
    layer.trainable = False
    if compiled_again:
        model.compile("sgd", "mse")
    before = layer.get_weights()[0].copy()
    model.fit(x, y, verbose=0)
    assert np.array_equal(before, layer.get_weights()[0]) == compiled_again


# Storms ------------------------------------------------------------------------------


@cache
def counted() -> list[storms.Counted]:
    return tables.all_storms()


def test_twelve_calls_come_to_as_many_traces_as_the_page_says() -> None:
    found = [(one.tensorflow, one.torch, one.outside) for one in counted()]
    assert found == [
        (12, 2, 0),
        (2, 2, 0),
        (1, 1, 0),
        (12, 2, 0),
        (1, 1, 0),
        (12, 8, 4),
    ]


def test_an_axis_can_be_marked() -> None:
    assert torch_reports.traces_if_marked(storms.LENGTHS) == 1


def test_beyond_the_limit_python_answers_and_old_graphs_go_on() -> None:
    limit = torch_notes.limit()
    assert limit == 8
    again = storms.lists()[:1]
    storm = torch_reports.storm(functions.total, storms.lists() + again)
    new, old = storm.in_graph[:-1], storm.in_graph[-1]
    assert new == [True] * limit + [False] * (storms.CALLS - limit)
    assert old
    (message,) = storm.messages
    assert "hit config.recompile_limit (8)" in message


def test_beyond_the_limit_answers_are_still_right() -> None:
    run = torch_watch.Watched(functions.total)
    with heard("torch._dynamo"):
        sums = [run(*arguments)[0] for arguments in storms.lists()]
    assert sums == list(storms.LENGTHS)


def test_a_full_graph_refuses_at_the_limit() -> None:
    run = torch_watch.Watched(functions.total, fullgraph=True)
    calls = storms.lists()
    for arguments in calls[:8]:
        run(*arguments)
    with pytest.raises(FailOnRecompileLimitHit, match="recompile_limit reached"):
        run(*calls[8])


def warned_of(parts: list[float]) -> float:
    return sum(parts)


def test_tensorflow_warns_at_the_fifth_trace_and_the_sixth_and_no_more() -> None:
    number, words = tensorflow_reports.warning(warned_of, storms.lists())
    assert number == 5
    assert words.startswith("5 out of the last 5 calls to <function warned_of>")
    number, _ = tensorflow_reports.warning(warned_of, storms.lists())
    assert number == 1  # The sixth of this function.
    with pytest.raises(ValueError, match="said nothing"):
        tensorflow_reports.warning(warned_of, storms.lists())


# Reports -----------------------------------------------------------------------------

CALLS = [(numbers(2), 2.0), (numbers(3), 2.0), (numbers(3), 4.0)]


def test_pytorch_tells_which_guards_failed() -> None:
    told = torch_reports.recompiles(functions.times, CALLS)
    assert told.count("Recompiling function times in code/spotdiff/graphs") == 2
    assert "size mismatch at index 0. expected 2, actual 3" in told
    assert "factor == 2.0" in told


def test_tensorflow_tells_what_it_was_traced_for() -> None:
    told = tensorflow_reports.signatures(functions.times, CALLS)
    assert told.count("Input Parameters") == 3
    assert told.count("Literal[2.0]") == 2
    assert told.count("Literal[4.0]") == 1
    assert "TensorSpec(shape=(3,), dtype=tf.float64" in told


def test_the_guards_are_those_of_the_page() -> None:
    found = torch_reports.guards(functions.scaled, numbers(2), traps.Settings())
    assert found == [
        ("CONSTANT_MATCH", "L['settings'].factor"),
        ("TENSOR_MATCH", "L['x']"),
        ("TYPE_MATCH", "L['settings']"),
    ]


def test_the_graph_is_left_where_the_page_says() -> None:
    found = torch_reports.breaks(torch_broken.step, numbers(2))
    words = ["print", "random.random()", ".item()", "if x.sum() > 1"]
    assert len(found) == len(words)
    for one, word in zip(found, words, strict=True):
        assert word in one.line
    assert found[0].reason == "Failed to trace builtin operator"
    assert "Tensor.item()" in found[2].reason


def test_a_function_with_breaks_answers_as_in_python(
    capsys: pytest.CaptureFixture[str],
) -> None:
    x = np.array([3.0, 1.0])
    random.seed(0)
    truth = torch_broken.step(torch.tensor(x))
    random.seed(0)
    with heard("torch._dynamo"), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Of the draw, which leaves the graph.
        found = torch_watch.Watched(torch_broken.step)(x)
    assert np.array_equal(found, truth.numpy())
    assert capsys.readouterr().out == "after the first layer\n" * 2


def test_a_symbolic_tensor_has_no_number_to_give() -> None:
    with pytest.raises(AttributeError, match="numpy"):
        tf.function(lambda x: x.numpy())(tf.ones(1))


def branch(x: tf.Tensor) -> tf.Tensor:
    if x > 0:
        return 2 * x
    return -x


def test_an_if_on_a_tensor_becomes_part_of_tensorflows_graph() -> None:
    run = tensorflow_watch.Watched(branch)
    assert [float(run(np.array(x))) for x in (3.0, -3.0)] == [6.0, 3.0]
    assert run.traces == 1


# Cures -------------------------------------------------------------------------------


@pytest.mark.parametrize("cure", CURES, ids=lambda cure: cure.title)
def test_every_cure_is_followed_in_every_mode_with_one_trace(cure: Cure) -> None:
    expected = {"a number that will change": (2, 5), "chance": None}
    for side, names in SIDES.items():
        for name in names:
            found = modes.ask(partial(cure.scene, side), modes.TRACED[name])
            truth = expected.get(cure.title, (1, 2))
            if truth:
                assert found.values == truth
            first, second = found.values
            assert first != second
            assert (found.traces, found.breaks, found.warned) == ((1, 1), 0, False)


def test_tensorflow_prints_and_tells_the_time_at_every_call(
    capfd: pytest.CaptureFixture[str],
) -> None:
    def called() -> tf.Tensor:
        tf.print("called")
        return tf.timestamp()

    told = tf.function(called)
    assert float(told()) < float(told())
    assert capfd.readouterr().err == "called\n" * 2


# What the reader types ---------------------------------------------------------------


def test_pytorch_can_refuse_to_trace_again() -> None:
    run = torch_watch.Watched(functions.double)
    run(numbers(2))
    stance = torch.compiler.set_stance("fail_on_recompile")
    with stance, pytest.raises(RuntimeError, match="Detected recompile"):
        run(numbers(3))


def test_a_fixed_signature_refuses_what_does_not_fit() -> None:
    run = tensorflow_watch.Watched(functions.double, **tensorflow_watch.ANY_LENGTH)
    run(numbers(2))
    with pytest.raises(TypeError, match="Can not cast"):
        run(numbers(2, dtype="float32"))


def test_without_the_graph_pytorch_follows_python() -> None:
    with torch.compiler.set_stance("force_eager"):
        found = modes.ask(traps.asking_getenv, modes.TRACED["torch.compile"])
    assert found.values == TRUTH[traps.asking_getenv]


def test_without_the_graph_tensorflow_follows_python() -> None:
    tf.config.run_functions_eagerly(True)
    try:
        run = tensorflow_watch.Watched(traps.appending().line)
        scene = traps.reading_a_global()
        run = tensorflow_watch.Watched(scene.line)
        assert float(run(numbers(1))[0]) == 2
        scene.change()
        assert float(run(numbers(1))[0]) == 5
    finally:
        tf.config.run_functions_eagerly(False)


@pytest.mark.parametrize("name", ["recompiles", "graph_breaks", "guards"])
def test_pytorch_has_the_logs_that_the_page_names(name: str) -> None:
    assert torch._logging._internal.log_registry.is_artifact(name)


# Tools -------------------------------------------------------------------------------


def test_a_logger_is_heard_and_then_left_as_it_was() -> None:
    logger = logging.getLogger("spotdiff.somebody")
    handler = logging.NullHandler()
    logger.addHandler(handler)
    with heard("spotdiff.somebody") as messages:
        logger.warning("one %s", "thing")
    assert messages == ["one thing"]
    assert (logger.handlers, logger.propagate) == ([handler], True)


def test_arrays_become_tensors_wherever_they_stand() -> None:
    ones = numbers(1)
    assert each(list, (ones, [ones, 2.0], "name")) == ([1.0], [[1.0], 2.0], "name")


def test_what_is_exported_runs_with_other_numbers() -> None:
    run = Exported(functions.double, numbers(2))
    assert run(numbers(2) * 3).tolist() == [6.0, 6.0]


def test_a_cause_is_shortened_and_nothing_else() -> None:
    assert wording.of_guard("0/1: n == 2      # def times(x, n): return") == "n == 2"
    assert wording.of_break("Failed\n  Explanation: why") == "Failed"
    place = wording.of_place("in /home/me/book/code/spotdiff/a.py:3 <f at 0x7f31>")
    assert place == "in code/spotdiff/a.py:3 <f>"


def test_a_line_is_shown_as_it_stands_in_the_source() -> None:
    assert line_of(traps.printing, within=True) == 'print("called")'
    assert line_of(traps.reading_a_global, within=True) == "x * FACTOR"
    loop = "for step in steps: x = x + step"
    assert line_of(traps.looping_over_a_list, within=True) == loop


def test_the_tables_have_a_row_for_everything() -> None:
    found = {trap: walked(trap) for trap in traps.TRAPS}
    assert len(tables.traps(found).rows) == len(traps.TRAPS)
    assert len(tables.storms(counted()).rows) == len(storms.KINDS)
    seen = [{t: outcome(c.title, t) for t in changes.TRACERS} for c in changes.WORLD]
    table = str(tables.changes(changes.WORLD, seen))
    assert table.count("**stale: 2** for 5") == 3
    assert "traced again: `self.factor == 2.0`" in table
    cures = tables.cures()
    assert len(cures.rows) == len(CURES) * len(SIDES)
    assert KEPT not in str(cures)
