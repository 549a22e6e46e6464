"""Style sheets lose what cannot apply, and nothing else."""

from pathlib import Path

import pytest

from unused_styles import lighten, without_unasked, without_unused

NAMES = {"here", "there"}


@pytest.mark.parametrize(
    "rule",
    [
        "p{color:red}",
        ".here{color:red}",
        "#there>p{color:red}",
        ".here:not(.gone){color:red}",
        ":is(.gone,.here) p{color:red}",
        ".here[data-x='.gone']{color:red}",
        "@font-face{src:url(a.woff2)}",
        "@keyframes k{from{top:0}to{top:1px}}",
        "@media print{.here{color:red}}",
        '.here::before{content:".gone"}',
        ".here{background:url('data:image/svg+xml;x')}",
    ],
)
def test_a_rule_that_may_apply_stays_as_it_is(rule: str) -> None:
    assert without_unused(rule, NAMES) == rule


@pytest.mark.parametrize(
    "rule",
    [
        ".gone{color:red}",
        ".here .gone{color:red}",
        "#gone,.here.gone{color:red}",
        "@media print{.gone{color:red}}",
        "@supports (a:b){@media print{.gone{color:red}}}",
        r".gone\:wide{color:red}",
        "/* a comment */",
    ],
)
def test_a_rule_that_cannot_apply_goes(rule: str) -> None:
    assert without_unused(rule, NAMES) == ""


def test_of_several_selectors_those_that_may_apply_stay() -> None:
    sheet = ".gone,.here:is(.a,.b),p{color:red}"
    assert without_unused(sheet, NAMES) == ".here:is(.a,.b),p{color:red}"


def test_what_follows_a_rule_that_goes_stays() -> None:
    sheet = '@charset "UTF-8";.gone{top:0}.here{top:1px}'
    assert without_unused(sheet, NAMES) == '@charset "UTF-8";.here{top:1px}'


def test_variables_go_that_nobody_asks_for_and_those_they_ask_for() -> None:
    file = Path("a.css")
    sheet = ":root{--a:var(--b);--b:url('x;y');--c:1px;--d:2px;top:var(--c)}"
    left = without_unasked({file: sheet}, "p{left:var(--d)}")
    assert left == {file: ":root{--c:1px;--d:2px;top:var(--c)}"}


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """Return a site of one page, with a sheet of its own and one of a theme."""
    static = tmp_path / "site" / "_static"
    static.mkdir(parents=True)
    (tmp_path / "own").mkdir()
    (tmp_path / "site" / "index.html").write_text(
        '<script src="_static/a.js?v=1"></script><p class="here"></p>'
    )
    (static / "a.js").write_text("box.classList.add('made'); const gone = 1;")
    (static / "template.html").write_text('<p class="gone"></p>')
    sheet = ".here{top:var(--x)}.made{top:0}.gone{top:0}:root{--x:0;--y:0}"
    for file in (static / "theme.css", static / "book.css", tmp_path / "own/book.css"):
        file.write_text(sheet)
    return tmp_path / "site"


def test_a_name_of_a_page_or_in_a_text_of_a_script_counts(site: Path) -> None:
    lighten(site, site.parent / "own")
    left = (site / "_static/theme.css").read_text()
    assert ".here" in left
    assert ".made" in left
    assert ".gone" not in left


def test_our_own_sheets_are_left_alone_and_may_ask_for_variables(site: Path) -> None:
    own = site.parent / "own"
    before = (own / "book.css").read_text()
    (site / "_static/book.css").write_text(before + "p{top:var(--y)}")
    lighten(site, own)
    assert (site / "_static/book.css").read_text() == before + "p{top:var(--y)}"
    assert "--y:0" in (site / "_static/theme.css").read_text()
