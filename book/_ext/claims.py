"""Verdicts on claims, shown from one ledger wherever they are shown.

    ```{verdicts} T1 T2
    ```

    ```{ledger}
    ```

The first prints a line for each claim that a page judges. The second prints all
that the ledger knows, chapter by chapter; with `:glance:` one line a claim, and
with `:counts:` how many claims have which verdict. No page says a verdict itself,
and a claim that its page does not show is a warning.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.errors import SphinxError
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

import ledger
from ledger import THEN, TODAY, Claim

logger = logging.getLogger(__name__)
# The command in front of the tests that prove a claim.
COMMAND = ".venv/bin/pytest"
HEADS = {"then": "2017", "today": "Today"}


class BadLedgerError(SphinxError):
    """The ledger has to be mended before anything can be built from it."""

    category = "The ledger of claims"


class Verdicts(SphinxDirective):
    """Show a line for each claim that this page judges."""

    required_arguments = 1
    final_argument_whitespace = True

    def run(self) -> list[nodes.Node]:
        """Build the lines, and remember that this page shows them."""
        asked = self.arguments[0].split()
        known = claims(self.env)
        for name in asked:
            if name not in known:
                raise self.error(f"verdicts: {name!r} is none of {', '.join(known)}")
            if asked.count(name) > 1:
                raise self.error(f"verdicts: {name} is there twice")
        remember(self.env, asked)
        lines = [self.line(known[name]) for name in asked]
        block = nodes.bullet_list("", *lines, classes=["verdicts"])
        self.set_source_info(block)
        return [block]

    def line(self, claim: Claim) -> nodes.list_item:
        """Build the line of one claim; on other pages than its own, it leads there."""
        text: nodes.Node = nodes.inline("", claim.short, classes=["claim-short"])
        if claim.page != self.env.docname:
            text = to_page(self.env, claim, claim.short)
        parts = [to_entry(self.env, claim), text, *badges(claim)]
        return nodes.list_item("", paragraph(parts))


class Ledger(SphinxDirective):
    """Show all claims: everything about them, one line each, or how many."""

    option_spec = {  # noqa: RUF012 (the base class's own type)
        "glance": directives.flag,
        "counts": directives.flag,
    }

    def run(self) -> list[nodes.Node]:
        """Build what is asked for from the whole ledger."""
        if len(self.options) > 1:
            raise self.error("ledger: choose one of glance and counts")
        known = claims(self.env)
        remember(self.env, known)
        if "counts" in self.options:
            return [count_table(known.values())]
        if "glance" in self.options:
            return [self.glance()]
        return [self.chapter(title, ids) for title, ids in chapters(self.env)]

    def glance(self) -> nodes.table:
        """Build a table with a line for each claim, under its chapter's name."""
        known, rows = claims(self.env), []
        for title, ids in chapters(self.env):
            heading = nodes.entry("", paragraph([nodes.strong("", title)]), morecols=2)
            rows.append(nodes.row("", heading, classes=["chapter"]))
            rows += [self.row(known[name]) for name in ids]
        heads = [entry([nodes.Text(text)]) for text in ("Claim", *HEADS.values())]
        return table([10, 3, 3], nodes.row("", *heads), rows, "ledger-glance")

    def row(self, claim: Claim) -> nodes.row:
        """Build the line of one claim."""
        what = [to_entry(self.env, claim), to_page(self.env, claim, claim.short)]
        return nodes.row("", entry(what), *(entry([each]) for each in badges(claim)))

    def chapter(self, title: str, ids: Sequence[str]) -> nodes.section:
        """Build a chapter's claims under a heading of their own."""
        known = claims(self.env)
        entries = [self.entry(known[name]) for name in ids]
        # A chapter's title may be a page's; a claim's name is a label for all pages.
        section = nodes.section("", nodes.title("", title), *entries)
        section["names"].append(nodes.fully_normalize_name(title))
        self.state.document.note_implicit_target(section, section)
        return section

    def entry(self, claim: Claim) -> nodes.section:
        """Build everything about one claim."""
        title = nodes.title("", f"{claim.id}: {claim.short}")
        body = [
            labelled("Said", [nodes.Text(claim.said)]),
            labelled("Verdict", badges(claim)),
            labelled("Evidence", [nodes.Text(claim.evidence)]),
            labelled("Judged in", [to_page(self.env, claim)]),
        ]
        about = nodes.definition_list("", *body, classes=["claim-entry"])
        section = nodes.section("", title, about, *proof(claim), classes=["of-claim"])
        section["ids"].append(claim.id.lower())
        section["names"].append(claim.id.lower())
        self.state.document.note_explicit_target(section, section)
        return section


def badges(claim: Claim) -> list[nodes.inline]:
    """Build both verdicts of a claim: a word each, and a class that adds the mark."""
    return [
        nodes.inline(
            "",
            "",
            nodes.inline("", HEADS[time], classes=["when"]),
            nodes.Text(" " + verdict),
            classes=["badge-of-claim", f"{time}-{verdict.replace(' ', '-')}"],
        )
        for time, verdict in (("then", claim.then), ("today", claim.today))
    ]


def proof(claim: Claim) -> list[nodes.Node]:
    """Build the command that runs the tests of a claim, folded."""
    if not claim.tests:
        return []
    code = " \\\n  ".join([COMMAND, *claim.tests])
    block = nodes.literal_block(code, code, language="sh")
    tests = "test" if len(claim.tests) == 1 else "tests"
    head = f"<summary>{len(claim.tests)} {tests} of {claim.id}</summary>"
    return [
        nodes.raw("", f'<details class="proof">{head}', format="html"),
        block,
        nodes.raw("", "</details>", format="html"),
    ]


def count_table(every: Iterable[Claim]) -> nodes.table:
    """Build the table of how many claims have which verdicts, with the sums."""
    found = ledger.counts(every)
    heads = ["In 2017", *(f"today: {word}" for word in TODAY), "Together"]
    rows = [
        [then, *(found[then, today] for today in TODAY), sum_of(found, 0, then)]
        for then in THEN
    ]
    sums = ["Together", *(sum_of(found, 1, today) for today in TODAY)]
    rows.append([*sums, sum(found.values())])
    body = [nodes.row("", *(entry([nodes.Text(str(c))]) for c in row)) for row in rows]
    head = nodes.row("", *(entry([nodes.Text(text)]) for text in heads))
    return table([3, *[2] * (len(TODAY) + 1)], head, body, "ledger-counts")


def sum_of(found: dict[tuple[str, str], int], place: int, verdict: str) -> int:
    """Add up the claims that have this verdict then (place 0) or today (place 1)."""
    return sum(count for key, count in found.items() if key[place] == verdict)


def table(
    widths: list[int], head: nodes.row, rows: list[nodes.row], name: str
) -> nodes.table:
    """Build a table whose first column names its rows."""
    columns = [nodes.colspec(colwidth=width) for width in widths]
    columns[0]["stub"] = 1
    group = nodes.tgroup("", *columns, cols=len(widths))
    group += [nodes.thead("", head), nodes.tbody("", *rows)]
    return nodes.table("", group, classes=[name])


def entry(children: Sequence[nodes.Node]) -> nodes.entry:
    """Build a cell of a table."""
    return nodes.entry("", paragraph(children))


def labelled(name: str, children: Sequence[nodes.Node]) -> nodes.definition_list_item:
    """Build a term and what it stands for."""
    term = nodes.term("", name)
    return nodes.definition_list_item(
        "", term, nodes.definition("", paragraph(children))
    )


def paragraph(children: Sequence[nodes.Node]) -> nodes.paragraph:
    """Build a paragraph with blanks between its parts."""
    spaced = [part for child in children for part in (nodes.Text(" "), child)]
    return nodes.paragraph("", "", *spaced[1:])


def to_entry(env: BuildEnvironment, claim: Claim) -> nodes.Node:
    """Build a link to a claim's entry in the whole ledger."""
    label = nodes.inline("", claim.id)
    return addnodes.pending_xref(
        "",
        label,
        refdomain="std",
        reftype="ref",
        reftarget=claim.id.lower(),
        refexplicit=True,
        refwarn=True,
        refdoc=env.docname,
        classes=["claim-id"],
    )


def to_page(env: BuildEnvironment, claim: Claim, text: str = "") -> nodes.Node:
    """Build a link to a claim's page, under its title unless there is a text.

    A page that does not exist is named; `check` warns of it.
    """
    if claim.page not in env.found_docs:
        return nodes.inline("", text or claim.page)
    return addnodes.pending_xref(
        "",
        nodes.inline("", text),
        refdomain="std",
        reftype="doc",
        reftarget=f"/{claim.page}",
        refexplicit=bool(text),
        refwarn=True,
        refdoc=env.docname,
    )


def chapters(env: BuildEnvironment) -> list[tuple[str, list[str]]]:
    """Return the title of every chapter, with the ids of its claims."""
    return [(title, ids.split()) for title, ids in env.config.claims_chapters.items()]


def claims(env: BuildEnvironment) -> dict[str, Claim]:
    """Return the ledger as this build has read it."""
    known: dict[str, Claim] = env.__dict__["claims"]
    return known


def shown(env: BuildEnvironment) -> dict[str, dict[str, str]]:
    """Return, for every page that shows verdicts, what they were made from."""
    kept: dict[str, dict[str, str]] = env.__dict__.setdefault("claims_shown", {})
    return kept


def remember(env: BuildEnvironment, names: Iterable[str]) -> None:
    """Note that the page being read shows these claims."""
    of_page = shown(env).setdefault(env.docname, {})
    of_page.update({name: source(env, claims(env)[name]) for name in names})


def source(env: BuildEnvironment, claim: Claim) -> str:
    """Return all that the lines about a claim depend on."""
    return f"{claim} {claim.page in env.found_docs}"


def load(app: Sphinx) -> None:
    """Read the ledger, once for every build.

    Raises:
        BadLedgerError: it is not as it must be.
    """
    ids = [name for _, of_chapter in chapters(app.env) for name in of_chapter]
    try:
        app.env.__dict__["claims"] = ledger.read(file_of(app), ids) if ids else {}
    except ledger.LedgerError as error:
        raise BadLedgerError(str(error)) from error


def file_of(app: Sphinx) -> Path:
    """Return the file of the ledger."""
    file: str = app.config.claims_file
    return Path(app.confdir) / file


def outdated(
    app: Sphinx,
    env: BuildEnvironment,
    added: set[str],
    changed: set[str],
    removed: set[str],
) -> list[str]:
    """Name the pages that show a claim which is told otherwise today."""
    now = {name: source(env, claim) for name, claim in claims(env).items()}
    return [
        page
        for page, made_from in shown(env).items()
        if page in env.found_docs
        and any(now.get(name) != text for name, text in made_from.items())
    ]


def check(app: Sphinx, env: BuildEnvironment) -> None:
    """Warn of pages that are not there, or do not show the claims they judge."""
    for page, names in judged(env).items():
        missing = [name for name in names if name not in shown(env).get(page, {})]
        if page not in env.found_docs:
            logger.warning(
                f"{app.config.claims_file}: {', '.join(names)}: there is no page "
                f"{page!r}: name the page that judges this",
                type="claims",
                subtype="page",
            )
        elif missing:
            logger.warning(
                f"{app.config.claims_file} has {', '.join(missing)} judged on this "
                f"page, which does not show it: add it to a verdicts directive",
                location=(page, None),
                type="claims",
                subtype="unshown",
            )


def judged(env: BuildEnvironment) -> dict[str, list[str]]:
    """Return, for every page that judges claims, which."""
    pages: dict[str, list[str]] = {}
    for claim in claims(env).values():
        pages.setdefault(claim.page, []).append(claim.id)
    return pages


def forget(app: Sphinx, env: BuildEnvironment, docname: str) -> None:
    """Drop what is known of a page that changed or is gone."""
    shown(env).pop(docname, None)


def merge(
    app: Sphinx, env: BuildEnvironment, docnames: Iterable[str], other: BuildEnvironment
) -> None:
    """Take over what another process noted of the pages that it read."""
    theirs = shown(other)
    shown(env).update({name: theirs[name] for name in docnames if name in theirs})


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the settings, the directives and the steps."""
    app.add_config_value("claims_file", "book/claims.toml", "env", str)
    app.add_config_value("claims_chapters", {}, "env", dict)
    app.add_directive("verdicts", Verdicts)
    app.add_directive("ledger", Ledger)
    app.connect("builder-inited", load)
    app.connect("env-get-outdated", outdated)
    app.connect("env-purge-doc", forget)
    app.connect("env-merge-info", merge)
    app.connect("env-updated", check)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
