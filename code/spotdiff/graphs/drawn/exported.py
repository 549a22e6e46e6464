"""What torch.export recorded, read: an FX graph of PyTorch's basic operations."""

from torch.export import ExportedProgram

from spotdiff.graphs.drawn.problem import Arrow, Graph, Operation


def read(program: ExportedProgram) -> Graph:
    """Read the nodes of an exported program, and what each takes.

    Args:
        program: what `torch.export.export` returned.

    Returns:
        Its graph. Weights and inputs are placeholders, with their own names.
    """
    weights = program.graph_signature.inputs_to_parameters
    operations, arrows = [], []
    for node in program.graph.nodes:
        name = weights.get(node.name, node.name) if node.op == "placeholder" else ""
        kind = node.op if node.op != "call_function" else node.target.name()
        # "aten::conv2d": the name in PyTorch's library of operations.
        kind = kind.rpartition("::")[2].partition(".")[0]
        operations.append(Operation(node.name, kind, name))
        arrows += [Arrow(tail.name, node.name) for tail in node.all_input_nodes]
    return Graph(tuple(operations), tuple(arrows))
