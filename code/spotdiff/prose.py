"""Numbers that the prose quotes: named in a cell, set in a sentence.

A page writes {glue:text}`name` where a number belongs, so that no number in a
sentence can differ from what the cells above it computed.
"""

from IPython.display import display

from spotdiff.tables import is_number, number

# The mark by which MyST-NB knows a value that is to be quoted, not shown.
PREFIX = "application/papermill.record/"


def quote(digits: int = 3, **values: object) -> None:
    """Give values names under which the prose of this page can quote them.

    Args:
        digits: significant digits of the numbers.
        **values: numbers, or short texts, by name.
    """
    for name, value in values.items():
        text = number(value, digits) if is_number(value) else str(value)
        mark = {"scrapbook": {"name": name, "mime_prefix": PREFIX}}
        display({PREFIX + "text/plain": text}, raw=True, metadata=mark)
