"""The command `film`: it trains as far as the film goes, and makes it."""

import pytest
from PIL import Image

from core.cli.program import run
from core.disk.json_text import to_json
from core.errors import UserError
from tests.nets import described


@pytest.fixture
def xor(tmp_path):
    path = tmp_path / "xor.json"
    path.write_text(to_json(described(training={"epochs": 6})), encoding="utf-8")
    return path


def film(*arguments):
    return run(["film", *map(str, arguments), "--size", "160"])


def test_it_trains_to_the_end_of_the_film(capsys, xor, tmp_path):
    out = tmp_path / "xor.gif"
    assert film(xor, "--out", out, "--to", 4, "--every", 2) == 0
    assert capsys.readouterr().out.startswith("xor.gif: 3 frames, made in ")
    with Image.open(out) as made:
        assert made.n_frames == 3
    out = tmp_path / "xor.webp"  # without an end: as far as the project says
    assert film(xor, "--out", out, "--parts", "surface", "--theme", "dark", "--rate", 20) == 0
    assert "7 frames" in capsys.readouterr().out


def test_a_saved_run_is_trained_anew_where_nothing_was_recorded(capsys, xor, tmp_path):
    saved = tmp_path / "xor.backstep"
    run(["train", str(xor), "--epochs", "5", "--save", str(saved)])
    capsys.readouterr()
    assert film(saved, "--out", tmp_path / "a.png", "--to", 3, "--unit", "update") == 0
    said = capsys.readouterr().out
    assert "trained again from its start" in said and "a.png: 4 frames" in said


def test_errors_say_what_to_do(xor, tmp_path):
    with pytest.raises(UserError, match=r"cannot be saved as “.avi”"):
        film(xor, "--out", tmp_path / "a.avi")
    endless = tmp_path / "endless.json"
    endless.write_text(to_json(described(training={"epochs": None})), encoding="utf-8")
    with pytest.raises(UserError, match="without an end"):
        film(endless, "--out", tmp_path / "a.gif")
    for wrong in (("--size", "3"), ("--rate", "0"), ("--every", "0"), ("--to", "x")):
        with pytest.raises(UserError):
            run(["film", str(xor), "--out", str(tmp_path / "a.gif"), *wrong])
