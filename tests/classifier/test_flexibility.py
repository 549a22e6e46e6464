"""Three requests, each granted in three ways: one result, and what it costs."""

from functools import cache
from importlib import import_module
from typing import Any, NamedTuple

import keras
import numpy as np
import pytest
import tensorflow as tf
import torch

from spotdiff import data
from spotdiff.classifier.blocks import tensorflow_side as keras_blocks
from spotdiff.classifier.blocks import torch_side as torch_blocks
from spotdiff.classifier.boilerplate.reading import Piece
from spotdiff.classifier.carrying import tensorflow_side as keras_carrying
from spotdiff.classifier.carrying import torch_side as torch_carrying
from spotdiff.classifier.flexibility import cost, problem
from spotdiff.classifier.flexibility.alternating import (
    keras_fit as game_fit,
)
from spotdiff.classifier.flexibility.alternating import (
    keras_players,
    torch_players,
)
from spotdiff.classifier.flexibility.alternating import problem as game
from spotdiff.classifier.flexibility.alternating import (
    tensorflow_side as tensorflow_game,
)
from spotdiff.classifier.flexibility.alternating import torch_side as torch_game
from spotdiff.classifier.flexibility.clipping import keras_argument
from spotdiff.classifier.flexibility.problem import TORCH_CUSHION, UNDROPPED
from spotdiff.classifier.problem import (
    Array,
    Labels,
    Weights,
    batches,
    initial_weights,
    standardise,
)
from spotdiff.measure import largest_difference

# A loss and a length of order 1, in float32 (a unit is 6e-8): sums over a batch and
# over 21 840 slopes in another order than NumPy's, for a few steps.
LOGGED_TOLERANCE = 3e-6
# Weights of order 0.1, moved by slopes that err as above, times rates below 0.1.
WEIGHTS_TOLERANCE = 5e-7

STEPS, SIZE = 6, 32
RATE, SLOW, MOMENTUM, LIMIT = 0.05, 0.005, 0.5, 0.8
SETTINGS: dict[str, dict[str, float]] = {
    "training": {"rate": RATE, "momentum": MOMENTUM},
    "flexibility.clipping": {"rate": RATE, "momentum": MOMENTUM, "limit": LIMIT},
    "flexibility.two_optimizers": {"slow": SLOW, "fast": RATE, "momentum": MOMENTUM},
}
LOOPS = ("torch_side", "tensorflow_side")
WAYS = [
    *((request, side) for request in SETTINGS for side in (*LOOPS, "keras_fit")),
    ("training", "keras_train_step"),
    ("flexibility.clipping", "keras_argument"),
]


class Run(NamedTuple):
    """What a training told, and the weights it ended with."""

    told: Array
    weights: Weights


@cache
def feed() -> tuple[Array, Labels, list[Labels]]:
    digits = data.load()
    order = list(batches(len(digits.train_labels), SIZE, epochs=1))[:STEPS]
    return standardise(digits.train_images), digits.train_labels, order


def pairs() -> list[tuple[Array, Labels]]:
    images, labels, order = feed()
    return [(images[batch], labels[batch]) for batch in order]


def keras_model() -> Any:
    model = keras_blocks.classifier(UNDROPPED)
    keras_carrying.put(model, initial_weights())
    return model


def torch_model() -> Any:
    model = torch_blocks.classifier(UNDROPPED)
    torch_carrying.put(model, initial_weights())
    return model


@cache
def run(request: str, side: str) -> Run:
    module = import_module(f"spotdiff.classifier.{request}.{side}")
    names = list(initial_weights())
    in_torch = side == "torch_side"
    model = torch_model() if in_torch else keras_model()
    told = module.train(model, pairs(), **SETTINGS[request])
    take = torch_carrying.take if in_torch else keras_carrying.take
    return Run(np.array(told), take(model, names))


@cache
def oracle(request: str) -> Run:
    images, labels, order = feed()
    weights, limit = (
        initial_weights(),
        LIMIT if request == "flexibility.clipping" else np.inf,
    )
    slow = SLOW if request == "flexibility.two_optimizers" else RATE
    rates = problem.rates(weights, slow, RATE)
    return Run(*problem.train(weights, images, labels, order, rates, MOMENTUM, limit))


def expected(request: str, side: str) -> Array:
    """Keras's own loop tells the mean of the losses, where nobody asks for more."""
    told = oracle(request).told
    silent = side == "keras_argument" or (
        side == "keras_fit" and request != "flexibility.clipping"
    )
    if silent:
        return np.array(told[:, 0].mean())
    return told if request == "flexibility.clipping" else told[:, 0]


def apart(one: Weights, other: Weights) -> float:
    return max(largest_difference(one[n], other[n]).absolute for n in one)


# One result ----------------------------------------------------------------------


@pytest.mark.parametrize(("request_", "side"), WAYS)
def test_every_way_matches_the_oracle(request_: str, side: str) -> None:
    found, wanted = run(request_, side), oracle(request_)
    told = expected(request_, side)
    assert largest_difference(found.told, told).absolute < LOGGED_TOLERANCE
    assert apart(found.weights, wanted.weights) < WEIGHTS_TOLERANCE


@pytest.mark.parametrize("request_", SETTINGS)
def test_both_loops_agree(request_: str) -> None:
    one, other = (run(request_, side) for side in LOOPS)
    assert largest_difference(one.told, other.told).absolute < LOGGED_TOLERANCE
    assert apart(one.weights, other.weights) < WEIGHTS_TOLERANCE


@pytest.mark.parametrize(
    "request_", ["flexibility.clipping", "flexibility.two_optimizers"]
)
def test_a_request_that_is_granted_changes_what_is_learnt(request_: str) -> None:
    changed, same = oracle(request_).weights, oracle("training").weights
    assert apart(changed, same) > 1000 * WEIGHTS_TOLERANCE


def test_the_limit_cuts_some_gradients_and_leaves_others() -> None:
    norms = oracle("clipping").told[:, 1]
    assert norms.min() < LIMIT < norms.max()


def test_only_convolutions_are_slow() -> None:
    rates = problem.rates(initial_weights(), SLOW, RATE)
    assert [name for name, rate in rates.items() if rate == SLOW] == [
        "conv1.weight",
        "conv1.bias",
        "conv2.weight",
        "conv2.bias",
    ]


# How they clip -------------------------------------------------------------------

# A gradient of length 5e-6, and a limit of 1e-6.
TINY, TINY_LIMIT = np.array([3e-6, 4e-6]), 1e-6


def clipped_by_torch(slope: Array) -> Array:
    p = torch.nn.Parameter(torch.zeros(slope.shape, dtype=torch.float64))
    p.grad = torch.as_tensor(slope.copy())
    torch.nn.utils.clip_grad_norm_([p], TINY_LIMIT)
    return p.grad.numpy()


def clipped_by_tensorflow(slope: Array) -> Array:
    (found,), _ = tf.clip_by_global_norm([tf.constant(slope)], TINY_LIMIT)
    clipped: Array = found.numpy()
    return clipped


def clipped_by_keras(slope: Array) -> Array:
    variable = keras.Variable(np.zeros(slope.shape), dtype="float64")
    optimizer = keras.optimizers.SGD(1.0, global_clipnorm=TINY_LIMIT)
    optimizer.apply([tf.constant(slope)], [variable])
    moved: Array = -variable.numpy()
    return moved


def test_pytorch_adds_to_the_length_before_it_divides() -> None:
    wanted = problem.clipped({"": TINY}, TINY_LIMIT, TORCH_CUSHION)[""]
    assert clipped_by_torch(TINY) == pytest.approx(wanted, rel=1e-12)
    # 5e-6 to 1e-6 becomes 5e-6 to 5/6 of it: the cushion is a fifth of the length.
    assert np.linalg.norm(wanted) == pytest.approx(5 / 6 * TINY_LIMIT)


def test_tensorflow_and_keras_divide_by_the_length_itself() -> None:
    wanted = problem.clipped({"": TINY}, TINY_LIMIT)[""]
    assert clipped_by_tensorflow(TINY) == pytest.approx(wanted, rel=1e-12)
    # Keras holds the rate in float32; 1 is exact there.
    assert clipped_by_keras(TINY) == pytest.approx(wanted, rel=1e-12)
    assert np.linalg.norm(wanted) == pytest.approx(TINY_LIMIT)


def test_pytorch_shortens_even_a_gradient_just_within_the_limit() -> None:
    within = TINY / 10
    wanted = problem.clipped({"": within}, TINY_LIMIT, TORCH_CUSHION)[""]
    assert clipped_by_torch(within) == pytest.approx(wanted, rel=1e-12)
    assert np.linalg.norm(wanted) < 0.7 * np.linalg.norm(within)
    for clip in (clipped_by_tensorflow, clipped_by_keras):
        assert clip(within) == pytest.approx(within, rel=1e-12)


def test_no_length_of_zero_is_divided_by() -> None:
    for clip in (clipped_by_torch, clipped_by_tensorflow, clipped_by_keras):
        assert clip(np.zeros(2)).tolist() == [0, 0]


def test_the_length_is_that_of_all_slopes_together() -> None:
    parts = {"a": np.array([[3.0]]), "b": np.array([4.0, 12.0])}
    assert problem.norm_of(parts) == pytest.approx(13)


# What fit tells, and what it lets one say -------------------------------------------


def logs_of(model: Any) -> list[dict[str, float]]:
    told: list[dict[str, float]] = []
    note = keras.callbacks.LambdaCallback(
        on_train_batch_end=lambda _, logs: told.append(dict(logs))
    )
    model.fit(
        ((images[..., None], labels) for images, labels in pairs()),
        steps_per_epoch=STEPS,
        shuffle=False,
        verbose=0,
        callbacks=[note],
    )
    return told


def compiled(optimizer: Any) -> Any:
    model = keras_model()
    entropy = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(optimizer=optimizer, loss=entropy)
    return model


def test_a_callback_of_a_plain_fit_sees_no_gradient_and_a_running_mean() -> None:
    told = logs_of(compiled(keras.optimizers.SGD(RATE, MOMENTUM)))
    assert {name for logs in told for name in logs} == {"loss"}
    losses = oracle("training").told[:, 0]
    running = np.cumsum(losses) / np.arange(1, STEPS + 1)
    seen = [logs["loss"] for logs in told]
    assert largest_difference(seen, running).absolute < LOGGED_TOLERANCE
    assert largest_difference(seen, losses).absolute > 1000 * LOGGED_TOLERANCE


def two_rates(pattern: str) -> Any:
    slow = {pattern: keras.optimizers.SGD(SLOW, MOMENTUM)}
    fast = keras.optimizers.SGD(RATE, MOMENTUM)
    return keras.optimizers.MultiOptimizer(keras.optimizers.OptimizerMap(fast, slow))


def test_a_pattern_that_matches_no_weight_is_passed_over_in_silence() -> None:
    model = compiled(two_rates("conv"))  # It must match the whole path.
    logs_of(model)
    found = keras_carrying.take(model, list(initial_weights()))
    assert apart(found, oracle("training").weights) < WEIGHTS_TOLERANCE


# Two networks in turn ----------------------------------------------------------------

GAME_RATE, GAME_STEPS, GAME_SIZE = 0.1, 8, 16
# Losses up to 4 and weights up to 0.3, both over eight steps in float32.
GAME_TOLERANCE = 2e-6
GAMES = {
    "torch": (torch_players, torch_game),
    "tensorflow": (keras_players, tensorflow_game),
    "fit": (keras_players, game_fit),
}


@cache
def rounds() -> tuple[Array, Array]:
    return game.rounds(data.load().train_images, GAME_STEPS, GAME_SIZE)


@cache
def played(way: str) -> game.Played:
    players, side = GAMES[way]
    generator, discriminator = players.networks(game.players())
    losses = side.play(generator, discriminator, *rounds(), GAME_RATE)
    ended = game.Players(*map(players.weights_of, (generator, discriminator)))
    return game.Played(np.array(losses), ended)


def apart_in(one: game.Played, other: game.Played) -> float:
    weights = [
        largest_difference(a, b).absolute
        for these, those in zip(one.players, other.players, strict=True)
        for a, b in zip(these, those, strict=True)
    ]
    return max(largest_difference(one.losses, other.losses).absolute, *weights)


@pytest.mark.parametrize("way", GAMES)
def test_every_way_plays_the_oracle_s_game(way: str) -> None:
    wanted = game.play(game.players(), *rounds(), GAME_RATE)
    assert apart_in(played(way), wanted) < GAME_TOLERANCE


def test_both_loops_play_one_game() -> None:
    assert apart_in(played("torch"), played("tensorflow")) < GAME_TOLERANCE


def test_the_generator_answers_a_discriminator_that_has_moved() -> None:
    moved = game.play(game.players(), *rounds(), GAME_RATE).losses
    still = game.play(game.players(), *rounds(), 0.0).losses
    assert moved[0, 0] == still[0, 0]
    assert abs(moved[0, 1] - still[0, 1]) > 1000 * GAME_TOLERANCE


def test_both_networks_learn() -> None:
    start, ended = game.players(), played("torch").players
    for before, after in zip(start, ended, strict=True):
        for a, b in zip(before, after, strict=True):
            assert largest_difference(a, b).absolute > 100 * GAME_TOLERANCE


def test_backward_leaves_slopes_where_nobody_asked_and_a_tape_does_not() -> None:
    generator, discriminator = torch_players.networks(game.players())
    _, noise = rounds()
    score = discriminator(generator(torch.as_tensor(noise[0, 1])))
    torch_game.cost(score, 1.0).backward()
    assert all(p.grad.abs().sum() > 0 for p in discriminator.parameters())
    generator, discriminator = keras_players.networks(game.players())
    with tf.GradientTape() as tape:
        loss = tensorflow_game.cost(discriminator(generator(noise[0, 1])), 1.0)
    slopes = tape.gradient(loss, generator.trainable_variables)
    assert len(slopes) == len(generator.trainable_variables)


def test_compile_could_have_been_left_as_it_is() -> None:
    """Keras's guide overrides it; optimisers may as well be set as attributes."""

    class Bare(game_fit.Game):
        compile = keras.Model.compile

    generator, discriminator = keras_players.networks(game.players())
    bare = Bare(generator, discriminator)
    bare.d_optimizer, bare.g_optimizer = (
        keras.optimizers.SGD(GAME_RATE) for _ in range(2)
    )
    bare.cross_entropy = keras.losses.BinaryCrossentropy(from_logits=True)
    bare.compile()
    bare.fit(tf.data.Dataset.from_tensor_slices(rounds()), shuffle=False, verbose=0)
    for found, wanted in zip(
        generator.get_weights(), played("fit").players.generator, strict=True
    ):
        assert np.array_equal(found, wanted)


# What it costs -----------------------------------------------------------------------

CLIP, RATES, GAME = cost.REQUESTS
TORCH, TENSORFLOW, FIT = cost.WAYS


@cache
def costs() -> dict[tuple[str, str], cost.Cost]:
    return {(one.request, one.way): one for one in cost.costs()}


def test_no_loop_of_one_s_own_overrides_anything() -> None:
    for request in cost.REQUESTS:
        for way in (TORCH, TENSORFLOW):
            assert costs()[request, way].overridden == []


@pytest.mark.parametrize("request_", cost.REQUESTS)
def test_both_loops_cost_nearly_the_same(request_: str) -> None:
    one, other = (len(costs()[request_, way].written) for way in (TORCH, TENSORFLOW))
    assert abs(one - other) <= 1


def test_fit_grants_two_rates_as_cheaply_as_a_loop() -> None:
    assert costs()[RATES, FIT].overridden == []
    loops = [len(costs()[RATES, way].written) for way in (TORCH, TENSORFLOW)]
    assert len(costs()[RATES, FIT].written) <= min(loops)


def test_fit_clips_by_an_argument() -> None:
    one = cost.cost(CLIP, FIT, keras_argument)
    assert (one.names, one.overridden) == ([], [])
    assert len(one.written) == 2  # The signature, and the call of compile.
    assert "global_clipnorm=limit" in one.written[1]


def test_fit_tells_the_length_only_from_a_step_of_one_s_own() -> None:
    one = costs()[CLIP, FIT]
    assert one.overridden == ["Telling.train_step"]
    assert len(one.written) > 2 * len(costs()[CLIP, TORCH].written)
    assert "tensorflow.GradientTape" in one.names


def test_two_networks_in_turn_take_three_methods_in_fit() -> None:
    one = costs()[GAME, FIT]
    assert one.overridden == ["Game.__init__", "Game.compile", "Game.train_step"]
    assert len(one.written) > len(costs()[GAME, TORCH].written)


def test_only_what_is_said_counts_and_not_how_it_is_laid_out() -> None:
    before = "def f(a):\n    return g(a)\n"
    after = (
        'import os\n\n\ndef f(a: int) -> int:\n    """Do."""\n'
        "    if a:  # Say why.\n        return g(\n            a\n        )\n"
    )
    assert cost.written(Piece(before), Piece(after)) == ["if a:"]
    assert cost.written(Piece(before), Piece(before)) == []
    assert cost.written(Piece(after), Piece(before)) == []


def test_the_table_has_a_row_for_every_request_in_every_way() -> None:
    table = cost.table()
    assert len(table.rows) == len(cost.REQUESTS) * len(cost.WAYS)
    assert "`__init__`, `compile`, `train_step`" in str(table)
