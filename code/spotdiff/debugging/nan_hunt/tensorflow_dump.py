"""The flaw, hunted in a dump of Debugger V2: for a process of its own.

TensorFlow 2.21 crashes when a function traced while it dumps is called afterwards.
"""

import logging
import tempfile
from itertools import islice

import tensorflow as tf
from tensorflow.python.debug.lib import debug_events_monitors, debug_events_reader

from spotdiff.debugging.nan_hunt import tensorflow_side
from spotdiff.debugging.nan_hunt.found import Found, names_line
from spotdiff.debugging.nan_hunt.problem import digits, initial_weights
from spotdiff.debugging.nan_hunt.tensorflow_tools import refusal_of_xla

STEPS = 6


def evidence() -> tuple[Found, str]:
    """Return what the dump tells, and what XLA says to a checked function."""
    refusal = refusal_of_xla()
    return hunt(), refusal


def hunt() -> Found:
    """Dump the health of every tensor of some steps, and read of the first alert."""
    network = tensorflow_side.Classifier(*initial_weights())
    cost = tensorflow_side.CrossEntropy()
    tf.get_logger().addFilter(has_source)
    with tempfile.TemporaryDirectory() as folder:
        writer = tf.debugging.experimental.enable_dump_debug_info(
            folder, tensor_debug_mode="FULL_HEALTH", circular_buffer_size=-1
        )
        list(islice(tensorflow_side.training(network, cost, digits()), STEPS))
        writer.FlushNonExecutionFiles()
        writer.FlushExecutionFiles()
        return first_alert(folder)


def has_source(record: logging.LogRecord) -> bool:
    """Pass on all that TensorFlow logs but that Python's own loader has no file."""
    return "Failed to read source code from path" not in record.getMessage()


def first_alert(folder: str) -> Found:
    """Read which tensor was the first that is not finite, and who made it.

    Raises:
        RuntimeError: All tensors are finite.
    """
    with debug_events_reader.DebugDataReader(folder) as reader:
        monitor = debug_events_monitors.InfNanMonitor(reader)
        reader.update()
        alerts = [a for a in monitor.alerts() if a.graph_execution_trace_index]
        if not alerts:
            raise RuntimeError("the dump holds no alert")
        first = min(alerts, key=lambda alert: alert.graph_execution_trace_index)
        digests = reader.graph_execution_traces(digest=True)
        digests = digests[: first.graph_execution_trace_index + 1]
        last = digests[-1]
        graph = reader.graph_by_id(last.graph_id)
        creation = graph.get_op_creation_digest(last.op_name)
        _, frames = reader.read_graph_op_creation_stack_trace(creation)
    says = "\n".join(f"{path}:{line} {name}" for path, line, name in frames)
    runs = [d.op_name for d in digests].count(last.op_name)
    named = names_line(says, tensorflow_side)
    return Found("Debugger V2", last.op_name, says, runs, named)
