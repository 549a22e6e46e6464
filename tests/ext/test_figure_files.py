"""The files written for a figure, and the directive put in its place."""

import json
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from execution import unfit
from figure_files import DEMONSTRATION, MIME, PHOTOGRAPH, place_figures
from spotdiff import figures, photographs
from spotdiff.deployment.in_the_browser import pad

FIELDS: dict[str, Any] = {
    "name": "loss",
    "alt": "Both losses fall.",
    "caption": "Who is *first*.",
    "dark": "<svg>dark</svg>",
    "table": "x,y\n1,2\n",
    "width": 730,
    "height": 346,
}


def drawn(**fields: object) -> nbformat.NotebookNode:
    """Return a cell that drew a figure."""
    data = {"image/svg+xml": "<svg>light</svg>", MIME: json.dumps({**FIELDS, **fields})}
    outputs = [new_output("display_data", data)]
    cell: nbformat.NotebookNode = new_code_cell("draw()", outputs=outputs)
    return cell


def placed(folder: Path, *cells: nbformat.NotebookNode) -> str:
    """Place the figures of a page and return what stands in the last one's place."""
    place_figures(new_notebook(cells=list(cells)), folder)
    (output,) = cells[-1].outputs
    assert list(output.data) == ["text/markdown"]
    return str(output.data["text/markdown"])


def test_a_figure_is_recognised_by_the_mark_that_spotdiff_gives_it() -> None:
    assert MIME == figures.MIME


def test_both_themes_and_the_data_are_written(tmp_path: Path) -> None:
    placed(tmp_path / "page", drawn())
    written = {file.name: file.read_text("utf-8") for file in tmp_path.glob("*/*")}
    assert written == {
        "loss.light.svg": "<svg>light</svg>",
        "loss.dark.svg": "<svg>dark</svg>",
        "loss.csv": "x,y\n1,2\n",
    }


def test_a_name_with_a_dot_in_it_is_kept_whole(tmp_path: Path) -> None:
    placed(tmp_path, drawn(name="rate-0.1"), drawn(name="rate-0.2"))
    names = {file.name for file in tmp_path.iterdir()}
    assert {"rate-0.1.csv", "rate-0.2.csv", "rate-0.2.dark.svg"} <= names


def test_the_directive_carries_what_the_page_needs(tmp_path: Path) -> None:
    directive = placed(tmp_path, drawn())
    assert directive.startswith(f"````{{live-figure}} {tmp_path / 'loss'}\n")
    assert ":width: 730\n:height: 346\n" in directive
    assert "\n\nWho is *first*.\n" in directive


def test_texts_of_several_lines_become_one(tmp_path: Path) -> None:
    directive = placed(tmp_path, drawn(alt="Both\n  fall.", caption="One\n\n  two."))
    assert "Both fall." in directive
    assert "\n\nOne two.\n" in directive


def test_two_figures_of_one_name_on_a_page_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="two figures named 'loss'"):
        placed(tmp_path, drawn(), drawn())


def test_figures_of_one_name_on_two_pages_do_not_meet(tmp_path: Path) -> None:
    placed(tmp_path / "one", drawn(table="1"))
    placed(tmp_path / "two", drawn(table="2"))
    assert (tmp_path / "one" / "loss.csv").read_text("utf-8") == "1"


def test_several_figures_of_one_cell_are_all_placed(tmp_path: Path) -> None:
    cell = drawn()
    cell.outputs += drawn(name="time").outputs
    place_figures(new_notebook(cells=[cell]), tmp_path)
    assert [list(output.data) for output in cell.outputs] == [["text/markdown"]] * 2


def test_other_outputs_stay_as_they_are(tmp_path: Path) -> None:
    outputs = [
        new_output("stream", name="stdout", text="1"),
        new_output("execute_result", {"text/plain": "2"}),
        new_output("error", ename="KeyError", evalue="", traceback=[]),
    ]
    cell = new_code_cell("x", outputs=outputs)
    before = nbformat.from_dict(cell)
    place_figures(new_notebook(cells=[new_markdown_cell("x"), cell]), tmp_path)
    assert cell == before
    assert list(tmp_path.iterdir()) == []


# Photographs ------------------------------------------------------------------


def taken(light: bytes, dark: bytes) -> nbformat.NotebookNode:
    """Return a cell that took a photograph."""
    shot = photographs.Photograph("board", "A board.", "See.", light, dark, 640, 400)
    outputs = [new_output("display_data", shot._repr_mimebundle_())]
    cell: nbformat.NotebookNode = new_code_cell("photograph()", outputs=outputs)
    return cell


def test_a_photograph_is_recognised_and_may_be_published() -> None:
    assert photographs.MIME == PHOTOGRAPH
    assert unfit(taken(b"light", b"dark")) == ""


def test_both_looks_of_a_photograph_are_written(tmp_path: Path) -> None:
    directive = placed(tmp_path, taken(b"light", b"dark"))
    written = {file.name: file.read_bytes() for file in tmp_path.iterdir()}
    assert written == {"board.light.png": b"light", "board.dark.png": b"dark"}
    assert directive == (
        f"````{{live-photograph}} {tmp_path / 'board'}\n"
        ':alt: "A board."\n:width: 640\n:height: 400\n:looks: "light dark"\n\n'
        "See.\n````\n"
    )


def test_one_look_is_written_once(tmp_path: Path) -> None:
    directive = placed(tmp_path, taken(b"same", b"same"))
    assert [file.name for file in tmp_path.iterdir()] == ["board.only.png"]
    assert ':looks: "only"' in directive


# Demonstrations ---------------------------------------------------------------


SETTINGS = {"a": "<'\">"}


def shown() -> nbformat.NotebookNode:
    """Return a cell that ends in a demonstration."""
    made = pad.Demonstration("try", "player", SETTINGS, {"x.js": "1;"}, "Try.")
    outputs = [new_output("display_data", made._repr_mimebundle_())]
    cell: nbformat.NotebookNode = new_code_cell("demonstration()", outputs=outputs)
    return cell


def test_a_demonstration_is_recognised_and_may_be_published() -> None:
    assert pad.MIME == DEMONSTRATION
    assert unfit(shown()) == ""


def test_the_files_of_a_demonstration_are_written(tmp_path: Path) -> None:
    directive = placed(tmp_path, shown())
    written = {file.name: file.read_text("utf-8") for file in tmp_path.iterdir()}
    assert written == {"try.x.js": "1;"}
    assert directive == (
        f"````{{live-demonstration}} {tmp_path / 'try'}\n"
        f':script: "player"\n:settings: {json.dumps(json.dumps(SETTINGS))}\n'
        f':files: "x.js"\n:instead: {json.dumps(pad.INSTEAD)}\n\nTry.\n````\n'
    )
