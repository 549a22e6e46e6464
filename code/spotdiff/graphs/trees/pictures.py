"""A tree with its levels, and what is gained by working level by level."""

from collections.abc import Sequence
from typing import Any

from matplotlib.figure import Figure

from spotdiff.figures import Columns, Picture, Theme, draw, line_style
from spotdiff.graphs.trees.problem import NAMES, Tree, flatten, text, value
from spotdiff.graphs.trees.speed import COMPARED, Timed

# Radius of a dot that a word fits in, in points.
DOT = 17


def levels(tree: Tree) -> Picture:
    """Draw a tree, its leaves at the bottom and each node at its height."""
    forest = flatten([tree])
    leaves, heights = len(forest.values), forest.heights().tolist()
    place: list[float] = list(range(leaves))
    for left, right in forest.children.tolist():
        place.append((place[left] + place[right]) / 2)
    parents = [-1] * len(place)
    for node, children in enumerate(forest.children.tolist(), leaves):
        for child in children:
            parents[child] = node
    names = [str(number) for number in forest.values]
    names += [NAMES[operation] for operation in forest.operations]
    data = {
        "name": names,
        "place": place,
        "level": [0] * leaves + heights,
        "parent": parents,
    }
    return draw(
        paint_levels,
        data,
        name="a-tree-and-its-levels",
        alt=f"The tree {text(tree)}, drawn with {leaves} numbers at the bottom and "
        f"{len(heights)} operations above them on {max(heights)} levels; its root, "
        f"{names[-1]}, is on the highest.",
        caption=f"{text(tree)} is {value(tree)}. What stands on one level can be "
        "worked out at once.",
        size=(7.6, 0.72 * (max(heights) + 1) + 0.3),
    )


def paint_levels(figure: Figure, data: Columns, theme: Theme) -> None:
    """Paint the tree on an empty figure."""
    axes = figure.subplots()
    place, level = data["place"], data["level"]
    for node, parent in enumerate(data["parent"]):
        if parent >= 0:
            ends = [place[node], place[parent]], [level[node], level[parent]]
            axes.plot(*ends, color=theme.quiet, linewidth=1.2, zorder=1)
    axes.scatter(
        place,
        level,
        s=(2 * DOT) ** 2,
        color=theme.grid,
        edgecolors=theme.quiet,
        zorder=2,
    )
    for x, y, name in zip(place, level, data["name"], strict=True):
        axes.text(x, y, name, ha="center", va="center", fontsize=9, zorder=3)
    axes.set(xticks=[], ylabel="level", yticks=range(max(level) + 1))
    axes.margins(0.07, 0.14)
    axes.grid(visible=False, axis="x")
    axes.spines["bottom"].set_visible(False)


def gains(timed: Sequence[Timed], announced: float) -> Picture:
    """Draw how many times faster all trees at once are, by the number of trees.

    Args:
        timed: From `speed.measured`.
        announced: What was announced with TensorFlow Fold.
    """
    found = [
        (framework, one.size, one.gain(framework))
        for framework in COMPARED
        for one in timed
    ]
    last = {framework: gain.median for framework, size, gain in found}
    data: dict[str, list[Any]] = {
        "framework": [framework for framework, _, _ in found],
        "trees": [size for _, size, _ in found],
        "times faster": [gain.median for _, _, gain in found],
        "low": [gain.low for _, _, gain in found],
        "high": [gain.high for _, _, gain in found],
        "announced": [announced] * len(found),
    }
    said = " and ".join(f"{gain:.0f} in {name}" for name, gain in last.items())
    return draw(
        paint_gains,
        data,
        name="gain-of-levels",
        alt="Two lines over the number of trees in a batch, both axes logarithmic: how "
        "many times faster it is to work level by level on all trees than on one "
        f"after the other. At {timed[-1].size} trees it is {said}. A level line "
        f"marks the {announced:.0f} announced for TensorFlow Fold.",
        caption="All trees at once, against one after the other; forward and backward. "
        "The announcement compared other programs on another machine.",
    )


def paint_gains(figure: Figure, data: Columns, theme: Theme) -> None:
    """Paint the lines on an empty figure."""
    axes = figure.subplots()
    for framework in dict.fromkeys(data["framework"]):
        rows = [i for i, name in enumerate(data["framework"]) if name == framework]
        x, y, low, high = (
            [data[column][i] for i in rows]
            for column in ("trees", "times faster", "low", "high")
        )
        style = line_style(framework, theme)
        axes.plot(x, y, marker="o", label=framework, **style)
        axes.fill_between(x, low, high, color=style["color"], alpha=0.2, linewidth=0)
    announced = data["announced"][0]
    axes.axhline(announced, label="announced for Fold", **line_style("", theme))
    axes.set(
        xscale="log",
        yscale="log",
        xlabel="trees in a batch",
        ylabel="times faster",
    )
    ticks = sorted(set(data["trees"]))
    axes.set_xticks(ticks, [str(tick) for tick in ticks])
    axes.set_yticks(
        [1, 2, 5, 10, 20, 50, 100], ["1", "2", "5", "10", "20", "50", "100"]
    )
    axes.minorticks_off()
    axes.legend()
