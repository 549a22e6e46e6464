"""The figure: images a second over the batch size."""

from matplotlib.figure import Figure

from spotdiff.classifier.speed.sweep import Speeds
from spotdiff.classifier.speed.tables import columns, leads
from spotdiff.figures import Columns, Picture, Style, Theme, draw, line_style

MARKERS = {
    "eager": "o",
    "channels last": "v",
    "compiled": "s",
    "function": "s",
    "XLA": "^",
    "train_on_batch": "x",
}
YARDSTICKS = {"convolutions alone": "-", "matrix product": "-."}


def mode_style(mode: str, theme: Theme) -> Style:
    """Return colour, dashes and marker of a mode; mixed precision is thin."""
    framework, way = mode.split(" ", 1)
    mixed = way.endswith(" mixed")
    return {
        **line_style("PyTorch" if framework == "PyTorch" else "TensorFlow", theme),
        "marker": MARKERS[way.removesuffix(" mixed")],
        "markersize": 5,
        "linewidth": 0.9 if mixed else 1.7,
        "fillstyle": "none" if mixed else "full",
    }


def rows_of(data: Columns, mode: str) -> list[list[float]]:
    """Return batch, median, low and high of a mode, by rising batch."""
    named = ("batch", "median", "low", "high")
    rows = zip(data["mode"], *(data[name] for name in named), strict=True)
    mine = sorted(row[1:] for row in rows if row[0] == mode)
    return [list(column) for column in zip(*mine, strict=True)]


def paint(figure: Figure, data: Columns, theme: Theme) -> None:
    """Draw a line a mode, and two to hold them against."""
    axes = figure.subplots()
    for mode in dict.fromkeys(data["mode"]):
        batch, median, low, high = rows_of(data, mode)
        if mode in YARDSTICKS:
            axes.loglog(
                batch,
                median,
                color=theme.quiet,
                linewidth=1.2,
                linestyle=YARDSTICKS[mode],
                label=mode,
            )
            continue
        style = mode_style(mode, theme)
        axes.loglog(batch, median, **style, label=mode)
        axes.fill_between(
            batch, low, high, color=style["color"], alpha=0.15, linewidth=0
        )
    ticks = sorted(set(data["batch"]))
    axes.set_xticks(ticks, [str(tick) for tick in ticks])
    axes.minorticks_off()
    axes.set(title="Images a second", xlabel="images in a batch")
    figure.legend(fontsize=9, loc="outside right upper")


def speed(speeds: Speeds) -> Picture:
    """Draw images a second against the batch size, one line a mode."""
    name = speeds.network.name
    return draw(
        paint,
        columns(speeds),
        name=f"training-speed-{name}",
        alt=f"Images a second in training the {name} network against the batch size, "
        "both axes logarithmic, a line for each way to run a step, and two grey lines: "
        "the convolutions alone, and the arithmetic at the pace of a matrix product. "
        f"Fastest are {leads(speeds)}.",
        caption="Bands run from the 5 % to the 95 % quantile. Grey: the "
        "convolutions alone, and all arithmetic at the pace of a matrix product.",
        size=(9.2, 4.8),
    )
