"""Set formulas as MathML, which browsers draw themselves: no script, no download."""

from typing import Any
from xml.sax.saxutils import quoteattr

from docutils import nodes
from docutils.utils.math import MathError
from docutils.utils.math.latex2mathml import tex2mathml
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.math import get_node_equation_number
from sphinx.writers.html5 import HTML5Translator

logger = logging.getLogger(__name__)


def visit_inline(self: HTML5Translator, node: nodes.math) -> None:
    """Write a formula in running text."""
    self.body.append(mathml(node))
    raise nodes.SkipNode


def visit_block(self: HTML5Translator, node: nodes.math_block) -> None:
    """Write a formula on a line of its own, wide ones in a box that scrolls."""
    box = self.starttag(node, "div", "", CLASS="formula", tabindex="0")
    number = get_node_equation_number(self, node) if node.get("number") else ""
    label = f'<span class="eqno">({number})</span>' if number else ""
    self.body.append(f"{box}{mathml(node, as_block=True)}{label}</div>\n")
    raise nodes.SkipNode


def mathml(node: nodes.Element, as_block: bool = False) -> str:
    """Return a formula as MathML; warn of one that cannot be read."""
    tex = node.astext()
    try:
        drawn = tex2mathml(tex, as_block=as_block)
    except (MathError, AttributeError) as error:  # AttributeError: a stray &
        logger.warning("formula %s: %s", tex.strip(), error, location=node)
        return ""
    # What it was written as, for those who cannot draw it.
    return drawn.replace("<math", f"<math alttext={quoteattr(tex.strip())}", 1)


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the renderer; choose it with html_math_renderer = "mathml"."""
    app.add_html_math_renderer("mathml", (visit_inline, None), (visit_block, None))
    return {"parallel_read_safe": True, "parallel_write_safe": True}
