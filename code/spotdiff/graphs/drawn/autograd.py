"""Autograd's record, read: one function a step, pointing back to those before it."""

from torch import Tensor

from spotdiff.graphs.drawn.problem import Arrow, Graph, Operation, numbered


def read(result: Tensor) -> Graph:
    """Walk from a result through `next_functions` to the leaves.

    Args:
        result: what was computed from at least one tensor that wants a gradient.

    Returns:
        The functions that `backward` would call. An arrow points from each to the
        next to be called, which is to say to what was computed before it.

    Raises:
        ValueError: autograd kept no record of this tensor.
    """
    if result.grad_fn is None:
        raise ValueError("autograd keeps a record only of what wants a gradient")
    found, pairs = [result.grad_fn], []
    for function in found:
        for following, _ in function.next_functions:
            # None stands for an input that wants no gradient.
            if following is not None:
                pairs.append((function, following))
                if following not in found:
                    found.append(following)
    kinds = [function.name().rpartition("::")[2] for function in found]
    names = dict(zip(found, numbered(kinds), strict=True))
    operations = [Operation(*pair) for pair in zip(names.values(), kinds, strict=True)]
    arrows = [Arrow(names[tail], names[head]) for tail, head in pairs]
    return Graph(tuple(operations), tuple(arrows))
