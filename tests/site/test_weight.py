"""A page is light, and asks for nothing that it does not use."""

from pathlib import Path

import pytest

from built_pages import MADE_BY_SPHINX, pages, tree
from page_weight import LIMIT, LIMIT_WITHOUT_PICTURES, assets, weigh

# What a script or a sheet is for, by a part of its name.
NEEDED_FOR = {
    "chooser": "table.choices",
    "dictionary": "table.dictionary",
    "digit-pad": "div.digit-pad",
    "design-tabs": ".sd-tab-set",
}
# 1.6 MB of icons that the font has too, and 81 kB for menus that HTML has.
NEVER = ("fontawesome.js", "bootstrap.js")
every_page = pytest.mark.parametrize("page", pages())


@every_page
def test_a_page_is_light_before_its_pictures_are_counted(site: Path, page: str) -> None:
    assert weigh(page).without_pictures < LIMIT_WITHOUT_PICTURES, weigh(page)


@every_page
def test_a_page_is_light_with_its_pictures(site: Path, page: str) -> None:
    assert weigh(page).whole < LIMIT, weigh(page)


@every_page
def test_a_page_loads_what_it_uses(site: Path, page: str) -> None:
    files = [Path(file).name for file in assets(page)]
    for part, element in NEEDED_FOR.items():
        uses = next(tree(page).all(element), None) is not None
        assert uses or not any(part in file for file in files), part
    assert not set(files) & set(NEVER)


def test_the_index_of_the_search_is_loaded_where_one_searches(site: Path) -> None:
    loading = {p for p in (*pages(), *MADE_BY_SPHINX) if "searchindex.js" in assets(p)}
    assert loading == {"search.html"}


@every_page
def test_every_picture_has_a_size_and_waits_until_it_is_wanted(
    site: Path, page: str
) -> None:
    for image in tree(page).all("img"):
        assert int(image.attributes["width"]) > 0
        assert int(image.attributes["height"]) > 0
        assert image.attributes["loading"] == "lazy"
        assert image.attributes["decoding"] == "async"
