"""A file that a cell made, for readers to take away."""

import json
from dataclasses import dataclass

# The mark by which the build knows a file among the outputs of a cell.
MIME = "application/vnd.spotdiff.download+json"


@dataclass(frozen=True)
class Download:
    """What a cell ends in, and what the build puts on the page: a link.

    Attributes:
        name: Of the file, with its ending; unique on its page.
        text: What is in it.
        caption: What it is, one sentence.
    """

    name: str
    text: str
    caption: str

    def _repr_mimebundle_(self, **_: object) -> dict[str, object]:
        return {"text/plain": self.caption, MIME: json.dumps(vars(self))}
