"""A file that a cell offers is published, and linked to."""

import json
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_notebook, new_output

from execution import unfit
from figure_files import DOWNLOAD, place_figures
from spotdiff import downloads
from spotdiff.downloads import Download


def offered() -> nbformat.NotebookNode:
    bundle = Download("some.json", "{}", "All of *it*:")._repr_mimebundle_()
    outputs = [new_output("display_data", bundle)]
    cell: nbformat.NotebookNode = new_code_cell("offer()", outputs=outputs)
    return cell


def test_a_download_is_recognised_and_may_be_published() -> None:
    assert downloads.MIME == DOWNLOAD
    assert unfit(offered()) == ""


def test_the_file_is_written_and_the_directive_put(tmp_path: Path) -> None:
    cell = offered()
    place_figures(new_notebook(cells=[cell]), tmp_path)
    assert [file.read_text("utf-8") for file in tmp_path.iterdir()] == ["{}"]
    assert cell.outputs[0].data == {
        "text/markdown": f"````{{live-download}} {tmp_path / 'some.json'}\n\n"
        "All of *it*:\n````\n"
    }


def test_a_notebook_shows_what_it_is() -> None:
    (output,) = offered().outputs
    assert output.data["text/plain"] == "All of *it*:"
    assert json.loads(output.data[DOWNLOAD])["name"] == "some.json"
