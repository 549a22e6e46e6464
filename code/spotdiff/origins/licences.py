"""Who holds the copyright of PyTorch, as its own package says."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import distribution

from spotdiff.tables import Table

# With this begin the conditions, which name nobody.
CONDITIONS = "\nRedistribution and use"
HEADING = re.compile(r"From (?P<origin>\w+):")
SPAN = r"\d{4}(?:-(?:\d{4}|present)?)?"
HOLDER = re.compile(
    rf"Copyright ?(?:\(c\))? (?P<years>{SPAN}(?:, {SPAN})*),?\s+(?P<who>[^(]+)"
)
# The licence names some holders only by what they gave to.
CONTRIBUTORS = "the respective contributors"


class LicenceError(ValueError):
    """The licence of the package is not written as it was."""


@dataclass(frozen=True)
class Holder:
    """A line of the licence.

    Attributes:
        years: as written; one that ends in a dash goes on.
        who: a company, a laboratory or a person.
    """

    years: str
    who: str

    @property
    def first(self) -> int:
        """Return the first of the years."""
        return int(self.years[:4])


def licence(package: str = "torch") -> str:
    """Return the licence that an installed package carries.

    Raises:
        LicenceError: it carries none.
    """
    for file in distribution(package).files or ():
        if file.name == "LICENSE" and "licenses" in file.parts:
            return file.read_text()
    raise LicenceError(f"{package} is installed without a LICENSE among its files")


def holders(text: str) -> Mapping[str, list[Holder]]:
    """Return the holders under each heading "From ...:" of a licence.

    Raises:
        LicenceError: there is no such heading, or none below it.
    """
    found: dict[str, list[Holder]] = {}
    under: list[Holder] = []
    before = ""
    for line in map(str.strip, text.partition(CONDITIONS)[0].split("\n")):
        if heading := HEADING.fullmatch(line):
            under = found.setdefault(heading["origin"], [])
        elif holder := HOLDER.match(line):
            who = holder["who"].removesuffix("All rights reserved.").strip(" .")
            years = holder["years"].replace("present", "").replace("-", "–")
            under.append(Holder(years, before if who == CONTRIBUTORS else who))
        before = line.rstrip(":") or before
    if not found or not all(found.values()):
        raise LicenceError(f"no holders under a heading 'From ...:' in {text[:60]!r}")
    return found


def table(package: str = "torch") -> Table:
    """List the holders in the order of their first year."""
    lines = [
        (holder.years, holder.who, origin)
        for origin, under in holders(licence(package)).items()
        for holder in under
    ]
    return Table(["Years", "Holder", "Under"], sorted(lines))
