"""visdom, matplotlib, a notebook that lives, and TensorBoard on another machine."""

import importlib.util
import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import tensorflow as tf
import torch

from spotdiff import browser
from spotdiff.children import LOOPBACK, is_listening
from spotdiff.node_packages import NodePackagesError
from spotdiff.visualization import gallery, kinds
from spotdiff.visualization.board import Board
from spotdiff.visualization.descent import problem as descent
from spotdiff.visualization.gallery import Gallery
from spotdiff.visualization.in_matplotlib import figures, kernel
from spotdiff.visualization.in_matplotlib import shows as matplotlib_shows
from spotdiff.visualization.in_visdom import (
    assets,
    client,
    server,
    shows,
    visit,
    watching,
)
from spotdiff.visualization.in_visdom.live import (
    problem,
    tensorflow_side,
    torch_side,
)
from spotdiff.visualization.remote import reach
from spotdiff.visualization.runs import problem as runs

# visdom takes every tensor of PyTorch for one of before version 0.4.
pytestmark = pytest.mark.filterwarnings(
    "ignore:Support for versions of PyTorch less than 0.4:DeprecationWarning"
)
PAGE = Path(__file__).parents[2] / "book" / "visualization" / "other-tools.md"
SIDES = {"PyTorch": torch_side, "TensorFlow": tensorflow_side}


@pytest.fixture(scope="module")
def running() -> Iterator[server.Running]:
    with server.running() as one:
        yield one


@pytest.fixture(scope="module")
def shown() -> Gallery:
    return gallery.fill(descent.oracle(), [runs.start(), runs.start()], [])


@pytest.fixture(scope="module")
def offline() -> server.Ended:
    return server.started_offline()


# visdom's server ---------------------------------------------------------------------


def test_without_the_internet_visdom_s_server_does_not_start(
    offline: server.Ended,
) -> None:
    assert offline.status != 0
    assert {"unpkg.com", "cdn.plot.ly", "d3js.org"} < set(offline.hosts)
    assert offline.hosts[-1] == "cdnjs.cloudflare.com"
    assert offline.last.startswith("requests.exceptions.")
    assert str(offline.summary).startswith("$ visdom\nChecking for scripts.")


def test_what_is_laid_in_is_what_it_would_have_downloaded(
    offline: server.Ended,
) -> None:
    names = {address.split("/")[-1].split("#")[0] for address in offline.refused}
    sources = {Path(source).name for source in assets.FILES.values()}
    # Four have another name on npm.
    assert names - sources == {
        "plotly-2.11.1.min.js",
        "classnames@2.2.5",
        "d3.v3.min.js",
        "d3-selection-multi.v1.js",
    }
    # Then there are eight of MathJax, for the first of which it ends.
    assert len(assets.FILES) == len(offline.refused) + 8


def test_the_installed_package_stays_as_it_is(running: server.Running) -> None:
    spec = importlib.util.find_spec("visdom")
    assert spec is not None
    assert spec.origin is not None
    static = Path(spec.origin).with_name("static")
    assert not (static / "version.built").exists()
    assert not (static / "js" / "jquery.min.js").exists()
    assert running.child.running


def test_the_server_answers_on_this_machine_only_and_is_gone_afterwards() -> None:
    with server.running() as one:
        answers = reach.reached(one.port)
        assert answers.pop(LOOPBACK)
        assert not any(answers.values())
    assert not is_listening(one.port)


# Live --------------------------------------------------------------------------------


@pytest.mark.parametrize("name", SIDES)
def test_the_server_holds_the_losses_that_numpy_computes(
    running: server.Running, name: str
) -> None:
    with client.connected(running, name) as vis:
        knobs = {"rate": problem.RATE}
        x, y = problem.points()
        end = SIDES[name].descend(vis, knobs, x, y, problem.START, range(6))
        steps, losses = client.curve(vis, problem.LOSS)
        phis = client.curve(vis, problem.PHI)[1]
    wanted = problem.oracle([problem.RATE] * 7)
    assert steps.tolist() == [0, 1, 2, 3, 4, 5]
    np.testing.assert_allclose(losses, wanted.loss[:6], rtol=problem.TOLERANCE)
    np.testing.assert_allclose(phis, wanted.phi[:6], rtol=problem.TOLERANCE)
    assert end == pytest.approx(wanted.phi[6], rel=problem.TOLERANCE)


@pytest.mark.parametrize("name", SIDES)
def test_whoever_watches_sees_the_descent_and_can_stop_it(
    running: server.Running, name: str
) -> None:
    if browser.found() is None:
        pytest.skip("there is no Chromium: install it, or name it in CHROMIUM")
    seen = watching.watched(running, SIDES[name], f"watched-{name}")
    assert visit.rates(seen) == [problem.RATE, 0]
    wanted = problem.oracle(seen.rates).loss
    np.testing.assert_allclose(seen.loss, wanted, rtol=problem.TOLERANCE)
    assert np.ptp(seen.loss[problem.STEPS // 2 :]) == 0 < np.ptp(seen.loss[:5])
    # Sooner than TensorBoard looks for news.
    assert max(seen.delays) < watching.tensorboard_looks_every()
    assert seen.hosts == {f"{LOOPBACK}:{running.port}"}


def test_tensors_of_both_frameworks_may_be_handed_over_as_they_are(
    running: server.Running,
) -> None:
    with client.connected(running, "tensors") as vis:
        for name, values in (("t", torch.ones(1)), ("f", tf.ones(1))):
            vis.line(values, [0], win=name, update="append")
            assert client.curve(vis, name)[1].tolist() == [1]


def test_without_npm_or_a_browser_the_page_says_so(
    running: server.Running, shown: Gallery, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.delenv("CHROMIUM", raising=False)
    seen = watching.watched(running, torch_side, "nobody")
    assert str(seen.of("any", "what it shows")).startswith("Not watched here: there is")
    assert watching.panes(running, shown).missing.startswith("Not photographed here:")

    def refuse(_: Path) -> Path:
        raise NodePackagesError("be online once")

    monkeypatch.setattr(assets, "installed", refuse)
    nothing = visit.visit(shown)
    assert nothing.table == "visdom's server was not started: be online once"
    assert nothing.delay == visit.NOWHERE
    assert not any(nothing.shows.values())
    assert nothing.live["PyTorch"].of("any", "what it shows") == nothing.missing


# What is shown -----------------------------------------------------------------------


def test_visdom_shows_all_for_which_it_has_a_call_but_embeddings(
    running: server.Running, shown: Gallery
) -> None:
    with client.connected(running, "kinds") as vis:
        told = shows.refusals(vis, shown)
        pixels = client.window(vis, kinds.IMAGES)["content"]["src"]
    ticks = visit.Visit(told).shows
    assert set(ticks) == set(kinds.ALL)
    others = {kinds.EMBEDDINGS, kinds.HYPER_PARAMETERS, kinds.PRECISION}
    assert {kind for kind, tick in ticks.items() if not tick} == others
    assert "need to install a backend" in told[kinds.EMBEDDINGS]
    assert pixels.startswith("data:image/")


def test_visdom_holds_the_numbers_it_was_given(
    running: server.Running, shown: Gallery
) -> None:
    with client.connected(running, "numbers") as vis:
        shows.refusals(vis, shown)
        losses = client.curve(vis, kinds.SCALARS)[1]
        bars = client.curve(vis, kinds.HISTOGRAMS)[1]
    np.testing.assert_allclose(losses, shown.losses, rtol=1e-6)  # float32
    assert bars.sum() == shown.weights[-1]["fc1.weight"].size


def test_matplotlib_shows_five_kinds(shown: Gallery) -> None:
    ticks = matplotlib_shows.shows(shown)
    assert set(ticks) == set(kinds.ALL)
    yes = {kind for kind, tick in ticks.items() if tick}
    assert yes == set(matplotlib_shows.CALLS)
    assert len(yes) == 5


# matplotlib and seaborn --------------------------------------------------------------


def test_the_runs_are_averaged_and_laid_over_each_other() -> None:
    losses = {0.0: np.array([4.0, 2.0, 1.0]), 0.9: np.array([4.0, 0.0, 0.0])}
    table = figures.momenta(losses, every=2)
    assert table["loss"].tolist() == [3, 1, 2, 0]
    assert table["step"].tolist() == [0, 2, 0, 2]
    picture = figures.laid_over({**losses, 0.5: np.array([3.0, 3.0, 3.0])})
    assert "2.33 with 0, 3.00 with 0.5, 1.33 with 0.9" in picture.alt


def test_every_weight_is_in_a_bucket_of_its_epoch(shown: Gallery) -> None:
    lines = figures.spread(shown).table.splitlines()[1:]
    counts = [float(line.split(",")[2]) for line in lines]
    size = shown.weights[0]["fc1.weight"].size
    assert sum(counts[: figures.BUCKETS]) == sum(counts[figures.BUCKETS :]) == size


def test_a_figure_is_updated_in_a_notebook_while_its_cell_runs() -> None:
    found = kernel.run(
        "from IPython.display import display\n"
        "pane = display(0, display_id=True)\n"
        "for n in range(1, 4): pane.update(n)"
    )
    assert found.messages[kernel.SHOWN] == 1
    assert found.messages[kernel.UPDATED] == 3
    assert found.final["text/plain"] == "3"


def test_a_cell_that_fails_is_told_of() -> None:
    with pytest.raises(kernel.KernelFailedError, match="division by zero"):
        kernel.run("1 / 0")


def test_the_cell_that_is_counted_is_the_page_s() -> None:
    assert kernel.LIVE.strip() in PAGE.read_text("utf-8")


# On another machine ------------------------------------------------------------------


def test_tensorboard_answers_this_machine_only_and_the_same_through_a_tunnel(
    tmp_path: Path,
) -> None:
    logs = tmp_path / "logs"
    for name in ("a", "b"):
        with tf.summary.create_file_writer(str(logs / name)).as_default():
            tf.summary.scalar("loss", 1, 0)
    with Board(logs) as board:
        board.read(reach.runs(logs))
        answers = reach.reached(board.port)
        direct, forwarded = reach.through_a_tunnel(board)
    assert direct == forwarded
    assert sorted(direct) == ["a", "b"]
    assert answers.pop(LOOPBACK)
    assert not any(answers.values())
    assert not is_listening(board.port)


def test_addresses_are_numbered_and_not_named() -> None:
    text = str(reach.table({LOOPBACK: True, "192.0.2.7": False}))
    assert "192.0.2.7" not in text
    assert re.findall(r"\| (yes|no) \|", text) == ["yes", "no"]


def test_tensorboard_has_no_password_and_visdom_a_login() -> None:
    flags = Path(str(importlib.util.find_spec("tensorboard").origin))  # type: ignore[union-attr]
    core = (flags.parent / "plugins" / "core" / "core_plugin.py").read_text()
    options = re.findall(r'"--(\w+)"', core)
    assert "bind_all" in options
    assert not [name for name in options if re.search("auth|login|password", name)]
    visdom = Path(str(importlib.util.find_spec("visdom").origin))  # type: ignore[union-attr]
    assert '"-enable_login"' in (visdom.parent / "server" / "run_server.py").read_text()
