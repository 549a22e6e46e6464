"""Photographs are light, described, and as large as the screen that they show."""

import io
import json
from base64 import b64decode

import pytest
from PIL import Image

from spotdiff.photographs import COLOURS, MIME, photograph


def screen(width: int, height: int, colour: str) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(file, "PNG")
    return file.getvalue()


def test_a_photograph_without_a_description_is_refused() -> None:
    with pytest.raises(ValueError, match="'board' needs an alt text"):
        photograph(screen(2, 2, "white"), name="board", alt=" ")


def test_its_size_is_that_of_the_screen_in_css_pixels() -> None:
    shown = photograph(screen(200, 100, "white"), name="a", alt="A board.", scale=2)
    assert (shown.width, shown.height) == (100, 50)


def test_one_look_serves_both_themes() -> None:
    shown = photograph(screen(4, 4, "red"), name="a", alt="A red board.")
    assert shown.dark == shown.light


def test_a_notebook_shows_the_light_one_and_the_build_finds_both() -> None:
    light, dark = screen(4, 4, "white"), screen(4, 4, "black")
    bundle = photograph(light, dark, name="a", alt="A board.")._repr_mimebundle_()
    fields = json.loads(str(bundle[MIME]))
    pixels = [
        Image.open(io.BytesIO(b64decode(text))).convert("RGB").getpixel((0, 0))
        for text in (str(bundle["image/png"]), fields["dark"])
    ]
    assert pixels == [(255, 255, 255), (0, 0, 0)]
    assert "light" not in fields


def test_it_keeps_few_colours() -> None:
    ramp = Image.linear_gradient("L").convert("RGB")
    file = io.BytesIO()
    ramp.save(file, "PNG")
    kept = Image.open(io.BytesIO(photograph(file.getvalue(), name="a", alt="x").light))
    colours = kept.convert("RGB").getcolors()
    assert colours is not None
    assert len(colours) <= COLOURS
