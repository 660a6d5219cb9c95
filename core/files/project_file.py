"""Project files: opening and saving what a person made.

A `.backstep` file is a zip that holds the project, the whole moment, the histories, the person's
own table and, when the window saved it, a picture. A bare `.json` of the project's form opens
too, and so does a table. Nothing in a file is ever run, and what is read is bounded first.
"""

import io
import lzma
import shutil
import struct
import tempfile
import weakref
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.components.activations import Tanh
from core.components.layers import Dense
from core.components.optimizers import Adam
from core.data.dataset import Dataset, load_dataset
from core.data.table_files import find_table
from core.data.tables import Table
from core.errors import FileError, UserError
from core.files.json_text import parse_json, to_json, to_readable_json
from core.files.writing import read_bytes, write_bytes
from core.fit import adapted
from core.project import DataOptions, Project
from core.training.moment import Moment, Record
from core.training.snapshot import History
from core.training.stop_rules import StopMemory

SUFFIX = ".backstep"
PROJECT_SUFFIXES = (SUFFIX, ".json")
TABLE_SUFFIXES = (".csv", ".tsv", ".txt", ".xls", ".xlsx", ".ods")

_MAX_JSON = 256 * 1024**2
_MAX_MEMBERS = 32
_MAX_PROJECT = 64 * 1024**2
_MAX_RECORD = 1024**2
_MAX_ARRAYS = 2 * 1024**3
_MAX_TABLE = 64 * 1024**2
_MAX_PICTURE = 16 * 1024**2
#: how much larger than itself a compressed member may become
_MAX_RATIO = 1000

Arrays = dict[str, NDArray[Any]]


@dataclass(frozen=True)
class Opened:
    """What a file held: a project, the folder its paths start at, and where training stood.

    `unpacked` keeps the folder of a table that came inside the file; hold on to it, as the folder
    goes when nobody does.
    """

    project: Project
    folder: Path
    moment: Moment | None = None
    history: History | None = None
    start: NDArray[Any] | None = None
    unpacked: "Unpacked | None" = None


class Unpacked:
    """A folder for a table that came inside a file; it is removed with the last reference."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="backstep-"))
        self._end = weakref.finalize(self, shutil.rmtree, self.folder, ignore_errors=True)


def open_file(path: Path) -> Opened:
    """Open a project or a table.

    Raises FileError for what is not there, damaged or of another kind, ProjectError for a project
    that does not make sense, DataError for a table that cannot be learned from.
    """
    suffix = path.suffix.lower()
    if suffix == SUFFIX:
        return _open_backstep(path)
    if suffix == ".json":
        description = parse_json(read_bytes(path, _MAX_JSON), path.name)
        return Opened(Project.from_json(description), path.parent)
    if suffix in TABLE_SUFFIXES:
        return Opened(project_for_table(path), path.parent)
    read_bytes(path, _MAX_TABLE)  # a missing file or a folder is said first
    raise FileError(
        f"{path.name} is of no known kind",
        "open a .backstep or .json project, or a table: " + ", ".join(TABLE_SUFFIXES),
    )


def project_for_table(path: Path, edit: Callable[[Project], Project] = lambda p: p) -> Project:
    """Return a first project for a table: a hidden layer of 16, Adam, and scaled inputs.

    `edit` has its say before the table is read (which column is the target) and again after the
    output has been fitted to it. Raises FileError or DataError for a table that cannot be learned
    from.
    """
    read_bytes(path, _MAX_TABLE)
    project = Project(
        name=path.stem,
        data=DataOptions(source=Table(path=path.name), scaling="standard"),
        layers=(Dense(units=16, activation=Tanh()), Dense(units=1)),
        optimizer=Adam(learning_rate=0.01),
    )
    project = edit(project)
    dataset = load_dataset(project.data, project.data_seed(), path.parent)
    return edit(adapted(project, dataset.outputs, dataset.task))


def load(opened: Opened) -> Dataset:
    """Return the dataset of an opened project."""
    return load_dataset(opened.project.data, opened.project.data_seed(), opened.folder)


# ---------------------------------------------------------------------- writing


def save_json(path: Path, project: Project) -> None:
    """Write the project alone, as readable JSON."""
    write_bytes(path, to_readable_json(project.to_json()).encode())


def save_backstep(
    path: Path,
    project: Project,
    folder: Path | None,
    moment: Moment | None,
    history: History | None,
    thumbnail: bytes | None = None,
    start: NDArray[Any] | None = None,
) -> None:
    """Write a `.backstep` file: the same content gives the same bytes.

    `start` are the learned numbers that Reset goes back to, where they are not the drawn ones.

    Raises FileError where it cannot be written or the project's table cannot be read.
    """
    from safetensors.numpy import save

    members: list[tuple[str, bytes, int]] = []
    project, table = _packed_table(project, folder)
    members.append(("project.json", to_readable_json(project.to_json()).encode(), 8))
    if table is not None:
        members.append((f"data/{table[0]}", table[1], 8))
    if moment is not None:
        members.append(("moment.json", to_json(_record_as_json(moment.record)).encode(), 8))
        members.append(("moment.safetensors", save(_moment_arrays(moment)), 0))
    if start is not None:
        members.append(("start.safetensors", save({"start": start}), 0))
    if history is not None:
        members.append(("history.safetensors", save(_history_arrays(history)), 8))
    if thumbnail is not None:
        members.append(("thumbnail.png", thumbnail, 0))
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content, method in members:
            info = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            info.compress_type = method
            archive.writestr(info, content)
    write_bytes(path, buffer.getvalue())


def _packed_table(
    project: Project, folder: Path | None
) -> tuple[Project, tuple[str, bytes] | None]:
    """Return the project with its own table's bare name, and the table's content."""
    source = project.data.source
    if not isinstance(source, Table) or source.path.startswith("resource:"):
        return project, None
    table = find_table(source.path, folder)
    content = read_bytes(table, _MAX_TABLE)
    data = replace(project.data, source=replace(source, path=table.name))
    return replace(project, data=data), (table.name, content)


def _record_as_json(record: Record) -> dict[str, Any]:
    return {
        "update": record.update,
        "epoch": record.epoch,
        "cursor": record.cursor,
        "counters": record.counters,
        "shuffle_state": record.shuffle_state,
        "dropout_state": record.dropout_state,
        "stop": {
            "best_loss": record.stop.best_loss,
            "best_epoch": record.stop.best_epoch,
            "waited": record.stop.waited,
            "target_passed": record.stop.target_passed,
        },
    }


def _moment_arrays(moment: Moment) -> Arrays:
    arrays: Arrays = {"state": moment.state}
    if moment.permutation is not None:
        arrays["permutation"] = moment.permutation.astype(np.int64)
    if moment.best is not None:
        arrays["best"] = moment.best
    if moment.frozen is not None:
        arrays["frozen"] = moment.frozen
    return arrays


def _history_arrays(history: History) -> Arrays:
    arrays: Arrays = {
        "epochs": history.epochs,
        "loss": history.loss,
        "test_loss": history.test_loss,
    }
    arrays |= {f"metrics/{name}": values for name, values in history.metrics.items()}
    arrays |= {f"test_metrics/{name}": values for name, values in history.test_metrics.items()}
    return arrays


# ---------------------------------------------------------------------- reading


def _damaged(path: Path, why: str) -> FileError:
    return FileError(f"{path.name} is damaged: {why}", "open another copy of it")


def _open_backstep(path: Path) -> Opened:
    read_bytes(path, _MAX_ARRAYS)
    try:
        with zipfile.ZipFile(path) as archive:
            members = {info.filename: info for info in archive.infolist()}
            if len(archive.infolist()) > _MAX_MEMBERS:
                raise _damaged(path, "it holds too many parts")
            return _read_members(path, archive, members)
    except UserError:
        raise
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError) as error:
        raise _damaged(path, str(error)[:80] or "it is no zip") from None
    except (RuntimeError, LookupError, ArithmeticError, AttributeError) as error:
        raise _damaged(path, str(error)[:80]) from None
    except (ValueError, TypeError, struct.error, lzma.LZMAError) as error:
        raise _damaged(path, str(error)[:80]) from None
    except Exception as error:  # zlib.error and safetensors' own kind share no base
        if type(error).__module__.partition(".")[0] in ("zlib", "safetensors", "safetensors_rust"):
            raise _damaged(path, str(error)[:80]) from None
        raise


def _read_members(
    path: Path, archive: zipfile.ZipFile, members: dict[str, zipfile.ZipInfo]
) -> Opened:
    def content(name: str, most: int) -> bytes | None:
        info = members.get(name)
        if info is None:
            return None
        if info.file_size > most or info.file_size > _MAX_RATIO * max(info.compress_size, 1):
            raise _damaged(path, f"{name} would unpack to {info.file_size:,} bytes")
        with archive.open(info) as file:
            return file.read(most + 1)

    text = content("project.json", _MAX_PROJECT)
    if text is None:
        raise _damaged(path, "it holds no project")
    project = Project.from_json(parse_json(text, f"{path.name}: project.json"))
    folder, unpacked = path.parent, None
    source = project.data.source
    if isinstance(source, Table) and not source.path.startswith("resource:"):
        table = content(f"data/{source.path}", _MAX_TABLE)
        bare = PurePosixPath(source.path.replace("\\", "/")).name
        if table is not None and bare == source.path:
            unpacked = Unpacked()
            folder = unpacked.folder
            (folder / bare).write_bytes(table)
    record, arrays = content("moment.json", _MAX_RECORD), content("moment.safetensors", _MAX_ARRAYS)
    moment = None
    if record is not None and arrays is not None:
        moment = _read_moment(
            path, project, parse_json(record, f"{path.name}: moment.json"), arrays
        )
    saved = content("history.safetensors", _MAX_ARRAYS)
    history = None if saved is None else _read_history(path, saved)
    given = content("start.safetensors", _MAX_ARRAYS)
    start = None if given is None else _read_start(path, given)
    return Opened(project, folder, moment, history, start, unpacked)


def _read_moment(path: Path, project: Project, record: Any, content: bytes) -> Moment:
    from safetensors.numpy import load as load_arrays

    arrays = load_arrays(content)
    state = arrays["state"]
    if state.ndim != 1 or state.dtype != np.dtype(project.training.dtype):
        raise _damaged(path, "its state is not of the project's precision")
    permutation, best, frozen = (arrays.get(name) for name in ("permutation", "best", "frozen"))
    if permutation is not None and permutation.dtype.kind not in "iu":
        raise _damaged(path, "its order of samples is not one of whole numbers")
    if best is not None and best.dtype != state.dtype:
        raise _damaged(path, "its best weights are not of the project's precision")
    if frozen is not None and frozen.dtype != np.dtype(bool):
        raise _damaged(path, "it does not say what is frozen")
    return Moment(
        project=project,
        state=state,
        record=_read_record(path, record),
        permutation=None if permutation is None else permutation.astype(np.intp),
        best=None if best is None else best.astype(state.dtype),
        frozen=None if frozen is None else frozen.astype(bool),
    )


def _read_start(path: Path, content: bytes) -> NDArray[Any]:
    from safetensors.numpy import load as load_arrays

    start = load_arrays(content)["start"]
    if start.ndim != 1 or start.dtype.kind != "f" or not np.isfinite(start).all():
        raise _damaged(path, "its start is not one of finite numbers")
    return start


def _read_record(path: Path, record: Any) -> Record:
    def count(value: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or value < 0:
            raise _damaged(path, "its record holds a wrong count")
        return value

    stop = record["stop"]
    best = stop["best_loss"]
    return Record(
        update=count(record["update"]),
        epoch=count(record["epoch"]),
        cursor=count(record["cursor"]),
        counters={str(name): float(value) for name, value in record["counters"].items()},
        shuffle_state=dict(record["shuffle_state"]),
        dropout_state=dict(record["dropout_state"]),
        stop=StopMemory(
            None if best is None else float(best),
            count(stop["best_epoch"]),
            count(stop["waited"]),
            stop["target_passed"] is True,
        ),
    )


def _read_history(path: Path, content: bytes) -> History:
    from safetensors.numpy import load as load_arrays

    arrays = {name: array.astype(np.float64) for name, array in load_arrays(content).items()}
    length = arrays["epochs"].shape
    for name, array in arrays.items():
        without_test = name.startswith("test_") and array.shape == (0,)
        if len(length) != 1 or not (array.shape == length or without_test):
            raise _damaged(path, "its histories are not of one length")
    if not np.isfinite(arrays["epochs"]).all():
        raise _damaged(path, "its histories name no epochs")

    def group(prefix: str) -> dict[str, NDArray[np.float64]]:
        return {
            name.removeprefix(prefix): array
            for name, array in sorted(arrays.items())
            if name.startswith(prefix)
        }

    return History(
        epochs=arrays["epochs"],
        loss=arrays["loss"],
        test_loss=arrays["test_loss"],
        metrics=group("metrics/"),
        test_metrics=group("test_metrics/"),
    )
