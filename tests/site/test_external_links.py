"""Links to other hosts, on all pages as they were built, and in the texts."""

import html
import re
from pathlib import Path

import pytest

import linkcheck
from link_forms import faults, variants

ROOT = Path(__file__).parents[2]
LINK = re.compile(r'<a [^>]*href="(https?:[^"]*|//[^"]*)"')


@pytest.fixture(scope="module")
def external(site: Path) -> dict[str, str]:
    """Return every link to another host, with a place where it stands."""
    texts = linkcheck.links_of_texts(ROOT)
    found = {link: str(known.docpath) for link, known in texts.items()}
    for page in sorted(site.rglob("*.html")):
        for link in LINK.findall(page.read_text("utf-8")):
            found.setdefault(html.unescape(link), page.relative_to(site).as_posix())
    return found


@pytest.mark.parametrize(
    ("link", "fault"),
    [
        ("http://pytorch.org/", "is not https"),
        ("//pytorch.org/", "is not https"),
        ("https://localhost/a", "has no host that all can reach"),
        ("https://127.0.0.1/a", "has no host that all can reach"),
        ("https://PyTorch.org/", "has a capital in its host"),
        ("https://me@pytorch.org/", "holds a name or a port"),
        ("https://pytorch.org:8080/", "holds a name or a port"),
        ("https://pytorch.org/a b", "has a blank in it"),
        ("https://pytorch.org/.", "ends in punctuation"),
        ("https://pytorch.org/a)", "ends in punctuation"),
        ("https://pytorch.org/?utm_source=x", "says where its reader came from"),
        ("https://pytorch.org/?a=b&fbclid=", "says where its reader came from"),
        ("https://pytorch.org/#:~:text=a", "points to words that were searched for"),
    ],
)
def test_a_bad_form_is_seen(link: str, fault: str) -> None:
    assert faults(link) == [fault]


@pytest.mark.parametrize(
    "link",
    [
        "https://pytorch.org",
        "https://docs.pytorch.org/docs/stable/nn.html#torch.nn.Linear",
        "https://en.wikipedia.org/wiki/Tensor_(machine_learning)",
        "https://web.archive.org/web/2017/https://www.tensorflow.org/?a=ref",
    ],
)
def test_a_good_form_is_left_alone(link: str) -> None:
    assert faults(link) == []


def test_one_address_is_written_in_one_way() -> None:
    links = [
        "https://a.org/b",
        "https://www.a.org/b/",
        "https://a.org/b#c",
        "https://c.org",
    ]
    assert variants(links) == [["https://a.org/b", "https://www.a.org/b/"]]


def test_every_external_link_has_a_good_form(external: dict[str, str]) -> None:
    assert len(external) > 100
    wrong = {f"{place}: {link}": faults(link) for link, place in external.items()}
    assert {place: found for place, found in wrong.items() if found} == {}


def test_every_address_is_written_in_one_way(external: dict[str, str]) -> None:
    assert variants(external) == []
