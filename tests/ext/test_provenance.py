"""What is said of every run: on its page, in the tables, and as JSON."""

import json
import sys
from typing import Any

import pytest
from docutils import nodes

import provenance
from ext.builder import Builder
from ext.html_tree import Element, parse
from ext.small_book import CONF, SmallBook, page

REPORT = {
    "device": "cpu",
    "device_name": "Chip <R> & Co",
    "threads": 3,
    "seed": 0,
    "peak_bytes": 250_000_000,
    "versions": {"python": "3.11", "torch": "2.1", "tensorflow": "2.2"},
}
RECORD = "# Record\n\n" + "".join(
    f"```{{build-record}} {kind}\n```\n\n" for kind in ("machine", "runs", "limits")
)
FILES = {
    "conf.py": CONF + f"live_reporter = {f'print({json.dumps(REPORT)!r})'!r}\n",
    "uv.lock": "",
    "code/shop.py": "WINE = 1\n",
    "book/index.md": "# Book\n\n```{toctree}\nrun\nrecord\n```\n",
    "book/run.md": page("import shop", "print('has', shop.WINE)"),
    "book/record.md": RECORD,
}


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory, builder: Builder) -> SmallBook:
    made = SmallBook(tmp_path_factory.mktemp("record"), builder)
    made.write(FILES)
    made.build_well("-Dlive_data=mnist")
    return made


@pytest.fixture(scope="module")
def stamp(book: SmallBook) -> dict[str, str]:
    """Return what the stamp opens to."""
    opened = parse(book.html("run")).one("details.run-stamp").one("dl")
    names, values = (list(opened.all(tag)) for tag in ("dt", "dd"))
    texts = zip(names, values, strict=True)
    return {name.text: value.text for name, value in texts}


def rows(table: Element) -> list[list[str]]:
    cells = ([c.text.strip() for c in row.all("td")] for row in table.all("tr"))
    return [row for row in cells if row]


def test_the_stamp_says_the_essentials_in_one_line(book: SmallBook) -> None:
    line = parse(book.html("run")).one("details.run-stamp").one("summary").text
    assert line.startswith("Run on 20")
    assert "PyTorch 2.1 · TensorFlow 2.2" in line
    assert line.endswith(" s")


def test_the_stamp_names_the_machine_as_it_names_itself(
    book: SmallBook, stamp: dict[str, str]
) -> None:
    summary = parse(book.html("run")).one("details.run-stamp").one("summary")
    assert "Chip <R> & Co" in summary.text
    assert stamp["Device"] == "Chip <R> & Co (cpu)"


def test_the_stamp_opens_to_the_rest(stamp: dict[str, str]) -> None:
    assert stamp["Seed"] == "0"
    assert stamp["Threads"] == "3"
    assert stamp["Peak memory"] == "250 MB"
    assert "for 2 cells" in stamp["Time"]
    assert "code/shop.py" in stamp["Modules"]


def test_the_page_lists_the_limits_of_the_edition(book: SmallBook) -> None:
    said = [item.text.strip() for item in parse(book.html("record")).all("li")]
    assert "PyTorch was seen in version 2.1 only." in said


def test_the_stamp_leaves_out_what_is_not_known(stamp: dict[str, str]) -> None:
    assert "Driver" not in stamp
    assert "CUDA" not in stamp
    assert "Precision" not in stamp


def test_the_tables_show_the_machine_and_every_run(book: SmallBook) -> None:
    machine, runs = (rows(t) for t in parse(book.html("record")).all("table"))
    assert ["device name", "Chip <R> & Co"] in machine
    assert ["torch", "2.1"] in machine
    (run,) = runs
    assert run[:2] == ["run", "2"]
    assert run[3] == "250 MB"


def on_a_gpu(**changed: Any) -> dict[str, Any]:
    """Return a record of a run; on a GPU where something was taken of one."""
    report = {**REPORT, "precision": "float32, TF32 off", **changed}
    return {"date": "2026-11-28", "cells": 2, "seconds": 1.0, "report": report}


def test_the_table_has_the_peaks_on_a_gpu_where_a_page_ran_on_one() -> None:
    gpu = on_a_gpu(torch_peak_gpu_bytes=5e6, tensorflow_peak_gpu_bytes=7e6)
    table = provenance.table_of_runs({"card": gpu, "chip": on_a_gpu()})
    head, card, chip = cells_of(table)
    assert head[3:6] == [
        "Peak memory",
        "Peak on the GPU, PyTorch",
        "Peak on the GPU, TensorFlow",
    ]
    assert card[3:6] == ["250 MB", "5 MB", "7 MB"]
    assert chip[3:6] == ["250 MB", "", ""]
    (head, _) = cells_of(provenance.table_of_runs({"chip": on_a_gpu()}))
    assert head == ["Page", "Cells", "Seconds", "Peak memory", "Run on"]


def test_the_table_of_the_machine_states_the_precision() -> None:
    table = provenance.table_of_machine({"card": on_a_gpu()})
    assert ["precision", "float32, TF32 off"] in cells_of(table)


def cells_of(table: nodes.table) -> list[list[str]]:
    """Return the text of each cell, row by row, the head first."""
    return [
        [entry.astext() for entry in row.findall(nodes.entry)]
        for row in table.findall(nodes.row)
    ]


def test_the_record_as_json_holds_all_that_a_result_depends_on(
    book: SmallBook,
) -> None:
    record = book.provenance()["run"]
    assert record["report"] == REPORT
    assert record["cells"] == 2
    assert record["conditions"]["data"] == "mnist"
    assert record["conditions"]["device"] == "cpu"
    assert record["conditions"]["python"] == ".".join(map(str, sys.version_info[:3]))
    assert len(record["conditions"]["lock"]) == 64


def test_outside_a_repository_the_commit_is_told_as_unknown(book: SmallBook) -> None:
    assert book.provenance()["run"]["commit"] == "unknown"


def test_a_new_run_rewrites_the_tables_of_pages_that_did_not_change(
    book: SmallBook,
) -> None:
    book.edit("book/run.md", "print('has'", "x = 1\n```\n\n```{code-cell}\nprint('has'")
    book.build_well("-Dlive_data=mnist")
    _, runs = parse(book.html("record")).all("table")
    assert rows(runs)[0][:2] == ["run", "3"]
    book.write({"book/run.md": FILES["book/run.md"]})


def test_an_unknown_table_fails_the_build_and_says_which_there_are(
    empty_book: SmallBook,
) -> None:
    empty_book.write({"book/index.md": "# Book\n\n```{build-record} all\n```\n"})
    done = empty_book.build()
    assert done.status != 0
    assert "build-record: 'all' is none of runs, machine" in done.output


def test_the_tables_stay_empty_in_a_book_that_runs_nothing(
    empty_book: SmallBook,
) -> None:
    empty_book.write({"book/index.md": RECORD})
    empty_book.build_well()
    machine, runs = (rows(t) for t in parse(empty_book.html("index")).all("table"))
    assert machine == runs == []
