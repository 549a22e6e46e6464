"""Icons drawn from the one that is kept."""

import io
from pathlib import Path

import pytest
from sphinx.errors import ExtensionError

import icons

SVG = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8">
  <rect x="0" y="0" width="4" height="8" fill="#ff0000"/>
  <rect x="4" y="0" width="4" height="8" fill="#0000ff"/>
</svg>"""


@pytest.fixture
def svg(tmp_path: Path) -> Path:
    file = tmp_path / "icon.svg"
    file.write_text(SVG, "utf-8")
    return file


def test_an_icon_shows_the_rectangles_in_their_places(svg: Path) -> None:
    image = icons.draw(svg, 16)
    assert image.size == (16, 16)
    assert image.getpixel((3, 8)) == (255, 0, 0, 255)
    assert image.getpixel((12, 8)) == (0, 0, 255, 255)


def test_an_icon_of_a_home_screen_has_a_margin_and_no_hole(svg: Path) -> None:
    image = icons.for_home_screen(svg, 180).convert("RGBA")
    assert image.getpixel((2, 2)) == (255, 255, 255, 255)
    assert image.getpixel((60, 90)) == (255, 0, 0, 255)


def test_an_icon_is_small(svg: Path) -> None:
    made = io.BytesIO()
    icons.for_home_screen(svg, 512).save(made, "PNG", optimize=True)
    assert len(made.getvalue()) < 5000


def test_a_drawing_of_other_shapes_is_refused(svg: Path) -> None:
    svg.write_text(SVG.replace("rect", "circle"), "utf-8")
    with pytest.raises(ExtensionError, match="rectangles alone"):
        icons.draw(svg, 16)
