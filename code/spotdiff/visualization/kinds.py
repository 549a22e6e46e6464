"""What can be shown: the kinds of 2017 and those that came later.

A tool is a module with a function `shows`, which tries the kinds and tells of each
whether the tool showed it; a column of the table is one such answer.
"""

from collections.abc import Mapping

from spotdiff.tables import Table

SCALARS = "scalars"
HISTOGRAMS = "histograms and distributions"
IMAGES = "images"
GRAPH = "the graph"
EMBEDDINGS = "embeddings"
AUDIO = "audio"
TEXT = "text"
HYPER_PARAMETERS = "hyper-parameters"
PRECISION = "precision and recall"
MESHES = "meshes"

IN_2017 = (GRAPH, SCALARS, HISTOGRAMS, IMAGES, EMBEDDINGS, AUDIO)
SINCE = (TEXT, HYPER_PARAMETERS, PRECISION, MESHES)
ALL = IN_2017 + SINCE

YES, NO = "yes", "–"

# Of each kind whether a tool showed it; a kind that is missing was not shown.
Shown = Mapping[str, bool]


def table(tools: Mapping[str, Shown]) -> Table:
    """Say what shows what.

    Args:
        tools: By the name of each tool, what its `shows()` returned.

    Returns:
        A row a kind, a column a tool.

    Raises:
        ValueError: A tool tells of a kind that is none of ours.
    """
    for name, shown in tools.items():
        unknown = sorted(set(shown) - set(ALL))
        if unknown:
            raise ValueError(
                f"{name} tells of {unknown}, which the table does not have"
            )
    rows = [
        (kind, era, *(YES if shown.get(kind) else NO for shown in tools.values()))
        for era, kinds in (("2017", IN_2017), ("since", SINCE))
        for kind in kinds
    ]
    return Table(["Kind", "Named", *tools], rows)
