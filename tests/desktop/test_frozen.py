"""The frozen program does what the one run from source does, without Python or the repository.

    BACKSTEP_FROZEN=dist/backstep uv run --group dev pytest -m long tests/desktop/test_frozen.py

tests an existing folder; without the variable, one is built if PyInstaller is installed.
"""

import configparser
import contextlib
import importlib.util
import json
import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.hostile.made_sheets import small_xlsx

ROOT = Path(__file__).resolve().parents[2]
EXPORTS = ("npz", "json", "zip", "safetensors", "onnx", "py", "torch.py")

pytestmark = [
    pytest.mark.long,
    pytest.mark.timeout(900),
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks into Linux's folder"),
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """The program's folder, away from the repository."""
    place = tmp_path_factory.mktemp("frozen")
    made = os.environ.get("BACKSTEP_FROZEN")
    if made is None:
        if importlib.util.find_spec("PyInstaller") is None:
            pytest.skip(
                "PyInstaller is not installed (--group freeze), and BACKSTEP_FROZEN not set"
            )
        recipe = ROOT / "resources" / "desktop" / "build.py"
        command = [sys.executable, str(recipe), "--out", str(place / "out"), "--only", "folder"]
        subprocess.run(command, check=True)
        made = place / "out" / "backstep"
    return Path(shutil.copytree(made, place / "on a stick" / "backstep", symlinks=True))


@pytest.fixture
def run(folder, tmp_path):
    """Run the program with an empty environment."""

    def started(*arguments, **more):
        environment = {"HOME": str(tmp_path), "QT_QPA_PLATFORM": "offscreen", "LANG": "C.UTF-8"}
        return subprocess.run(
            [folder / "backstep", *arguments],
            cwd=tmp_path,
            env=environment | more,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )

    return started


def test_the_self_test(run):
    said = run("self-test")
    assert said.returncode == 0 and "everything works" in said.stdout, said.stderr
    assert not said.stderr


def test_it_calls_itself_backstep(run):
    assert run("--help").stdout.startswith("usage: backstep ")


def test_every_export_is_made_and_verified(run, tmp_path):
    assert run("examples", "moons", "--out", "m.json").returncode == 0
    assert run("train", "m.json", "--epochs", "5", "--save", "m.backstep").returncode == 0
    for suffix in EXPORTS:
        said = run("export", "m.backstep", f"x.{suffix}")
        assert said.returncode == 0 and "checked on" in said.stdout, said.stderr
    assert "run in a separate process" in run("export", "m.backstep", "x.py").stdout


def test_a_spreadsheet_is_read_by_the_program_as_its_own_child(run, tmp_path):
    small_xlsx(tmp_path / "t.xlsx")
    said = run("train", "t.xlsx", "--epochs", "3")
    assert said.returncode == 0 and "3 epochs" in said.stdout, said.stderr
    (tmp_path / "bad.xlsx").write_bytes(b"PK\x03\x04" + bytes(200))
    assert run("train", "bad.xlsx", "--epochs", "3").returncode == 2


def test_what_it_starts_finds_the_libraries_of_the_system(run, tmp_path):
    (tmp_path / "gives.py").write_text("import os; print(os.environ.get('LD_LIBRARY_PATH'))")
    said = run("--run-script", "gives.py")
    assert said.returncode == 0, said.stderr
    tool = tmp_path / "bin" / "update-mime-database"
    tool.parent.mkdir()
    tool.write_text('#!/bin/sh\necho "[$LD_LIBRARY_PATH]" > "$HOME/found"\n')
    tool.chmod(0o755)
    more = {"PATH": f"{tool.parent}:/usr/bin:/bin", "XDG_DATA_HOME": str(tmp_path / "data")}
    assert run("install-desktop", **more, LD_LIBRARY_PATH="/own").returncode == 0
    assert (tmp_path / "found").read_text() == "[/own]\n"


def test_its_menu_entry_starts_it(run, folder, tmp_path):
    run("install-desktop", XDG_DATA_HOME=str(tmp_path / "data"))
    entry = (tmp_path / "data" / "applications" / "backstep.desktop").read_text()
    assert f'Exec="{folder}/backstep" %f' in entry


def wait_for(path, process):
    for _ in range(240):
        if path.is_file():
            return
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(0.5)
    raise AssertionError(f"{path} is not there")


def test_a_double_click_opens_a_file_and_a_second_one_finds_it_open(run, folder, tmp_path):
    run("install-desktop", XDG_DATA_HOME=str(tmp_path / "data"))
    entry = configparser.ConfigParser(interpolation=None)
    entry.read(tmp_path / "data" / "applications" / "backstep.desktop")
    told = entry["Desktop Entry"]
    assert "application/x-backstep" in told["MimeType"].split(";")
    run("examples", "moons", "--out", "m.json")
    run("train", "m.json", "--epochs", "3", "--save", "Übung 日.backstep")
    file = tmp_path / "Übung 日.backstep"
    command = [str(file) if word == "%f" else word for word in shlex.split(told["Exec"])]
    environment = {"HOME": str(tmp_path), "QT_QPA_PLATFORM": "offscreen", "LC_ALL": "C"}
    window = subprocess.Popen(command, env=environment, cwd="/")
    try:
        lock = tmp_path / f".{file.name}.lock"
        wait_for(lock, window)
        assert json.loads(lock.read_text())["process"] == window.pid
        assert run(str(file)).returncode == 0  # it has handed the file to the open window
        assert run("--same-window").returncode == 0
        assert window.poll() is None
    finally:
        window.kill()
        window.wait()


def test_it_keeps_everything_beside_itself_where_it_is_portable(folder, tmp_path):
    (folder / "portable").touch()
    environment = {"HOME": str(tmp_path), "QT_QPA_PLATFORM": "offscreen", "LANG": "C.UTF-8"}
    window = subprocess.Popen([folder / "backstep"], env=environment, cwd=tmp_path)
    kept = folder / "backstep-data"
    try:
        wait_for(kept / "logs" / "faults.log", window)
    finally:
        window.kill()
        window.wait()
        (folder / "portable").unlink()
    assert (kept / "logs" / "faults.log").is_file()
    written = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert not [path for path in written if "ackstep" in str(path.relative_to(tmp_path))]


def test_it_has_all_licences(folder):
    text = (folder / "THIRD-PARTY-LICENCES.txt").read_text()
    for name in ("numpy ", "PySide6", "onnx ", "pillow ", "Phosphor", "Inter", "Python 3"):
        assert name in text or name.upper() in text


def test_it_is_as_small_as_it_should_be(folder):
    files = [path for path in folder.rglob("*") if path.is_file() and not path.is_symlink()]
    assert sum(path.stat().st_size for path in files) < 150e6
