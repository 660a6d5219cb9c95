"""Ctrl+C on the command line: one line, exit status 130, no traceback, nothing half written."""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from core.documents.project_file import open_file
from tests.data.test_tables import write_xlsx

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60.0

pytestmark = pytest.mark.skipif(
    not Path("/proc/self/task").is_dir(), reason="what a process does is looked up in /proc"
)


def started(*arguments: str | Path) -> subprocess.Popen[str]:
    """Start a command as a terminal would."""
    return subprocess.Popen(
        [sys.executable, str(ROOT / "main.py"), *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        # pytest's parent may have made its children ignore it
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )


def interrupted_when(process: subprocess.Popen[str], ready: Callable[[int], bool]) -> str:
    """Press Ctrl+C as soon as the process is ready, and return its standard error."""
    end = time.monotonic() + PATIENCE
    while not ready(process.pid):
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < end
    process.send_signal(signal.SIGINT)
    return process.communicate(timeout=PATIENCE)[1]


def has_open(path: Path) -> Callable[[int], bool]:
    """Return a function that tells whether a process has a file open."""

    def is_open(process: int) -> bool:
        for link in Path(f"/proc/{process}/fd").iterdir():
            try:
                if os.readlink(link) == str(path):
                    return True
            except OSError:  # closed meanwhile
                continue
        return False

    return is_open


def resident(process: int) -> int:
    """Return how many bytes of memory a process holds."""
    pages = Path(f"/proc/{process}/statm").read_text("ascii").split()
    return int(pages[1]) * os.sysconf("SC_PAGE_SIZE") if len(pages) > 1 else 0


def children(process: int) -> list[str]:
    """Return the ids of a process's living children."""
    try:
        return Path(f"/proc/{process}/task/{process}/children").read_text("ascii").split()
    except OSError:
        return []


@pytest.mark.thorough
def test_while_a_table_is_read(tmp_path: Path) -> None:
    table, out = tmp_path / "large.csv", tmp_path / "out.backstep"
    table.write_text("a,b,c\n" + "1.5,2.5,3.5\n2.5,1.5,0.5\n" * 300_000, encoding="utf-8")
    process = started("train", table, "--epochs", "1", "--save", out)
    # the file may be open too briefly to be noticed: then its contents are in memory
    is_open, held = has_open(table), 60 * 2**20
    error = interrupted_when(process, lambda one: is_open(one) or resident(one) > held)
    assert (process.returncode, error) == (130, "interrupted\n")
    assert list(tmp_path.iterdir()) == [table]


@pytest.mark.thorough
def test_while_a_spreadsheet_is_read_its_child_ends_too(tmp_path: Path) -> None:
    sheet = tmp_path / "large.xlsx"
    write_xlsx(sheet, {f"{column}{row}": row for row in range(1, 30_000) for column in "ABCD"})
    process = started("inspect", sheet)
    seen: list[str] = []

    def has_child(number: int) -> bool:
        seen[:] = children(number)
        return bool(seen)

    error = interrupted_when(process, has_child)
    assert (process.returncode, error) == (130, "interrupted\n")
    end = time.monotonic() + PATIENCE
    while any(Path(f"/proc/{number}").exists() for number in seen):
        assert time.monotonic() < end


@pytest.mark.thorough
def test_training_rests_at_an_update_and_saves(tmp_path: Path) -> None:
    out = tmp_path / "out.backstep"
    process = started(
        "train", ROOT / "resources/examples/xor.json", "--epochs", "900000000", "--save", out
    )

    def trains(number: int) -> bool:
        # more processor time than start-up takes
        ticks = Path(f"/proc/{number}/stat").read_text("ascii").rpartition(")")[2].split()[11]
        return int(ticks) > 1.2 * os.sysconf("SC_CLK_TCK")

    error = interrupted_when(process, trains)
    assert "Traceback" not in error
    if process.returncode == 130:  # on a slow machine, training had not begun yet
        assert not out.exists()
    else:
        assert process.returncode == 0
        open_file(out)
    assert [path for path in tmp_path.iterdir() if path != out] == []


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a project that is trained a little, in the folder of its table."""
    folder = tmp_path_factory.mktemp("trained")
    table, made = folder / "table.csv", folder / "trained.backstep"
    table.write_text("a,b,c\n" + "1.5,2.5,3.5\n2.5,1.5,0.5\n" * 2000, encoding="utf-8")
    process = started("train", table, "--epochs", "1", "--save", made)
    _, error = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0, error
    return made


@pytest.mark.long
@pytest.mark.parametrize("turn", range(50))
def test_at_any_moment(trained: Path, tmp_path: Path, turn: int) -> None:
    """Whatever it is doing, from its first imports on."""
    draw = random.Random(turn)
    table, file = tmp_path / "table.csv", tmp_path / "trained.backstep"
    shutil.copy(trained, file)
    shutil.copy(trained.parent / table.name, table)
    before = file.read_bytes()
    commands: list[list[str | Path]] = [
        ["train", file, "--epochs", "20", "--save", file],
        ["predict", file, table, "--out", tmp_path / "said.csv"],
        ["export", file, tmp_path / "out.npz"],
        ["inspect", table],
        ["check", file],
    ]
    process = started(*draw.choice(commands))

    def has_begun(number: int) -> bool:
        # before that, Python itself may still be starting, and prints its own messages
        return "numpy" in Path(f"/proc/{number}/maps").read_text("utf-8")

    pause = draw.uniform(0.0, 2.0)
    error = interrupted_when(process, lambda number: has_begun(number) and not time.sleep(pause))
    assert "Traceback" not in error and process.returncode in (0, 130), error
    assert not list(tmp_path.glob(".*.tmp"))
    if process.returncode == 130:
        assert error == "interrupted\n" and file.read_bytes() == before
    open_file(file)
