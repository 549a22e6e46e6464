"""The network in NumPy, one sentence at a time, every slope written out."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from spotdiff.graphs.sentences.problem import Array, Sentences, Weights, Words


@dataclass(frozen=True)
class Answer:
    """What a way of reading came to.

    Attributes:
        scores: (n,), above zero for praise.
        slopes: Of the summed loss, by weight.
    """

    scores: Array
    slopes: Weights


@dataclass(frozen=True)
class Step:
    """One word read.

    Attributes:
        gates: In, forget, new and out, (4, state).
        before: The memory before, (state,).
        memory: The memory after, (state,).
        shown: What the step showed the next, (state,).
    """

    gates: Array
    before: Array
    memory: Array
    shown: Array


def sigmoid(x: Array) -> Array:
    """Squeeze numbers between 0 and 1."""
    return 1 / (1 + np.exp(-x))


def read(weights: Weights, words: Words) -> list[Step]:
    """Read a sentence word by word."""
    state = weights["recur.weight_hh"].shape[1]
    memory = shown = np.zeros(state)
    steps = []
    for word in words:
        x = weights["embed.weight"][word]
        given = weights["recur.weight_ih"] @ x + weights["recur.weight_hh"] @ shown
        i, f, g, o = (given + weights["recur.bias"]).reshape(4, state)
        gates = np.array([sigmoid(i), sigmoid(f), np.tanh(g), sigmoid(o)])
        before = memory
        memory = gates[1] * before + gates[0] * gates[2]
        shown = gates[3] * np.tanh(memory)
        steps.append(Step(gates, before, memory, shown))
    return steps


def score(weights: Weights, steps: Sequence[Step]) -> float:
    """Score a sentence by the state after its last word."""
    weighed = weights["score.weight"][0] @ steps[-1].shown
    return float(weighed + weights["score.bias"][0])


def loss(scores: Array, labels: Array) -> Array:
    """Return the cross-entropy of each sentence, (n,)."""
    return np.logaddexp(0, scores) - labels * scores


def add_slopes(weights: Weights, words: Words, label: float, slopes: Weights) -> float:
    """Go back through a sentence, adding to the slopes, and return its score."""
    steps = read(weights, words)
    found = score(weights, steps)
    wrong = float(sigmoid(np.array(found))) - label
    slopes["score.weight"] += wrong * steps[-1].shown
    slopes["score.bias"] += wrong
    to_shown = wrong * weights["score.weight"][0]
    to_memory = np.zeros_like(to_shown)
    for at in reversed(range(len(words))):
        step = steps[at]
        i, f, g, o = step.gates
        curved = np.tanh(step.memory)
        to_memory = to_memory + to_shown * o * (1 - curved**2)
        to_gates = np.array([
            to_memory * g * i * (1 - i),
            to_memory * step.before * f * (1 - f),
            to_memory * i * (1 - g**2),
            to_shown * curved * o * (1 - o),
        ]).ravel()  # fmt: skip
        earlier = steps[at - 1].shown if at else np.zeros_like(to_shown)
        slopes["recur.bias"] += to_gates
        slopes["recur.weight_ih"] += np.outer(
            to_gates, weights["embed.weight"][words[at]]
        )
        slopes["recur.weight_hh"] += np.outer(to_gates, earlier)
        slopes["embed.weight"][words[at]] += weights["recur.weight_ih"].T @ to_gates
        to_shown = weights["recur.weight_hh"].T @ to_gates
        to_memory = to_memory * f
    return found


def answer(weights: Weights, given: Sentences) -> Answer:
    """Score every sentence, and return the slopes of the summed loss."""
    slopes = {name: np.zeros_like(array) for name, array in weights.items()}
    scores = [
        add_slopes(weights, words, float(label), slopes)
        for words, label in zip(given.words, given.labels, strict=True)
    ]
    return Answer(np.array(scores), slopes)
