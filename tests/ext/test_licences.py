"""Licences, as packages state them."""

import json
from importlib import metadata
from pathlib import Path

import pytest

from ext.builder import Builder
from ext.html_tree import Element, parse
from ext.small_book import CONF, SmallBook
from licences import LicenceError, carried, licence_of, node_packages, python_packages

ROOT = Path(__file__).parents[2]
NAMES = "Metadata-Version: 2.4\nName: shop\nVersion: 1.0\n"


def package(folder: Path, stated: str, **files: str) -> metadata.Distribution:
    place = folder / "shop-1.0.dist-info"
    place.mkdir()
    (place / "METADATA").write_text(NAMES + stated)
    for name, text in files.items():
        (place / name).write_text(text)
    (place / "RECORD").write_text("".join(f"{place.name}/{n},,\n" for n in files))
    return metadata.PathDistribution(place)


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ("License-Expression: MIT\nLicense: other\n", "MIT"),
        ("Classifier: License :: OSI Approved :: MIT License\n", "MIT License"),
        ("Classifier: License :: OSI Approved\nLicense: BSD\n", "BSD"),
        ("License: Zlib\n", "Zlib"),
    ],
)
def test_the_most_exact_statement_counts(
    tmp_path: Path, stated: str, expected: str
) -> None:
    assert licence_of(package(tmp_path, stated)) == expected


def test_the_licence_itself_is_quoted_where_its_name_is_missing(tmp_path: Path) -> None:
    found = package(tmp_path, "", LICENSE="\n  Free for all\n\nof you")
    assert licence_of(found) == "its file begins: Free for all"


def test_a_package_without_a_licence_is_refused(tmp_path: Path) -> None:
    with pytest.raises(LicenceError, match="shop states no licence"):
        python_packages([package(tmp_path, "")])


def test_packages_of_npm_are_listed_once(tmp_path: Path) -> None:
    packages = {
        "": {"name": "ours"},
        "node_modules/b": {"version": "2", "license": "MIT"},
        "node_modules/b/node_modules/a": {"version": "1"},
    }
    locks = [tmp_path / "one.json", tmp_path / "two.json"]
    for lock in locks:
        lock.write_text(json.dumps({"packages": packages}))
    found = node_packages(locks)
    assert [(each.name, each.licence) for each in found] == [
        ("a", "not stated in the lock file"),
        ("b", "MIT"),
    ]


def test_an_incomplete_entry_is_refused(tmp_path: Path) -> None:
    (tmp_path / "carried.toml").write_text('[Font]\nlicence = "OFL-1.1"\n')
    with pytest.raises(LicenceError, match=r"Font needs files, licence and holder"):
        carried(tmp_path / "carried.toml")


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory, builder: Builder) -> SmallBook:
    made = SmallBook(tmp_path_factory.mktemp("licences"), builder)
    made.write(
        {
            "conf.py": CONF.replace('"pair",', '"pair", "licences",')
            + 'own_package = "spotdiff"\n',
            "uv.lock": "",
            "book/carried.toml": '[Font]\nfiles = []\nlicence = "OFL-1.1"\n'
            'holder = "A. Smith"\n',
            "book/index.md": "# L\n\n```{licences} site\n```\n\n"
            "```{licences} python\n```\n",
        }
    )
    made.build_well()
    return made


def rows(table: Element) -> list[list[str]]:
    return [
        [cell.text.strip() for cell in row.all("td")]
        for row in next(table.all("tbody")).all("tr")
    ]


def test_tables_are_shown(book: SmallBook) -> None:
    site, python = parse(book.html("index")).all("table")
    assert rows(site) == [["Font", "OFL-1.1, © A. Smith"]]
    names = [row[0] for row in rows(python)]
    assert "Sphinx" in names
    assert "spotdiff" not in names


def test_an_unknown_list_is_refused(book: SmallBook) -> None:
    book.write({"book/index.md": "# L\n\n```{licences} cargo\n```\n"})
    assert "none of site, python and node" in book.build().output
