"""A few training steps, watched by the framework's own profiler."""

from pathlib import Path
from typing import Any

from torch.profiler import ProfilerActivity, profile, record_function


def record(step: Any, batch: Any, count: int, folder: Path) -> Path:
    """Take some steps under observation.

    Args:
        step: Learns from a batch; warmed up.
        batch: What it learns from, again and again.
        count: How many steps are taken.
        folder: Where the record goes.

    Returns:
        The file with the record.
    """
    folder.mkdir(exist_ok=True)
    file = folder / "trace.json"
    cpu = [ProfilerActivity.CPU]
    with profile(activities=cpu, acc_events=True) as watched:
        for number in range(count):
            with record_function(f"step {number}"):
                float(step(*batch))
    watched.export_chrome_trace(str(file))
    return file
