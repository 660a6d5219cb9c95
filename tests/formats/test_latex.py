"""What is written for LaTeX: compiled where it is installed, nothing missing, nothing cut off."""

import shutil
import subprocess

import pytest

from core.cli.program import run
from core.documents.opening import examples_folder


@pytest.fixture
def written(tmp_path, capsys):
    """Return what writes every LaTeX file of an example, by name."""

    def write(example):
        source = str(examples_folder() / f"{example}.json")
        assert run(["walk", source, "--format", "latex"]) == 0
        (tmp_path / "walk.tex").write_text(capsys.readouterr().out, encoding="utf-8")
        assert run(["export", source, str(tmp_path / "diagram.tex")]) == 0
        sheets = [str(tmp_path / f"{name}.tex") for name in ("sheets", "key")]
        if example == "xor":
            run(["worksheet", source, "--count", "2", "--out", sheets[0], "--key", sheets[1]])
        return {path.stem: path for path in tmp_path.glob("*.tex")}

    return write


def test_every_sign_has_a_font_and_every_table_a_width(written):
    found = {name: path.read_text(encoding="utf-8") for name, path in written("xor").items()}
    assert set(found) == {"walk", "diagram", "sheets", "key"}
    for name in ("walk", "sheets", "key"):
        assert "{DejaVu Sans}" in found[name]  # LaTeX's own fonts lack ∂, η, ₁ and more
    assert found["walk"].count(r"\fitting{\begin{tabular}") == found["walk"].count(r"{tabular}}")
    assert r"\raggedright" in found["sheets"]
    # pdfLaTeX stops at a lowered figure
    assert not set("₀₁₂₃₄₅₆₇₈₉") & set(found["diagram"]) and "x$_1$" in found["diagram"]


@pytest.mark.long
@pytest.mark.timeout(600)
@pytest.mark.parametrize("example", ["xor", "iris", "dropout_and_batch_norm", "any-depth"])
def test_it_compiles(written, tmp_path, example):
    if shutil.which("lualatex") is None:
        pytest.skip("no LaTeX is here")
    for name, path in written(example).items():
        for program in ("lualatex", *(["pdflatex"] if name == "diagram" else [])):
            made = subprocess.run(
                [program, "-interaction=nonstopmode", "-halt-on-error", path.name],
                cwd=tmp_path, capture_output=True, text=True, errors="replace", timeout=300,
            )  # fmt: skip
            log = path.with_suffix(".log").read_text(encoding="utf-8", errors="replace")
            assert made.returncode == 0, made.stdout[-1500:]
            assert "Missing character" not in log and "Overfull" not in log, (name, program)
