"""Starting the window: what it needs first, what is set up once, and how it ends."""

import contextlib
import ctypes
import logging
import os
import sys
import tempfile
from collections.abc import Callable, Collection, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from core import __version__
from core.desktop import letters
from core.desktop.encoding import encoding_of_locale, take_utf8
from core.desktop.places import portable_place
from core.desktop.telling import forget
from core.errors import UserError
from core.importing import uncollected
from core.resources import resource_path
from core.words import speak_with

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication, QMainWindow

#: the libraries that Qt itself loads, each with the Debian and Ubuntu package that contains it
QT_LIBRARIES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libX11.so.6": "libx11-6",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libxkbcommon.so.0": "libxkbcommon0",
}
#: the libraries that Qt's X11 plugin loads as well; if one is missing, Qt ends the process silently
X11_LIBRARIES = {
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-util.so.1": "libxcb-util1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxcb.so.1": "libxcb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}


def packages() -> list[str]:
    """Return the Debian and Ubuntu packages that a window on X11 needs."""
    return sorted({*QT_LIBRARIES.values(), *X11_LIBRARIES.values()})


#: how long a thread may hold the interpreter, in seconds: short, so that the window stays smooth
_SWITCH_INTERVAL = 0.001


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _answers(display: str) -> bool:
    """Return whether an X server answers; True where there is no way to ask."""
    try:
        xcb = ctypes.CDLL("libxcb.so.1")
    except OSError:
        return True
    xcb.xcb_connect.restype = ctypes.c_void_p
    xcb.xcb_connect.argtypes = [ctypes.c_char_p, ctypes.c_void_p]
    xcb.xcb_connection_has_error.argtypes = [ctypes.c_void_p]
    xcb.xcb_disconnect.argtypes = [ctypes.c_void_p]
    connection = xcb.xcb_connect(display.encode() or None, None)
    failed = bool(xcb.xcb_connection_has_error(connection))
    xcb.xcb_disconnect(connection)
    return not failed


def check_display(environment: Mapping[str, str], platform: str) -> None:
    """Raise UserError if no window can be opened; Qt itself would simply end the process."""
    if not platform.startswith("linux"):
        return
    chosen = environment.get("QT_QPA_PLATFORM", "").split(":")[0].split(";")[0]
    wayland = bool(environment.get("WAYLAND_DISPLAY"))
    if chosen in ("", "xcb") and not environment.get("DISPLAY") and not (wayland and not chosen):
        raise UserError(
            "there is no display to open a window on",
            "start it from a desktop session; without one, use the commands (--help), or set "
            "QT_QPA_PLATFORM=offscreen",
        )
    x11 = chosen == "xcb" or (not chosen and not wayland)
    needed = QT_LIBRARIES | (X11_LIBRARIES if x11 else {})
    missing = sorted({package for name, package in needed.items() if not _loads(name)})
    if missing:
        raise UserError(
            "libraries that Qt needs are missing",
            "install them, on Debian and Ubuntu with: apt-get install " + " ".join(missing),
        )
    display = environment.get("DISPLAY", "")
    if x11 and not _answers(display):
        raise UserError(
            f"the display {display} does not answer",
            "start it from a desktop session; without one, use the commands (--help), or set "
            "QT_QPA_PLATFORM=offscreen",
        )


#: how the window may be started: `SAFE` uses the settings of a first start, keeps none of them, and
#: does not ask about recovered documents; `RESET` forgets the settings first; `SAME` hands the file
#: to a window that is already open, if there is one
SAFE, RESET, SAME = "--safe-mode", "--reset-settings", "--same-window"


def run(
    file: str | None,
    version: str = __version__,
    ways: Collection[str] = (),
    shown: "Callable[[QMainWindow], object] | None" = None,
) -> int:
    """Open the window, on a file if one is given; return the exit code when it is closed.

    `ways` may contain SAFE, RESET and SAME. `shown` is called with the window once it is shown,
    before its first paint. Raises UserError where no window can be opened.
    """
    from gui.qt_names import import_qt

    check_display(os.environ, sys.platform)
    try:
        import_qt()
    except ModuleNotFoundError:
        raise
    except ImportError as error:
        raise UserError(
            f"Qt cannot be loaded: {error}",
            "install what it names; on Debian and Ubuntu: apt-get install " + " ".join(packages()),
        ) from None

    with uncollected():  # until the window's own collector takes over, and when that has stopped
        application = prepared_application(version)
        if SAFE not in ways:
            place = portable_place("settings.ini")
            return _run_window(application, file, version, place, ways, shown)
        with _passing_folder() as folder:
            return _run_window(application, file, version, folder / "settings.ini", ways, shown)


@contextlib.contextmanager
def _passing_folder() -> Iterator[Path]:
    """Yield a folder for as long as the window is open; if none can be made, a missing path."""
    try:
        made = tempfile.TemporaryDirectory(prefix="backstep-")
    except OSError:  # nowhere can be written to: the disk is full
        yield Path(os.devnull) / "backstep"
        return
    with made as folder:
        yield Path(folder)


def prepared_application(version: str = __version__) -> "QApplication":
    """Return the application, with its names, fonts and the settings that all windows share."""
    from gui.qt_names import import_pyqtgraph, import_qt

    import_qt()
    import_pyqtgraph()
    import pyqtgraph
    from PySide6.QtCore import Qt
    from PySide6.QtGui import QIcon
    from PySide6.QtWidgets import QApplication

    from gui.kit import style
    from gui.window.arrivals import Application

    take_utf8(os.environ, encoding_of_locale())
    sys.setswitchinterval(_SWITCH_INTERVAL)
    QApplication.setHighDpiScaleFactorRoundingPolicy(
        Qt.HighDpiScaleFactorRoundingPolicy.PassThrough
    )
    application = QApplication.instance() or Application(sys.argv[:1])
    speak_with(QApplication.translate)
    assert isinstance(application, QApplication)
    application.setApplicationName("Backstep")
    application.setApplicationDisplayName("Backstep")
    application.setOrganizationName("Backstep")
    application.setApplicationVersion(version)
    application.setDesktopFileName("backstep")
    application.setWindowIcon(QIcon(str(resource_path("icons", "backstep.svg"))))
    pyqtgraph.setConfigOptions(imageAxisOrder="row-major", useOpenGL=False, antialias=False)
    style.load_fonts()
    return application


def handed_over(file: Path | None, same: bool, folder: Path) -> bool:
    """Hand a file to the window that has it open, or to any one if `same`; return whether done.

    `folder` is where windows look for letters.
    """
    holder = None if file is None else letters.window_with(file)
    if holder is not None and letters.send(folder, holder, letters.Letter()):
        return True  # that window comes to the front
    first = letters.first_window(folder) if same else None
    return first is not None and letters.send(folder, first, letters.Letter(file))


def _run_window(
    application: "QApplication",
    file: str | None,
    version: str,
    place: Path | None,
    ways: Collection[str],
    shown: "Callable[[QMainWindow], object] | None",
) -> int:
    from gui.documents.keeping import recovery_folder
    from gui.kit.settings import Settings
    from gui.thread.garbage import Collector
    from gui.thread.session import Session
    from gui.window.arrivals import Arrivals, letters_folder
    from gui.window.errors import ErrorNet
    from gui.window.in_time import InTime
    from gui.window.main_window import MainWindow

    settings = Settings(place)
    if RESET in ways:
        settings.forget_all()
    opened = None if file is None else Path(file)
    same = SAME in ways or settings.opens_in_same_window()
    if SAFE not in ways and handed_over(opened, same, letters_folder()):
        return 0
    net = ErrorNet(version=version)
    net.install()
    collector = Collector()
    collector.start()
    session = Session()
    try:
        window = MainWindow(session, settings, version, recovery_folder())
        net.tell_user_errors(window.notices.show_failure)
        net.keep_by(window.keeping, window)
        window.show()
        InTime(window.late, session.lull.begin, window).begin()
        if shown is not None:
            shown(window)
        forget()
        window.beginning.begin(opened, window.open_first)
        arrivals = Arrivals(window, letters_folder())
        arrivals.file_came.connect(window.files.open_path)
        net.offer_last_fault(window.notices.offer)
        if SAFE not in ways:
            window.keeping.offer_recovery()
        arrivals.look_at_desktop()
        status = application.exec()
        arrivals.close()
    except BaseException:
        session.shut_down()  # while its thread is alive, Qt would end the process silently
        raise
    finally:
        collector.stop()
        net.remove()
    if session.is_alive():
        leave(status)
    return status


def leave(status: int) -> NoReturn:
    """End the process at once, while a thread is still in the middle of a calculation.

    An orderly shutdown would abort, because a running thread cannot be destroyed. Everything that
    had to be written was written when the window closed.
    """
    logging.shutdown()
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            stream.flush()
    os._exit(status)
