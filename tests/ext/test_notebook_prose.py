"""A page's HTML becomes Markdown, cut at its cells."""

import pytest

from notebook_prose import Place, prose

HERE = Place("graphs/trees.html")
ON_SITE = Place("graphs/trees.html", "https://book.example/en/")
CELL = (
    '<div class="cell docutils"><div class="cell_input"><pre>x = 1</pre></div>'
    '<div class="cell_output"><figure><figcaption>{}</figcaption></figure></div></div>'
)


def text(html: str, place: Place = HERE) -> str:
    """Return the Markdown of a page without cells."""
    (only,) = prose(html, place)
    return only


def test_prose_is_cut_where_the_cells_stand() -> None:
    cells = 2 * CELL.format("")
    html = f"<section><h1>A</h1><p>b</p>{cells}<section><p>c</p></section></section>"
    assert prose(html, HERE) == ["# A\n\nb", "", "c"]


def test_the_caption_of_a_cell_s_picture_stays() -> None:
    html = f"<p>a</p>{CELL.format('Look <em>here</em>.')}<p>b</p>"
    first, second = prose(html, HERE)
    assert (first, second.replace("*", "")) == ("a", "Look here.\n\nb")


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>2 * x_1 &lt; [y] costs $5 `</p>", r"2 \* x\_1 \< \[y\] costs \$5 \`"),
        ("<p>so <code>a_b*</code></p>", "so `a_b*`"),
        ('<h2>On<a class="headerlink" href="#on">#</a></h2>', "## On"),
        ("<button>Copy</button><p>a</p>", "a"),
        ('<p><math alttext="x^\n 2"><mi>x</mi></math></p>', "$x^ 2$"),
        (
            '<div><math display="block" alttext="x_1"><mi>x</mi></math></div>',
            "$$x_1$$",
        ),
        ("<ul><li><p>a</p></li><li><p>b</p></li></ul>", "- a\n- b"),
        ('<div class="claim"><p>a</p><p>b</p></div>', "> a\n>\n> b"),
        (
            '<span class="badge-of-claim"><span class="when">2017</span> '
            '<span class="word">true</span></span>',
            "(2017: true)",
        ),
        (
            '<p>so<a class="footnote-reference" href="#n">[1]</a></p>'
            '<aside class="footnote"><span class="label">[<a href="#i">1</a>]</span>'
            "<p>why</p></aside>",
            "so\\[1\\]\n\n\\[1\\] why",
        ),
        (
            '<details class="run-stamp"><summary>Run</summary><dl><dt>a</dt></dl>'
            "</details>",
            "Run",
        ),
    ],
)
def test_what_a_page_has_is_written_as_jupyter_reads_it(
    html: str, expected: str
) -> None:
    assert text(html) == expected


def test_a_listing_keeps_every_line_and_its_language() -> None:
    html = (
        '<div class="highlight-python"><div class="highlight"><pre><span></span>'
        "a  = <span>&lt;1</span>\n\n\n\nb_c\n</pre></div></div>"
    )
    assert text(html) == "```python\na  = <1\n\n\n\nb_c\n```"


def test_listings_side_by_side_stand_one_below_the_other() -> None:
    marked = 'a\n<span class="hll">b\n</span><span class="hll">c\n</span>d\n'
    once = '<span class="hll">a\n</span>b\n<span class="hll">c\n</span>'
    side = '<label>\nOne</label><div><p class="origin">one.py</p><pre>{}</pre></div>'
    html = (
        f'<div class="pair">{side.format(marked)}'
        f"{side.replace('One', 'Two').format(once)}"
        '<p class="difference-count">Lines are marked. <button>Fold</button></p></div>'
    )
    assert text(html) == (
        "**One**\n\none.py\n\n```\na\nb\nc\nd\n```\n\n"
        "**Two**\n\none.py\n\n```\na\nb\nc\n```\n\n"
        "Lines that differ: in One 2–3; in Two 1, 3."
    )


def test_code_in_a_table_keeps_its_lines_on_one() -> None:
    html = (
        "<table><thead><tr><th>A</th></tr></thead><tbody><tr><td>"
        '<div class="highlight"><pre>a | b\nc</pre></div></td></tr></tbody></table>'
    )
    assert text(html) == "| A |\n| --- |\n| `a \\| b`<br>`c` |"


def test_a_heading_inside_a_table_is_a_row_of_it() -> None:
    html = (
        "<table><thead><tr><th>A</th><th>B</th></tr></thead>"
        '<tbody><tr><th colspan="2">Made</th></tr><tr><td>a</td><td>b</td></tr></tbody>'
        "<tbody><tr><th>c</th><td>d</td></tr></tbody></table>"
    )
    assert text(html) == (
        "| A | B |\n| --- | --- |\n| **Made** |\n| a | b |\n| **c** | d |"
    )


@pytest.mark.parametrize(
    ("target", "on_site", "alone"),
    [
        ("https://x.example/", "[a](https://x.example/)", "[a](https://x.example/)"),
        ("../b.html#c", "[a](https://book.example/en/b.html#c)", "a (b.html)"),
        ("#c", "[a](https://book.example/en/graphs/trees.html#c)", "a"),
        ("../glossary.html#t", "[a](https://book.example/en/glossary.html#t)", "a"),
    ],
)
def test_links_lead_to_the_site_or_say_where_they_would(
    target: str, on_site: str, alone: str
) -> None:
    html = f'<p><a href="{target}">a</a></p>'
    assert text(html, ON_SITE) == on_site
    assert text(html) == alone


def test_a_picture_is_shown_from_the_site() -> None:
    html = '<p><img alt="b" src="../_images/a.png"/></p>'
    assert text(html, ON_SITE) == "![b](https://book.example/en/_images/a.png)"
