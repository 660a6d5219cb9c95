"""Starting the window: what must be there first, what is set once, and the end."""

import ctypes
import gc
import os
import sys
import tempfile
from collections.abc import Collection, Mapping
from pathlib import Path

from core import __version__
from core.desktop.places import portable_place
from core.errors import UserError
from core.resources import resource_path
from core.words import speak_with

#: what Qt's X11 plugin loads; where one is missing it ends the process without a word
_LIBRARIES = {
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
}
_ALWAYS = ("libGL.so.1", "libEGL.so.1", "libfontconfig.so.1")

#: between two looks for unreachable objects, in milliseconds
_COLLECT_MS = 2000

#: how long a thread keeps the interpreter, in seconds: short, so that the window stays smooth
_SWITCH_INTERVAL = 0.001


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _answers(display: str) -> bool:
    """Return whether an X server answers; where that cannot be asked, that it does."""
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
    """Raise UserError where a window cannot be opened, as Qt would end the process instead."""
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
    needed = [name for name in _LIBRARIES if x11 or name in _ALWAYS]
    missing = [_LIBRARIES[name] for name in needed if not _loads(name)]
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


#: how the window may be started: `SAFE` with the settings of a first start, of which none is kept,
#: and no question about what was recovered; `RESET` forgets the settings first
SAFE, RESET = "--safe-mode", "--reset-settings"


def run(file: str | None, version: str = __version__, ways: Collection[str] = ()) -> int:
    """Open the window, on a file if one is given; return the exit code when it is closed.

    `ways` are of SAFE and RESET. Raises UserError where no window can be opened.
    """
    check_display(os.environ, sys.platform)
    try:
        from PySide6.QtCore import Qt
        from PySide6.QtGui import QIcon
        from PySide6.QtWidgets import QApplication
    except ModuleNotFoundError:
        raise
    except ImportError as error:
        raise UserError(
            f"Qt cannot be loaded: {error}",
            "install what it names; on Debian and Ubuntu: apt-get install "
            + " ".join(_LIBRARIES.values()),
        ) from None

    sys.setswitchinterval(_SWITCH_INTERVAL)
    QApplication.setHighDpiScaleFactorRoundingPolicy(
        Qt.HighDpiScaleFactorRoundingPolicy.PassThrough
    )
    application = QApplication.instance() or QApplication(sys.argv[:1])
    speak_with(QApplication.translate)
    assert isinstance(application, QApplication)
    application.setApplicationName("Backstep")
    application.setApplicationDisplayName("Backstep")
    application.setOrganizationName("Backstep")
    application.setApplicationVersion(version)
    application.setDesktopFileName("backstep")
    application.setWindowIcon(QIcon(str(resource_path("icons", "backstep.svg"))))
    with tempfile.TemporaryDirectory(prefix="backstep-") as folder:
        place = Path(folder) / "settings.ini" if SAFE in ways else portable_place("settings.ini")
        return _run_window(application, file, version, place, ways)


def _run_window(
    application: object,
    file: str | None,
    version: str,
    place: Path | None,
    ways: Collection[str],
) -> int:
    import pyqtgraph
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication

    from gui.documents.keeping import recovery_folder
    from gui.kit import style
    from gui.kit.settings import Settings
    from gui.thread.session import Session
    from gui.window.errors import ErrorNet
    from gui.window.main_window import MainWindow

    assert isinstance(application, QApplication)
    pyqtgraph.setConfigOptions(imageAxisOrder="row-major", useOpenGL=False, antialias=False)
    net = ErrorNet()
    net.install()
    style.load_fonts()
    # Python's collector may run in the worker and destroy Qt objects there: it runs here only
    gc.disable()
    collector = QTimer()
    collector.timeout.connect(gc.collect)
    collector.start(_COLLECT_MS)
    settings = Settings(place)
    if RESET in ways:
        settings.forget_all()
    window = MainWindow(Session(), settings, version, recovery_folder())
    net.tell_user_errors(window.notices.show_failure)
    window.show()
    window.open_first(None if file is None else Path(file))
    if SAFE not in ways:
        window.keeping.offer_recovery()
    try:
        return application.exec()
    finally:
        collector.stop()
        gc.enable()
        net.remove()
