"""How hard a text is to read: Flesch's reading ease, and the words of a sentence."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

from manuscript import sentences

# A name in code is one sign to its reader, however many letters it has.
CODE = re.compile(r"`[^`]*`")
JOINT = r"['\u2019-]"
WORD = re.compile(rf"[^\W\d_]+(?:{JOINT}[^\W\d_]+)*|\d[\d.,]*")
# A y between vowels parts them, as in "layer"; so does what ends in "-ing".
VOWELS = re.compile(r"(?:y(?=[aeiou]))?[aeiouà-öø-ÿ]+(?:y(?![aeiou]))?|y")
SPOKEN_APART = re.compile(r"[aeiou]ing$")
# "Made" and "files", not "table" or "places"; "learned", not "wanted".
SILENT = re.compile(
    r"(?:[^laeiouy]|[aeiouy]l|ll)e$"
    r"|(?:[^laeiouyscgxzh]|[aeiouy]l|th)es$"
    r"|[^tdaeiou]ed$"
)


@dataclass(frozen=True)
class Reading:
    """What was counted in a text.

    Attributes:
        sentences: how many.
        words: how many in all; a piece of code or a number is one word.
        syllables: how many in all.
    """

    sentences: int
    words: int
    syllables: int

    @property
    def length(self) -> float:
        """Words in a sentence, on average."""
        return self.words / self.sentences

    @property
    def ease(self) -> float:
        """Flesch's reading ease: 60 to 70 is plain English, less is harder."""
        return 206.835 - 1.015 * self.length - 84.6 * self.syllables / self.words


def reading(texts: Sequence[str]) -> Reading:
    """Count sentences, words and syllables.

    Args:
        texts: paragraphs; each begins and ends a sentence.

    Raises:
        ValueError: there is no word in them.
    """
    plain = [CODE.sub("x", text) for text in texts]
    found = [WORD.findall(each) for text in plain for each in sentences(text)]
    counted = [words for words in found if words]
    if not counted:
        raise ValueError("no words to read")
    return Reading(
        len(counted),
        sum(map(len, counted)),
        sum(syllables(word) for words in counted for word in words),
    )


def syllables(word: str) -> int:
    """Count a word's groups of vowels, but for an e that is not spoken."""
    parts = re.split(JOINT, word.lower())
    return sum(_of_part(part) for part in parts if part) or 1


def _of_part(part: str) -> int:
    """Count the syllables of a word without hyphens; the "s" of "it's" has none."""
    groups = len(VOWELS.findall(part))
    silent = len(part) > 3 and bool(SILENT.search(part))
    apart = bool(SPOKEN_APART.search(part))
    return max(min(groups, 1), groups - silent + apart)


def table(readings: dict[str, Reading]) -> str:
    """Return one line a page, the hardest first, and the average of the pages."""
    lines = [f"{'ease':>6} {'words a sentence':>17}  page"]
    hardest_first = sorted(readings.items(), key=lambda item: item[1].ease)
    lines += [f"{r.ease:6.1f} {r.length:17.1f}  {page}" for page, r in hardest_first]
    ease = fmean(r.ease for r in readings.values())
    length = fmean(r.length for r in readings.values())
    return "\n".join([*lines, f"{ease:6.1f} {length:17.1f}  on average"])
