"""What is logged is what is computed, and what is in the files is what was logged."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import tensorflow as tf
from torch.utils.tensorboard import SummaryWriter

from spotdiff.measure import largest_difference
from spotdiff.toy_problem.problem import TRUE_PHI
from spotdiff.visualization import exhibition, gallery, kinds, pictures, readback
from spotdiff.visualization.descent import problem as descent
from spotdiff.visualization.event_files import EventFileError, Events, apart
from spotdiff.visualization.runs import experiment
from spotdiff.visualization.runs import problem as runs
from visualization.conftest import Logged

tf1 = tf.compat.v1
each_program = pytest.mark.parametrize("program", exhibition.DESCENTS)
each_tool = pytest.mark.parametrize("tool", exhibition.WRITERS)
each_momentum = pytest.mark.parametrize("momentum", runs.MOMENTA)


def named(logged: Logged, tool: str, part: str = exhibition.NAMED) -> Events:
    return Events(logged.folder / exhibition.KINDS / tool / part)


# The descent -------------------------------------------------------------------------


@each_program
@pytest.mark.parametrize("quantity", pictures.QUANTITIES)
def test_every_program_logs_the_oracle_s_descent(
    logged: Logged, program: str, quantity: str
) -> None:
    events = Events(logged.folder / exhibition.DESCENT / program)
    steps, values = events.scalars(quantity)
    expected = getattr(descent.oracle(), quantity)
    assert steps.tolist() == list(range(descent.STEPS + 1))
    assert np.abs(values / expected - 1).max() <= descent.TOLERANCE


def test_the_programs_log_the_same_to_the_last_bit_of_float32(logged: Logged) -> None:
    found = [s["phi"].values for s in pictures.series(logged.folder).values()]
    for other in found[1:]:
        gap = largest_difference(found[0], other)
        assert gap.relative <= descent.TOLERANCE


def test_the_descent_that_is_logged_finds_phi() -> None:
    assert descent.oracle().phi[-1] == pytest.approx(TRUE_PHI, abs=1e-2)


def test_only_tensorflow_2_writes_scalars_as_tensors(logged: Logged) -> None:
    forms = {
        program: list(Events(logged.folder / exhibition.DESCENT / program).forms)
        for program in exhibition.DESCENTS
    }
    assert forms == {
        "PyTorch": ["scalars"],
        "TensorFlow": ["tensors"],
        "TensorFlow 1": ["scalars"],
    }


def test_only_the_session_has_a_graph_to_hand_over(logged: Logged) -> None:
    place = logged.folder / exhibition.DESCENT
    nodes = {node.name for node in Events(place / "TensorFlow 1").graph().node}
    assert {"points", "exponent", "Merge/MergeSummary"} <= nodes
    for program in ("PyTorch", "TensorFlow"):
        with pytest.raises(ValueError, match="no graph"):
            Events(place / program).graph()


# Three runs --------------------------------------------------------------------------


@each_momentum
def test_both_frameworks_log_the_same_losses(logged: Logged, momentum: float) -> None:
    one, other = (
        experiment.losses(logged.folder / exhibition.MOMENTA / name)[momentum]
        for name in experiment.FRAMEWORKS
    )
    assert len(one) == runs.EPOCHS * runs.IMAGES // runs.BATCH
    early = largest_difference(one[: runs.EARLY], other[: runs.EARLY])
    assert early.absolute <= runs.TOLERANCE
    # Steps with noise of their own: compared by their running mean.
    mean = np.ones(20) / 20
    late = largest_difference(
        *(np.convolve(run, mean, "valid") for run in (one, other))
    )
    assert late.absolute <= runs.LATE_TOLERANCE


def test_the_more_momentum_the_sooner_the_loss_falls(logged: Logged) -> None:
    found = experiment.losses(logged.folder / exhibition.MOMENTA / "PyTorch")
    last = [found[momentum][-20:].mean() for momentum in runs.MOMENTA]
    assert last == sorted(last, reverse=True)
    assert last[0] - last[-1] > 10 * runs.LATE_TOLERANCE


def test_the_weights_are_copied_before_the_first_epoch_and_after_each(
    logged: Logged,
) -> None:
    weights = logged.gallery.weights
    assert len(weights) == runs.EPOCHS + 1
    start = runs.start()
    assert all((weights[0][name] == start[name]).all() for name in start)
    assert all((a["fc1.bias"] != b["fc1.bias"]).any() for a, b in pairwise(weights))


# Every kind --------------------------------------------------------------------------


@pytest.fixture(scope="module")
def gaps(logged: Logged) -> dict[str, dict[str, float]]:
    return readback.gaps(logged.folder, logged.gallery)


ROUNDED = {
    kinds.AUDIO: readback.SOUND_TOLERANCE,
    kinds.PRECISION: readback.SHARE_TOLERANCE,
}


@each_tool
@pytest.mark.parametrize("kind", readback.GAPS)
def test_what_was_written_is_what_is_there(
    gaps: dict[str, dict[str, float]], kind: str, tool: str
) -> None:
    assert gaps[kind][tool] <= ROUNDED.get(kind, 0.0)


@pytest.mark.parametrize("kind", readback.GAPS)
def test_what_was_not_written_is_told_from_what_is_there(
    logged: Logged, kind: str
) -> None:
    shown = logged.gallery
    other = gallery.Gallery(
        losses=shown.losses + np.float32(1e-3),
        weights=[
            {n: w + np.float32(0.01) for n, w in e.items()} for e in shown.weights
        ],
        images=shown.images[::-1],
        sound=shown.sound[::-1],
        hidden=shown.hidden,
        thumbnails=shown.thumbnails,
        labels=shown.labels,
        scores=shown.scores[::-1],
        text=shown.text + ".",
        settings=[({"momentum": 0.25}, result) for _, result in shown.settings],
        vertices=shown.vertices[::-1],
        faces=shown.faces,
        colours=shown.colours,
    )
    _, gap = readback.GAPS[kind]
    place = logged.folder / exhibition.KINDS / "PyTorch"
    assert gap(place, other) > 5 * ROUNDED.get(kind, 0.0)


def test_the_kinds_that_are_compared_are_all_but_two() -> None:
    # A graph has no numbers, and the projector's are asked of TensorBoard.
    assert set(kinds.ALL) - set(readback.GAPS) == {kinds.GRAPH, kinds.EMBEDDINGS}


def test_each_tool_chooses_its_own_buckets(logged: Logged) -> None:
    found = {
        tool: named(logged, tool).histograms("fc1.weight")[-1]
        for tool in exhibition.WRITERS
    }
    widths = found["TensorFlow"].right - found["TensorFlow"].left
    assert len(widths) == 30
    assert np.ptp(widths) < 1e-6
    for tool in ("PyTorch", "TensorFlow 1"):
        edges = found[tool].right[:-1]
        above = edges[edges > 1e-6]
        # Ten per cent wider from bucket to bucket; a session leaves empty ones out.
        steps = np.log(above[1:] / above[:-1]) / np.log(1.1)
        assert np.abs(steps - np.rint(steps)).max() < 1e-6
        assert len(found[tool].counts) > 100


def test_pytorch_lays_its_images_out_as_one(logged: Logged) -> None:
    count = len(logged.gallery.images)
    shapes = {
        tool: [image.shape for image in named(logged, tool).images("doubtful")]
        for tool in exhibition.WRITERS
    }
    assert shapes["PyTorch"] == [(2 * 28, 8 * 28, 3)]
    assert shapes["TensorFlow"] == shapes["TensorFlow 1"] == count * [(28, 28)]


def test_a_grid_is_cut_along_its_pictures() -> None:
    tiles = np.arange(6, dtype=np.uint8)
    grid = np.kron(tiles.reshape(2, 3), np.ones((4, 5), np.uint8))
    cut = apart(np.stack([grid] * 3, -1), (4, 5))
    assert [int(tile[0, 0]) for tile in cut] == tiles.tolist()
    assert all(tile.shape == (4, 5) and np.ptp(tile) == 0 for tile in cut)


def test_both_graphs_hold_the_classifier_s_layers(logged: Logged) -> None:
    torch_nodes = named(logged, "PyTorch", exhibition.GRAPH).graph().node
    names = " ".join(node.name for node in torch_nodes)
    assert all(f"[{layer}]" in names for layer in ("conv1", "conv2", "fc1", "fc2"))
    for tool in ("TensorFlow", "TensorFlow 1"):
        ops = [node.op for node in named(logged, tool, exhibition.GRAPH).graph().node]
        assert (ops.count("Conv2D"), ops.count("MatMul")) == (2, 2)


def test_pytorch_records_its_graph_in_a_way_that_it_advises_against(
    logged: Logged,
) -> None:
    advice = "`torch.jit.trace` is deprecated. Please switch to"
    assert [text for text in logged.warned if text.startswith(advice)]


def test_phi_sounds_an_octave_lower_in_the_end(logged: Logged) -> None:
    rate, sound = named(logged, "PyTorch").sound("phi")
    parts = (sound[: rate // 20], sound[-rate // 4 :])
    pitches = [
        np.abs(np.diff(np.sign(part))).sum() / 4 / (len(part) / rate) for part in parts
    ]
    first, last = (gallery.PITCH * phi for phi in (descent.START, TRUE_PHI))
    assert pitches[0] < 1.1 * first
    assert pitches[1] == pytest.approx(last, rel=0.03)


def test_the_sprite_is_a_square_of_pictures() -> None:
    laid = gallery.sprite(
        np.linspace(0, 1, 5)[:, None, None, None] * np.ones((2, 3, 1))
    )
    assert laid.shape == (3 * 2, 3 * 3, 1)
    assert laid[::2, ::3, 0].ravel().tolist() == [0, 64, 128, 191, 255, 0, 0, 0, 0]


# Files -------------------------------------------------------------------------------


STEPS = 20


@contextmanager
def torch_writer(folder: str) -> Iterator[None]:
    with SummaryWriter(folder) as writer:
        for step in range(STEPS):
            writer.add_scalar("a", step, step)
        yield


@contextmanager
def tensorflow_writer(folder: str) -> Iterator[None]:
    with tf.summary.create_file_writer(folder).as_default():
        for step in range(STEPS):
            tf.summary.scalar("a", float(step), step)
        yield


@contextmanager
def session_writer(folder: str) -> Iterator[None]:
    with tf.Graph().as_default(), tf1.summary.FileWriter(folder) as writer:
        for step in range(STEPS):
            value = tf1.Summary.Value(tag="a", simple_value=step)
            writer.add_summary(tf1.Summary(value=[value]), step)
        yield


@pytest.mark.parametrize("opened", [torch_writer, tensorflow_writer, session_writer])
def test_what_an_open_writer_still_holds_is_not_in_the_file(
    tmp_path: Path, opened: Callable[[str], AbstractContextManager[None]]
) -> None:
    with opened(str(tmp_path)):
        assert in_file(tmp_path) < STEPS
    assert in_file(tmp_path) == STEPS


def in_file(folder: Path) -> int:
    try:
        return len(Events(folder).scalars("a").steps)
    except EventFileError:
        return 0


def test_a_folder_without_event_files_is_named(tmp_path: Path) -> None:
    with pytest.raises(EventFileError, match=f"no event file in {tmp_path}"):
        Events(tmp_path)


def test_a_name_that_is_not_there_is_told_with_those_that_are(logged: Logged) -> None:
    with pytest.raises(EventFileError, match=r"no 'lost', only .*'loss'"):
        named(logged, "TensorFlow").scalars("lost")


# Figures -----------------------------------------------------------------------------


def test_the_figures_hold_what_was_read(logged: Logged) -> None:
    found = pictures.series(logged.folder)
    drawn = pictures.descents(found)
    assert len(drawn.table.splitlines()) == 1 + 3 * (descent.STEPS + 1)
    losses = {
        name: experiment.losses(logged.folder / exhibition.MOMENTA / name)
        for name in experiment.FRAMEWORKS
    }
    rows = pictures.momenta(losses).table.splitlines()
    assert len(rows) == 1 + sum(
        len(run) for each in losses.values() for run in each.values()
    )
    histogram = named(logged, "TensorFlow").histograms("fc1.weight")[-1]
    columns = pictures.buckets({"TensorFlow": histogram, "PyTorch": histogram}).table
    assert columns.count("PyTorch") == len(histogram.counts)


# The table ---------------------------------------------------------------------------


def test_the_table_has_a_column_a_tool_and_a_row_a_kind() -> None:
    table = kinds.table(
        {"one": {kinds.AUDIO: True}, "other": dict.fromkeys(kinds.ALL, True)}
    )
    assert table.columns == ["Kind", "Named", "one", "other"]
    assert [row[0] for row in table.rows] == list(kinds.ALL)
    assert [row[2] for row in table.rows].count(kinds.YES) == 1
    assert {row[3] for row in table.rows} == {kinds.YES}


def test_a_kind_that_is_none_of_ours_is_refused() -> None:
    with pytest.raises(ValueError, match=r"tool tells of \['smells'\]"):
        kinds.table({"tool": {"smells": True}})
