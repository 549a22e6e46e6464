"""Figures: the same numbers give the same bytes, legible in light and in dark."""

import csv
import io
import json
from dataclasses import asdict
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest
from matplotlib.figure import Figure

from spotdiff import figures
from spotdiff.figures import DARK, LIGHT, Columns, Picture, Theme

DATA: Columns = {
    "step": [1, 2, 3],
    "PyTorch": [3.0, 2.0, 1.5],
    "TensorFlow": [3.0, 1.0, 0.5],
}
FRAMEWORKS = ("PyTorch", "TensorFlow", "TensorFlow 1", "NumPy")
PAGES = {"light": (LIGHT, "#ffffff"), "dark": (DARK, "#14181e")}


def paint(figure: Figure, data: Columns, theme: Theme) -> None:
    axes = figure.subplots()
    for name in ("PyTorch", "TensorFlow"):
        style: Any = figures.line_style(name, theme)
        axes.plot(data["step"], data[name], label=name, **style)
    axes.set_title("Loss")
    axes.legend()


def drawn(data: Columns = DATA, **options: Any) -> Picture:
    fields = {"name": "loss", "alt": "Both losses fall.", **options}
    return figures.draw(paint, data, **fields)


# Bytes ------------------------------------------------------------------------


def test_the_same_numbers_give_the_same_bytes() -> None:
    assert drawn() == drawn()


def test_other_numbers_give_other_bytes() -> None:
    other = drawn({**DATA, "PyTorch": [3.0, 2.0, 1.0]})
    first = drawn()
    assert other.light != first.light
    assert other.dark != first.dark
    assert other.table != first.table


def test_no_date_is_written_into_the_file() -> None:
    assert "<dc:date>" not in drawn().light


def test_the_readers_own_matplotlib_settings_change_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    import matplotlib as mpl

    first = drawn()
    monkeypatch.setitem(mpl.rcParams, "lines.linewidth", 9.0)
    monkeypatch.setitem(mpl.rcParams, "axes.titlesize", 30.0)
    assert drawn() == first


def test_drawing_leaves_the_readers_own_settings_as_they_were() -> None:
    import matplotlib as mpl

    before = dict(mpl.rcParams)
    drawn()
    assert dict(mpl.rcParams) == before


# Light and dark ---------------------------------------------------------------


def test_light_and_dark_differ_in_their_colours_and_in_nothing_else() -> None:
    picture = drawn()
    assert picture.light != picture.dark
    assert skeleton(picture.light) == skeleton(picture.dark)


def skeleton(svg: str) -> list[str]:
    return [element.tag for element in ElementTree.fromstring(svg).iter()]


def test_each_theme_is_drawn_in_its_own_ink_and_framework_colours() -> None:
    picture = drawn()
    for svg, own, other in (
        (picture.light, LIGHT, DARK),
        (picture.dark, DARK, LIGHT),
    ):
        for name in ("ink", "pytorch", "tensorflow"):
            assert getattr(own, name) in svg
            assert getattr(other, name) not in svg


def test_the_page_shows_through_the_background() -> None:
    picture = drawn()
    assert "#ffffff" not in picture.light
    assert "#ffffff" not in picture.dark


def luminance(colour: str) -> float:
    """Return the relative luminance that WCAG 2 defines."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels
    ]
    return float(np.dot(linear, [0.2126, 0.7152, 0.0722]))


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio that WCAG 2 defines."""
    low, high = sorted([luminance(one), luminance(other)])
    return (high + 0.05) / (low + 0.05)


def test_contrast_is_computed_as_wcag_defines_it() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.478, abs=0.001)


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("name", sorted(set(asdict(LIGHT)) - {"grid"}))
def test_every_colour_stands_out_from_its_page(page: str, name: str) -> None:
    theme, background = PAGES[page]
    assert contrast(getattr(theme, name), background) >= 4.5


@pytest.mark.parametrize("page", PAGES)
def test_the_grid_is_fainter_than_everything_drawn_on_it(page: str) -> None:
    theme, background = PAGES[page]
    assert 1.05 < contrast(theme.grid, background) < 2


# One look a framework ---------------------------------------------------------


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_frameworks_can_be_told_apart_by_their_dashes_alone(theme: Theme) -> None:
    dashes = [str(figures.line_style(f, theme)["linestyle"]) for f in FRAMEWORKS]
    assert len(set(dashes)) == len(FRAMEWORKS)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_pytorch_tensorflow_and_neither_have_a_colour_each(theme: Theme) -> None:
    names = ("PyTorch", "TensorFlow", "NumPy")
    colours = {str(figures.line_style(name, theme)["color"]) for name in names}
    assert len(colours) == len(names)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_both_tensorflows_share_their_colour(theme: Theme) -> None:
    new, old = (
        figures.line_style(name, theme) for name in ("TensorFlow", "TensorFlow 1")
    )
    assert new["color"] == old["color"]


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_framework_colours_are_far_apart_to_every_eye(theme: Theme) -> None:
    warm, cold = theme.pytorch, theme.tensorflow
    # Orange against blue: far apart in red and in blue, whoever looks.
    assert int(warm[1:3], 16) - int(cold[1:3], 16) > 80
    assert int(cold[5:7], 16) - int(warm[5:7], 16) > 80


# What goes with the picture ---------------------------------------------------


@pytest.mark.parametrize("alt", ["", "  \n"])
def test_a_figure_without_alt_text_is_refused(alt: str) -> None:
    with pytest.raises(ValueError, match="figure 'loss' needs an alt text"):
        drawn(alt=alt)


def test_columns_of_unequal_length_are_refused_and_named() -> None:
    with pytest.raises(ValueError, match=r"equally long.*'b': 1"):
        figures.to_csv({"a": [1, 2], "b": [1]})


def test_the_data_is_published_as_it_was_drawn() -> None:
    rows = list(csv.reader(io.StringIO(drawn().table)))
    assert rows[0] == ["step", "PyTorch", "TensorFlow"]
    assert [float(cell) for cell in rows[1]] == [1, 3, 3]
    assert len(rows) == 4


def test_texts_with_commas_and_quotes_survive_the_csv() -> None:
    table = figures.to_csv({"name": ['a, "b"', "c"], "x": [1, 2]})
    assert list(csv.reader(io.StringIO(table)))[1] == ['a, "b"', "1"]


def test_lines_of_the_csv_end_alike_on_every_system() -> None:
    assert "\r" not in drawn().table


def test_numbers_keep_all_their_digits_in_the_csv() -> None:
    table = figures.to_csv({"x": np.array([0.1, 1 / 3]).tolist()})
    assert [float(line) for line in table.splitlines()[1:]] == [0.1, 1 / 3]


def test_the_size_is_given_in_css_pixels() -> None:
    picture = drawn(size=(5, 2.5))
    assert (picture.width, picture.height) == (480, 240)


def test_jupyter_shows_the_svg_and_the_build_finds_the_rest() -> None:
    picture = drawn(caption="Who is first?")
    bundle = picture._repr_mimebundle_()
    assert bundle["image/svg+xml"] == picture.light
    fields = json.loads(str(bundle[figures.MIME]))
    assert fields == {k: v for k, v in asdict(picture).items() if k != "light"}
