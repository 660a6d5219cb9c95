"""What the README shows of using Backstep from Python is what really happens."""

import re
import shutil

import pytest

from tests.packaging.hook import ROOT, outside


@pytest.mark.thorough
def test_the_section_from_python(tree, tmp_path):
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    section = readme[readme.index("\n## From Python") : readme.index("\n### Extensions")]
    pairs = re.findall(r"```python\n(.*?)```\n\n.*?```\n(.*?)```", section, re.S)
    assert len(pairs) == 2
    shutil.copy(ROOT / "resources" / "data" / "iris.csv", tmp_path)
    code = "".join(python for python, _ in pairs)
    result = outside(tree, "-W", "error", "-c", code, folder=tmp_path, OPENBLAS_NUM_THREADS="1")
    assert result.returncode == 0, result.stderr
    assert result.stdout == "".join(shown for _, shown in pairs)
    assert {"moons.backstep", "moons.onnx"} <= {path.name for path in tmp_path.iterdir()}


@pytest.mark.thorough
def test_every_name_is_in_its_table():
    import core

    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    section = readme[readme.index("\n## From Python") : readme.index("\n### Extensions")]
    assert {name for name in core.__all__ if name not in section} == set()
