"""The window of films: what it proposes, asks for, and says; and a film through the real window."""

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from core.errors import UserError
from core.formats.film.options import BOTH, SURFACE
from core.pictures.colours import DARK_PAPER
from core.run.filming.moments import EPOCH, UPDATE, Moments
from core.run.filming.part import Filmed
from gui.exchange import film as film_window
from gui.exchange.film import FilmDialog
from tests.gui.real import RealWindow


@pytest.fixture
def dialog(qtbot, tmp_path) -> FilmDialog:
    window = FilmDialog()
    qtbot.addWidget(window)
    window.show_recorded((0, 240), (0, 480))
    window.ask(tmp_path, "xor")
    return window


def choose(combo, value) -> None:
    combo.setCurrentIndex(combo.findData(value))
    combo.activated.emit(combo.currentIndex())


def test_it_proposes_the_whole_run_in_some_sixty_frames(dialog, tmp_path) -> None:
    assert dialog.moments() == Moments(EPOCH, 0, 240, 4)
    assert dialog.file.file() == tmp_path / "xor.gif"
    assert "Frames: 61, of 800 × 440 pixels" in dialog.summary.text()
    choose(dialog.unit, UPDATE)
    assert dialog.moments() == Moments(UPDATE, 0, 480, 8)
    dialog.show_recorded((0, 300), (0, 600))
    assert dialog.moments() == Moments(UPDATE, 0, 600, 10)
    dialog.last.lineEdit().selectAll()
    QTest.keyClicks(dialog.last, "50")
    dialog.last.commit()
    dialog.show_recorded((0, 400), (0, 800))
    assert dialog.moments() == Moments(UPDATE, 0, 50, 10)  # the person's own stay


def test_a_billion_frames_are_only_counted(dialog) -> None:
    dialog.every.set_value(1)
    dialog.last.lineEdit().selectAll()
    QTest.keyClicks(dialog.last, "1000000000")
    dialog.last.commit()
    assert "Frames: 1,000,000,001" in dialog.summary.text()
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    assert "too many" in dialog.error.text() and not dialog.is_running


def test_enter_asks_for_the_film_and_cancel_gives_it_up(dialog, qtbot, tmp_path) -> None:
    choose(dialog.parts, SURFACE)
    choose(dialog.theme, DARK_PAPER)
    with qtbot.waitSignal(dialog.film_requested) as asked:
        QTest.keyClick(dialog, Qt.Key.Key_Return)
    path, moments, options = asked.args
    assert path == tmp_path / "xor.gif" and moments == Moments(EPOCH, 0, 240, 4)
    assert options.parts == SURFACE and options.paper is DARK_PAPER and options.rate == 12
    dialog.show_filmed(Filmed(10, 61))
    assert dialog.progress.isVisible() and dialog.progress.value() == 10
    assert not dialog.parts.isEnabled() and dialog.run.text() == "Cancel"
    with qtbot.waitSignal(dialog.cancelled):
        QTest.mouseClick(dialog.run, Qt.MouseButton.LeftButton)
    assert "nothing is written" in dialog.outcome.text() and not dialog.is_running


def test_a_film_given_up_elsewhere_does_not_go_on_here(dialog) -> None:
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    dialog.show_filmed(Filmed(10, 61))
    assert dialog.is_running
    dialog.show_filmed(Filmed(10, 61, given_up=True))  # Esc in the main window
    assert "nothing is written" in dialog.outcome.text() and not dialog.is_running


def test_it_says_how_it_ended(dialog, qtbot, tmp_path) -> None:
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    dialog.show_filmed(Filmed(61, 61, tmp_path / "xor.gif"))
    assert "xor.gif is written: 61 frames" in dialog.outcome.text()
    with qtbot.waitSignal(dialog.folder_wanted) as wanted:
        QTest.mouseClick(dialog.open_folder, Qt.MouseButton.LeftButton)
    assert wanted.args == [tmp_path]
    dialog.show_filmed(Filmed(error=UserError("no room", "free some")))
    assert dialog.error.text() == "no room: free some"


def test_a_video_needs_ffmpeg_and_it_says_so(dialog, monkeypatch, tmp_path) -> None:
    monkeypatch.setattr(film_window, "ffmpeg", lambda: "")
    dialog.ask(tmp_path, "xor")
    assert "pip install backstep[film]" in dialog.video.text()
    monkeypatch.setattr(film_window, "ffmpeg", lambda: "ffmpeg")
    dialog.ask(tmp_path, "xor")
    assert "install" not in dialog.video.text()
    dialog.file.path.setText(str(tmp_path / "xor.avi"))
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    assert "cannot be saved as “.avi”" in dialog.error.text() and not dialog.is_running


@pytest.mark.thorough
def test_a_film_of_the_window_s_own_run(shared: RealWindow, tmp_path) -> None:
    real = shared
    real.train(4)
    real.window.actions_table["save_film"].trigger()
    dialog = real.window.exchange.film.dialog
    real.wait(lambda: dialog.moments().last == 4)
    assert dialog.options().parts == BOTH
    dialog.file.set_file(tmp_path / "film.webp")
    dialog.side.set_value(160)
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    real.wait(lambda: "is written" in dialog.outcome.text())
    with Image.open(tmp_path / "film.webp") as made:
        assert made.n_frames == 5
    dialog.close()
