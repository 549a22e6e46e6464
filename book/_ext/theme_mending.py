"""What the theme and its extensions fall short of, mended in the pages they write.

- Scripts wait until the page is read, but for those that say they shape the first view.
  What is for tabs is loaded where there are tabs.
- A button that opens a branch of the contents says which branch.
- A head of a table with nothing in it is no head.
- A picture tells its size in a way that keeps its place free until it is there, and is
  decoded beside the page, not before it.
- A style sheet whose name tells what is in it is not told apart by its address as well,
  which differs from the first build to the second.
- A summary that says itself what it shows is not named otherwise.

What is a matter of templates is mended in `_templates`: what every page loads, the
menu of colours, and the box that holds title, search and contents, which is a region.
"""

import re
from collections.abc import Callable
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.builders.html._assets import _JavaScript

BRANCH = re.compile(
    r'(<a class="[^"]*reference internal"[^>]*>)([^<]*)(</a><details[^>]*>)<summary>'
)
HASHED = re.compile(r"(\.[0-9a-f]{64}\.css)\?v=[0-9a-f]+")
# In the text of a page: what is written, and what is meant.
MENDED = (
    (
        re.compile(r'<th class="head([^"]*)">(?:<p></p>)?</th>'),
        r'<td class="head\1"></td>',
    ),
    (re.compile(r"<img (?![^>]*decoding=)"), '<img decoding="async" '),
    (
        re.compile(r'(<img [^>]*)style="width: (\d+)px; height: (\d+)px;"'),
        r'\1width="\2" height="\3"',
    ),
    (re.compile(r'<summary aria-label="Toggle hidden content">'), "<summary>"),
)


def mend(
    app: Sphinx,
    page: str,
    template: str,
    context: dict[str, Any],
    tree: nodes.document | None,
) -> None:
    """Mend what a page is made from."""
    for written, meant in MENDED:
        context["body"] = written.sub(meant, context.get("body", ""))
    context["css_tag"] = known_by_name(context["css_tag"])
    context["generate_toctree_html"] = named(context["generate_toctree_html"])
    if "sd-tab-set" not in context["body"]:
        scripts = context["script_files"]
        context["script_files"] = [each for each in scripts if not is_for_tabs(each)]
    # The page of results calls Sphinx's scripts while it is read.
    if page != "search":
        context["script_files"] = [deferred(each) for each in context["script_files"]]


def named(contents: Callable[..., Any]) -> Callable[..., str]:
    """Give every branch of the contents a name."""

    def written(*args: Any, **options: Any) -> str:
        name = r'\1\2\3<summary aria-label="Pages of: \2">'
        return BRANCH.sub(name, str(contents(*args, **options)))

    return written


def known_by_name(tag_of: Callable[..., str]) -> Callable[..., str]:
    """Leave the address of a style sheet alone that has a digest in its name."""
    return lambda sheet: HASHED.sub(r"\1", tag_of(sheet))


def is_for_tabs(script: _JavaScript) -> bool:
    """Say whether a script does nothing but remember tabs."""
    return "design-tabs" in str(script.filename)


def deferred(script: _JavaScript) -> _JavaScript:
    """Let a script wait, but for the options, which lines on the page add to."""
    at_once = "blocking" in script.attributes
    options = "documentation_options" in str(script.filename)
    if at_once or options or not script.filename:
        return script
    attributes = {**script.attributes, "defer": "defer"}
    return _JavaScript(script.filename, priority=script.priority, **attributes)


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the step, which comes after those of the theme."""
    app.connect("html-page-context", mend, priority=900)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
