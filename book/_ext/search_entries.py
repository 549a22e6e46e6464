"""Keep what the search knows of pages that are not written again.

An index entry, such as a word of the glossary, is found by the search. Sphinx notes the
entries of a page when it writes it, and forgets them before the next build, which may
not write that page. Here they are given back, from where Sphinx does keep them.
"""

from typing import Any

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.index_entries import split_index_msg


def give_back(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Hand the entries of every page to the search; no page has to be written."""
    for page, entries in env.domains.index_domain.entries.items():
        env._search_index_index_entries[page] = sorted(
            {
                (text, anchor or "", main)
                for kind, value, anchor, main, _ in entries
                for text in split_index_msg(kind, value)
            }
        )
    return []


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the step."""
    app.connect("env-updated", give_back)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
