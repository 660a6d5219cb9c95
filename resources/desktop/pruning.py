"""The parts of libraries left out of the program: modules never imported, plugins never loaded.

Only what nothing requires is named here: modules for PyInstaller to leave out, and Qt plugins by
their folder. Libraries that only these needed are then left out too, because no remaining module or
plugin reaches them through its list of needed libraries.
"""

import re
import sys
from collections.abc import Callable, Iterable
from pathlib import PurePath

#: modules that no part of this program imports, or only if they are found
EXCLUDED = (
    # of Python
    *("_curses", "_curses_panel", "_hashlib", "_sqlite3", "_ssl", "_tkinter", "ensurepip"),
    *("asyncio", "ftplib", "smtplib", "xmlrpc"),
    *("doctest", "idlelib", "lib2to3", "pdb", "pip", "pydoc_data", "readline", "setuptools"),
    *("sqlite3", "tkinter", "turtle"),
    # of Qt for Python; pyqtgraph imports those of OpenGL, and gets the stand-ins of hook_opengl.py
    *("PySide6.QtConcurrent", "PySide6.QtDBus", "PySide6.QtDesigner", "PySide6.QtHelp"),
    *("PySide6.QtNetwork", "PySide6.QtOpenGL", "PySide6.QtOpenGLWidgets", "PySide6.QtQml"),
    *("PySide6.QtPrintSupport", "PySide6.QtQuick", "PySide6.QtSql", "PySide6.QtTest"),
    *("PySide6.QtUiTools", "PySide6.QtXml"),
    # of the libraries
    *("PIL._avif", "PIL._imagingcms", "PIL._imagingtk", "PIL._webp", "PIL.ImageQt"),
    *("pyqtgraph.canvas", "pyqtgraph.console", "pyqtgraph.examples", "pyqtgraph.flowchart"),
    *("pyqtgraph.jupyter", "pyqtgraph.opengl"),
    *("numpy.distutils", "numpy.f2py", "onnx.backend.test", "numpy._core._simd"),
    # what some library uses if it is installed
    *("IPython", "OpenGL", "cupy", "matplotlib", "numba", "pandas", "pytest", "scipy", "sklearn"),
    *("jupyter_rfb", "torch"),
)

#: Qt plugins that are kept, as folder: starts of names; "" keeps the whole folder
KEPT_PLUGINS = (
    *("iconengines/", "styles/"),
    *("imageformats/libqsvg", "imageformats/qsvg"),
    *("platforminputcontexts/libcompose", "platforminputcontexts/libibus"),
    *("platforms/libqxcb", "platforms/libqwayland", "platforms/libqoffscreen"),
    *("platforms/libqcocoa", "platforms/qwindows", "platforms/qoffscreen"),
    *("platformthemes/libqxdgdesktopportal",),
    *("wayland-decoration-client/", "wayland-shell-integration/libxdg"),
    *("xcbglintegrations/",),
)

#: libraries of Pillow's that draw nothing and write no PNG, by the start of their names
NEVER_CALLED = ("libtiff-", "libjpeg-", "libopenjp2-", "libxcb-")
#: those of their functions that Pillow calls when it is imported, to know the version, with another
#: that also takes nothing and returns a text
CALLED_INSTEAD = {"TIFFGetVersion": "zlibVersion", "opj_version": "zlibVersion"}

_LEFT_OUT = re.compile(
    r"/translations/|(^|/)opengl32sw\.dll$|d3dcompiler|/(tests|benchmarks)/|\.pyi$|\.proto$|peegee"
    r"|\.dist-info/(?!METADATA|entry_points)"
    r"|^resources/(desktop|packaging|pictures)/|^setuptools|_pyinstaller"
    r"|^resources/native/(build\.py|player\.c)$"
)
_PLAYER = re.compile(r"^resources/native/player-(\w+)-")
#: libraries every desktop has; a bundled copy would conflict with what it loads (drivers, fonts)
_OF_THE_DESKTOP = re.compile(
    r"lib(stdc\+\+|gcc_s|X11|X11-xcb|Xau|Xdmcp|Xext|Xrender|xcb|fontconfig|freetype|expat|uuid|z"
    r"|wayland-\w+|bsd|md|com_err|dbus-1|systemd|gcrypt|gpg-error|lz4|cap)\.so\.\d+"
)
_PLUGIN = re.compile(r"/plugins/(\w[\w-]*/[^/]+)$")
#: loaded by name at run time, so nothing lists them as needed
_LOADED_BY_NAME = re.compile(r"libpython|libxcb-cursor\.so")


def is_wanted(name: str) -> bool:
    """Return whether a file, given by its path in the folder, may stay."""
    path = PurePath(name).as_posix()
    if _LEFT_OUT.search(path) or _OF_THE_DESKTOP.fullmatch(path):
        return False
    player = _PLAYER.match(path)
    if player is not None and player[1] != sys.platform:
        return False
    plugin = _PLUGIN.search(path)
    return plugin is None or plugin[1].startswith(KEPT_PLUGINS)


def is_library(name: str) -> bool:
    """Return whether a file is only there because others need it."""
    path = PurePath(name)
    of_qt = "/plugins/" not in path.as_posix() and path.name.startswith("lib")
    return of_qt and ".so" in path.name and not _LOADED_BY_NAME.match(path.name)


def reached(files: Iterable[str], needs: Callable[[str], Iterable[str]]) -> set[str]:
    """Return the files that are not libraries, with everything they need, directly or not.

    `needs` returns the names of the libraries that a file needs, without folders.
    """
    files = tuple(files)
    named: dict[str, list[str]] = {}
    for file in files:
        named.setdefault(PurePath(file).name, []).append(file)
    found = {file for file in files if not is_library(file)}
    waiting = list(found)
    while waiting:
        for name in needs(waiting.pop()):
            new = set(named.get(name, ())) - found
            found |= new
            waiting += new
    return found
