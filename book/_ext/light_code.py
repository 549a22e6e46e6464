"""Colour code with few spans: only what has a colour of its own is marked.

Pygments marks every name, bracket and space, although they look like plain text in the
styles of this site, and every operator. Without those marks a page of code has half the
size. Marks end with their line, so that a listing can be cut into lines.
"""

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

from pygments.formatters import HtmlFormatter
from pygments.token import Name, Operator, Punctuation, Text, Token, _TokenType
from sphinx.application import Sphinx
from sphinx.highlighting import PygmentsBridge

Piece = tuple[_TokenType, str]
# What is shown as plain text: these families, and what is no special kind of those.
PLAIN = (Text, Punctuation)
PLAIN_ITSELF = (Name, Operator)


@cache
def look(kind: _TokenType) -> _TokenType:
    """Return what a kind of token is shown as: plain text, or itself."""
    plain = kind in PLAIN_ITSELF or any(kind in family for family in PLAIN)
    return Token if plain else kind


class LightFormatter(HtmlFormatter):  # type: ignore[misc]  # publishes no types
    """Writes code as HTML, in as few pieces as its colours allow."""

    def format_unencoded(self, tokensource: Iterable[Piece], outfile: Any) -> None:
        """Join what looks the same, and write it."""
        super().format_unencoded(joined(tokensource), outfile)


def joined(tokens: Iterable[Piece]) -> Iterator[Piece]:
    """Join neighbours that look the same; a blank between two is coloured with both."""
    last, text = Token, ""
    for kind, piece in tokens:
        if look(kind) is last or (text and not piece.strip()):
            text += piece
        else:
            if text:
                yield last, text
            last, text = look(kind), piece
    if text:
        yield last, text


def setup(app: Sphinx) -> dict[str, Any]:
    """Let Sphinx write all code this way."""
    PygmentsBridge.html_formatter = LightFormatter
    return {"parallel_read_safe": True, "parallel_write_safe": True}
