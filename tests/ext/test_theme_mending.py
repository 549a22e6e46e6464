"""What the theme writes is mended, and what is well is left alone."""

import pytest
from sphinx.builders.html._assets import _JavaScript

from theme_mending import MENDED, deferred, is_for_tabs, known_by_name, named


def mended(html: str) -> str:
    for written, meant in MENDED:
        html = written.sub(meant, html)
    return html


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ('<th class="head"><p></p></th>', '<td class="head"></td>'),
        ('<th class="head text-right"></th>', '<td class="head text-right"></td>'),
        (
            '<img alt="a" src="a.svg" style="width: 80px; height: 40px;" />',
            '<img decoding="async" alt="a" src="a.svg" width="80" height="40" />',
        ),
        ('<summary aria-label="Toggle hidden content">', "<summary>"),
    ],
)
def test_what_is_wrong_is_mended(written: str, meant: str) -> None:
    assert mended(written) == meant


@pytest.mark.parametrize(
    "html",
    ['<th class="head"><p>Cells</p></th>', '<img decoding="sync" src="a.svg" />'],
)
def test_what_is_well_stays(html: str) -> None:
    assert mended(html) == html


@pytest.mark.parametrize(
    "classes", ["reference internal", "current reference internal"]
)
def test_a_branch_of_the_contents_says_what_it_opens(classes: str) -> None:
    link = f'<a class="{classes}" href="a.html">Graphs</a>'
    contents = named(lambda: f"{link}<details><summary><i></i></summary></details>")
    assert '<summary aria-label="Pages of: Graphs"><i></i>' in contents()


@pytest.mark.parametrize(
    ("name", "address"),
    [
        (f"mystnb.{'0a' * 32}.css", f"mystnb.{'0a' * 32}.css"),
        ("book.css", "book.css?v=8cd3d715"),
    ],
)
def test_a_digest_in_a_name_is_enough(name: str, address: str) -> None:
    tag_of = known_by_name(lambda sheet: f'<link href="{sheet}?v=8cd3d715">')
    assert tag_of(name) == f'<link href="{address}">'


def test_scripts_wait_but_for_the_options() -> None:
    script = _JavaScript("_static/doctools.js", priority=200)
    assert deferred(script).attributes == {"defer": "defer"}
    assert script.attributes == {}
    options = _JavaScript("_static/documentation_options.js")
    assert deferred(options) is options
    assert is_for_tabs(_JavaScript("design-tabs.js"))
    assert not is_for_tabs(script)
