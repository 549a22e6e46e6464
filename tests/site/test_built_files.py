"""The files of the built site: what they link to, and what they were made from."""

import csv
import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from built_pages import pages, tree
from ext.html_tree import Element

REPOSITORY = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def record(site: Path) -> dict[str, Any]:
    """Return what the site says of its runs."""
    made: dict[str, Any] = json.loads((site / "provenance.json").read_text("utf-8"))
    return made


def figures(page: str) -> list[Element]:
    return list(tree(page).all("figure.live-figure"))


def diagrams(page: str) -> list[Element]:
    return list(tree(page).all("figure.live-diagram"))


@pytest.mark.parametrize("page", pages())
def test_every_page_that_is_linked_to_exists(site: Path, page: str) -> None:
    assert (site / page).is_file()


def test_the_site_shows_figures(site: Path) -> None:
    assert any(figures(page) for page in pages())


def test_the_site_shows_diagrams(site: Path) -> None:
    assert any(diagrams(page) for page in pages())


@pytest.mark.parametrize("page", pages())
def test_every_picture_links_to_its_data_as_csv(site: Path, page: str) -> None:
    for figure in (*figures(page), *diagrams(page)):
        link = figure.one("a.figure-data").attributes["href"]
        text = (site / page).parent.joinpath(link).read_text("utf-8")
        head, *rows = csv.reader(text.splitlines(), strict=True)
        assert all(name.strip() for name in head)
        assert rows
        assert {len(row) for row in rows} == {len(head)}


@pytest.mark.parametrize("page", pages())
def test_every_figure_has_a_light_and_a_dark_image_with_one_alt_text(
    site: Path, page: str
) -> None:
    for figure in figures(page):
        light, dark = figure.all("img")
        assert light.attributes["alt"] == dark.attributes["alt"] != ""
        assert "only-light" in light.classes
        assert "only-dark" in dark.classes


@pytest.mark.parametrize("page", pages())
def test_every_diagram_is_described_and_its_words_are_text(
    site: Path, page: str
) -> None:
    for diagram in diagrams(page):
        svg = diagram.one("svg")
        assert svg.attributes["role"] == "img"
        assert svg.attributes["aria-label"].strip()
        assert all(text.text.strip() for text in svg.all("text"))
        assert next(svg.all("text"), None)


@pytest.mark.parametrize("page", pages())
def test_no_error_output_or_warning_is_published(site: Path, page: str) -> None:
    outputs = [out.text for out in tree(page).all("div.cell_output")]
    assert not any("DeprecationWarning" in text for text in outputs)
    assert list(tree(page).all("div.problematic")) == []
    assert list(tree(page).all(".system-message")) == []


def test_every_module_behind_the_site_is_as_it_was_when_the_site_was_made(
    record: dict[str, Any],
) -> None:
    said = {
        module["path"]: module["sha256"]
        for page in record["pages"].values()
        for module in page["modules"].values()
    }
    now = {
        path: hashlib.sha256((REPOSITORY / path).read_bytes()).hexdigest()
        for path in said
    }
    stale = sorted(path for path in said if said[path] != now[path])
    assert not stale, f"the site is older than {stale}: run `make html` first"
    assert "code/spotdiff/runtime.py" in said


def test_the_lock_file_is_as_it_was_when_the_site_was_made(
    record: dict[str, Any],
) -> None:
    now = hashlib.sha256((REPOSITORY / "uv.lock").read_bytes()).hexdigest()
    said = {page["conditions"]["lock"] for page in record["pages"].values()}
    assert said == {now}, "the site is older than uv.lock: run `make html` first"


def test_every_run_is_told_with_device_versions_time_and_memory(
    record: dict[str, Any],
) -> None:
    assert record["pages"]
    for run in record["pages"].values():
        assert run["seconds"] > 0
        assert run["cells"] > 0
        assert run["commit"]
        assert run["report"]["device_name"]
        assert run["report"]["peak_bytes"] > 0
        assert run["report"]["device"] == run["conditions"]["device"]
        assert {"python", "torch", "tensorflow"} <= set(run["report"]["versions"])


def test_a_page_has_a_run_stamp_if_and_only_if_it_was_executed(
    site: Path, record: dict[str, Any]
) -> None:
    stamped = {p for p in pages() if list(tree(p).all("details.run-stamp"))}
    assert stamped == {f"{name}.html" for name in record["pages"]}
