"""What each tool can see: every tool tries everything, and a table says how it went."""

from collections.abc import Callable
from dataclasses import astuple, dataclass, fields

from spotdiff.debugging.sight import dump, in_tensorflow, in_tensorflow1, in_torch
from spotdiff.debugging.sight.step import Sight, Told, judge
from spotdiff.debugging.sight.typist import ipythons
from spotdiff.own_process import Call
from spotdiff.tables import Table

BOTH = "both"
IPDB = "IPython's debugger (ipdb)"

HEADS = {
    "variable": "Python variables",
    "middle": "a value in the middle",
    "lines": "line by line",
    "inside": "inside one whole graph",
    "slopes": "gradients on their way",
    "changes": "changes a value",
    "kernel": "the C++ kernel",
}


@dataclass(frozen=True)
class Tool:
    """A tool, and how to let it loose.

    Attributes:
        mode: How the step runs: as written, as a graph, or as a graph switched off.
        name: In Markdown.
        framework: "PyTorch", "TensorFlow" or "TensorFlow 1".
        tried: Lets it loose on the step.
    """

    mode: str
    name: str
    framework: str
    tried: Callable[[], Told]


WRITTEN, GRAPH, OFF = "as written", "as a graph", "graph switched off"


def tools(dumped: Callable[[], Told]) -> list[Tool]:
    """List the tools.

    Args:
        dumped: Returns what Debugger V2 told, in a process of its own.
    """
    t, f, f1 = "PyTorch", "TensorFlow", "TensorFlow 1"
    torch_off, tf_off = "pdb, stance is eager", "pdb, functions run eagerly"
    return [
        Tool(WRITTEN, "`print`", t, in_torch.by_print),
        Tool(WRITTEN, "`print`", f, in_tensorflow.by_print),
        Tool(WRITTEN, "pdb", t, in_torch.by_pdb),
        Tool(WRITTEN, "pdb", f, in_tensorflow.by_pdb),
        Tool(WRITTEN, IPDB, t, lambda: in_torch.by_pdb(kind=ipythons)),
        Tool(WRITTEN, IPDB, f, lambda: in_tensorflow.by_pdb(kind=ipythons)),
        Tool(WRITTEN, "module hooks", t, in_torch.by_hooks),
        Tool(GRAPH, "`print`", t, lambda: in_torch.by_print(True)),
        Tool(GRAPH, "`print`", f, lambda: in_tensorflow.by_print(True)),
        Tool(GRAPH, "pdb", t, lambda: in_torch.by_pdb(in_torch.graph_of)),
        Tool(GRAPH, "pdb", f, lambda: in_tensorflow.by_pdb(in_tensorflow.graph_of)),
        Tool(GRAPH, "module hooks", t, lambda: in_torch.by_hooks(True)),
        Tool(GRAPH, "pdb in a function kept out", t, in_torch.by_helper),
        Tool(GRAPH, "`TORCH_LOGS=graph_code`", t, in_torch.by_log),
        Tool(GRAPH, "`fx.Interpreter` as backend", t, in_torch.by_interpreter),
        Tool(GRAPH, "`tf.print`", f, in_tensorflow.by_tf_print),
        Tool(GRAPH, "`tf.py_function` and pdb", f, in_tensorflow.by_py_function),
        Tool(GRAPH, "Debugger V2's dump", f, dumped),
        Tool(GRAPH, "tfdbg", f1, in_tensorflow1.by_tfdbg),
        Tool(GRAPH, "pdb and `session.run`", f1, in_tensorflow1.by_pdb),
        Tool(OFF, torch_off, t, lambda: in_torch.by_pdb(in_torch.switched_off)),
        Tool(OFF, tf_off, f, lambda: in_tensorflow.by_pdb(in_tensorflow.switched_off)),
    ]


class Dump:
    """The dump of Debugger V2, begun while other things go on."""

    def __init__(self) -> None:
        """Begin."""
        self._call = Call(dump.by_dump, environment={})

    def told(self) -> Told:
        """Return what it told, waiting for it."""
        told: Told = self._call.result().value
        return told


def sights(dumped: Callable[[], Told]) -> list[tuple[Tool, Sight]]:
    """Let every tool loose, and judge each."""
    with in_tensorflow.without_known_warnings():
        return [(tool, judge(tool.tried())) for tool in tools(dumped)]


def table(seen: list[tuple[Tool, Sight]]) -> Table:
    """Set what the tools saw as a table, one row where both frameworks agree."""
    merged: dict[tuple[str, str, Sight], str] = {}
    for tool, sight in seen:
        key = (tool.mode, tool.name, sight)
        merged[key] = BOTH if key in merged else tool.framework
    rows = [
        (mode, name, framework, *("yes" if can else "–" for can in astuple(sight)))
        for (mode, name, sight), framework in merged.items()
    ]
    asked = [HEADS[one.name] for one in fields(Sight)]
    return Table(["The step runs", "Tool", "In", *asked], rows)
