"""A notebook's cell run in a real kernel, and the messages that came back from it."""

import asyncio
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
from jupyter_client.manager import AsyncKernelManager

SECONDS = 60
SHOWN, UPDATED = "display_data", "update_display_data"


# The chapter's own cell.
LIVE = """
from IPython.display import display
from spotdiff.visualization.descent.problem import oracle
from spotdiff.visualization.in_matplotlib.figures import so_far

path = oracle()
pane = display(so_far(path, 1), display_id=True)
for steps in range(50, 501, 50):
    pane.update(so_far(path, steps))
"""


class KernelFailedError(RuntimeError):
    """The cell failed, or did not end in time; the message says how."""


class ThisPython(KernelSpecManager):
    """Starts kernels with the Python that runs here, and no other."""

    def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
        """Return the one kernel there is."""
        argv = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
        return KernelSpec(argv=argv, display_name="Python", language="python")


@dataclass(frozen=True)
class Shown:
    """What a notebook was told to show.

    Attributes:
        messages: How many of each kind came.
        final: What stands under the cell at the end: by kind of data, the data.
    """

    messages: dict[str, int]
    final: dict[str, Any]


def run(cell: str) -> Shown:
    """Run a cell in a kernel of its own, which is gone afterwards.

    Raises:
        KernelFailedError: the cell failed, or did not end in time.
    """
    # In a thread of its own: a notebook's cells run in an event loop, and there can be
    # only one in a thread.
    with ThreadPoolExecutor(1) as thread:
        messages = thread.submit(lambda: asyncio.run(_messages(cell))).result()
    final: dict[str, Any] = {}
    for message in messages:
        if message["msg_type"] in (SHOWN, UPDATED):
            final = message["content"]["data"]
        if message["msg_type"] == "error":
            raise KernelFailedError(message["content"]["evalue"])
    return Shown(dict(Counter(m["msg_type"] for m in messages)), final)


async def _messages(cell: str) -> Sequence[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    with tempfile.TemporaryDirectory() as place:
        manager = AsyncKernelManager(
            kernel_spec_manager=ThisPython(),
            # Sockets in a private folder: no port is opened.
            transport="ipc",
            ip=str(Path(place) / "kernel"),
        )
        await manager.start_kernel()
        client = manager.client()
        client.start_channels()
        try:
            await client.wait_for_ready(timeout=SECONDS)
            await client.execute_interactive(
                cell, timeout=SECONDS, output_hook=found.append
            )
        except (RuntimeError, TimeoutError) as error:
            raise KernelFailedError(str(error)) from error
        finally:
            client.stop_channels()
            await manager.shutdown_kernel(now=True)
    return found
