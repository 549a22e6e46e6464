"""visdom's client, and what its server holds."""

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import visdom

from spotdiff.toy_problem.problem import Array
from spotdiff.visualization.in_visdom.live.problem import KNOBS
from spotdiff.visualization.in_visdom.server import Running


@contextmanager
def connected(server: Running, environment: str = "main") -> Iterator[Any]:
    """Connect to a server, and leave it alone afterwards.

    Args:
        server: Where to.
        environment: The page of panes that is written to.

    Yields:
        The client.
    """
    # It reports of sessions and sockets as if these were warnings.
    for name in ("visdom", "websocket"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    vis: Any = visdom.Visdom(
        server="http://127.0.0.1",
        port=server.port,
        env=environment,
        raise_exceptions=True,
    )
    try:
        yield vis
    finally:
        vis.use_socket = False  # or it would try to connect again, for ever
        vis.session.close()


def knobs(vis: Any, rate: float) -> dict[str, float]:
    """Put up a pane with a learning rate that the reader of the page can change.

    Returns:
        The rate; it changes when the reader has typed another.
    """
    held = {"rate": rate}
    pane = {"type": "number", "name": "rate", "value": str(rate)}
    vis.properties([pane], win=KNOBS, opts={"title": "change me"})

    def heed(event: dict[str, Any]) -> None:
        if event["event_type"] == "PropertyUpdate":
            held["rate"] = float(event["value"])

    vis.register_event_handler(heed, KNOBS)
    return held


def window(vis: Any, name: str) -> dict[str, Any]:
    """Return what the server holds of a pane; empty if there is none."""
    answer = vis.get_window_data(name)
    held: dict[str, Any] = json.loads(answer) if answer else {}
    return held


def curve(vis: Any, name: str) -> tuple[Array, Array]:
    """Return the points of a line that the server holds: steps, values."""
    (trace,) = window(vis, name)["content"]["data"]
    return np.array(trace["x"]), np.array(trace["y"])
