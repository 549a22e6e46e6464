"""The `dictionary` directive: a topic's rows, one operation each, in two languages.

    ```{dictionary} creation
    ```

The argument is a folder below `dictionary_root` that holds both sides: functions of
the same names and docstrings. A docstring is a row's title, and a body is what the row
shows, so that nobody types what is shown. What became of each row stands in a value
that a cell of the page has named `dictionary` (`spotdiff.prose.quote`), as JSON: by
topic and by row, how it `ended`, and a `note` in Markdown.

Pages with rows get a script that searches them; without it they are plain tables.
"""

import json
from html import escape
from pathlib import Path
from typing import Any

from docutils import nodes
from myst_nb.core.variables import RetrievalError
from myst_nb.ext.glue.utils import retrieve_glue_data
from pygments.lexers import PythonLexer
from pygments.token import (
    Keyword,
    Number,
    Operator,
    String,
    _TokenType,
)
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

import programs
from inlining import ProgramError
from markup import Markup, markup
from operation_calls import calls
from operations import Operation, OperationError, Side, read_side

# The file of each side, its class, and the heading of its column.
COLUMNS = (
    ("torch_side.py", "of-pytorch", "PyTorch"),
    ("tensorflow_side.py", "of-tensorflow", "TensorFlow and Keras"),
)
# What a row may have come to.
ENDS = ("equal", "differs", "chance")
# All that the theme's colours tell apart in a line or two; a span less for every
# name, bracket and comma halves the page.
COLOURED = (
    (Keyword, "k"),
    (Operator.Word, "k"),
    (String, "s"),
    (Number, "m"),
)

# By topic and by row.
Results = dict[str, dict[str, dict[str, str]]]


class Dictionary(SphinxDirective):
    """Set a topic's rows in a table of two columns."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Read both sides and what the page found out, and build the table."""
        topic = self.arguments[0]
        try:
            sides = self.read(topic)
            found = self.found(topic, sides[0])
            links = self.links(topic)
        except (OperationError, ProgramError) as error:
            raise self.error(f"dictionary: {error}") from error
        head = [self.headings(), self.names(sides, links)]
        rows = [
            self.row(topic, name, [side.operations[name] for side in sides], result)
            for name, result in found.items()
        ]
        table = markup("table", *head, *rows, classes=["dictionary"])
        table["html"]["data-topic"] = topic
        self.set_source_info(table)
        return [table]

    def read(self, topic: str) -> list[Side]:
        """Read both sides of a topic.

        Raises:
            OperationError: A file is missing or does not parse, or the sides do not
                have the same operations.
        """
        sides = []
        for name, *_ in COLUMNS:
            file = Path(self.config.dictionary_root) / topic / name
            path = Path(self.env.app.confdir) / file
            self.env.note_dependency(str(path))
            sides.append(read_side(path))
        left, right = ({n: o.title for n, o in s.operations.items()} for s in sides)
        if list(left.items()) != list(right.items()):
            odd = sorted(set(left.items()) ^ set(right.items())) or "their order"
            raise OperationError(f"the sides of {topic} differ in {odd}")
        return sides

    def found(self, topic: str, side: Side) -> dict[str, dict[str, str]]:
        """Return what a cell of this page found out about each row of a topic.

        Raises:
            OperationError: No cell did, or not about these rows.
        """
        try:
            value = retrieve_glue_data(self.state.document, "dictionary")
        except RetrievalError as error:
            raise OperationError("no cell of this page quotes `dictionary`") from error
        known: Results = json.loads(value.data["text/plain"])
        found = known.get(topic, {})
        if set(found) != set(side.operations):
            odd = ", ".join(sorted(set(found) ^ set(side.operations)))
            raise OperationError(f"rows and results of {topic} differ in {odd}")
        for name, result in found.items():
            if result.get("ended") not in ENDS:
                raise OperationError(
                    f"{topic}/{name} ended in none of {ENDS}: {result}"
                )
        return {name: found[name] for name in side.operations}

    def links(self, topic: str) -> list[programs.ProgramLink]:
        """Have a program made of each side, and return the links to them.

        It needs a `problem.py`, which says what the operations are called with.
        """
        folder = Path(self.config.dictionary_root) / topic
        problem = Path(self.env.app.confdir) / folder / "problem.py"
        sides = [Path(name) for name, *_ in COLUMNS]
        if not problem.is_file():
            return []
        self.env.note_dependency(str(problem))
        package = Path(self.config.dictionary_root).relative_to(
            self.config.programs_root
        )
        name = ".".join(package.parts)
        return [
            programs.show(
                self.env,
                programs.Shown(
                    file=(folder / side).as_posix(),
                    label=label,
                    body=calls(problem.parent, name, side.stem),
                    page=self.env.docname,
                    line=self.lineno,
                ),
                f"{label} as a program",
            )
            for side, (_, _, label) in zip(sides, COLUMNS, strict=True)
        ]

    def headings(self) -> Markup:
        """Build the head of the table."""
        cells = (
            markup("th", nodes.Text(label), classes=[look], scope="col")
            for _, look, label in COLUMNS
        )
        return markup("thead", markup("tr", *cells))

    def names(self, sides: list[Side], links: list[programs.ProgramLink]) -> Markup:
        """Build the row that says what is imported, and leads to the programs."""
        line = markup("tr", *map(code_cell, COLUMNS, (s.imports for s in sides)))
        title = markup("th", nodes.Text("Imported"), *links, colspan="2")
        title["html"]["scope"] = "rowgroup"
        return markup("tbody", markup("tr", title), line, classes=["dictionary-names"])

    def row(
        self, topic: str, name: str, sides: list[Operation], found: dict[str, str]
    ) -> Markup:
        """Build a row: its title and what became of it, and below it both codes."""
        anchor = f"row-{topic}-{name}".replace("_", "-")
        link = markup("a", nodes.Text(sides[0].title), href=f"#{anchor}")
        parsed, _ = self.parse_inline(found["note"])
        note = nodes.inline("", "", *parsed, classes=["dictionary-note"])
        title = markup("th", link, nodes.Text(" "), note, colspan="2", scope="rowgroup")
        codes = map(code_cell, COLUMNS, (side.code for side in sides))
        body = markup("tbody", markup("tr", title), markup("tr", *codes))
        body["classes"] = ["dictionary-row", found["ended"]]
        folder = Path(self.config.dictionary_root) / topic
        body["shows"] = [
            (look.removeprefix("of-"), (folder / file).as_posix(), side.code)
            for (file, look, _), side in zip(COLUMNS, sides, strict=True)
        ]
        body["names"] = [anchor]
        self.state.document.note_explicit_target(body, body)
        return body


def code_cell(column: tuple[str, str, str], code: str) -> Markup:
    """Build a cell that shows a side's code."""
    block = nodes.raw("", f"<pre>{coloured(code)}</pre>", format="html")
    return markup(
        "td", markup("div", block, classes=["highlight"]), classes=[column[1]]
    )


def coloured(code: str) -> str:
    """Return code as HTML, with its words of Python, texts and numbers coloured."""
    parts: list[list[str]] = []
    for kind, text in PythonLexer(ensurenl=False).get_tokens(code):
        look = look_of(kind)
        if parts and parts[-1][0] == look:
            parts[-1][1] += text
        else:
            parts.append([look, text])
    return "".join(
        f'<span class="{look}">{escape(text, quote=False)}</span>'
        if look
        else escape(text, quote=False)
        for look, text in parts
    )


def look_of(kind: _TokenType) -> str:
    """Return the class of a piece of code; an empty one if it has no colour."""
    return next((look for family, look in COLOURED if kind in family), "")


def add_files(
    app: Sphinx,
    page: str,
    template: str,
    context: dict[str, Any],
    tree: nodes.document | None,
) -> None:
    """Give pages with rows, and no others, the script and the style sheet."""
    if tree and any("dictionary" in node["classes"] for node in tree.findall(Markup)):
        # What it builds stands in the first view.
        app.add_js_file("dictionary.js", defer="defer", blocking="render")
        app.add_css_file("dictionary.css")


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the directive and the folder it starts from."""
    app.add_config_value("dictionary_root", "code", "env", str)
    app.setup_extension("markup")
    app.setup_extension("programs")
    app.add_directive("dictionary", Dictionary)
    app.connect("html-page-context", add_files)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
