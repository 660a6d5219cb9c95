"""What the README shows on the command line is what the program prints."""

import math
import re
import shlex
from pathlib import Path

import pytest

import main as program

ROOT = Path(__file__).resolve().parent.parent
_NUMBER = re.compile(r"-?\d[\d,]*(?:\.\d+)?(?:e[+-]?\d+)?")
#: numbers that differ on every machine: rounding errors and times
_BY_THE_WAY = re.compile(
    r"\d+\.\d\d s$|largest relative error \S+|largest difference \S+|1\.086\S+e-06", re.MULTILINE
)


def sessions() -> list[tuple[str, list[str]]]:
    """Return every command that the README shows, with the output shown for it."""
    found: list[tuple[str, list[str]]] = []
    for block in re.findall(
        r"^```\w*\n(.*?)^```", (ROOT / "README.md").read_text("utf-8"), re.M | re.S
    ):
        command = None
        for line in block.splitlines():
            if line.startswith("$ uv run main.py "):
                command = line.removeprefix("$ uv run main.py ").partition("  #")[0]
                found.append((command, []))
            elif command is not None:
                found[-1][1].append(line)
    return found


def alike(shown: str, said: str) -> bool:
    """Return whether two lines agree, numbers to six digits; … matches anything."""
    shown, said = _BY_THE_WAY.sub("~", shown), _BY_THE_WAY.sub("~", said)
    start, cut, _ = shown.partition("…")
    if cut:
        shown, said = start, said[: len(start)]
    numbers = list(zip(_NUMBER.findall(shown), _NUMBER.findall(said), strict=False))
    return _NUMBER.sub("#", shown) == _NUMBER.sub("#", said) and all(
        math.isclose(*(float(one.replace(",", "")) for one in pair), rel_tol=1e-6)
        for pair in numbers
    )


def in_order(shown: list[str], said: list[str]) -> bool:
    """Return whether the lines shown occur in order in the output; a line … stands for others."""
    place = 0
    free = False
    for line in shown:
        if line == "…":
            free = True
            continue
        ahead = range(place, len(said)) if free else range(place, min(place + 1, len(said)))
        at = next((k for k in ahead if alike(line, said[k])), None)
        if at is None:
            return False
        place, free = at + 1, False
    return free or place == len(said) or not shown


def test_lines_are_compared():
    assert alike("loss 0.0614710, test 1", "loss 0.0614711, test 1") is False
    assert alike("a: 3 epochs, 0.01 s", "a: 3 epochs, 9.99 s")
    assert not alike("a: 3 epochs, 0.01 s", "a: 4 epochs, 0.01 s")
    assert alike('{"x": 1, …', '{"x": 1, "y": 2}') and not alike('{"x": 1, …', '{"x": 2}')
    assert in_order(["a", "…", "c"], ["a", "b", "c"])
    assert not in_order(["a", "c"], ["a", "b", "c"])
    assert not in_order(["a"], ["a", "b"])


@pytest.mark.timeout(300)
def test_the_readme_shows_what_the_program_says(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "resources").symlink_to(ROOT / "resources")
    (tmp_path / "new.csv").write_text(
        "sepal_length,sepal_width,petal_length,petal_width\n5.1,3.5,1.4,0.2\n6.2,2.8,4.8,1.8\n",
        encoding="utf-8",
    )
    told = sessions()
    assert len(told) > 12
    for command, shown in told:
        if not command.strip():
            continue
        program.main(shlex.split(command))
        captured = capsys.readouterr()
        said = (captured.out + captured.err).splitlines()
        while shown and not shown[-1]:
            shown.pop()
        assert in_order(shown, said), (command, said[:12])
