"""Kept results: what names them, and that no half of one is ever read."""

import os
import time
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from results import KEPT_PER_PAGE, Results, key_of, write_whole

MODULES = {"shop": "a", "shop.front": "b"}
CONDITIONS = {"device": "cpu", "data": "digits", "lock": "c"}
KEY = "0123456789abcdef01234567"


def notebook(*cells: nbformat.NotebookNode) -> nbformat.NotebookNode:
    made: nbformat.NotebookNode = new_notebook(cells=list(cells))
    return made


def code(source: str, *tags: str) -> nbformat.NotebookNode:
    made: nbformat.NotebookNode = new_code_cell(source)
    if tags:
        made.metadata["tags"] = list(tags)
    return made


def key(*cells: nbformat.NotebookNode) -> str:
    return key_of(notebook(*cells), MODULES, CONDITIONS)


def result(value: str = "1", seconds: float = 2.5) -> nbformat.NotebookNode:
    cell = code("1")
    cell.outputs = [new_output("stream", name="stdout", text=value)]
    made = notebook(cell)
    made.metadata["run"] = {"seconds": seconds}
    return made


def value_of(made: nbformat.NotebookNode | None) -> str:
    assert made is not None
    return str(made.cells[0].outputs[0].text)


@pytest.fixture
def store(tmp_path: Path) -> Results:
    return Results(tmp_path / "results")


# What names a result ----------------------------------------------------------


@pytest.mark.parametrize(
    "cells",
    [
        [code("x = 2")],
        [code("x = 1 ")],
        [code("x = 1"), code("x")],
        [code("x = 1", "raises-exception")],
        [code("x = 1", "shows-stderr")],
        [code("x = 1", "measures-time")],
    ],
)
def test_the_key_changes_with_what_the_cells_do(
    cells: list[nbformat.NotebookNode],
) -> None:
    assert key(*cells) != key(code("x = 1"))


def test_the_key_changes_with_the_order_of_the_cells() -> None:
    assert key(code("a"), code("b")) != key(code("b"), code("a"))


def test_the_key_knows_where_one_cell_ends_and_the_next_begins() -> None:
    assert key(code("a\nb")) != key(code("a"), code("b"))


def test_the_key_does_not_change_with_prose() -> None:
    plain = key(code("a"), code("b"))
    prose = new_markdown_cell("Words.")
    assert key(prose, code("a"), new_markdown_cell("More."), code("b")) == plain


def test_the_key_does_not_change_with_tags_that_only_present() -> None:
    tagged = code("a", "hide-input", "pytorch", "remove-output")
    assert key(tagged) == key(code("a"))


def test_the_key_does_not_change_with_outputs_or_other_metadata() -> None:
    ran = code("a")
    ran.outputs = [new_output("stream", name="stdout", text="1")]
    ran.execution_count = 7
    page = notebook(ran)
    page.metadata["title"] = "Another"
    assert key_of(page, MODULES, CONDITIONS) == key(code("a"))


@pytest.mark.parametrize(
    "modules",
    [
        {**MODULES, "shop.front": "changed"},
        {**MODULES, "shop.cellar": "d"},
        {"shop": "a"},
        {"shop": "b", "shop.front": "a"},
    ],
)
def test_the_key_changes_with_the_modules(modules: dict[str, str]) -> None:
    page = notebook(code("a"))
    assert key_of(page, modules, CONDITIONS) != key_of(page, MODULES, CONDITIONS)


@pytest.mark.parametrize("name", CONDITIONS)
def test_the_key_changes_with_each_condition(name: str) -> None:
    page = notebook(code("a"))
    changed = {**CONDITIONS, name: "changed"}
    assert key_of(page, MODULES, changed) != key_of(page, MODULES, CONDITIONS)


def test_the_key_does_not_change_with_the_order_in_which_facts_are_named() -> None:
    page = notebook(code("a"))
    modules, conditions = (
        dict(reversed(facts.items())) for facts in (MODULES, CONDITIONS)
    )
    assert key_of(page, modules, conditions) == key_of(page, MODULES, CONDITIONS)


# What is kept -----------------------------------------------------------------


def test_what_was_put_is_got(store: Results) -> None:
    store.put("page", KEY, result("42"))
    assert value_of(store.get("page", KEY)) == "42"


def test_there_is_nothing_under_another_key_or_page(store: Results) -> None:
    store.put("page", KEY, result())
    assert store.get("page", KEY[::-1]) is None
    assert store.get("other", KEY) is None


def test_a_page_in_a_folder_is_kept_too(store: Results) -> None:
    store.put("part/page", KEY, result("42"))
    assert value_of(store.get("part/page", KEY)) == "42"


@pytest.mark.parametrize(
    "damage",
    [b"", b"{", b"\xff\xfe", b"null", b"[]", b"{}", b'"text"', b'{"cells": []}'],
)
def test_a_damaged_result_is_as_good_as_absent_and_is_removed(
    store: Results, damage: bytes
) -> None:
    store.put("page", KEY, result())
    store.path("page", KEY).write_bytes(damage)
    assert store.get("page", KEY) is None
    assert not store.path("page", KEY).exists()


def test_a_result_cut_off_anywhere_is_as_good_as_absent(store: Results) -> None:
    store.put("page", KEY, result())
    whole = store.path("page", KEY).read_bytes().rstrip()
    for length in range(0, len(whole), 25):
        store.path("page", KEY).write_bytes(whole[:length])
        assert store.get("page", KEY) is None


def put_in_order(store: Results, page: str, count: int) -> None:
    for number in range(count):
        key = f"{number:024x}"
        store.put(page, key, result(str(number), seconds=number))
        os.utime(store.path(page, key), (number, number))


def test_only_the_newest_few_of_a_page_are_kept(store: Results) -> None:
    put_in_order(store, "page", KEPT_PER_PAGE + 3)
    kept = [file.name.split(".")[-2] for file in store.of_page("page")]
    newest = range(3, KEPT_PER_PAGE + 3)
    assert sorted(kept) == [f"{number:024x}" for number in newest]


def test_the_last_one_put_is_kept_though_the_clock_was_set_back(
    store: Results,
) -> None:
    put_in_order(store, "page", KEPT_PER_PAGE)
    tomorrow = time.time() + 86_400
    for file in store.of_page("page"):
        os.utime(file, (tomorrow, tomorrow))
    store.put("page", KEY, result("today"))
    assert value_of(store.get("page", KEY)) == "today"
    assert len(store.of_page("page")) == KEPT_PER_PAGE


@pytest.mark.parametrize("other", ["another", "page-2", "page.2", "part/page"])
def test_the_results_of_another_page_are_left_alone(store: Results, other: str) -> None:
    put_in_order(store, other, 2)
    put_in_order(store, "page", KEPT_PER_PAGE + 2)
    assert len(store.of_page(other)) == 2
    assert len(store.of_page("page")) == KEPT_PER_PAGE


def test_the_last_time_is_that_of_the_newest_result(store: Results) -> None:
    put_in_order(store, "page", 3)
    assert store.last_seconds("page") == 2


def test_the_last_time_skips_a_damaged_result(store: Results) -> None:
    put_in_order(store, "page", 3)
    store.path("page", f"{2:024x}").write_text("{", "utf-8")
    assert store.last_seconds("page") == 1


def test_a_page_never_run_has_no_last_time(store: Results) -> None:
    assert store.last_seconds("page") is None


# Whole or not at all ----------------------------------------------------------


def refuse(*_: object, **__: object) -> None:
    raise OSError("no space left")


@pytest.mark.parametrize(
    "broken", [(os, "fsync"), (Path, "replace"), (Path, "chmod")], ids=str
)
def test_a_write_that_fails_leaves_the_old_file_and_nothing_else(
    store: Results, monkeypatch: pytest.MonkeyPatch, broken: tuple[object, str]
) -> None:
    store.put("page", KEY, result("old"))
    monkeypatch.setattr(*broken, refuse)
    with pytest.raises(OSError, match="no space"):
        store.put("page", KEY, result("new"))
    monkeypatch.undo()
    assert value_of(store.get("page", KEY)) == "old"
    assert list(store.folder.iterdir()) == [store.path("page", KEY)]


def test_a_write_that_fails_leaves_no_new_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(OSError, match="no space"):
        write_whole(tmp_path / "new.txt", "text")
    assert list(tmp_path.iterdir()) == []


def test_an_interrupted_write_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(_: int) -> None:
        raise KeyboardInterrupt

    file = tmp_path / "file.txt"
    write_whole(file, "old")
    monkeypatch.setattr(os, "fsync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        write_whole(file, "new")
    assert file.read_text("utf-8") == "old"
    assert list(tmp_path.iterdir()) == [file]


def test_a_written_file_can_be_read_by_others_and_is_in_utf_8(tmp_path: Path) -> None:
    file = tmp_path / "deep" / "file.txt"
    write_whole(file, "10⁻⁷")
    assert file.read_bytes() == "10⁻⁷".encode()
    assert file.stat().st_mode & 0o777 == 0o644
