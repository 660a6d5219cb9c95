"""How the repository's files end up in the installed package."""

import ast

import pytest

from tests.packaging.hook import build_hook, outside

HOOK = build_hook()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("from core.errors import one_of\n", "from backstep.errors import one_of\n"),
        ("from core import words\n", "from backstep import words\n"),
        ("from gui.kit import style\n", "from backstep.gui.kit import style\n"),
        ("import core.data.points\n", "import backstep.data.points\n"),
        ("import core.a as a, gui.b as b\n", "import backstep.a as a, backstep.gui.b as b\n"),
        ("import core.x\ncore.x.f(core)\n", "import backstep.x\nbackstep.x.f(backstep)\n"),
        ("import gui.app\ngui.app.run()\n", "import backstep.gui.app\nbackstep.gui.app.run()\n"),
        ("é = 'é'; from core.a import b\n", "é = 'é'; from backstep.a import b\n"),
        ("from   core.a import (\n    b,  # of core.a\n    c,\n)\n", None),
        ("import numpy.core\nfrom numpy.core import x\nimport scorecore\n", "="),
        ("core = 1\nprint(core, 'core', a.core)\n", "="),
        ('"""See core.errors and from core import x."""\n# from core import y\n', "="),
    ],
)  # fmt: skip
def test_imports_and_nothing_else(before, after):
    if after == "=":
        after = before
    elif after is None:
        after = before.replace("core.a import", "backstep.a import")
    assert HOOK.rewritten(before) == after


@pytest.mark.parametrize("text", ["'core.formats'", "f'core.formats.{name}'", "'gui.app'"])
def test_the_name_of_a_module_in_quotes_is_refused(text):
    with pytest.raises(HOOK.CannotRewriteError, match="names a module"):
        HOOK.rewritten(f"import_module({text})\n", "a.py")


@pytest.mark.thorough
def test_no_file_of_the_package_imports_a_room_by_its_old_name(tree):
    files = sorted((tree / "backstep").rglob("*.py"))
    assert len(files) > 300
    for path in files:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = []
            if isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
            elif isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            assert not {name.partition(".")[0] for name in names} & {"core", "gui"}, path


@pytest.mark.thorough
def test_what_is_beside_the_code_comes_along(tree):
    package = tree / "backstep"
    assert (package / "py.typed").is_file()
    assert (package / "gui" / "kit" / "style.qss").is_file()
    assert (package / "resources" / "examples" / "xor.json").is_file()
    assert not (package / "resources" / "packaging").exists()
    assert not list(package.rglob("__pycache__"))


IMPORT_ALL = """
import importlib, pkgutil, sys
import backstep
for module in pkgutil.walk_packages(backstep.__path__, "backstep."):
    if not module.name.endswith("__main__"):
        importlib.import_module(module.name)
from backstep.resources import program, resource_path
assert program() == "backstep" and resource_path("examples", "xor.json").is_file()
from backstep.formats.exporters import exporters
from backstep.formats.importers import importers
assert {".npz", ".onnx"} <= set(exporters()) & set(importers())
assert not {"core", "gui"} & set(sys.modules)
"""


@pytest.mark.thorough
def test_every_module_of_the_package_imports_elsewhere(tree, tmp_path):
    result = outside(tree, "-c", IMPORT_ALL, folder=tmp_path)
    assert result.returncode == 0, result.stderr


@pytest.mark.thorough
def test_the_commands_work_elsewhere(tree, tmp_path):
    result = outside(tree, "-m", "backstep", "examples", "xor", "--out", "x.json", folder=tmp_path)
    assert result.returncode == 0, result.stderr
    result = outside(
        tree, "-m", "backstep", "train", "x.json", "--epochs", "3", "--export", "x.onnx",
        folder=tmp_path,
    )  # fmt: skip
    assert result.returncode == 0 and "3 epochs" in result.stdout, result.stderr
    result = outside(tree, "-m", "backstep", "nosuch", folder=tmp_path)
    assert result.returncode == 2 and result.stderr.startswith("error: nosuch is neither")


@pytest.mark.thorough
def test_a_missing_package_is_said_in_the_words_of_who_installed(tree, tmp_path):
    (tmp_path / "numpy.py").write_text("raise ModuleNotFoundError(name='numpy')")
    result = outside(tree, "-m", "backstep", "check", "x.json", folder=tmp_path)
    assert result.returncode == 2
    assert result.stderr == (
        "error: the package numpy is not installed\n"
        "hint: run: pip install --upgrade backstep\n"
    )  # fmt: skip
