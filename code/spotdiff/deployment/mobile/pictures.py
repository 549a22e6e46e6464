"""The figure of what eight bits do to the scores."""

from matplotlib.figure import Figure

from spotdiff.deployment.mobile.trial import NARROW, TRAINED, Forms
from spotdiff.figures import Columns, Picture, Theme, draw, line_style

DRAWN = 360  # digits at the most, in each panel


def columns(forms: Forms, seen: dict[str, float]) -> Columns:
    """Return a row for each framework and digit held out, the first if there are many.

    Args:
        forms: From `trial.prepare`.
        seen: The highest score that each converter saw, by framework.
    """
    rows: list[tuple[object, ...]] = []
    for name, highest in seen.items():
        trained, narrow = (
            forms[name, kind].scores[:DRAWN] for kind in (TRAINED, NARROW)
        )
        answers = trained.argmax(axis=1)
        rows += [
            (name, float(before[digit]), float(after[digit]), highest)
            for before, after, digit in zip(trained, narrow, answers, strict=True)
        ]
    names = ("framework", "as trained", "in 8 bits", "highest seen")
    return dict(zip(names, map(list, zip(*rows, strict=True)), strict=True))


def paint(figure: Figure, data: Columns, theme: Theme) -> None:
    """Draw a dot for each digit, and where the converter had seen no more."""
    frameworks = list(dict.fromkeys(data["framework"]))
    rows = list(zip(*(data[key] for key in data), strict=True))
    panels = figure.subplots(1, len(frameworks), sharex=True, sharey=True)
    for panel, name in zip(panels, frameworks, strict=True):
        found = [row[1:] for row in rows if row[0] == name]
        before, after, seen = zip(*found, strict=True)
        color = line_style(name, theme)["color"]
        face = "none" if name == "TensorFlow" else color
        low, high = min(before), max(before)
        panel.plot([low, high], [low, high], color=theme.quiet, linewidth=1)
        panel.axhline(seen[0], color=theme.quiet, linewidth=1, linestyle=(0, (1, 2)))
        style = {"color": color, "markerfacecolor": face, "markersize": 3.5}
        panel.plot(before, after, "o", linestyle="none", **style)
        panel.set_title(name)
        panel.set_xlabel("score as trained")
    panels[0].set_ylabel("score in 8 bits")


def scores(forms: Forms, seen: dict[str, float]) -> Picture:
    """Draw the score of every digit's answer, as trained and in eight bits."""
    return draw(
        paint,
        columns(forms, seen),
        name="eight-bits",
        alt="Two panels, PyTorch and TensorFlow, with a dot for each digit held out: "
        "its highest score in the trained model, against the same score in the file "
        "of 8 bits. The dots lie close to the diagonal, up to a ceiling at the "
        "highest score that the converter had been shown; beyond it they lie on it.",
        caption="On the slanted line nothing has changed. The dotted line is the "
        "highest score among the digits that the converter was shown.",
        size=(7.6, 3.6),
    )
