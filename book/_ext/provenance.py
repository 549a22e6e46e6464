"""Say under every result where it comes from: on the page, and as JSON."""

import json
from collections.abc import Iterable
from html import escape
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective

from limits import list_of_limits
from live_pages import commit, executed, now, records, root
from results import write_whole

Record = dict[str, Any]
# The most memory a page took, by the name in its report.
PEAKS = {
    "Peak memory": "peak_bytes",
    "Peak on the GPU, PyTorch": "torch_peak_gpu_bytes",
    "Peak on the GPU, TensorFlow": "tensorflow_peak_gpu_bytes",
}
# What the table of the machine says, in this order.
MACHINE = (
    "device_name",
    "device",
    "driver",
    "cuda",
    "system",
    "cores",
    "threads",
    "precision",
)


class PendingTable(nodes.General, nodes.Element):
    """Marks where the table of all pages' runs goes, once all are read."""


class RunStamp(SphinxDirective):
    """Show the essentials of this page's run, and the rest when opened."""

    def run(self) -> list[nodes.Node]:
        """Build the stamp from the page's record."""
        record = records(self.env)[self.env.docname]
        rows = [(name, value) for name, value in details(record) if value]
        body = "".join(f"<dt>{name}</dt><dd>{value}</dd>" for name, value in rows)
        html = (
            f'<details class="run-stamp"><summary>{summary(record)}</summary>'
            f"<dl>{body}</dl></details>"
        )
        return [nodes.raw("", html, format="html")]


class BuildRecord(SphinxDirective):
    """Show a table of every page's run, of what this build ran on, or its limits."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Leave a mark; the table is made when all pages are known."""
        kind = self.arguments[0]
        if kind not in TABLES:
            raise self.error(f"build-record: {kind!r} is none of {', '.join(TABLES)}")
        showing(self.env).add(self.env.docname)
        return [PendingTable(kind=kind)]


class FillTables(SphinxPostTransform):
    """Put the tables where the marks are."""

    default_priority = 5

    def run(self, **_: Any) -> None:
        """Replace every mark of this page."""
        for mark in list(self.document.findall(PendingTable)):
            mark.replace_self(TABLES[mark["kind"]](records(self.env)))


def summary(record: Record) -> str:
    """Return the line that every executed page shows."""
    report = record["report"]
    versions = report.get("versions", {})
    parts = [
        f"Run on {record['date'][:10]}",
        report.get("device_name", ""),
        f"PyTorch {versions['torch']}" if "torch" in versions else "",
        f"TensorFlow {versions['tensorflow']}" if "tensorflow" in versions else "",
        f"{record['seconds']:.0f} s",
    ]
    return escape(" · ".join(filter(None, parts)))


def details(record: Record) -> Iterable[tuple[str, str]]:
    """Yield name and value of everything the stamp opens to."""
    report = record["report"]
    yield "Date", record["date"]
    yield (
        "Commit",
        f"<code>{record['commit'][:12]}</code>"
        + (" with uncommitted changes" if record["commit"].endswith("+") else ""),
    )
    name = escape(report.get("device_name", ""))
    yield "Device", f"{name} ({report.get('device', 'cpu')})"
    yield "Driver", escape(report.get("driver", ""))
    yield "CUDA", report.get("cuda", "")
    yield "System", f"{report.get('system', '')}, {report.get('cores', '')} cores"
    yield "Threads", str(report.get("threads", ""))
    yield "Precision", report.get("precision", "")
    yield "Seed", str(report.get("seed", ""))
    yield "Data set", report.get("data", "")
    versions = report.get("versions", {}).items()
    yield "Versions", ", ".join(f"{name} {version}" for name, version in versions)
    yield "Time", f"{record['seconds']:.1f} s for {record['cells']} cells"
    for name, key in PEAKS.items():
        yield name, megabytes(report.get(key, 0))
    modules = (
        f"{module['path']} <code>{module['sha256'][:12]}</code>"
        for module in record["modules"].values()
    )
    yield "Modules", "<br>".join(modules)


def megabytes(count: int) -> str:
    """Write a number of bytes in units of 10^6."""
    return f"{count / 1e6:.0f} MB" if count else ""


def table_of_runs(of_pages: dict[str, Record]) -> nodes.table:
    """Build the table of time and memory per page."""
    reports = [record["report"] for record in of_pages.values()]
    # Without a GPU nothing was taken of one.
    peaks = [name for name, key in PEAKS.items() if any(key in one for one in reports)]
    head = ["Page", "Cells", "Seconds", *peaks, "Run on"]
    rows = [
        [
            name,
            str(record["cells"]),
            f"{record['seconds']:.1f}",
            *(megabytes(record["report"].get(PEAKS[peak], 0)) for peak in peaks),
            record["date"][:10],
        ]
        for name, record in sorted(of_pages.items())
    ]
    return table(head, rows)


def table_of_machine(of_pages: dict[str, Record]) -> nodes.table:
    """Build the table of the machine and the versions behind the newest run."""
    if not of_pages:
        return table(["What", "This build"], [])
    newest = max(of_pages.values(), key=lambda record: record["date"])
    report = newest["report"]
    rows = [
        [key.replace("_", " "), str(report[key])] for key in MACHINE if key in report
    ]
    rows += [list(item) for item in report.get("versions", {}).items()]
    return table(["What", "This build"], rows)


TABLES = {
    "runs": table_of_runs,
    "machine": table_of_machine,
    "limits": list_of_limits,
}


def table(head: list[str], rows: list[list[str]]) -> nodes.table:
    """Build a plain table."""
    group = nodes.tgroup(cols=len(head))
    group += [nodes.colspec(colwidth=1) for _ in head]
    group += nodes.thead("", row(head))
    group += nodes.tbody("", *map(row, rows))
    return nodes.table("", group)


def row(cells: list[str]) -> nodes.row:
    """Build one row of a table."""
    entries = (nodes.entry("", nodes.paragraph("", cell)) for cell in cells)
    return nodes.row("", *entries)


def showing(env: BuildEnvironment) -> set[str]:
    """Return the pages that show a table of all runs."""
    pages: set[str] = env.__dict__.setdefault("pages_showing_runs", set())
    return pages


def rewrite_tables(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Name the pages to write again because some page's run changed."""
    seen = json.dumps(records(env), sort_keys=True)
    changed = env.__dict__.get("live_records_written") != seen
    env.__dict__["live_records_written"] = seen
    return sorted(showing(env) & env.found_docs) if changed else []


def write_json(app: Sphinx, exception: Exception | None) -> None:
    """Publish the record of every page beside the site."""
    if exception is not None or app.builder.format != "html":
        return
    pages = {
        name: {**record, "from_cache": name not in executed(app.env)}
        for name, record in sorted(records(app.env).items())
    }
    site = {
        "built": now().isoformat(timespec="seconds"),
        "commit": commit(root(app)),
        "pages": pages,
    }
    target = Path(app.outdir) / "provenance.json"
    write_whole(target, json.dumps(site, indent=1, sort_keys=True) + "\n")


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the directives and the steps."""
    app.add_directive("run-stamp", RunStamp)
    app.add_directive("build-record", BuildRecord)
    app.add_node(PendingTable)
    app.add_post_transform(FillTables)
    app.connect("env-get-updated", rewrite_tables)
    app.connect("build-finished", write_json)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
