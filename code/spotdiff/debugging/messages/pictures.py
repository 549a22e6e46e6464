"""Where the messages lose their points."""

from collections.abc import Mapping
from typing import Any

from matplotlib.figure import Figure

from spotdiff.debugging.messages.mistakes import MISTAKES
from spotdiff.debugging.messages.modes import MODES, outcomes
from spotdiff.debugging.messages.score import RULES, points
from spotdiff.figures import Columns, Picture, Theme, draw, line_style

# Filled where the program runs line by line, hollow where it is compiled first.
MARKS = {
    "PyTorch": ("PyTorch", "o", True),
    "torch.compile": ("PyTorch", "o", False),
    "TensorFlow": ("TensorFlow", "s", True),
    "tf.function": ("TensorFlow", "s", False),
    "TensorFlow 1": ("TensorFlow 1", "D", False),
}
# Lines of one rule stand apart, so that equal shares do not hide one another.
APART = 0.15


def shares() -> dict[str, dict[str, float]]:
    """Return by rule and mode the share of harmful mistakes that keep the rule."""
    found = outcomes()
    kept: dict[str, list[dict[str, bool]]] = {mode: [] for mode in MODES}
    for mistake in MISTAKES:
        for mode in MODES:
            result = found[mistake.name][mode]
            judged = points(result, mistake) if result else None
            if judged is not None:
                kept[mode].append(judged)
    return {
        rule: {
            mode: sum(one[rule] for one in judged) / len(judged)
            for mode, judged in kept.items()
        }
        for rule in RULES
    }


def columns(by_rule: Mapping[str, Mapping[str, float]]) -> Columns:
    """Lay shares out as columns: rule, mode, share in percent."""
    flat = [(r, m, 100 * s) for r, of in by_rule.items() for m, s in of.items()]
    rules, modes, values = zip(*flat, strict=True)
    return {"rule": rules, "mode": modes, "percent": values}


def paint(figure: Figure, data: Columns, theme: Theme) -> None:
    """Paint one row a rule and one mark a mode."""
    axes = figure.subplots()
    rules = list(dict.fromkeys(data["rule"]))
    modes = list(dict.fromkeys(data["mode"]))
    for number, mode in enumerate(modes):
        framework, marker, filled = MARKS[mode]
        color: Any = line_style(framework, theme)["color"]
        at = [i for i, name in enumerate(data["mode"]) if name == mode]
        axes.plot(
            [data["percent"][i] for i in at],
            [rules.index(data["rule"][i]) + APART * (number - 2) for i in at],
            linestyle="none",
            marker=marker,
            markersize=8,
            color=color,
            markerfacecolor=color if filled else "none",
            markeredgewidth=1.6,
            label=mode,
        )
    axes.set_yticks(range(len(rules)), rules)
    axes.invert_yaxis()
    axes.set_xlim(-3, 103)
    axes.set_xlabel("mistakes whose message keeps the rule, %")
    axes.grid(axis="y", visible=False)
    figure.legend(loc="outside upper center", ncols=5, columnspacing=0.9)


def percent(share: float) -> str:
    """Write a share as the book does: "44 %"."""
    return f"{100 * share:.0f} %"


def picture() -> Picture:
    """Draw for every rule how often each mode's messages keep it."""
    by_rule = shares()
    short = by_rule["fits on a screen"]
    briefest, longest = max(short, key=short.__getitem__), min(short, key=short.get)  # type: ignore[arg-type]
    line = by_rule["names the line"]
    return draw(
        paint,
        columns(by_rule),
        name="rules-kept",
        alt=(
            "One row for each of six rules, one mark for each of five modes, placed "
            "by the share of harmful mistakes whose message keeps the rule. The "
            f"message fits on a screen for {percent(short[longest])} of them in "
            f"{longest} and for {percent(short[briefest])} in {briefest}. It names the "
            "line for "
            + ", ".join(f"{percent(share)} in {mode}" for mode, share in line.items())
            + "."
        ),
        caption="What the messages are good at, and where they lose their points.",
        size=(7.6, 4.2),
    )
