"""The window opens on any computer: damaged settings, nowhere to write, no fonts."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="says what the computer is like as Linux does"
)

#: starts the program; the window reports what it shows as soon as it is there, and closes
START = """
import sys
from PySide6.QtCore import QTimer
from core.run.states import State
from gui.window.main_window import MainWindow
import main

open_first = MainWindow.open_first

def opened(window, file=None):
    open_first(window, file)
    timer = QTimer(window)
    timer.setInterval(5)

    def look():
        if window._session.state is not State.EMPTY and not window.files.is_busy():
            timer.stop()
            print(ascii(window.windowTitle()), window.look.theme.dark, flush=True)
            window.close()

    timer.timeout.connect(look)
    timer.start()

MainWindow.open_first = opened
"""
RUN = "sys.exit(main.main(sys.argv[1:]))"
WITHOUT_FONTS = """
from pathlib import Path
from gui.kit import style
style.load_fonts = lambda: [style.QFontDatabase.addApplicationFont("/nowhere/Inter.otf")]
"""
FULL = """
import resource
resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))  # no file can have a byte in it
"""


def started(home: Path, *arguments: str, before: str = "", **more: str) -> str:
    """Start the window and return its report; fails if it did not open."""
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "QT_QPA_PLATFORM": "offscreen",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    said = subprocess.run(
        [sys.executable, "-c", START + before + RUN, *arguments],
        cwd=ROOT,
        env=environment | more,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert said.returncode == 0, said.stderr
    assert "Traceback" not in said.stderr and "Logging error" not in said.stderr
    assert "locale" not in said.stderr  # neither Qt nor Python finds fault with it
    return said.stdout.strip()


def settings_file(home: Path) -> Path:
    path = home / ".config" / "Backstep" / "Backstep.conf"
    path.parent.mkdir(parents=True)
    return path


@pytest.mark.thorough
def test_with_damaged_settings(tmp_path: Path) -> None:
    settings_file(tmp_path).write_bytes(
        b"[General]\ntheme=@Variant(\\0\\0\\0\\x7f\\0\\0)\nspeed=\xff\xfe\nrecent=@Invalid()\n"
        b"text_size=1e999\n[window]\ngeometry=@ByteArray(\\x1\\xd9\\0)\ncolumns=7\n[views\n\0\0"
    )
    assert "XOR" in started(tmp_path)


@pytest.mark.thorough
def test_settings_can_be_reset(tmp_path: Path) -> None:
    path = settings_file(tmp_path)
    path.write_text("[General]\ntheme=dark\n")
    assert started(tmp_path, "--reset-settings").endswith("False")
    assert "theme=dark" not in path.read_text()


@pytest.mark.thorough
def test_where_nothing_can_be_written(tmp_path: Path) -> None:
    assert "XOR" in started(Path(os.devnull), TMPDIR=os.devnull)


@pytest.mark.thorough
def test_on_a_full_disk(tmp_path: Path) -> None:
    assert "XOR" in started(tmp_path, "--safe-mode", before=FULL)


@pytest.mark.thorough
def test_without_any_font(tmp_path: Path) -> None:
    nothing = tmp_path / "fonts.conf"
    nothing.write_text("<?xml version='1.0'?><fontconfig></fontconfig>")
    assert "XOR" in started(tmp_path, before=WITHOUT_FONTS, FONTCONFIG_FILE=str(nothing))


@pytest.mark.thorough
def test_in_the_c_locale_with_a_name_in_no_ascii(tmp_path: Path) -> None:
    file = tmp_path / "Übung 日.json"
    file.write_bytes((ROOT / "resources" / "examples" / "moons.json").read_bytes())
    assert r"\xdcbung \u65e5" in started(tmp_path, str(file), LC_ALL="C")


FINDER = """
from PySide6.QtCore import QCoreApplication, QUrl
from PySide6.QtGui import QFileOpenEvent

then = MainWindow.open_first

def asked(window, file=None):
    then(window, file)
    event = QFileOpenEvent(QUrl.fromLocalFile({file!r}))
    QCoreApplication.postEvent(QCoreApplication.instance(), event)

MainWindow.open_first = asked
"""


@pytest.mark.thorough
def test_the_file_that_the_finder_of_macos_asks_for(tmp_path: Path) -> None:
    file = tmp_path / "mine.json"
    file.write_bytes((ROOT / "resources" / "examples" / "moons.json").read_bytes())
    assert "mine" in started(tmp_path, before=FINDER.format(file=str(file)))


@pytest.mark.thorough
def test_a_bug_before_the_window_is_told_and_no_abort(tmp_path: Path) -> None:
    broken = (
        "import sys, main\nfrom gui.window import main_window as m\nm.MainWindow._place = None\n"
    )
    said = subprocess.run(
        [
            sys.executable,
            "-c",
            broken + RUN,
        ],
        cwd=ROOT,
        env={"HOME": str(tmp_path), "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert said.returncode == 1
    assert "TypeError: 'NoneType' object is not callable" in said.stderr
