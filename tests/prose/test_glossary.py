"""Every term of art is defined once, shortly, and with the page that treats it."""

import re

import keras
import pytest
import tensorflow as tf
import torch
import torch.distributed.rpc

from manuscript import BOOK, Passage, passages

TEXT = (BOOK / "glossary.md").read_text("utf-8")
DEFINITIONS = [each for each in passages("glossary.md") if "glossary" in each.within]
API = re.compile(r"`((?:torch|tf|keras)\.[\w.]+)`?")
LIBRARIES = {"torch": torch, "tf": tf, "keras": keras}


def words(text: str) -> list[str]:
    """Return a glossary's words, in the order of the source."""
    body = re.split(r"^```\{glossary\}$|^```$", text, flags=re.MULTILINE)[1]
    return [each for each in body.splitlines() if each and each[0] not in " :"]


def test_words_are_told_from_what_they_mean() -> None:
    text = (
        "# A\n\n```{glossary}\n:sorted:\n\none word\n    Its meaning.\n```\n\nMore.\n"
    )
    assert words(text) == ["one word"]


def test_every_word_is_there_once_and_has_one_definition() -> None:
    found = words(TEXT)
    assert len({word.lower() for word in found}) == len(found) == len(DEFINITIONS) > 40


@pytest.mark.parametrize("definition", DEFINITIONS, ids=words(TEXT))
def test_a_definition_is_short_and_points_to_a_page(definition: Passage) -> None:
    assert len(definition.text.split()) <= 70
    assert [link for link in definition.links if ".md" in link]


def test_what_is_named_of_an_interface_exists() -> None:
    names = {name for each in DEFINITIONS for name in API.findall(each.text)}
    assert len(names) > 10
    for name in sorted(names):
        library, *path = name.split(".")
        found: object = LIBRARIES[library]
        for part in path:
            assert hasattr(found, part), name
            found = getattr(found, part)
