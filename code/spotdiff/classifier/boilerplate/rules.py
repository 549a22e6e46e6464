"""What a source keeps under its own control, and what its reader must keep in mind.

Both are found by rules on the source, the same for both frameworks, each one a
function below. A rule sees what is written, not what happens.
"""

import ast
import re
from collections.abc import Callable, Iterator, Sequence

from spotdiff.classifier.boilerplate.reading import Piece, assigned

Pieces = Sequence[Piece]
Rule = Callable[[Pieces], bool]

# What is made by calling one of these changes while a network is trained.
STATEFUL = re.compile(
    r"(^|\.)(Variable|Parameter|GradientTape|Session|Graph|Sequential|Model"
    r"|Conv\w+|Linear|Dense|\w*Dropout\w*|\w*Norm\w*|\w*Optimizer)$"
    r"|\.optim\.\w+$|\.optimizers\.\w+$|\.callbacks\.\w+$"
)
VARIABLES = re.compile(r"\.(Variable|Parameter|get_variable)$")
OPERATIONS = re.compile(r"\.nn\.(functional\.)?(conv2d|linear)$")
LOSSES = re.compile(r"cross_?entropy", re.IGNORECASE)
MODES = {"train", "eval"}
RESETS = {"zero_grad", "reset_state", "reset_states"}
SLOPES = {"backward", "gradient"}
STEPS = {"step", "apply", "apply_gradients", "minimize"}
UPDATES = re.compile(r"^(assign(_add|_sub)?|(sub|add|copy|mul)_)$")


def calls(pieces: Pieces) -> Iterator[tuple[Piece, ast.Call]]:
    """Walk all calls, each with the piece it stands in."""
    return ((piece, call) for piece in pieces for call in piece.calls())


def parts_called(pieces: Pieces) -> list[str]:
    """List the full names of the framework's parts that are called."""
    names = (piece.full_name(call.func) for piece, call in calls(pieces))
    return [name for name in names if name]


def methods_called(pieces: Pieces) -> list[str]:
    """List the methods that are called on anything."""
    return [
        call.func.attr
        for piece, call in calls(pieces)
        if isinstance(call.func, ast.Attribute) and not piece.full_name(call.func)
    ]


def keywords(pieces: Pieces) -> set[str]:
    """Collect the keywords that calls are given."""
    return {k.arg for _, call in calls(pieces) for k in call.keywords if k.arg}


def nodes(pieces: Pieces) -> Iterator[ast.AST]:
    """Walk everything."""
    return (node for piece in pieces for node in piece.nodes())


# What is under control -----------------------------------------------------------


def each_weight(pieces: Pieces) -> bool:
    """Every weight is made as a variable, by itself."""
    made = any(VARIABLES.search(name) for name in parts_called(pieces))
    asked = {*keywords(pieces), *methods_called(pieces)}
    return made or not asked.isdisjoint({"requires_grad", "requires_grad_"})


def each_operation(pieces: Pieces) -> bool:
    """Every operation is called by name, on weights that are handed to it."""
    return any(OPERATIONS.search(name) for name in parts_called(pieces))


def how_layers_connect(pieces: Pieces) -> bool:
    """A function says how an image passes through: not a list of layers."""
    return any(
        isinstance(node, ast.FunctionDef) and node.name in {"forward", "call", "logits"}
        for node in nodes(pieces)
    )


def which_layers(pieces: Pieces) -> bool:
    """The widths of the small network's layers are written."""
    written = {node.value for node in nodes(pieces) if isinstance(node, ast.Constant)}
    return {10, 20, 50} <= written


def which_loss(pieces: Pieces) -> bool:
    """The loss is named."""
    return any(LOSSES.search(name) for name in parts_called(pieces))


def loss_of_what(pieces: Pieces) -> bool:
    """The loss is called on scores and labels."""
    makers = re.compile(r"\.losses\.[A-Z]\w+$")
    named = [name for name in parts_called(pieces) if LOSSES.search(name)]
    direct = any(not makers.search(name) for name in named)
    made = {
        target.id
        for piece in pieces
        for node in piece.nodes()
        if isinstance(node, ast.Assign)
        and isinstance(node.value, ast.Call)
        and makers.search(piece.full_name(node.value.func) or "")
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    by_name = {c.func.id for _, c in calls(pieces) if isinstance(c.func, ast.Name)}
    return direct or bool(made & by_name) or "compute_loss" in methods_called(pieces)


def where_slopes_are_taken(pieces: Pieces) -> bool:
    """The slopes are asked for."""
    taken = set(methods_called(pieces)) & SLOPES
    return bool(taken) or "torch.autograd.grad" in parts_called(pieces)


def when_weights_move(pieces: Pieces) -> bool:
    """The step is taken by a call, or by hand."""
    return bool(set(methods_called(pieces)) & STEPS) or how_weights_move(pieces)


def how_weights_move(pieces: Pieces) -> bool:
    """The rule of the step is written out, not that of an optimiser."""
    return any(UPDATES.match(name) for name in methods_called(pieces))


def what_is_dropped(pieces: Pieces) -> bool:
    """Dropout is switched, or masks are handed over."""
    switched = bool(MODES & set(methods_called(pieces)))
    masks = any(
        isinstance(node, ast.arg) and node.arg == "channels" for node in nodes(pieces)
    )
    return switched or masks or "training" in keywords(pieces)


def the_loop(pieces: Pieces) -> bool:
    """A walk over the batches is written that calls something with each."""
    for node in nodes(pieces):
        if isinstance(node, ast.For):
            over, body = ast.unparse(node.iter), list(ast.walk(node))
        elif isinstance(node, ast.ListComp):
            over, body = ast.unparse(node.generators[0].iter), list(ast.walk(node.elt))
        else:
            continue
        if "batches" in over and any(isinstance(n, ast.Call) for n in body):
            return True
    return False


DECISIONS: dict[str, Rule] = {
    "which layers": which_layers,
    "which loss": which_loss,
    "how layers connect": how_layers_connect,
    "loss of what": loss_of_what,
    "where slopes are taken": where_slopes_are_taken,
    "what is dropped": what_is_dropped,
    "when weights move": when_weights_move,
    "the loop": the_loop,
    "each weight": each_weight,
    "each operation": each_operation,
    "how weights move": how_weights_move,
}


def under_control(pieces: Pieces) -> list[str]:
    """List the decisions, of `DECISIONS`, that the source itself states."""
    return [name for name, rule in DECISIONS.items() if rule(pieces)]


# What to keep in mind --------------------------------------------------------------


def to_keep_in_mind(pieces: Pieces) -> list[str]:
    """List what changes behind a name while the source runs, by rule.

    A framework's object with a state, by the name it is bound to: a weight, a layer
    with weights or a mode, an optimiser, a tape, a graph, a session; one that is
    made for another is part of it. A name whose content is overwritten in place.
    And a call that switches a mode or clears slopes, by its own name.
    """
    return sorted({*_objects(pieces), *_overwritten(pieces), *_switches(pieces)})


def _objects(pieces: Pieces) -> Iterator[str]:
    made = _makers(pieces)
    for piece in pieces:
        for node in piece.nodes():
            for name, value in _bindings(node):
                if _makes_state(piece, value, made):
                    yield ast.unparse(name)


def _makers(pieces: Pieces) -> set[str]:
    """Name what the source itself defines to make an object with a state.

    A class derived from a framework's that has one; a function that returns one.
    """
    made: set[str] = set()
    for piece in pieces:
        for node in piece.nodes():
            if isinstance(node, ast.ClassDef):
                if any(STATEFUL.search(piece.full_name(b) or "") for b in node.bases):
                    made.add(node.name)
            elif isinstance(node, ast.FunctionDef):
                if any(_makes_state(piece, value, made) for value in _returned(node)):
                    made.add(node.name)
            elif (
                isinstance(node, ast.Assign)
                and _is_partial(node.value)
                and _makes_state(piece, node.value, made)
            ):
                made |= {ast.unparse(target) for target in node.targets}
    return made


def _returned(function: ast.FunctionDef) -> Iterator[ast.expr]:
    for node in ast.walk(function):
        if isinstance(node, ast.Return) and node.value:
            yield node.value


def _is_partial(value: ast.expr) -> bool:
    return isinstance(value, ast.Call) and ast.unparse(value.func) == "partial"


def _bindings(node: ast.AST) -> Iterator[tuple[ast.expr, ast.expr]]:
    if isinstance(node, ast.Assign) and not _is_partial(node.value):
        yield from assigned(node)
    elif isinstance(node, ast.withitem):
        yield node.optional_vars or node.context_expr, node.context_expr


def _makes_state(piece: Piece, value: ast.expr, made: set[str]) -> bool:
    return any(
        isinstance(node, ast.Call)
        and (
            bool(STATEFUL.search(piece.full_name(node.func) or ""))
            or any(keyword.arg == "requires_grad" for keyword in node.keywords)
            or (isinstance(node.func, ast.Name) and node.func.id in made)
        )
        for node in ast.walk(value)
    )


def _overwritten(pieces: Pieces) -> Iterator[str]:
    for _, call in calls(pieces):
        if isinstance(call.func, ast.Attribute) and UPDATES.match(call.func.attr):
            node: ast.expr = call.func
            while isinstance(node, ast.Attribute | ast.Subscript | ast.Call):
                node = node.func if isinstance(node, ast.Call) else node.value
            yield ast.unparse(node)


def _switches(pieces: Pieces) -> Iterator[str]:
    for name in methods_called(pieces):
        if name in MODES | RESETS:
            yield f"{name}()"
    if "training" in keywords(pieces):
        yield "training="
    if "torch.no_grad" in parts_called(pieces):
        yield "torch.no_grad()"
