"""What both profilers recorded, read into one form: spans of time on threads."""

import json
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple


class Span(NamedTuple):
    """Something that was going on.

    Attributes:
        name: What the framework calls it.
        thread: Where it went on.
        start: In seconds, from the start of the first step.
        end: In seconds, likewise.
    """

    name: str
    thread: str
    start: float
    end: float

    @property
    def seconds(self) -> float:
        """How long it took."""
        return self.end - self.start

    def within(self, other: "Span") -> bool:
        """Tell whether it began and ended while the other went on, on any thread."""
        return other.start <= self.start and self.end <= other.end


STEP = re.compile(r"step \d+")


def read_chrome(file: Path) -> list[Span]:
    """Read a trace in Chrome's format, as PyTorch exports it: microseconds."""
    events = json.loads(file.read_text())["traceEvents"]
    names = {
        (event["pid"], event["tid"]): event["args"]["name"]
        for event in events
        if event.get("ph") == "M" and event["name"] == "thread_name"
    }
    return from_the_first_step(
        Span(
            event["name"],
            named(names.get((event["pid"], event["tid"]), str(event["tid"]))),
            event["ts"] * 1e-6,
            (event["ts"] + event["dur"]) * 1e-6,
        )
        for event in events
        if event.get("ph") == "X" and event.get("cat") in ("cpu_op", "user_annotation")
    )


def read_xplane(file: Path) -> list[Span]:
    """Read a trace as TensorFlow writes it, through TensorFlow's own converter."""
    from tensorflow.python.profiler.internal import _pywrap_profiler_plugin as plugin
    from tensorflow.tsl.profiler.protobuf import trace_events_pb2

    data, converted = plugin.xspace_to_tools_data([str(file)], "trace_viewer", {})
    if not converted:
        raise ValueError(f"TensorFlow cannot read {file.name}")
    trace = trace_events_pb2.Trace.FromString(data)
    return from_the_first_step(
        Span(
            event.name,
            named(trace.devices[event.device_id].resources[event.resource_id].name),
            event.timestamp_ps * 1e-12,
            (event.timestamp_ps + event.duration_ps) * 1e-12,
        )
        for event in trace.trace_events
    )


def named(thread: str) -> str:
    """Name a thread by what it is for: numbers differ from run to run."""
    kinds = {"python": "Python", "Compute": "operations", "Eigen": "helpers"}
    kind = next((kinds[word] for word in kinds if word in thread), thread)
    number = re.search(r"/-?(\d+)$", thread)
    return f"{kind} {number[1]}" if number else kind


def from_the_first_step(spans: Iterable[Span]) -> list[Span]:
    """Sort spans, and count their time from the start of the first step.

    Raises:
        ValueError: there is no step among them.
    """
    ordered = sorted(spans, key=lambda span: (span.start, -span.end))
    first = next((span.start for span in ordered if STEP.fullmatch(span.name)), None)
    if first is None:
        raise ValueError("no step was recorded")
    moved = [s._replace(start=s.start - first, end=s.end - first) for s in ordered]
    return renumbered(moved)


def renumbered(spans: Sequence[Span]) -> list[Span]:
    """Give threads of one kind small numbers, in the order in which they come."""
    names: dict[str, str] = {}
    for span in spans:
        if span.thread not in names:
            kind = span.thread.rstrip("0123456789").strip()
            alike = [name for name in names.values() if name.startswith(kind)]
            single = span.thread == kind
            names[span.thread] = kind if single else f"{kind} {len(alike) + 1}"
    return [span._replace(thread=names[span.thread]) for span in spans]


def steps(spans: Sequence[Span]) -> list[Span]:
    """Return the steps, in order."""
    return [span for span in spans if STEP.fullmatch(span.name)]


def outermost(spans: Iterable[Span]) -> list[Span]:
    """Drop every span that lies within another one of its thread."""
    kept: dict[str, Span] = {}
    found = []
    for span in sorted(spans, key=lambda span: (span.start, -span.end)):
        before = kept.get(span.thread)
        if before is None or span.start >= before.end:
            kept[span.thread] = span
            found.append(span)
    return found


def covered(spans: Iterable[Span]) -> float:
    """Return the seconds in which at least one of some spans went on."""
    total, until = 0.0, float("-inf")
    for span in sorted(spans, key=lambda span: span.start):
        total += max(0.0, span.end - max(until, span.start))
        until = max(until, span.end)
    return total


def to_chrome(spans: Iterable[Span]) -> str:
    """Write spans in Chrome's format, for viewers that read it."""
    listed = list(spans)
    threads = list(dict.fromkeys(span.thread for span in listed))
    head = [
        {"ph": "M", "name": "thread_name", "pid": 1, "tid": n, "args": {"name": name}}
        for n, name in enumerate(threads)
    ]
    events = [
        {
            "ph": "X",
            "name": span.name,
            "pid": 1,
            "tid": threads.index(span.thread),
            "ts": span.start * 1e6,
            "dur": span.seconds * 1e6,
        }
        for span in listed
    ]
    return json.dumps({"traceEvents": [*head, *events]})
