"""What stands behind the drawing, and what was found in the packages, as tables."""

import re
from urllib.parse import urlsplit

from spotdiff.origins.family import Event, Family
from spotdiff.tables import Table

PROJECT = {
    "pypi.org": re.compile(r"/pypi/([\w-]+)/json$"),
    "github.com": re.compile(r"/[\w-]+/([\w-]+)"),
}


def events(family: Family) -> Table:
    """Build the table of all events, in the order of time, each with its source."""
    names = {key: project.name for key, project in family.projects.items()}
    rows = [
        (f"{e.date} **{names[e.project]}**", e.what, sources(e)) for e in family.events
    ]
    return Table(["When", "What", "Said by"], rows)


def sources(event: Event) -> str:
    """Write the addresses behind an event as links."""
    return ", ".join(map(link, filter(None, (event.source, event.dated))))


def link(address: str) -> str:
    """Write an address as a link that says whose it is."""
    parts = urlsplit(address)
    host = re.sub(r"^www\.", "", parts.netloc)
    # Two hosts hold many projects: there, it is the project that speaks.
    inside = PROJECT.get(host, re.compile("")).match(parts.path)
    text = f"{host}: {inside[1]}" if inside and inside.lastindex else host
    return f"[{text}]({address})"
