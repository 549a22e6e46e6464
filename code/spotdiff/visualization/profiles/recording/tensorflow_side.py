"""A few training steps, watched by the framework's own profiler."""

from pathlib import Path
from typing import Any

from tensorflow.profiler.experimental import Profile, Trace


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
    with Profile(str(folder)):
        for number in range(count):
            with Trace("step", step_num=number, _r=1):
                float(step(*batch))
    (file,) = folder.rglob("*.xplane.pb")
    return file
