"""How long a start takes, against what nobody can avoid: importing NumPy, a window with one plot.

Processes are started in turns, one of each kind after another, and their own processor time counts,
so that other work of the machine hardly matters. Ratios are those within a turn, and their median
is told. All start from compiled bytecode, as every start but the first does: it is kept in a folder
of this measurement's own, whatever the environment says.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from core.disk.writing import write_bytes
from core.errors import UserError
from core.resources import is_frozen, is_installed, resource_path

TURNS = 9
#: what the commands are measured against, and what that is called
NUMPY = "import numpy"

_NO_BYTECODE, _THREADS = "PYTHONDONTWRITEBYTECODE", "OPENBLAS_NUM_THREADS"
_PROJECT = b"""{"format": "backstep-project", "version": 1, "data": {"source": {"name": "xor"}},
"layers": [{"name": "dense", "units": 2, "activation": "tanh"},
{"name": "dense", "units": 1, "activation": "sigmoid"}], "loss": "binary_cross_entropy"}"""
_TABLE = b"x1,x2,y\n0,0,0\n0,1,1\n1,0,1\n1,1,0\n"

#: how long a window may take to appear, in seconds
_PATIENCE = 60
#: measures one start of a process: its processor time in seconds
Cost = Callable[[], float]
Screen = Callable[[Path], str]


def own_command() -> list[str]:
    """Return how this program is started. Raises UserError for a program without a Python."""
    if is_frozen():
        raise UserError(
            "this program has no Python of its own to be compared with",
            "measure it in the repository, or installed as a package",
        )
    if is_installed():
        return [sys.executable, "-m", __name__.partition(".")[0]]
    return [sys.executable, str(resource_path().parent / "main.py")]


@contextmanager
def surroundings() -> Iterator[tuple[Path, dict[str, str]]]:
    """Give an empty folder and an environment that keeps bytecode, settings and data in it.

    How many threads NumPy makes is left to NumPy, as for anybody who imports it; the program has
    one.
    """
    with TemporaryDirectory(prefix="backstep-") as name:
        folder = Path(name)
        kept = {
            key: value for key, value in os.environ.items() if key not in (_NO_BYTECODE, _THREADS)
        }
        places = {
            "PYTHONPYCACHEPREFIX": "bytecode",
            "XDG_CONFIG_HOME": "settings",
            "XDG_DATA_HOME": "data",
        }
        yield folder, kept | {key: str(folder / place) for key, place in places.items()}


def processes(folder: Path, environment: Mapping[str, str]) -> dict[str, Cost]:
    """Return what is started, by what it is called; the files that it needs are written first."""
    project, table = folder / "xor.json", folder / "xor.csv"
    write_bytes(project, _PROJECT)
    write_bytes(table, _TABLE)
    trained = folder / "xor.backstep"
    own, python = own_command(), [sys.executable, "-c"]
    train = [*own, "train", str(project), "--epochs", "1"]
    commands = {
        "python": [*python, "pass"],
        NUMPY: [*python, NUMPY],
        "… one thread": [*python, f"import os; os.environ[{_THREADS!r}] = '1'; {NUMPY}"],
        "examples": [*own, "examples"],
        "train": train,
        "check": [*own, "check", str(project)],
        "trace": [*own, "trace", str(project)],
        "predict": [*own, "predict", str(trained), str(table)],
        "inspect": [*own, "inspect", str(table)],
    }
    processor_time([*train, "--save", str(trained)], environment)
    return {
        name: partial(processor_time, command, environment) for name, command in commands.items()
    }


def processor_time(command: Sequence[str], environment: Mapping[str, str]) -> float:
    """Run a process to its end; return its processor time in seconds.

    Raises UserError if it fails, or where the processor time of a process is not told.
    """
    try:
        import resource
    except ImportError:
        raise UserError(
            "this system does not tell how much processor time a process took",
            "measure on Linux or macOS",
        ) from None
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(command, env=dict(environment), capture_output=True, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip()[-200:]
        raise UserError(f"a process that was started has failed: {said}", "run the command itself")
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def compared(costs: Mapping[str, Cost], base: str, turns: int = TURNS) -> list[dict[str, Any]]:
    """Start everything in turns; return what each takes, and how many times what `base` takes.

    Each is started once before, so that its bytecode is compiled.
    """
    for cost in costs.values():
        cost()
    found = [{name: cost() for name, cost in costs.items()} for _ in range(turns)]
    return [
        {
            "started": name,
            "cpu_ms": round(1000 * median(turn[name] for turn in found), 1),
            "ratio": round(median(turn[name] / turn[base] for turn in found), 2),
            "of": base,
        }
        for name in costs
    ]


def measure(
    windows: Mapping[str, Sequence[str]], screen: Screen = str, turns: int = TURNS
) -> list[dict[str, Any]]:
    """Measure commands on a tiny project against `import numpy`, windows against the first of them.

    `windows` are the commands that open each up to its first paint and print what it took. `screen`
    returns Qt's platform for windows that are drawn into memory, given a folder for its files.
    """
    with surroundings() as (folder, environment):
        rows = compared(processes(folder, environment), NUMPY, turns)
        environment |= {"TMPDIR": str(folder), "PYTHONPATH": os.pathsep.join(sys.path)}
        if environment.get("QT_QPA_PLATFORM") == "offscreen":
            environment["QT_QPA_PLATFORM"] = screen(folder)
        painted: dict[str, dict[str, Any]] = {}
        costs = {
            name: partial(paint_time, name, command, environment, painted)
            for name, command in windows.items()
        }
        if costs:
            rows += compared(costs, next(iter(costs)), turns)
    return [row | painted.get(row["started"], {}) for row in rows]


def paint_time(
    name: str,
    command: Sequence[str],
    environment: Mapping[str, str],
    painted: dict[str, dict[str, Any]],
) -> float:
    """Open a window up to its first paint and note what was painted; return processor seconds.

    Raises UserError if it is not painted.
    """
    hint = "open the window itself"
    try:
        done = subprocess.run(
            command, env=dict(environment), capture_output=True, check=False, timeout=_PATIENCE
        )
        found = json.loads(done.stdout)
    except subprocess.TimeoutExpired:
        words = f"the {name} was not painted within {_PATIENCE} seconds"
        raise UserError(words, hint) from None
    except ValueError:
        said = done.stderr.decode(errors="replace").strip()[-200:]
        raise UserError(f"the {name} could not be opened: {said}", hint) from None
    seconds: float = found.pop("cpu")
    painted[name] = found
    return seconds


def bench(as_json: bool, windows: Mapping[str, Sequence[str]], screen: Screen = str) -> str:
    """Measure, and return what is printed: a table, or a list."""
    rows = measure(windows, screen)
    return json.dumps(rows) if as_json else told(rows)


def told(rows: Sequence[Mapping[str, Any]]) -> str:
    """Return the results as a table, and under it what was measured."""
    version = ".".join(map(str, sys.version_info[:3]))
    lines = [f"{'started':<14} {'ms':>6}  ratio"]
    lines += [
        f"{row['started']:<14} {row['cpu_ms']:>6.0f}  {row['ratio']:.2f} × {row['of']}"
        for row in rows
    ]
    lines.append(
        f"processor time of the whole process, medians of {TURNS} turns; Python {version}, "
        f"NumPy {np.__version__}; commands on XOR with two layers, one epoch"
    )
    for row in rows:
        if "size" in row:
            width, height = row["size"]
            what = f"{row['started']}: first paint at {width} × {height}"
            lines.append(f"{what}, {row['widgets']} widgets to be seen")
    if any("size" in row for row in rows):
        lines.append("the bare window is a main window with one plot of pyqtgraph")
    return "\n".join(lines)
