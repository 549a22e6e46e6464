"""Sentences of very different lengths, and what they say of a film.

A sentence is made of clauses that praise or blame, an odd number of them. Each
"not" turns its clause round, and the majority of clauses decides.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.floating[Any]]
Words = NDArray[np.int64]
Weights = dict[str, Array]
# Padded sentences, (n, words), and their labels, (n,).
Batch = tuple[Words, Array]

NOUNS = ("film", "plot", "cast", "score", "ending", "acting")
PRAISE = ("good", "fine", "lovely", "clever")
BLAME = ("bad", "dull", "poor", "clumsy")
# The first stands for no word: it fills up what is too short.
VOCABULARY = ("–", "the", "was", "not", "very", "and", *NOUNS, *PRAISE, *BLAME)
NUMBER = {word: number for number, word in enumerate(VOCABULARY)}

# No sentence is longer, as a graph of fixed length would have it.
LONGEST = 40
CLAUSES = (1, 3, 5)
HOW_OFTEN = (0.6, 0.25, 0.15)
REPEATED = (0.6, 0.3, 0.1)  # none, one or two "not", and the same of "very"
BARE = 0.3  # clauses that name no noun: "not bad"

EMBEDDED, STATE = 8, 16


@dataclass(frozen=True)
class Adam:
    """Settings of Adam under which both frameworks take the same steps.

    Keras rounds the two shares to float32, so they are numbers that it can hold;
    and it adds the cushion elsewhere in the formula, so there is next to none.

    Attributes:
        rate: Learning rate.
        slope: Share of the mean slope that is kept.
        square: Share of the mean square that is kept.
        cushion: What is added so as never to divide by zero.
    """

    rate: float = 1 / 32

    slope: float = 7 / 8
    square: float = 511 / 512
    cushion: float = 1e-15


ADAM = Adam()


@dataclass(frozen=True)
class Sentences:
    """Sentences and what they say.

    Attributes:
        words: The numbers of each sentence's words.
        labels: (n,), 1 for praise and 0 for blame.
    """

    words: list[Words]
    labels: Array

    @property
    def lengths(self) -> Words:
        """Count the words of each sentence, (n,)."""
        return np.array([len(words) for words in self.words])

    def __getitem__(self, some: slice) -> "Sentences":
        """Return some of the sentences."""
        return Sentences(self.words[some], self.labels[some])


def numbers(text: str) -> Words:
    """Return the numbers of the words of a text.

    Raises:
        ValueError: If a word is not in the vocabulary.
    """
    unknown = set(text.split()) - set(VOCABULARY[1:])
    if unknown:
        raise ValueError(f"not in the vocabulary: {', '.join(sorted(unknown))}")
    return np.array([NUMBER[word] for word in text.split()])


def text(words: Words) -> str:
    """Write a sentence out."""
    return " ".join(VOCABULARY[number] for number in words)


def clause(rng: np.random.Generator, value: int) -> list[str]:
    """Draw a clause that praises (value 1) or blames (-1)."""
    nots, verys = rng.choice(3, 2, p=REPEATED)
    adjectives = PRAISE if value * (-1) ** nots > 0 else BLAME
    subject = ["the", str(rng.choice(NOUNS)), "was"]
    start = [] if rng.random() < BARE else subject
    end = str(rng.choice(adjectives))
    return [*start, *["not"] * nots, *["very"] * verys, end]


def sentence(rng: np.random.Generator) -> tuple[Words, int]:
    """Draw a sentence of any length, and 1 if most of its clauses praise."""
    values = rng.choice((-1, 1), rng.choice(CLAUSES, p=HOW_OFTEN))
    clauses = (" ".join(clause(rng, int(value))) for value in values)
    return numbers(" and ".join(clauses)), int(values.sum() > 0)


def draw(seed: int, count: int, longest: int = LONGEST) -> Sentences:
    """Draw sentences, leaving out those that are too long.

    Args:
        seed: Of the generator.
        count: How many.
        longest: Most words of a sentence.
    """
    rng = np.random.default_rng(seed)
    words: list[Words] = []
    labels: list[int] = []
    while len(words) < count:
        drawn, label = sentence(rng)
        if len(drawn) <= longest:
            words.append(drawn)
            labels.append(label)
    return Sentences(words, np.array(labels, np.float64))


def too_long() -> Sentences:
    """Return a sentence of more than `LONGEST` words: an even number of "not"."""
    words = numbers("the film was " + "not " * (LONGEST + 4) + "good")
    return Sentences([words], np.ones(1))


def pad(words: Sequence[Words], to: int = 0) -> Words:
    """Fill sentences up with zeros.

    Args:
        words: The numbers of each sentence's words.
        to: Fill up to so many words; if 0, to the longest sentence.

    Returns:
        (n, words).

    Raises:
        ValueError: If a sentence is longer than that.
    """
    longest = max(map(len, words))
    if to and longest > to:
        raise ValueError(f"a sentence of {longest} words does not fit into {to}")
    padded = np.zeros((len(words), to or longest), np.int64)
    for row, sentence_words in zip(padded, words, strict=True):
        row[: len(sentence_words)] = sentence_words
    return padded


def fill(batches: Sequence[Batch], to: int = LONGEST) -> list[Batch]:
    """Fill the sentences of every batch up to one length, as a fixed graph wants."""
    return [(pad(list(words), to), labels) for words, labels in batches]


def initial_weights(
    seed: int = 0,
    embedded: int = EMBEDDED,
    state: int = STATE,
    dtype: str = "float64",
) -> Weights:
    """Draw the weights to start from, by PyTorch's names and in its layout.

    The four gates lie one below the other: in, forget, new, out. The gate that
    forgets is held open at first, and there is one bias.

    Args:
        seed: Of the generator.
        embedded: Numbers that stand for a word.
        state: Numbers that stand for what was read.
        dtype: Of the weights.
    """
    rng = np.random.default_rng(seed)
    words = rng.normal(size=(len(VOCABULARY), embedded))
    words[0] = 0
    bound = 1 / np.sqrt(state)

    def draw_within(*shape: int) -> Array:
        return rng.uniform(-bound, bound, shape)

    bias = np.zeros(4 * state)
    bias[state : 2 * state] = 1
    weights: Weights = {
        "embed.weight": words,
        "recur.weight_ih": draw_within(4 * state, embedded),
        "recur.weight_hh": draw_within(4 * state, state),
        "recur.bias": bias,
        "score.weight": draw_within(1, state),
        "score.bias": np.zeros(1),
    }
    return {name: array.astype(dtype) for name, array in weights.items()}


def accuracy(scores: Array, labels: Array) -> float:
    """Return the share of sentences judged rightly: above zero is praise."""
    return float(np.mean((scores > 0) == (labels > 0)))
