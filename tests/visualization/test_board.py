"""TensorBoard is started, asked, looked at, and gone."""

import socket
from pathlib import Path

import psutil
import pytest
from playwright.sync_api import Browser, Page

from spotdiff import browser
from spotdiff.children import LOOPBACK, is_listening
from spotdiff.visualization import board as board_module
from spotdiff.visualization import dashboards, exhibition, kinds, readback, views
from spotdiff.visualization.board import Board, BoardError, belongs, command
from spotdiff.visualization.runs import problem as runs
from visualization.conftest import BARE, Logged

ALL_VIEWS = {**views.DESCENT, **views.MOMENTA, **views.KINDS}
TRIED = ("board-graph-tensorflow", "board-images", "board-embeddings")


# Asked -------------------------------------------------------------------------------


@pytest.mark.parametrize("tool", exhibition.WRITERS)
def test_it_shows_every_kind_of_each_writer(board: Board, tool: str) -> None:
    shown = board.shows(f"{exhibition.KINDS}/{tool}")
    assert shown == dict.fromkeys(kinds.ALL, True)


def test_of_keras_s_callback_it_shows_four_kinds(board: Board) -> None:
    shown = board.shows(f"{exhibition.KINDS}/{exhibition.KERAS}")
    assert {kind for kind, does in shown.items() if does} == {
        kinds.GRAPH,
        kinds.SCALARS,
        kinds.HISTOGRAMS,
        kinds.IMAGES,
    }


def test_keras_s_graph_is_the_conceptual_one_alone(board: Board) -> None:
    run = f"{exhibition.KINDS}/{exhibition.KERAS}/train"
    told = board.ask("plugin/graphs/info")[run]
    assert told["tags"]["keras"]["conceptual_graph"]
    assert not told["run_graph"]


def test_keras_s_embedding_is_on_disk_and_not_found(
    logged: Logged, board: Board
) -> None:
    place = logged.folder / exhibition.KINDS / exhibition.KERAS / exhibition.WORDS
    assert "embeddings" in (place / "projector_config.pbtxt").read_text()
    assert list(place.glob("train/*.weights.h5"))
    runs_found = board.ask("plugin/projector/runs")
    assert not [run for run in runs_found if exhibition.KERAS in run]


def test_an_embedding_without_an_event_file_is_not_found(
    logged: Logged, board: Board
) -> None:
    assert (logged.folder / BARE / "projector_config.pbtxt").exists()
    assert BARE not in board.ask("plugin/projector/runs")


def test_the_projector_gets_the_points_that_were_written(
    logged: Logged, board: Board
) -> None:
    assert set(readback.embeddings(board, logged.gallery).values()) == {0.0}


def test_nothing_is_shown_of_a_tool_that_wrote_nothing(board: Board) -> None:
    assert board.shows(f"{exhibition.KINDS}/Py") == dict.fromkeys(kinds.ALL, False)


def test_a_run_belongs_to_the_folder_it_lies_in() -> None:
    assert belongs("kinds/TensorFlow/2017", "kinds/TensorFlow")
    assert belongs("kinds/TensorFlow", "kinds/TensorFlow")
    assert not belongs("kinds/TensorFlow 1/2017", "kinds/TensorFlow")


def test_a_question_that_it_cannot_answer_is_told(board: Board) -> None:
    with pytest.raises(BoardError, match="does not answer plugin/nothing"):
        board.ask("plugin/nothing")


# Started and gone --------------------------------------------------------------------


def test_the_command_opens_the_folder_and_this_machine_alone(tmp_path: Path) -> None:
    typed = command(tmp_path / "logs", 1234)
    assert typed[:3] == ["tensorboard", "--logdir", "logs"]
    assert typed[typed.index("--host") + 1] == LOOPBACK


def test_it_listens_on_the_loopback_address_alone(board: Board) -> None:
    listening = [
        connection.laddr.ip
        for connection in psutil.net_connections("tcp")
        if connection.status == psutil.CONN_LISTEN
        and connection.laddr.port == board.port
    ]
    assert listening == [LOOPBACK]


def test_it_is_gone_once_it_is_closed(tmp_path: Path) -> None:
    with Board(tmp_path) as board:
        assert board.running
    assert not board.running
    assert not is_listening(board.port)


def test_a_port_that_is_taken_is_named(tmp_path: Path) -> None:
    with socket.create_server((LOOPBACK, 0)) as server:
        port = server.getsockname()[1]
        with pytest.raises(BoardError, match=f"listens on port {port} already"):
            Board(tmp_path, port)


def test_a_missing_tensorboard_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(board_module, "find_spec", lambda _: None)
    with pytest.raises(BoardError, match="not installed: run `make install`"):
        Board(tmp_path)


def test_a_server_that_ends_at_once_says_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = ["python", "-c", "raise SystemExit('it is broken')"]
    monkeypatch.setattr(board_module, "command", lambda *_: broken)
    with (
        Board(tmp_path) as board,
        pytest.raises(BoardError, match=r"(?s)ended before.*it is broken"),
    ):
        board.read(["run"])


# Looked at ---------------------------------------------------------------------------


def test_without_a_browser_the_page_says_so(
    board: Board, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dashboards, "found", lambda: None)
    seen = dashboards.look(board, ALL_VIEWS)
    assert "no Chromium" in seen.told()
    told = seen.show("board-images")
    assert isinstance(told, dashboards.Missing)
    assert "no Chromium" in told._repr_markdown_()


@pytest.fixture(scope="module")
def seen(needs_chromium: str, board: Board) -> dashboards.Seen:
    return dashboards.look(board, {name: ALL_VIEWS[name] for name in TRIED})


@pytest.mark.parametrize("name", TRIED)
def test_a_dashboard_is_photographed(seen: dashboards.Seen, name: str) -> None:
    photograph = seen.photographs[name]
    assert photograph.width == dashboards.WIDTH
    assert photograph.height == ALL_VIEWS[name].height
    # A page that shows nothing is far lighter than the first, and the budget of a
    # photograph is the second.
    assert 15_000 < len(photograph.light) < 120_000
    assert photograph.light != photograph.dark


def test_no_request_leaves_this_machine(seen: dashboards.Seen) -> None:
    assert seen.hosts == {LOOPBACK}


def test_the_runs_are_laid_over_each_other(needs_chromium: str, board: Board) -> None:
    def work(browser: Browser) -> tuple[list[str], int]:
        page = browser.new_page()
        page.goto(f"{board.address}/#{views.MOMENTA['board-momenta'].fragment}")
        dashboards.wide_chart(page)
        dashboards.still(page, "momenta")
        return listed(page), page.locator("vz-line-chart2 .line-plot path").count()

    names, lines = browser.with_browser(work)
    expected = [f"momenta/PyTorch/{runs.run_name(m)}" for m in runs.MOMENTA]
    assert names == expected
    assert lines == len(expected)


def listed(page: Page) -> list[str]:
    """Return the runs that TensorBoard lists at the left of its page."""
    found = page.locator("tf-runs-selector .item-label-container").all_inner_texts()
    return sorted(" ".join(name.split()) for name in found)


def test_what_does_not_appear_is_named(needs_chromium: str, board: Board) -> None:
    def nothing(page: Page) -> None:
        page.locator("no-such-thing").wait_for(timeout=100)

    view = dashboards.View("scalars", nothing, "nothing", "")
    with pytest.raises(BoardError, match="did not show 'nothing'"):
        dashboards.look(board, {"nothing": view})


def test_every_view_has_a_text_and_a_name_of_its_own() -> None:
    assert len(ALL_VIEWS) == len(views.DESCENT) + len(views.MOMENTA) + len(views.KINDS)
    assert all(len(view.alt) > 60 and view.caption for view in ALL_VIEWS.values())
