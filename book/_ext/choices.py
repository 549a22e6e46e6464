"""Tables of what to choose and why, and a script that adds ticks to one of them.

    ```{checklist}
    ```

    ```{choices}
    ```

The first prints the old list, line by line, with both verdicts. The second prints
what may matter today, whom the evidence favours, and why; then the tests behind it.
The table is complete as it is. `chooser.js`, which only its page loads, lets a
reader tick what matters and gathers the reasons.
"""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

import needs
from claims import COMMAND, HEADS, paragraph, table, text_row
from needs import NAMES, Entry, Line, Need, Needs, NeedsError

CHOICES = "choices"
HEADINGS = {"both": "Or, best of all"}


class FromNeeds(SphinxDirective):
    """What both tables share: where they read, and how they point to it."""

    def needs(self) -> Needs:
        """Read the file, on which this page then depends."""
        file = Path(self.env.app.confdir) / self.config.choices_file
        self.env.note_dependency(str(file))
        try:
            return needs.read(file)
        except NeedsError as error:
            raise self.error(f"{self.name}: {error}") from error

    def text(self, text: str) -> list[nodes.Node]:
        """Read a text as the page itself is read."""
        found, problems = self.parse_inline(text, lineno=self.lineno)
        return [*found, *problems]

    def said(self, text: str, label: str = "") -> nodes.paragraph:
        """Build a paragraph of a text, after a label if there is one."""
        head = [nodes.strong("", label), nodes.Text(" ")] if label else []
        return nodes.paragraph("", "", *head, *self.text(text))

    def sources(self, entry: Entry) -> nodes.paragraph:
        """Build the links to where it is shown, and to the claims it draws on."""
        links = [self.text(each) for each in links_to(entry.pages)]
        links += [[self.claim(name)] for name in entry.claims]
        parts = [part for one in links for part in (nodes.Text(" · "), *one)]
        return nodes.paragraph("", "", *parts[1:], classes=["sources"])

    def claim(self, name: str) -> nodes.Node:
        """Build a link to a claim in the ledger."""
        return addnodes.pending_xref(
            "",
            nodes.inline("", name),
            refdomain="std",
            reftype="ref",
            reftarget=name.lower(),
            refexplicit=True,
            refwarn=True,
            refdoc=self.env.docname,
        )


class Checklist(FromNeeds):
    """Show the old list, with what it rested on and what was found."""

    def run(self) -> list[nodes.Node]:
        """Build the table, a part for each side that the lines were to speak for."""
        lines = self.needs().lines.values()
        rows = []
        for side in dict.fromkeys(line.of for line in lines):
            name = NAMES.get(side)
            rows.append(heading(f"Choose {name} for" if name else HEADINGS[side]))
            rows += [self.row(line) for line in lines if line.of == side]
        head = text_row(["In 2017", "What it rested on, and what we found"])
        made = table([4, 13], head, rows, "checklist")
        self.set_source_info(made)
        return [made]

    def row(self, line: Line) -> nodes.row:
        """Build one line."""
        verdicts = [
            badge([nodes.inline("", HEADS[time], classes=["when"])], word, time)
            for time, word in (("then", line.then), ("today", line.today))
        ]
        told = [
            paragraph(verdicts),
            self.said(line.rested, "Then."),
            self.said(line.found, "Now."),
            self.sources(line),
        ]
        return row(None, [self.said(line.said)], told)


class Choices(FromNeeds):
    """Show what may matter, whom the evidence favours, and why."""

    option_spec = {"without-tests": directives.flag}  # noqa: RUF012 (the base's type)

    def run(self) -> list[nodes.Node]:
        """Build the sum, the table, and the tests."""
        found = self.needs()
        rows = []
        for topic, of_topic in found.topics().items():
            rows.append(heading(topic))
            rows += [self.row(need) for need in of_topic]
        head = text_row(["What may matter", "What the evidence says"])
        made = table([4, 9], head, rows, CHOICES)
        self.set_source_info(made)
        built: list[nodes.Node] = [paragraph([nodes.Text(total(found))]), made]
        return built if "without-tests" in self.options else built + proof(found)

    def row(self, need: Need) -> nodes.row:
        """Build one need, with a name by which a link can tick it."""
        name = [
            nodes.paragraph("", "", nodes.strong("", "", *self.text(need.need))),
            nodes.paragraph("", "", *self.text(need.question), classes=["question"]),
        ]
        told = [
            nodes.paragraph("", "", badge([], NAMES[need.favours], need.favours)),
            nodes.paragraph("", "", *self.text(need.reason), classes=["reason"]),
            self.sources(need),
        ]
        return row(need, name, told)


def links_to(pages: Sequence[str]) -> Iterator[str]:
    """Write a link to each page, and to a place in it, under their own titles.

    A second place in a page stands without the page.
    """
    last = ""
    for page in pages:
        docname, _, anchor = page.partition("#")
        whole, place = f"[](/{docname}.md)", f"[](/{docname}.md#{anchor})"
        if docname == last:
            yield place
        else:
            yield f"{whole}: {place}" if anchor else whole
        last = docname


def row(
    need: Need | None, name: Sequence[nodes.Node], told: Sequence[nodes.Node]
) -> nodes.row:
    """Build a row of two cells; that of a need can be found by script and link."""
    made = nodes.row("", nodes.entry("", *name), nodes.entry("", *told))
    if need:
        made["ids"] = [f"need-{need.id}"]
        made["classes"] = [f"favours-{need.favours}"]
    return made


def heading(text: str) -> nodes.row:
    """Build a row that is the heading of those below it."""
    cell = nodes.entry("", paragraph([nodes.strong("", text)]), morecols=1)
    return nodes.row("", cell, classes=["chapter"])


def badge(before: Sequence[nodes.Node], word: str, kind: str) -> nodes.inline:
    """Build a verdict: a word with a mark, and its colour by its class.

    Args:
        before: what stands in front of the word, if anything.
        word: the verdict.
        kind: "then" or "today" for a verdict of the ledger, or whom a need favours.
    """
    told = nodes.inline("", word, classes=["word"])
    if kind in HEADS:
        classes = ["badge-of-claim", f"{kind}-{word.replace(' ', '-')}"]
        return nodes.inline("", "", *before, nodes.Text(" "), told, classes=classes)
    return nodes.inline("", "", *before, told, classes=["favours", f"for-{kind}"])


def total(found: Needs) -> str:
    """Say of how many needs the evidence favours whom."""
    counts = found.favoured()
    parts = [f"{NAMES[side]}: {count}" for side, count in counts.items() if count]
    return f"Needs in the table: {len(found.needs)}. {'; '.join(parts)}."


def proof(found: Needs) -> list[nodes.Node]:
    """Build the commands that run the tests behind each need, folded."""
    commands = [
        "\n".join([f"# {need.need}", " \\\n  ".join([COMMAND, *need.tests])])
        for need in found.needs.values()
        if need.tests
    ]
    code = "\n\n".join(commands)
    summary = "<summary>The tests behind each reason</summary>"
    return [
        nodes.raw("", f'<details class="proof">{summary}', format="html"),
        nodes.literal_block(code, code, language="sh"),
        nodes.raw("", "</details>", format="html"),
    ]


def add_script(
    app: Sphinx,
    page: str,
    template: str,
    context: dict[str, Any],
    doctree: nodes.document | None,
) -> None:
    """Load script and style on a page that has something to choose from."""
    tables: Iterable[nodes.table] = doctree.findall(nodes.table) if doctree else ()
    classes = {name for each in tables for name in each["classes"]}
    if classes & {CHOICES, "checklist"}:
        app.add_css_file("chooser.css")
    if CHOICES in classes:
        app.add_js_file("chooser.js", loading_method="defer")


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the setting, the directives, and what their page loads."""
    app.add_config_value("choices_file", "book/choices.toml", "env", str)
    app.add_directive("checklist", Checklist)
    app.add_directive(CHOICES, Choices)
    app.connect("html-page-context", add_script)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
