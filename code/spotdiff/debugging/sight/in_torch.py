"""PyTorch's step, and the tools that are let loose on it."""

import io
from collections.abc import Callable, Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import replace
from typing import Any

import torch
from torch import Tensor, nn
from torch._dynamo.backends.common import aot_autograd
from torch._functorch._aot_autograd.utils import make_boxed_func
from torch._logging._internal import set_logs

from spotdiff.debugging.sessions.problem import INNER, OUTER, Array, X, Y
from spotdiff.debugging.sight.step import OFFICE, TIMES, Told, second_step
from spotdiff.debugging.sight.typist import PYTHONS, at_pdb, places, stops

Step = Callable[[Tensor, Tensor], Tensor]
Tool = Callable[[Tensor, int], Tensor]

ASKED = ["p ticket", "p hidden", "hidden = 2 * hidden"]
# Where a compiled step stops, its frame is the one above.
AT_THE_STOP = ["up", *ASKED, "down", *ASKED, "next", "next", "next"]


def written(tool: Tool | None = None, slope_tool: Any = None, stop: str = "") -> Step:
    """Write the step with a place for a tool.

    Args:
        tool: Is handed the value in the middle and the ticket, and hands on a value.
        slope_tool: Is handed the value's slope.
        stop: Where to call breakpoint() in the second step: "middle" of it, or
            "before" the operation that makes the value.
    """
    inner = torch.tensor(INNER, requires_grad=True)
    outer = torch.tensor(OUTER, requires_grad=True)

    def step(x: Tensor, y: Tensor) -> Tensor:
        ticket = OFFICE.ticket
        before = x @ inner
        if stop == "before" and OFFICE.asked:
            breakpoint()
        hidden = torch.relu(before)
        if slope_tool:
            hidden.register_hook(slope_tool)
        if tool:
            hidden = tool(hidden, ticket)
        if stop == "middle" and OFFICE.asked:
            breakpoint()
        scores = hidden @ outer
        loss = torch.mean((scores - y) ** 2)
        return loss

    return step


def taken(step: Step) -> tuple[str, float]:
    """Take the step twice; return what the second printed, and its loss."""
    x, y = torch.tensor(X), torch.tensor(Y)
    with redirect_stdout(io.StringIO()):
        step(x, y).backward()
    screen = io.StringIO()
    with second_step(), redirect_stdout(screen):
        loss = step(x, y)
        loss.backward()
    return screen.getvalue(), loss.item()


def tell(value: Tensor, ticket: int) -> Tensor:
    """Print what passes by."""
    print(ticket, value)
    return value


def tell_slope(slope: Tensor) -> None:
    """Print a slope, or stop at it."""
    print(slope)


def stop_at_slope(slope: Tensor) -> None:
    """Stop at a slope in the second step."""
    if OFFICE.asked:
        breakpoint()


class Counting:
    """A backend that runs graphs as they are, and counts those of the second step."""

    def __init__(self) -> None:
        """Begin at none."""
        self.pieces = 0

    def __call__(self, graph: torch.fx.GraphModule, inputs: Sequence[Any]) -> Any:
        """Take a graph."""

        def run(*given: Any) -> Any:
            self.pieces += OFFICE.asked
            return graph(*given)

        return run


def compiled(step: Step) -> tuple[Step, Counting]:
    """Let torch.compile make graphs of a step, and count them."""
    torch.compiler.reset()
    backend = Counting()
    return torch.compile(step, backend=backend), backend


def by_print(in_graph: bool = False) -> Told:
    """Print in the middle and on the way back."""
    step, pieces = written(tell, tell_slope), Counting()
    if in_graph:
        step, pieces = compiled(step)
    text, loss = taken(step)
    return Told(text, loss, pieces=pieces.pieces)


def by_pdb(
    prepare: Callable[[Step], Step] = lambda step: step,
    kind: Callable[..., Any] = PYTHONS,
) -> Told:
    """Stop in the middle, before the operation, and on the way back.

    Args:
        prepare: What is done to the step, as to one that is compiled.
        kind: Which debugger opens.
    """
    middle = in_the_middle(prepare, kind)
    with at_pdb(["step", "step"], kind) as into:
        taken(prepare(written(stop="before")))
    with at_pdb(["p slope"], kind) as back:
        taken(prepare(written(slope_tool=stop_at_slope)))
    text = middle.text + back.getvalue()
    return replace(middle, text=text, kernels=places(into.getvalue()))


def in_the_middle(
    prepare: Callable[[Step], Step], kind: Callable[..., Any] = PYTHONS
) -> Told:
    """Stop in the middle only."""
    with at_pdb(AT_THE_STOP, kind) as screen:
        _, loss = taken(prepare(written(stop="middle")))
    return Told(screen.getvalue(), loss, stops(screen.getvalue()))


def by_hooks(in_graph: bool = False) -> Told:
    """Hang hooks on a module: on its way there they keep and change, back they keep."""
    there: list[Tensor] = []
    network = nn.Sequential(Weights(INNER), nn.ReLU(), Weights(OUTER))
    network[1].register_forward_hook(lambda module, given, made: there.append(made))
    network[1].register_forward_hook(doubled)
    loss, pieces = through(network, in_graph)

    back: list[Tensor] = []
    network = nn.Sequential(Weights(INNER), nn.ReLU(), Weights(OUTER))
    network[1].register_full_backward_hook(lambda module, to, slope: back.extend(slope))
    through(network, in_graph)
    return Told(f"{there[-1]}{back[-1]}", loss, pieces=pieces)


def through(network: nn.Module, in_graph: bool) -> tuple[float, int]:
    """Take the step with a network; return the loss and how many graphs it ran."""

    def step(x: Tensor, y: Tensor) -> Tensor:
        return torch.mean((network(x) - y) ** 2)

    run, backend = compiled(step) if in_graph else (step, Counting())
    return taken(run)[1], backend.pieces


class Weights(nn.Module):
    """A layer without a bias."""

    def __init__(self, weights: Array) -> None:
        """Take the weights, (in, out)."""
        super().__init__()
        self.weights = nn.Parameter(torch.tensor(weights))

    def forward(self, x: Tensor) -> Tensor:
        """Multiply."""
        return x @ self.weights


def doubled(module: nn.Module, given: tuple[Tensor, ...], made: Tensor) -> Tensor:
    """Double what a module makes, in the second step."""
    return TIMES * made if OFFICE.asked else made


def by_interpreter() -> Told:
    """Run the graphs of torch.compile, there and back, operation by operation."""
    torch.compiler.reset()
    watch = Watch()
    backend = aot_autograd(fw_compiler=watch.over, bw_compiler=watch.over)
    text, loss = taken(torch.compile(written(), backend=backend, fullgraph=True))
    return Told(text, loss, "\n".join(watch.stops), pieces=watch.pieces)


class Watch:
    """Somebody who runs graphs operation by operation and tells every value."""

    def __init__(self) -> None:
        """Begin with nothing seen."""
        self.pieces, self.stops = 0, list[str]()

    def over(self, graph: torch.fx.GraphModule, inputs: Sequence[Any]) -> Any:
        """Take a graph; the one of the way back counts with the one there."""
        watch = self

        class Telling(torch.fx.Interpreter):
            def run_node(self, node: torch.fx.Node) -> Any:
                value = super().run_node(node)
                if OFFICE.asked:
                    watch.stops.append(node.stack_trace or "")
                    watch.pieces += node.name == "relu" and node.op != "placeholder"
                    print(node, value)
                    if "relu" in str(node.target):
                        return TIMES * value
                return value

        return make_boxed_func(Telling(graph).run)


def by_log() -> Told:
    """Read the graphs' code in the log of torch.compile (TORCH_LOGS=graph_code)."""
    screen = io.StringIO()
    step, backend = compiled(written())
    with redirect_stderr(screen):
        set_logs(graph_code=True)
    try:
        _, loss = taken(step)
    finally:
        set_logs()
    return Told(screen.getvalue(), loss, pieces=backend.pieces)


def by_helper() -> Told:
    """Stop in functions that the compiler is told to leave alone."""

    def stopping(value: Tensor, ticket: int) -> Tensor:
        if OFFICE.asked:
            breakpoint()
            value = TIMES * value
        return value

    tool, slope_tool = map(torch.compiler.disable, (stopping, stop_at_slope))
    typed = ["p ticket", "p value", "p slope", "next", "next", "next"]
    step, backend = compiled(written(tool))
    with at_pdb(typed) as screen:
        _, loss = taken(step)
    with at_pdb(typed) as back:
        taken(compiled(written(slope_tool=slope_tool))[0])
    text = screen.getvalue() + back.getvalue()
    return Told(text, loss, stops(text), pieces=backend.pieces)


def graph_of(step: Step) -> Step:
    """Compile a step."""
    return compiled(step)[0]


def switched_off(step: Step) -> Step:
    """Compile a step, and have it run as it is written all the same."""
    run: Step = torch.compiler.set_stance("force_eager")(graph_of(step))
    return run
