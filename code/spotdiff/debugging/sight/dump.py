"""The dump of Debugger V2, for a process of its own.

TensorFlow 2.21 crashes when a function traced while it dumps is called afterwards.
"""

import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import tensorflow as tf
from tensorflow.python.debug.lib import debug_events_reader

from spotdiff.debugging.sight import in_tensorflow
from spotdiff.debugging.sight.step import Told


def by_dump() -> Told:
    """Have every tensor of the step dumped, and read the dump."""
    known = in_tensorflow.without_known_warnings()
    with known, tempfile.TemporaryDirectory() as folder:
        writer = tf.debugging.experimental.enable_dump_debug_info(
            folder, tensor_debug_mode="FULL_TENSOR", circular_buffer_size=-1
        )
        run = tf.function(in_tensorflow.written())
        _, loss = in_tensorflow.taken(run)
        writer.FlushNonExecutionFiles()
        writer.FlushExecutionFiles()
        text = read(Path(folder))
    return Told(text, loss, pieces=in_tensorflow.pieces(run))


def read(folder: Path) -> str:
    """Write all that a dump holds of the last step: operations, values, lines."""
    with debug_events_reader.DebugDataReader(str(folder)) as reader:
        reader.update()
        traces = reader.graph_execution_traces()
        last = traces[len(traces) // 2 :]
        values = [
            f"{trace.op_type} {trace.op_name} {written_out(reader, trace)}"
            for trace in last
        ]
        lines = [str(frame) for trace in last for frame in stack(reader, trace)]
    return "\n".join([*values, *lines])


def written_out(reader: Any, trace: Any) -> str:
    """Write a value of the dump in full."""
    value = np.asarray(reader.graph_execution_trace_to_tensor_value(trace))
    return str(value.ravel().tolist())


def stack(reader: Any, trace: Any) -> list[object]:
    """Return where in the program an operation was made."""
    _, frames = reader.read_graph_op_creation_stack_trace(
        reader.graph_by_id(trace.graph_id).get_op_creation_digest(trace.op_name)
    )
    return list(frames)
