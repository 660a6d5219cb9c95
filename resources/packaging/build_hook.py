"""How the repository becomes one installed package, `backstep`.

In the repository the rooms are `core` and `gui`, beside `resources` and `main.py`. Installed, no
package may be called `core` or `gui`, so a wheel holds them as

    core/       → backstep/
    gui/        → backstep/gui/
    resources/  → backstep/resources/
    main.py     → backstep/__main__.py

with the imports rewritten: `core.x` is `backstep.x`, `gui.x` is `backstep.gui.x`. Imports are found
in the syntax tree, and nothing else in a file is changed.
"""

import ast
import re
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

#: the names of a room in the repository and in the installed package
ROOMS = {"core": "backstep", "gui": "backstep.gui"}
#: parts of the resources that are of no use to those who run the program
NOT_SHIPPED = ("desktop", "packaging", "pictures")

_MODULE = re.compile(r"(core|gui)\.[\w.]*")


class CannotRewriteError(Exception):
    """A file names a module of the repository in a way that is not understood."""


def rewritten(source: str, name: str = "") -> str:
    """Return a file's text with its imports rewritten for the installed package.

    Raises CannotRewriteError for a quoted text that is the name of a module: it would not be found,
    and changing texts would be guesswork. Use the `__name__` of an imported module.
    """
    tree = ast.parse(source)
    _refuse_quoted(tree, name)
    # the tree's columns count UTF-8 bytes, and whole files are short
    lines = source.encode().splitlines(keepends=True)
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line))
    content = b"".join(lines)
    for line, column, room in sorted(_places(tree), reverse=True):
        at = starts[line - 1] + column
        head = re.compile(rb"(from\s+)?" + room.encode() + rb"\b").match(content, at)
        if head is None:
            raise CannotRewriteError(f"{name}:{line}: {room} is not where it should be")
        new = (head[1] or b"") + ROOMS[room].encode()
        content = content[:at] + new + content[head.end() :]
    return content.decode()


def _places(tree: ast.AST) -> Iterator[tuple[int, int, str]]:
    """Yield line, column and room of every room name that has to be changed."""
    bound = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            room = node.module.partition(".")[0]
            if room in ROOMS:
                yield node.lineno, node.col_offset, room
        elif isinstance(node, ast.Import):
            for alias in node.names:
                room = alias.name.partition(".")[0]
                if room in ROOMS:
                    yield alias.lineno, alias.col_offset, room
                    if alias.asname is None:
                        bound.add(room)
    for node in ast.walk(tree):
        # `import core.formats` binds `core`, which is then used to reach the module
        if isinstance(node, ast.Name) and node.id in bound:
            yield node.lineno, node.col_offset, node.id


def _refuse_quoted(tree: ast.AST, name: str) -> None:
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            found = _MODULE.fullmatch(node.value)
            if found is not None:
                raise CannotRewriteError(f"{name}:{node.lineno}: {node.value!r} names a module")


def write_package(root: Path, folder: Path) -> None:
    """Write the installed package of the repository at `root` into `folder`."""
    _copy(root / "core", folder)
    _copy(root / "gui", folder / "gui")
    _copy_one(root / "main.py", folder / "__main__.py")
    left_out = shutil.ignore_patterns("__pycache__", *NOT_SHIPPED)
    shutil.copytree(root / "resources", folder / "resources", ignore=left_out)


def _copy(room: Path, folder: Path) -> None:
    for path in sorted(room.rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            _copy_one(path, folder / path.relative_to(room))


def _copy_one(path: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix in (".py", ".pyi"):
        text = rewritten(path.read_text(encoding="utf-8"), str(path))
        target.write_text(text, encoding="utf-8", newline="\n")
    else:
        shutil.copyfile(path, target)


class InstalledPackage(BuildHookInterface):
    """Gives the wheel builder the package, made in a temporary folder."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Make the package. Raises CannotRewriteError."""
        if version == "editable":
            raise CannotRewriteError(
                "what is installed is a copy: work in the repository with uv run main.py"
            )
        self._folder = tempfile.TemporaryDirectory(prefix="backstep-")
        package = Path(self._folder.name, "backstep")
        write_package(Path(self.root), package)
        build_data["force_include"][str(package)] = "backstep"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Delete the folder."""
        self._folder.cleanup()
