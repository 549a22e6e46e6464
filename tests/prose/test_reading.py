"""The book reads easily, in short sentences, and says everything once."""

import re
from collections import defaultdict

import pytest

from manuscript import Passage, pages, passages, passages_of, sentences
from readability import Reading, reading, syllables, table

# Plain English begins at 60. Every page of the book is above 70.
EASE = 66
# The longest average of a page is 18.
WORDS = 20
# From so many words on, a sentence that stands on two pages is a repetition.
SAME = 9
# No running text: titles, tables, and what only gives a source.
APART = {"footnote", "heading", "table"}


def running(page: str) -> list[Passage]:
    """Return a page's paragraphs and lists."""
    return [each for each in passages(page) if not APART & set(each.within)]


@pytest.mark.parametrize(
    ("sentence", "ease"),
    [
        # Three values that have been published of the formula, by Wikipedia among
        # others; found in public tests of other programs, 2026-11-25.
        ("The cat sat on the mat.", 116),
        (
            "This sentence, taken as a reading passage unto itself, is being used to "
            "prove a point.",
            69,
        ),
        (
            "The Australian platypus is seemingly a hybrid of a mammal and reptilian "
            "creature.",
            37.5,
        ),
    ],
)
def test_reading_ease_is_what_others_find(sentence: str, ease: float) -> None:
    assert reading([sentence]).ease == pytest.approx(ease, abs=0.5)


@pytest.mark.parametrize(
    ("words", "count"),
    [
        ("made the step learned compiles used machines", 1 * 4 + 2 + 1 + 2),
        ("table layer places wanted being", 5 * 2),
        ("it's PyTorch's co-operate", 1 + 2 + 4),
    ],
)
def test_syllables_are_those_that_are_spoken(words: str, count: int) -> None:
    assert sum(map(syllables, words.split())) == count


def test_code_and_numbers_are_words_and_paragraphs_end_sentences() -> None:
    found = reading(
        ["Call `torch.nn.functional.pad`", "Then wait: it took 0.35 s. Ok?"]
    )
    assert found == Reading(sentences=3, words=9, syllables=9)


def test_a_text_without_words_has_no_reading() -> None:
    with pytest.raises(ValueError, match="no words"):
        reading(["…", "—"])


def test_every_page_is_easy_to_read() -> None:
    # A page may be nothing but a table.
    texts = {page: [each.text for each in running(page)] for page in pages()}
    found = {page: reading(each) for page, each in texts.items() if each}
    hard = {page for page, r in found.items() if r.ease < EASE or r.length > WORDS}
    assert not hard, f"{sorted(hard)}\n{table(found)}"


def repeated(passages_: list[Passage]) -> list[list[str]]:
    """Return where a sentence of many words stands on several pages."""
    places: dict[str, list[Passage]] = defaultdict(list)
    for passage in passages_:
        for sentence in sentences(passage.text):
            words = re.findall(r"\w+", sentence.lower())
            if len(words) >= SAME:
                places[" ".join(words)].append(passage)
    return [
        [sentence, *(passage.place for passage in found)]
        for sentence, found in places.items()
        if len({passage.page for passage in found}) > 1
    ]


def test_a_repetition_is_found_whatever_stands_around_it() -> None:
    said = "One. {} Two."
    long = "Of nine words and no fewer is *this sentence* made."
    texts = [said.format(long), f"{long.lower()} Other.", said.format("One two three.")]
    pages_ = [each for n, t in enumerate(texts) for each in passages_of(t, f"{n}.md")]
    plain = "of nine words and no fewer is this sentence made"
    assert repeated(pages_) == [[plain, "0.md:1", "1.md:1"]]


def test_nothing_is_said_twice() -> None:
    # What the article said may have to be said wherever it is judged.
    everything = [each for page in pages() for each in running(page)]
    assert repeated([each for each in everything if "claim" not in each.within]) == []
