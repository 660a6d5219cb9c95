"""Who may import whom, checked in the source; and that `core` runs without Qt."""

import ast
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.sources import imports_in, imports_of

ROOT = Path(__file__).resolve().parent.parent
QT = ("PySide6", "shiboken6", "pyqtgraph", "qtpy", "qtawesome")
#: each used by one file, and slow to import
HEAVY = ("pandas", "onnx", "safetensors", "tqdm", "python_calamine", "PIL")


def module_of(path):
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def sources(room):
    return sorted((ROOT / room).rglob("*.py"))


def offences(paths, forbidden, allowed=()):
    """Return `file:line module` for each import of something forbidden and not allowed."""

    def within(name, packages):
        return any(name == item or name.startswith(item + ".") for item in packages)

    found = []
    for path in paths:
        for one in imports_of(path):
            bad = [n for n in one.names if within(n, forbidden) and not within(n, allowed)]
            # `from core.training import snapshot` names the package too
            if bad and not any(within(n, allowed) for n in one.names):
                found.append(f"{path.relative_to(ROOT)}:{one.line} {min(bad)}")
    return found


def test_the_finder_finds():
    source = "def f():\n    from core.training import trainer, walk\n    import a.b as c\nimport d"
    assert [(one.names, one.at_start) for one in imports_in(source)] == [
        ({"core.training", "core.training.trainer"}, False),
        ({"core.training", "core.training.walk"}, False),
        ({"a.b"}, False),
        ({"d"}, True),
    ]


def test_core_knows_no_window():
    assert sources("core")
    assert offences(sources("core"), (*QT, "gui")) == []


def test_components_and_data_know_no_training():
    rooms = [*sources("core/components"), *sources("core/data")]
    assert offences(rooms, ("core.training", "core.formats", "core.documents", "core.cli")) == []
    assert (
        offences(
            sources("core/training"),
            ("core.formats", "core.documents", "core.cli", "core.run", "core.lesson"),
        )
        == []
    )


def test_no_relative_imports():
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for room in ("core", "gui", "tests")
        for path in sources(room)
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if re.match(r"\s*from\s+\.", line)
    ]
    assert found == []


def test_heavy_libraries_are_imported_when_used():
    found = [
        f"{path.relative_to(ROOT)}:{one.line}"
        for path in sources("core")
        for one in imports_of(path)
        if one.at_start and one.module.split(".")[0] in HEAVY
    ]
    assert found == []


def test_core_has_no_changeable_state_at_module_level():
    """Lists, sets and dicts bound to a module's name could be changed by anyone."""
    found = []
    for path in sources("core"):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if not isinstance(node, ast.Assign | ast.AnnAssign):
                continue
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            names = [t.id for t in targets if isinstance(t, ast.Name)]
            kinds = ast.List | ast.Set | ast.Dict | ast.ListComp | ast.DictComp | ast.SetComp
            if isinstance(node.value, kinds) and "__all__" not in names:
                found.append(f"{path.relative_to(ROOT)}:{node.lineno} {names}")
    assert found == []


_WALK = """
import importlib, pkgutil, sys
import core
for module in pkgutil.walk_packages(core.__path__, "core."):
    importlib.import_module(module.name)
    print(module.name)
from core.cli.program import build_parser
build_parser()
import main
qt = sorted(n for n in sys.modules if n.partition(".")[0] in {qt!r})
heavy = sorted(n for n in sys.modules if n.partition(".")[0] in {heavy!r})
sys.exit(f"imported: {{qt}} {{heavy}}" if qt or heavy else 0)
"""


def test_all_of_core_imports_without_qt_and_without_heavy_libraries():
    code = _WALK.replace("{qt!r}", repr(QT)).replace("{heavy!r}", repr(HEAVY))
    code = code.replace("{{", "{").replace("}}", "}")
    result = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stderr
    imported = set(result.stdout.split())
    assert {module_of(path) for path in sources("core")} - {"core"} == imported


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
def test_the_top_of_the_repository_is_the_rooms():
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if listed.returncode:
        pytest.skip("not a git checkout")
    top = {line.split("/")[0] for line in listed.stdout.splitlines()}
    rooms = {"core", "gui", "resources", "tests", "main.py", "pyproject.toml"}
    papers = {"README.md", "LICENSE", "CONTRIBUTING.md", "CHANGELOG.md"}
    assert {name for name in top if not name.startswith(".")} <= rooms | papers
