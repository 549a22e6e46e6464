"""What the site alone can show is left out, and nothing else."""

import json

import nbformat
import pytest
from nbformat.v4 import new_output

from notebook_outputs import markdown, shown

FIELDS = {"alt": "A line that falls.", "width": 700, "height": 300, "dark": "<svg/>"}
FIGURE = "application/vnd.spotdiff.figure+json"
PAD = "application/vnd.spotdiff.demonstration+json"


def data(**kinds: str) -> nbformat.NotebookNode:
    """Return an output of several kinds."""
    data = {kind.replace("__", "/"): text for kind, text in kinds.items()}
    made: nbformat.NotebookNode = new_output("execute_result", data)
    return made


@pytest.mark.parametrize(
    "given",
    [
        new_output("stream", text="a\n"),
        new_output("error", ename="KeyError", evalue="a", traceback=["b"]),
        data(text__plain="1"),
        data(text__html="<p>a</p>", text__plain="1"),
    ],
)
def test_what_jupyter_shows_is_left_alone(given: nbformat.NotebookNode) -> None:
    assert shown([given], "") == [given]


@pytest.mark.parametrize("kind", ["image/svg+xml", "image/png"])
def test_a_picture_is_an_image_with_an_alternative(kind: str) -> None:
    given = data(**{kind: "<svg/>", FIGURE: json.dumps(FIELDS), "text/plain": "Big()"})
    (made,) = shown([given], "")
    assert made.data == {kind: "<svg/>", "text/plain": FIELDS["alt"]}
    assert made.metadata[kind] == {k: FIELDS[k] for k in ("alt", "width", "height")}


def test_what_only_a_script_shows_is_replaced_by_its_words() -> None:
    given = data(**{PAD: json.dumps({"files": {}}), "text/plain": "Draw on the site."})
    (made,) = shown([given], "")
    assert made.data == {"text/plain": "Draw on the site."}
    assert made.metadata == {}


def test_a_number_named_for_the_prose_is_not_shown() -> None:
    given = data(**{"application/papermill.record/text/plain": "3"})
    assert shown([given], "") == []


@pytest.mark.parametrize(
    ("text", "page", "expected"),
    [
        ("| [**a**]{#b} |", "", "| **a** |"),
        ("[a](#b)", "", "a"),
        ("[a](#b)", "https://x.example/p.html", "[a](https://x.example/p.html#b)"),
        ("[a](https://x.example/) f(x)", "", "[a](https://x.example/) f(x)"),
    ],
)
def test_markdown_says_what_it_says_on_the_site(
    text: str, page: str, expected: str
) -> None:
    assert markdown(text, page) == expected
    (made,) = shown([data(text__markdown=text)], page)
    assert made.data == {"text/markdown": expected}
