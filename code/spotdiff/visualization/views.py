"""The views of TensorBoard that stand on the page."""

from spotdiff.visualization.dashboards import (
    View,
    fragment,
    graph_of,
    pictures,
    points,
    several,
    surface,
    wide_chart,
)

TALL = 900  # CSS pixels: a graph has to fit in
BOTH = "kinds/(PyTorch|TensorFlow)/2017"

DESCENT = {
    "board-descent": View(
        fragment("scalars", "^descent", "^phi$"),
        wide_chart,
        "TensorBoard's page of scalars. Three runs are listed and ticked: PyTorch, "
        "TensorFlow and TensorFlow 1. The chart shows phi over the steps, as one line "
        "that ends at 2.",
        "One line, because three lie on each other.",
    ),
    "board-session": View(
        "graphs",
        graph_of("descent/TensorFlow 1", "gradients"),
        "TensorBoard's page of graphs, with the graph of the session: the points and "
        "the exponent go into a power, and a box of gradients has been opened.",
        "The graph that the session ran, with the slopes that TensorFlow added to it.",
        TALL,
    ),
}

MOMENTA = {
    "board-momenta": View(
        fragment("scalars", "^momenta/PyTorch", "^loss$"),
        wide_chart,
        "TensorBoard's page of scalars with PyTorch's three runs, listed at the left "
        "with a colour each. The chart lays their losses over each other: the larger "
        "the momentum, the sooner the loss falls.",
        "Runs laid over each other; each can be ticked off at the left.",
    ),
}

KINDS = {
    "board-graph-pytorch": View(
        "graphs",
        graph_of("kinds/PyTorch/graph", "Classifier"),
        "TensorBoard's page of graphs with PyTorch's classifier opened: its layers, "
        "each with the name that it has in the program, from conv1 up to fc2.",
        "PyTorch's graph: recorded while the network scored one image.",
        TALL,
    ),
    "board-graph-tensorflow": View(
        "graphs",
        graph_of("kinds/TensorFlow/graph", "classifier"),
        "TensorBoard's page of graphs with TensorFlow's classifier opened: "
        "convolutions, maxima and dense layers, numbered by Keras.",
        "TensorFlow's graph: the one that it would run.",
        TALL,
    ),
    "board-histograms": View(
        fragment("histograms", BOTH, "fc1.weight"),
        several("vz-histogram-timeseries path", 2),
        "TensorBoard's page of histograms with two charts of the weights of fc1, one "
        "from PyTorch's file and one from TensorFlow's. In both the heap of weights "
        "grows wider from epoch to epoch.",
        "The same weights from both files, epoch behind epoch.",
    ),
    "board-images": View(
        fragment("images", BOTH, "doubtful"),
        pictures,
        "TensorBoard's page of images. PyTorch's entry is one picture with ten digits "
        "in a grid, TensorFlow's first entry is a single digit.",
        "The ten digits of which the classifier is least sure.",
    ),
    "board-embeddings": View(
        "projector",
        points,
        "TensorBoard's projector: three hundred small pictures of digits in a space "
        "of three dimensions, coloured by what they are. The same digits lie close.",
        "What the classifier makes of three hundred digits, before its last layer.",
    ),
    "board-meshes": View(
        fragment("mesh", "kinds/TensorFlow/since"),
        surface,
        "TensorBoard's page of meshes: a curved surface, blue where it is low and "
        "orange where it is high, with a steep edge.",
        "The toy problem as a surface: x to the phi, over x and phi.",
    ),
}
