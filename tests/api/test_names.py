"""The names that `import backstep` gives (here `core`), and what importing them costs."""

import inspect
import pkgutil
import subprocess
import sys
from pathlib import Path

import pytest

import core

ROOT = Path(__file__).resolve().parents[2]
NOT_AT_ONCE = ("PySide6", "pyqtgraph", "pandas", "onnx", "safetensors", "PIL", "tqdm", "gui")


def python(code):
    return subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )


def test_importing_imports_nothing_else_until_a_name_is_asked_for():
    asked = "; ".join(f"core.{name}" for name in core.__all__)
    result = python(
        f"import sys, core; assert 'numpy' not in sys.modules; {asked}\n"
        f"sys.exit(', '.join({set(NOT_AT_ONCE)!r} & set(sys.modules)) or 0)"
    )
    assert result.returncode == 0, result.stderr


@pytest.mark.parametrize("name", core.__all__)
def test_every_name_says_what_it_is(name):
    found = getattr(core, name)
    assert name in dir(core)
    assert inspect.getdoc(found)
    if inspect.isfunction(found):
        signature = inspect.signature(found)
        assert signature.return_annotation is not inspect.Signature.empty
        assert all(p.annotation is not p.empty for p in signature.parameters.values())


def test_a_name_is_no_module_of_the_package():
    """Otherwise importing the module would replace the name."""
    assert not set(core.__all__) & {module.name for module in pkgutil.iter_modules(core.__path__)}


def test_the_types_are_told_of_the_same_names():
    stub = Path(core.__file__).with_name("__init__.pyi").read_text(encoding="utf-8")
    named = {line.rsplit(" as ", 1)[1] for line in stub.splitlines() if " as " in line}
    assert named == set(core.__all__)


def test_an_unknown_name():
    with pytest.raises(AttributeError, match="has no attribute 'nosuch'"):
        _ = core.nosuch
