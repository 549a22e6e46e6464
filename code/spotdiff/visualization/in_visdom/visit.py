"""All that this chapter does with visdom, in one visit to one server."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median

from spotdiff.node_packages import NodePackagesError
from spotdiff.tables import Table, duration
from spotdiff.visualization import kinds
from spotdiff.visualization.gallery import Gallery
from spotdiff.visualization.in_visdom import client, shows, watching
from spotdiff.visualization.in_visdom.live import tensorflow_side, torch_side
from spotdiff.visualization.in_visdom.server import Running, running
from spotdiff.visualization.in_visdom.watching import Seen

NOWHERE = "(not measured here)"


@dataclass(frozen=True)
class Visit:
    """What came of a visit.

    Attributes:
        told: By kind for which visdom has a call, its refusal; empty if it showed it.
        live: By framework, what was seen of a descent while it ran.
        panes: What a page with a pane of every kind looked like.
        missing: Why there is nothing; empty if there is something.
    """

    told: dict[str, str] = field(default_factory=dict)
    live: dict[str, Seen] = field(default_factory=dict)
    panes: Seen = field(default_factory=Seen)
    missing: str = ""

    @property
    def shows(self) -> dict[str, bool]:
        """Whether visdom showed a kind; those without a call are not shown."""
        return {kind: self.told.get(kind) == "" for kind in kinds.ALL}

    @property
    def delay(self) -> str:
        """How long it takes from a step to its point on the screen, the median."""
        delays = [delay for seen in self.live.values() for delay in seen.delays]
        return duration(median(delays)) if delays else NOWHERE

    @property
    def table(self) -> Table | str:
        """Say of every kind what came of it, or why nothing did."""
        if self.missing:
            return self.missing
        rows = [
            (kind, "yes" if not said else f"no: “{first(said)}”")
            for kind, said in self.told.items()
        ]
        others = [kind for kind in kinds.ALL if kind not in self.told]
        rows += [(kind, "no: it has no call for it") for kind in others]
        return Table(["Kind", "Shown by visdom"], rows)


def first(said: str) -> str:
    """Return the first sentence."""
    return said.split(". ")[0].strip()


def look_around(server: Running, shown: Gallery) -> Visit:
    """Visit a server that runs."""
    with client.connected(server, "kinds") as vis:
        told = shows.refusals(vis, shown)
    live = {
        name: watching.watched(server, side, name)
        for name, side in (("PyTorch", torch_side), ("TensorFlow", tensorflow_side))
    }
    return Visit(told, live, watching.panes(server, shown))


def visit(shown: Gallery) -> Visit:
    """Start a server, visit it, and end it; or tell why there is none."""
    try:
        with running() as server:
            return look_around(server, shown)
    except NodePackagesError as reason:
        said = f"visdom's server was not started: {reason}"
        nothing = Seen(missing=said)
        return Visit({}, {"PyTorch": nothing, "TensorFlow": nothing}, nothing, said)


def rates(seen: Seen) -> Sequence[float]:
    """Return the learning rates that a descent had, each once, in order."""
    return list(dict.fromkeys(seen.rates))
