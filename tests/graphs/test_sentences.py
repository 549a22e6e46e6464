"""Sentences of different lengths: every way of reading, and what the page says."""

import re
from collections.abc import Iterator
from functools import cache, partial
from itertools import pairwise
from typing import Any

import keras
import numpy as np
import pytest
import tensorflow as tf
import torch
from torch.utils._python_dispatch import TorchDispatchMode

from spotdiff.classifier.dispatched import dispatched
from spotdiff.classifier.parity.experiment import precision
from spotdiff.graphs.sentences import (
    layout,
    oracle,
    pictures,
    pieces,
    problem,
    spread,
    threads,
    trained,
    ways,
)
from spotdiff.graphs.sentences.bucketing import tensorflow_buckets, torch_buckets
from spotdiff.graphs.sentences.carrying import tensorflow_weights, torch_weights
from spotdiff.graphs.sentences.in_2017 import tensorflow1_bare as bare
from spotdiff.graphs.sentences.in_2017.session import Graph
from spotdiff.graphs.sentences.in_2017.tensorflow1_cells import Told
from spotdiff.graphs.sentences.oracle import Answer
from spotdiff.graphs.sentences.packed import tensorflow_side as keras_packed
from spotdiff.graphs.sentences.packed import torch_side as torch_packed
from spotdiff.graphs.sentences.problem import ADAM, LONGEST, Array, Sentences
from spotdiff.graphs.sentences.ragged import table
from spotdiff.graphs.sentences.reader import tensorflow_side as keras_reader
from spotdiff.graphs.sentences.reader import torch_last_word
from spotdiff.graphs.sentences.reader import torch_side as torch_reader
from spotdiff.graphs.sentences.training import tensorflow_loop, torch_loop
from spotdiff.measure import Timing, largest_difference

WEIGHTS = problem.initial_weights()
FEW = problem.draw(seed=1, count=12)
EDGES, SIZE = (8, 16, 32), 32
ZEROS_READ = [name for name in ways.WAYS if "zeros read" in name[1]]
RIGHT = [name for name in ways.WAYS if name not in ZEROS_READ]


@pytest.fixture(autouse=True)
def one_thread_of_torch() -> Iterator[None]:
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


def apart(found: Answer, given: Sentences) -> float:
    return max(ways.distance(found, WEIGHTS, given))


# The task ----------------------------------------------------------------------------


def judged(text: str) -> int:
    """Judge a sentence anew, from its words."""
    praise = 0
    for clause in re.split(r"\band\b", text):
        words = clause.split()
        good = words[-1] in problem.PRAISE
        praise += 1 if good == (words.count("not") % 2 == 0) else -1
    return int(praise > 0)


def test_the_majority_of_the_clauses_decides_and_every_not_turns_one_round() -> None:
    given = problem.draw(seed=3, count=300)
    texts = [problem.text(words) for words in given.words]
    assert [judged(text) for text in texts] == given.labels.tolist()
    assert all(len(text.split(" and ")) % 2 for text in texts)


def test_sentences_are_of_very_different_lengths_and_none_is_too_long() -> None:
    lengths = problem.draw(seed=0, count=6400).lengths
    assert lengths.min() <= 2
    assert 3 * lengths.mean() < lengths.max() <= LONGEST


def test_the_sentence_that_is_too_long_is_praise_by_the_rule() -> None:
    given = problem.too_long()
    assert given.lengths[0] > LONGEST
    assert judged(problem.text(given.words[0])) == given.labels[0] == 1


def test_counting_words_is_better_than_guessing_and_far_from_reading() -> None:
    read, held_out = problem.draw(0, 2000), problem.draw(1, 500)
    assert 0.55 < trained.by_counting(read, held_out) < 0.8


def test_an_unknown_word_and_a_sentence_that_does_not_fit_are_named() -> None:
    with pytest.raises(ValueError, match="not in the vocabulary: boring, –"):
        problem.numbers("the film was boring –")
    with pytest.raises(ValueError, match="3 words does not fit into 2"):
        problem.pad([np.array([1, 2, 3])], to=2)


def test_padding_adds_zeros_behind_the_words_and_nothing_else() -> None:
    padded = problem.pad([np.array([3, 1]), np.array([2])], to=3)
    assert padded.tolist() == [[3, 1, 0], [2, 0, 0]]
    ((filled, _),) = problem.fill([(padded, np.zeros(2))], to=5)
    assert filled.tolist() == [[3, 1, 0, 0, 0], [2, 0, 0, 0, 0]]


# The oracle --------------------------------------------------------------------------


@pytest.mark.parametrize("name", WEIGHTS)
def test_the_oracle_s_slopes_are_those_of_its_loss(name: str) -> None:
    slopes = oracle.answer(WEIGHTS, FEW).slopes[name]
    at = np.unravel_index(np.argmax(np.abs(slopes)), slopes.shape)

    def loss(change: float) -> float:
        moved = {key: array.copy() for key, array in WEIGHTS.items()}
        moved[name][at] += change
        scores = oracle.answer(moved, FEW).scores
        return float(oracle.loss(scores, FEW.labels).sum())

    measured = (loss(1e-5) - loss(-1e-5)) / 2e-5
    assert slopes[at] == pytest.approx(measured, rel=1e-6)


def test_each_layout_leads_there_and_back() -> None:
    names = list(WEIGHTS)
    for there, back in (
        (layout.to_keras, layout.from_keras),
        (layout.to_cell, layout.from_cell),
    ):
        for name, array in back(there(WEIGHTS), names).items():
            assert np.array_equal(array, WEIGHTS[name])


def test_a_cell_of_tensorflow_1_has_its_gates_in_another_order() -> None:
    size = problem.STATE
    assert not np.array_equal(layout.to_cell(WEIGHTS)[2], WEIGHTS["recur.bias"])
    swapped = layout.swap_gates(WEIGHTS["recur.bias"])
    assert swapped[2 * size : 3 * size].tolist() == [1] * size


# Every way ---------------------------------------------------------------------------


@pytest.mark.parametrize("name", RIGHT, ids=", ".join)
def test_every_way_that_knows_zeros_gives_numpy_s_answer(name: tuple[str, str]) -> None:
    outcome = ways.WAYS[name](WEIGHTS, FEW)
    assert sorted(outcome.given.lengths) == sorted(FEW.lengths)
    assert apart(outcome.answer, outcome.given) <= ways.TOLERANCE


@pytest.mark.parametrize("name", ZEROS_READ, ids=", ".join)
def test_zeros_that_are_read_change_scores_and_slopes(name: tuple[str, str]) -> None:
    scores, slopes = ways.distance(ways.WAYS[name](WEIGHTS, FEW).answer, WEIGHTS, FEW)
    assert min(scores, slopes) > 0.01


def test_whoever_reads_zeros_gets_the_same_wrong_answer() -> None:
    filled = [(problem.pad(FEW.words, LONGEST), FEW.labels)]
    wanted = Graph(bare.UNROLLED, WEIGHTS, LONGEST).answer(filled)
    for reader, carrying in (
        (torch_reader, torch_weights),
        (keras_reader, tensorflow_weights),
    ):
        run = ways.reading(carrying, reader.Reader, lambda _: filled, told=False)
        found = run(WEIGHTS, FEW).answer
        assert largest_difference(found.scores, wanted.scores).absolute < 1e-12
        for name, slope in wanted.slopes.items():
            assert largest_difference(found.slopes[name], slope).absolute < 1e-12


@pytest.mark.parametrize("name", RIGHT, ids=", ".join)
def test_every_other_way_reads_a_sentence_that_is_too_long(
    name: tuple[str, str],
) -> None:
    longer = problem.too_long()
    outcome = ways.WAYS[name](WEIGHTS, longer)
    assert apart(outcome.answer, longer) <= ways.TOLERANCE


def test_a_loop_in_the_graph_is_one_graph_for_all_lengths() -> None:
    graph = Graph(bare.LOOPED, WEIGHTS, None)
    operations = graph.operations
    for given in (FEW[:1], FEW, problem.too_long()):
        answer = graph.answer(ways.together(given))
        assert apart(answer, given) <= ways.TOLERANCE
    assert graph.operations == operations


def test_a_graph_takes_one_batch_at_a_time() -> None:
    graph = Graph(bare.LOOPED, WEIGHTS, None)
    with pytest.raises(ValueError, match="too many values"):
        graph.answer(ways.apart(FEW))


@pytest.fixture(scope="module")
def cells() -> list[Told]:
    outcome = ways.ask_cells(WEIGHTS, FEW, problem.too_long()).result()
    told: list[Told] = outcome.value
    return told


def test_the_cells_of_2017_give_numpy_s_answer(cells: list[Told]) -> None:
    for told in cells[:2]:
        answer = told.answers[0]
        assert isinstance(answer, Answer)
        assert apart(answer, FEW) <= ways.TOLERANCE


def test_dynamic_rnn_reads_what_static_rnn_refuses(cells: list[Told]) -> None:
    dynamic, static, _ = cells
    read, refused = dynamic.answers[1], static.answers[1]
    assert isinstance(read, Answer)
    assert isinstance(refused, str)
    assert apart(read, problem.too_long()) <= ways.TOLERANCE
    assert refused.startswith("Cannot feed value of shape (1, 48) for Tensor")


def test_a_graph_of_copies_grows_with_its_length(cells: list[Told]) -> None:
    _, static, shorter = cells
    assert static.operations > 3 * shorter.operations
    long, short = (
        Graph(bare.UNROLLED, WEIGHTS, to).operations for to in (LONGEST, ways.SHORTER)
    )
    assert long > 3 * short
    assert cells[0].operations < short


def test_the_rows_of_the_table_put_2017_first(
    cells: list[Told], monkeypatch: pytest.MonkeyPatch
) -> None:
    then = {key: way for key, way in ways.WAYS.items() if key[0] == ways.TENSORFLOW_1}
    monkeypatch.setattr(ways, "WAYS", then)
    rows = ways.rows(WEIGHTS, FEW, problem.too_long(), cells)
    first = [row.way for row in rows if row.framework == ways.TENSORFLOW_1]
    assert first == ["unrolled, zeros read", *(f"`{n}`" for n in (
        "static_rnn", "dynamic_rnn", "while_loop"))]  # fmt: skip
    assert [row.longer for row in rows[:4]] == [False, False, True, True]
    shown = str(ways.table(rows, problem.too_long())).splitlines()
    assert shown[0].endswith("| 48 words |")
    assert [line.split(" | ")[-1] for line in shown[2:5]] == [
        "refused |",
        "refused |",
        "read |",
    ]
    counts = {name: counts for name, *counts in ways.operations(rows, WEIGHTS, cells)}
    assert counts["`while_loop`"][0] == counts["`while_loop`"][1]
    assert counts["`static_rnn`"][0] < counts["`static_rnn`"][1]


def test_the_cells_need_the_keras_of_their_time() -> None:
    def build() -> Any:
        return tf.compat.v1.nn.rnn_cell.LSTMCell(2)

    with pytest.raises(AttributeError, match="not available with Keras 3"):
        build()


# Steps a word ------------------------------------------------------------------------


class Products(TorchDispatchMode):
    """Adds up the rows of all products with the recurrent weights."""

    rows = 0

    def __torch_dispatch__(
        self, func: Any, types: Any, args: tuple[Any, ...] = (), kwargs: Any = None
    ) -> Any:
        """Count, and compute."""
        tensors = [arg for arg in args if isinstance(arg, torch.Tensor)]
        for a, b in pairwise(tensors):
            if tuple(b.shape) == (problem.STATE, 4 * problem.STATE):
                self.rows += len(a)
        return func(*args, **kwargs or {})


def torch_rows(model: Any, sentences: Any) -> int:
    products = Products()
    with torch.no_grad(), products:
        model(sentences)
    return products.rows


def test_pytorch_computes_as_many_steps_as_the_table_says() -> None:
    sizes = ways.sizes(WEIGHTS)
    padded = torch.as_tensor(problem.pad(FEW.words))
    words = int(FEW.lengths.sum())
    with precision("float64"):  # In float32 one kernel does it all.
        last, packs, packed = (
            side.Reader(*sizes)
            for side in (torch_last_word, torch_reader, torch_packed)
        )
        assert torch_rows(last, padded) == padded.numel()
        assert torch_rows(packs, padded) == words
        assert torch_rows(packed, torch_packed.pack(FEW.words)) == words
    for way, steps in (
        ("padded, state after the last word", padded.numel()),
        ("padded, then packed", words),
        ("packed at once", words),
    ):
        assert ways.WAYS["PyTorch", way](WEIGHTS, FEW).steps == steps


def test_keras_computes_as_many_steps_as_the_table_says(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rows: list[int] = []
    step = keras.layers.LSTMCell.call

    def call(self: Any, sequence: Any, *args: Any, **kwargs: Any) -> Any:
        rows.append(int(tf.shape(sequence)[0]))
        return step(self, sequence, *args, **kwargs)

    monkeypatch.setattr(keras.layers.LSTMCell, "call", call)
    sizes = ways.sizes(WEIGHTS)
    padded = problem.pad(FEW.words)
    model = keras_reader.Reader(*sizes)
    model(tf.constant(padded))
    rows.clear()
    model(tf.constant(padded))
    # One step more tells Keras the shapes; a graph leaves it out.
    assert sum(rows) == padded.size + len(padded)
    packed = keras_packed.Reader(*sizes)
    rows.clear()
    tf.config.run_functions_eagerly(True)
    try:
        packed(keras_packed.pack(FEW.words))
    finally:
        tf.config.run_functions_eagerly(False)
    assert sum(rows) == FEW.lengths.sum()


def products_run(graph: Graph, given: Sentences, to: int) -> int:
    """Count the products that a session ran, of scores alone."""
    options = tf.compat.v1.RunOptions(trace_level=3)
    metadata = tf.compat.v1.RunMetadata()
    feed = {graph.words: problem.pad(given.words, to)}
    graph.session.run(graph.fetch[0], feed, options=options, run_metadata=metadata)
    stats = metadata.step_stats.dev_stats[0].node_stats
    return sum("= MatMul(" in node.timeline_label for node in stats)


def test_the_copies_are_all_run_and_the_loop_as_often_as_needed() -> None:
    longest = int(FEW.lengths.max())
    # Two products a step, and one for the score.
    unrolled = products_run(Graph(bare.UNROLLED, WEIGHTS, LONGEST), FEW, LONGEST)
    looped = products_run(Graph(bare.LOOPED, WEIGHTS, None), FEW, longest)
    assert unrolled == 2 * LONGEST + 1
    assert looped == 2 * longest + 1


# Packing and buckets -----------------------------------------------------------------


def test_packed_sentences_lie_word_by_word_in_both() -> None:
    words = [np.array([1, 2]), np.array([3, 4, 5]), np.array([6])]
    packed = torch_packed.pack(words)
    steps, back = keras_packed.pack(words)
    assert packed.data.tolist() == steps.flat_values.numpy().tolist()
    assert packed.batch_sizes.tolist() == steps.row_lengths().numpy().tolist()
    assert packed.data.tolist() == [3, 1, 6, 4, 2, 5]
    assert packed.unsorted_indices.tolist() == back.numpy().tolist() == [1, 0, 2]


def test_the_packed_reader_of_tensorflow_is_a_loop_in_a_graph() -> None:
    reader = keras_packed.Reader(*ways.sizes(WEIGHTS))
    graph = reader.call.get_concrete_function(keras_packed.pack(FEW.words)).graph
    assert {op.type for op in graph.get_operations()} & {"While", "StatelessWhile"}


def test_both_frameworks_fill_the_same_buckets() -> None:
    given = problem.draw(seed=0, count=300)
    mine = torch_buckets.batches(given, EDGES, SIZE)
    theirs = tensorflow_buckets.batches(given, EDGES, SIZE)
    assert len(mine) == len(theirs)
    for one, other in zip(mine, theirs, strict=True):
        assert np.array_equal(one[0], other[0])
        assert np.array_equal(one[1], other[1])


def test_a_bucket_holds_sentences_of_about_one_length_and_none_is_lost() -> None:
    given = problem.draw(seed=0, count=300)
    batches = torch_buckets.batches(given, EDGES, SIZE)
    for padded, _ in batches:
        lengths = (padded > 0).sum(1)
        assert len(set(np.searchsorted(EDGES, lengths, side="right"))) == 1
        assert lengths.max() == padded.shape[1]
        assert len(padded) <= SIZE
    found = [problem.text(words) for words in ways.unpadded(batches).words]
    assert sorted(found) == sorted(map(problem.text, given.words))


# Training ----------------------------------------------------------------------------

READ, HELD_OUT = problem.draw(0, 6400), problem.draw(1, 1000)


@cache
def run(framework: str, told: bool = True) -> trained.Run:
    batches = torch_buckets.batches(READ, EDGES, SIZE)
    given = batches if told else problem.fill(batches)
    return trained.train(framework, given, HELD_OUT, told=told)


@pytest.mark.parametrize("framework", trained.SIDES)
def test_a_reader_that_knows_where_a_sentence_ends_learns(framework: str) -> None:
    scores = run(framework).scores
    assert problem.accuracy(scores, HELD_OUT.labels) > 0.95
    assert trained.among_the_longest(scores, HELD_OUT) > 0.9


def test_both_frameworks_have_the_same_losses() -> None:
    gaps = np.abs(run("PyTorch").losses - run("TensorFlow").losses)
    assert gaps[: trained.EARLY].max() <= trained.TOLERANCE


def test_a_reader_of_zeros_learns_nothing() -> None:
    zeros_read = run("PyTorch", told=False)
    assert problem.accuracy(zeros_read.scores, HELD_OUT.labels) < 0.6
    assert zeros_read.losses[-30:].mean() == pytest.approx(np.log(2), abs=0.01)


def test_a_score_depends_on_the_company_if_nobody_says_where_a_sentence_ends() -> None:
    words, lengths = problem.numbers("the film was not not fine"), (6, 10, 20, 40)
    weights = run("PyTorch").weights
    told, untold = (
        trained.scores_by_neighbour(weights, flag, words, lengths)
        for flag in (True, False)
    )
    wanted = oracle.score(weights, oracle.read(weights, words))
    assert told == pytest.approx([wanted] * 4, abs=1e-12)
    assert untold[0] == pytest.approx(wanted, abs=1e-12)
    assert np.ptp(untold) > 0.01


@pytest.mark.parametrize("side", [torch_weights, tensorflow_weights])
def test_weights_that_are_put_in_can_be_taken_out(side: Any) -> None:
    reader = torch_reader if side is torch_weights else keras_reader
    with precision("float64"):
        model = side.put(reader.Reader(*ways.sizes(WEIGHTS)), WEIGHTS)
        taken = side.take(model, list(WEIGHTS))
    for name, array in WEIGHTS.items():
        assert np.array_equal(taken[name], array)


def test_from_the_second_length_on_training_has_one_graph_for_all(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    traced: list[Any] = []
    call = keras_reader.Reader.call

    def counted(self: Any, sentences: Any) -> Any:
        traced.append(sentences.shape)
        return call(self, sentences)

    monkeypatch.setattr(keras_reader.Reader, "call", counted)
    model = keras_reader.Reader(*ways.sizes(WEIGHTS))
    tensorflow_weights.put(model, WEIGHTS)
    traced.clear()
    batches = [
        (words[None, :length].repeat(4, 0), np.zeros(4, "float32"))
        for words in [problem.too_long().words[0]]
        for length in range(1, 12)
    ]
    tensorflow_loop.train(model, batches)
    # The first is traced twice, for Adam makes its variables meanwhile.
    assert [shape.as_list() for shape in traced] == [[4, 1], [4, 1], [4, None]]


# What had to be made alike -----------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "times"), [("SGD", 1), ("RMSprop", 2), ("Adagrad", 2), ("Adam", 2)]
)
def test_keras_squares_each_piece_of_an_embedding_s_slope(
    name: str, times: float
) -> None:
    """A word that stands four times has four pieces: a step twice as long."""
    assert pieces.farther(name) == pytest.approx(times, rel=1e-4)


def steps_of_adam(first: float, second: float, cushion: float) -> tuple[Array, Array]:
    """Take two steps from 0 with two slopes, in both frameworks, in float64."""
    here = torch.zeros(1, dtype=torch.float64, requires_grad=True)
    there = keras.Variable(np.zeros(1), dtype="float64")
    mine = torch.optim.Adam([here], ADAM.rate, (first, second), cushion)
    theirs = keras.optimizers.Adam(ADAM.rate, first, second, cushion)
    path = []
    for slope in (1e-3, -2e-3):
        here.grad = torch.tensor([slope], dtype=torch.float64)
        mine.step()
        theirs.apply([tf.constant([slope], tf.float64)], [there])
        path.append((here.item(), float(there.numpy()[0])))
    one, other = np.array(path).T
    return one, other


def test_adam_s_settings_make_both_take_the_same_steps() -> None:
    one, other = steps_of_adam(ADAM.slope, ADAM.square, ADAM.cushion)
    # The cushion is 2e-11 of what it is added to, in Keras at the first step.
    assert one == pytest.approx(other, abs=1e-12)
    rounded = steps_of_adam(0.9, 0.999, ADAM.cushion)
    assert 1e-10 < np.abs(np.subtract(*rounded)).max() < 1e-6
    cushioned = steps_of_adam(ADAM.slope, ADAM.square, 1e-6)
    assert np.abs(np.subtract(*cushioned)).max() > 1e-4


def test_pytorch_s_lstm_has_two_biases_of_which_one_is_held() -> None:
    model: Any = torch_reader.Reader(*ways.sizes(WEIGHTS)).double()
    names = [name for name, _ in model.named_parameters() if "bias" in name]
    assert names == ["recur.bias_ih_l0", "recur.bias_hh_l0", "score.bias"]
    torch_weights.put(model, WEIGHTS)
    batches = [(problem.pad(FEW.words), FEW.labels)]
    torch_loop.train(model, batches)
    assert not model.recur.bias_hh_l0.any()
    assert not np.array_equal(model.recur.bias_ih_l0.detach(), WEIGHTS["recur.bias"])


# Ragged tensors ----------------------------------------------------------------------


def test_what_takes_ragged_tensors() -> None:
    found = {
        name: tuple(answer == "yes" for answer in answers)
        for name, answers in table.outcomes(FEW).items()
    }
    assert found == {
        "look its words up": (True, True),
        "compute on each number": (True, True),
        "a dense layer": (True, False),
        "the mean over the words": (True, True),
        "the slopes of that mean": (False, True),
        "fill it up with zeros": (True, True),
        "an LSTM": (False, False),
    }


def test_a_refusal_is_told_without_what_stands_around_it() -> None:
    said = f"{table.PREFACE} X.call().\n\n\x1b[1mIt is so.\x1b[0m\n\nAnd so on."
    assert table.refusal(ValueError(said)) == "no: `It is so.`"
    assert table.refusal(ValueError("/a/b.cpp:12: It is so.")) == "no: `It is so.`"


def test_keras_takes_ragged_inputs_again() -> None:
    assert keras.Input((None,), ragged=True).ragged


# What padding costs ------------------------------------------------------------------


@pytest.mark.parametrize("times", spread.SPREADS)
def test_the_mean_stays_while_the_longest_grows(times: int) -> None:
    lengths = spread.lengths(times)
    assert len(lengths) == spread.SENTENCES
    assert lengths.max() == times * spread.MEAN
    assert lengths.mean() == pytest.approx(spread.MEAN, rel=0.05)
    assert sorted(spread.draw(times).lengths) == sorted(lengths)


def test_waste_is_the_share_of_zeros() -> None:
    words = [np.ones(n, np.int64) for n in (4, 1, 2, 1)]
    assert spread.wasted([words]) == pytest.approx(1 - 8 / 16)
    assert spread.wasted([words[:1], words[1:]]) == pytest.approx(1 - 8 / 10)


def test_sorting_wastes_less_and_more_so_the_wider_lengths_are_spread() -> None:
    shares = [
        [
            spread.wasted(spread.in_batches(spread.draw(times).words, flag))
            for flag in (False, True)
        ]
        for times in spread.SPREADS
    ]
    mixed, by_length = np.array(shares).T
    assert mixed[0] == by_length[0] == 0
    assert (np.diff(mixed) > 0).all()
    assert (by_length[1:] < mixed[1:]).all()


def test_every_way_is_timed_at_every_spread_and_drawn() -> None:
    costs = spread.measure(spreads=(1, 8), repeats=2)
    for times in (1, 8):
        assert len(costs.timings[times]) == 6
        assert costs.relative("PyTorch", spread.PADDED, times).median == 1
    # What sorting spares is not a matter of the clock.
    wasted = costs.wasted[8]
    assert wasted[spread.SORTED] + 0.2 < wasted[spread.PADDED]
    picture = pictures.cost(costs)
    assert "8 times the mean" in picture.alt
    assert picture.table.count("\n") == 1 + 2 * 6


def test_the_picture_of_relative_times_comes_from_the_timings() -> None:
    keys = [
        (framework, way)
        for framework in spread.FRAMEWORKS
        for way in (spread.PADDED, spread.SORTED, spread.PACKED)
    ]
    seconds = dict(zip(keys, (2, 1, 4) * 2, strict=True))
    timings = {key: Timing(np.full(3, seconds[key])) for key in keys}
    shares = {spread.PADDED: 0.8, spread.SORTED: 0.5, spread.PACKED: 0.0}
    data = pictures.cost_columns(spread.Costs({8: shares}, {8: timings}))
    assert data["relative"] == [1, 0.5, 2] * 2
    assert data["wasted"] == [0.8, 0.5, 0] * 2


def test_the_picture_of_padding_counts_its_zeros() -> None:
    given = Sentences([np.ones(n, np.int64) for n in (1, 4, 2, 1)], np.zeros(4))
    picture = pictures.arrangements(given, size=2)
    assert "All 4 in one batch: 50 %" in picture.alt
    assert "in batches of 2: 20 %" in picture.alt


@pytest.mark.skipif(
    not torch.backends.mkldnn.is_available(), reason="PyTorch is built without oneDNN"
)
def test_pytorch_has_one_kernel_for_padded_batches_and_none_for_packed_ones() -> None:
    sizes = ways.sizes(WEIGHTS)
    padded, packed = torch_last_word.Reader(*sizes), torch_packed.Reader(*sizes)
    batch = torch.as_tensor(problem.pad(FEW.words))
    assert dispatched(lambda: padded(batch)).count("mkldnn_rnn_layer") == 1
    names = dispatched(lambda: packed(torch_packed.pack(FEW.words)))
    assert "mkldnn_rnn_layer" not in names
    # One for each step, and one for the first products of all steps together.
    steps = int(FEW.lengths.max())
    assert sum(name in ("addmm", "linear", "mm") for name in names) >= steps


def test_threads_are_set_before_anything_is_computed() -> None:
    tf.constant(0)
    with pytest.raises(RuntimeError, match="cannot be modified after initialization"):
        threads.one_thread()


def test_both_frameworks_get_one_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[str, int]] = []
    for place, name in (
        (tf.config.threading, "set_intra_op_parallelism_threads"),
        (tf.config.threading, "set_inter_op_parallelism_threads"),
        (torch, "set_num_threads"),
    ):
        note = partial(lambda name, count: asked.append((name, count)), name)
        monkeypatch.setattr(place, name, note)
    threads.one_thread()
    assert {count for _, count in asked} == {1}
    assert len({name for name, _ in asked}) == 3


def test_the_slopes_of_an_embedding_come_in_a_piece_for_each_place() -> None:
    embed = keras.layers.Embedding(5, 2)
    with tf.GradientTape() as tape:
        total = tf.reduce_sum(embed(tf.constant([3, 3, 1])))
    (slope,) = tape.gradient(total, embed.trainable_variables)
    assert isinstance(slope, tf.IndexedSlices)
    assert slope.indices.numpy().tolist() == [3, 3, 1]


def test_pytorch_calls_nested_tensors_a_prototype() -> None:
    before = torch.is_warn_always_enabled()
    torch.set_warn_always(True)
    try:
        with pytest.warns(UserWarning, match="in prototype stage"):
            torch.nested.nested_tensor([torch.ones(2), torch.ones(3)])
    finally:
        torch.set_warn_always(before)
