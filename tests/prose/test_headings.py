"""Headings are written like sentences: one capital, and no full stop."""

import re

import pytest

from manuscript import pages, passages

# Words that begin with a capital wherever they stand; of those with a capital or a
# digit inside, such as PyTorch, one can tell without a list.
NAMES = {
    "C",
    "Fold",
    "Keras",
    "Kubernetes",
    "Python",
    "Ray",
    "Serving",
    "Slurm",
    "Train",
}
# The book's own name is a title.
TITLES = {"Spotting the Difference"}
BEGINNING = re.compile(r"(?:^|[?!:.]\s+)[“\"(]*$")


def capitals(heading: str) -> list[str]:
    """Return the words of a heading that have a capital and should not."""
    plain = re.sub(r"`[^`]*`", lambda code: "x" * len(code[0]), heading)
    return [
        word[0]
        for word in re.finditer(r"[^\W\d_]+", plain)
        if word[0].istitle()
        and word[0] not in NAMES
        and not BEGINNING.search(plain[: word.start()])
    ]


@pytest.mark.parametrize(
    ("heading", "words"),
    [
        ("As it was in 2017", []),
        ("What Each Tool Sees", ["Each", "Tool", "Sees"]),
        ("From C++ to Keras, PyTorch and ONNX", []),
        ("And the editors? A question: Which of them", []),
        ("`torch.Tensor` and `Session.run`", []),
    ],
)
def test_a_capital_in_the_wrong_place_is_found(heading: str, words: list[str]) -> None:
    assert capitals(heading) == words


@pytest.mark.parametrize("page", pages())
def test_headings_are_written_like_sentences(page: str) -> None:
    headings = [each for each in passages(page) if "heading" in each.within]
    assert headings
    found = [each for each in headings if each.text not in TITLES]
    wrong = [(each.place, word) for each in found for word in capitals(each.text)]
    stopped = [each.place for each in found if each.text.endswith((".", ":"))]
    assert (wrong, stopped) == ([], [])
