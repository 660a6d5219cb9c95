"""The `.backstep` file: a zip of everything that is kept for a document.

`format.json` holds the version (1 if missing), `project.json` the document, `moment.*` the moment
of training, `timeline.*` the recorded run, `runs/*` earlier runs, `data/*` the person's own tables.
All but the project may be missing. Nothing in a file is ever run.
"""

import hashlib
import os
import platform
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from core.disk.apart import Watch, unwatched
from core.disk.bounded import damaged
from core.disk.json_text import to_json, to_readable_json
from core.disk.writing import write_with
from core.documents.history_file import packed_arrays, plain_arrays, read_kept_history
from core.documents.kept import Kept, Opened
from core.documents.moment_file import (
    Arrays,
    ArraysIn,
    ArraysOut,
    Wrong,
    count_or_none,
    moment_arrays,
    project_beside,
    project_difference,
    read_moment,
    record_as_json,
    table,
)
from core.documents.own_tables import OwnTables, unpack_tables
from core.documents.records import MAX_RUNS, RunRecord
from core.documents.runs_file import pins_as_json, read_pins, read_run, run_as_json
from core.documents.timeline_file import (
    MOST_BYTES,
    is_whole,
    read_recording,
    recording_as_json,
    shortened,
)
from core.documents.zip_parts import Parts, PartsWriter
from core.errors import FileError
from core.moments.moment import Moment
from core.moments.recording import Recording
from core.project import MAX_LAYERS, Project

FORMAT = "backstep-file"
VERSION = 2

_MAX_PROJECT = 64 * 1024**2
_MAX_RECORD = 8 * 1024**2
_MAX_TIMELINE = 64 * 1024**2
_MAX_PICTURE = 16 * 1024**2
#: a longer project is written without line breaks, as these take time
_READABLE = 1024**2
#: a run whose moments are larger than this is kept without its history
_MAX_WAY = 256 * 1024**2
#: the most bytes for all earlier runs; the oldest are left out first
_MAX_RUNS = 512 * 1024**2


def machine() -> str:
    """Return a text for what determines the last digits: processor, system, NumPy, threads."""
    processor = platform.processor()
    try:
        for line in Path("/proc/cpuinfo").read_text("utf-8", "replace").splitlines():
            if line.startswith("model name"):
                processor = line
                break
    except OSError:
        processor = platform.processor()
    threads = os.environ.get("OPENBLAS_NUM_THREADS", "")
    told = (platform.machine(), platform.system(), processor, np.__version__, threads)
    return hashlib.sha256("\n".join(told).encode()).hexdigest()[:16]


# ---------------------------------------------------------------------- writing


def save_backstep(path: Path, kept: Kept, folder: Path | None) -> None:
    """Write a `.backstep` file; the person's own tables are looked for from `folder`.

    The same content gives the same bytes. Raises FileError if it cannot be written or the project's
    table cannot be read.
    """
    tables = OwnTables(folder)
    _write(path, kept, tables, tables.packed(kept.project))


def set_aside(path: Path, kept: Kept, folder: Path | None) -> None:
    """Write a file like `save_backstep`, even if the project's table is gone.

    It then opens without data, but with everything trained. Raises FileError if it cannot be
    written.
    """
    tables = OwnTables(folder)
    _write(path, kept, tables, tables.packed_if_there(kept.project))


def _write(path: Path, kept: Kept, tables: OwnTables, project: Project) -> None:
    def write(file: BinaryIO) -> None:
        parts = PartsWriter(file)
        made_on = "" if kept.recomputed else machine()
        parts.add_json("format.json", {"format": FORMAT, "version": VERSION, "made_on": made_on})
        parts.add_text("project.json", _project_text(project))
        _add_training(parts, kept, project, tables)
        _add_runs(parts, kept, project, tables)
        for name, content in tables.contents.items():
            parts.add(f"data/{name}", content)
        if kept.thumbnail is not None:
            parts.add("thumbnail.png", kept.thumbnail, pack=False)
        parts.close()

    write_with(path, write)


def _project_text(project: Project) -> str:
    """Return a project's JSON, laid out for people to read unless it is far too long."""
    description = project.to_json()
    text = to_json(description)
    return text if len(text) > _READABLE else to_readable_json(description)


def _add_training(parts: PartsWriter, kept: Kept, project: Project, tables: OwnTables) -> None:
    """Add the moment of training, and the recorded run."""
    if kept.start is not None:
        parts.add_arrays("start.safetensors", {"start": kept.start})
    if kept.history is not None:
        parts.add_arrays("history.safetensors", plain_arrays(kept.history), pack=True)
        before = packed_arrays(kept.history)
        if before:
            parts.add_arrays("history.packed.safetensors", before)
    if kept.moment is None:
        return
    moment = tables.moved(kept.moment)
    arrays = moment_arrays(moment)
    described = record_as_json(moment.record)
    if moment.project != project:
        described["project"] = project_difference(moment.project, project)
    described["epoch_limit"] = kept.epoch_limit
    parts.add_json("moment.json", described)
    parts.add_arrays("moment.safetensors", arrays)
    recording = kept.recording
    if recording is None or moment.state.nbytes > _MAX_WAY or not is_whole(recording):
        return
    recording = tables.moved_run(shortened(recording, moment.record.update))
    known = {f"moment/{name}": array for name, array in arrays.items()}
    out = ArraysOut(known)
    way = recording_as_json(recording, project, out)
    parts.add_json("timeline.json", way)
    parts.add_arrays("timeline.safetensors", out.arrays)
    parts.add_json("pins.json", pins_as_json(kept.pins))


def _add_runs(parts: PartsWriter, kept: Kept, project: Project, tables: OwnTables) -> None:
    """Add the earlier runs; newer ones keep more of their recordings."""
    left, space = MOST_BYTES, _MAX_RUNS
    packed: list[RunRecord] = []
    for run in reversed(kept.runs[-MAX_RUNS:]):
        space -= run.moment.state.nbytes
        if space < 0:
            break
        recording = run.recording
        if recording is not None and not is_whole(recording):
            recording = None
        if recording is not None:
            recording = shortened(recording, recording.end, left)
            left = max(0, left - recording.size)
            space -= recording.size
        packed.append(tables.packed_run(replace(run, recording=recording)))
    for number, run in enumerate(reversed(packed), 1):
        described, arrays = run_as_json(run, project)
        parts.add_json(f"runs/{number}.json", described)
        parts.add_arrays(f"runs/{number}.safetensors", arrays)


# ---------------------------------------------------------------------- reading


def open_backstep(path: Path, watch: Watch = unwatched) -> Opened:
    """Return what a `.backstep` file holds; `watch` may raise between its parts to end reading.

    Raises FileError for one that is damaged or of a newer version, ProjectError for a project
    that does not make sense.
    """
    parts = Parts(path)
    with _said_of(path):
        made_on = _check_version(path, parts)
        description = parts.json("project.json", _MAX_PROJECT)
        if description is None:
            raise Wrong("it holds no project")
        _check_layers(description)
        project = Project.from_json(description)
        watch(0.0)
        moment, limit, arrays = _read_moment(parts, project, description)
        recording = _read_recording(parts, project, arrays)
        watch(0.0)
        pins = parts.json("pins.json", _MAX_RECORD)
        history = parts.arrays("history.safetensors")
        before = parts.arrays("history.packed.safetensors")
        runs = tuple(_read_runs(parts, project, description, watch))
        folder, unpacked = unpack_tables(parts, project, runs, path.parent)
        return Opened(
            project,
            folder,
            moment,
            None if history is None else read_kept_history(history, before),
            _read_start(parts.arrays("start.safetensors")),
            unpacked,
            recording,
            () if pins is None or moment is None else read_pins(pins, recording),
            runs,
            limit,
            recomputed=made_on != machine() and (recording is not None or bool(runs)),
            thumbnail=parts.content("thumbnail.png", _MAX_PICTURE),
        )


def read_thumbnail(path: Path) -> bytes | None:
    """Return the picture in a `.backstep` file, or None if there is none."""
    try:
        return Parts(path).content("thumbnail.png", _MAX_PICTURE)
    except FileError:
        return None


@contextmanager
def _said_of(path: Path) -> Iterator[None]:
    """Report an error in a part as an error of the file."""
    try:
        yield
    except Wrong as error:
        raise damaged(path.name, str(error)) from None


def _check_version(path: Path, parts: Parts) -> str:
    """Return the text for the machine that wrote it. Raises FileError for a newer version."""
    if "format.json" not in parts:
        return ""
    found = table(parts.json("format.json", _MAX_RECORD), "its format")
    version = found.get("version")
    if found.get("format") != FORMAT or isinstance(version, bool) or not isinstance(version, int):
        raise Wrong("its format is unknown")
    if version > VERSION:
        raise FileError(
            f"{path.name} was made by a newer Backstep "
            f"(format {str(version)[:20]}; this one reads up to {VERSION})",
            "update Backstep, or save it with the newer one as a project without training (.json)",
        )
    if version < 1:
        raise Wrong("its format is unknown")
    return str(found.get("made_on"))


def _check_layers(description: Any) -> None:
    layers = description.get("layers") if isinstance(description, dict) else None
    if isinstance(layers, list) and len(layers) > MAX_LAYERS:
        raise Wrong(f"it has more than {MAX_LAYERS:,} layers")


def _read_moment(
    parts: Parts, project: Project, description: Any
) -> tuple[Moment | None, int | None, Arrays]:
    """Return the moment of training, the epoch limit, and the moment's arrays."""
    found, arrays = parts.json("moment.json", _MAX_RECORD), parts.arrays("moment.safetensors")
    if found is None or arrays is None:
        return None, None, {}
    record = table(found, "the record")
    beside = project_beside(record.get("project", {}), project, description)
    limit = count_or_none(record.get("epoch_limit"), "where epochs end")
    return read_moment(beside, record, arrays), limit, arrays


def _read_recording(parts: Parts, project: Project, arrays: Arrays) -> Recording | None:
    found, own = parts.json("timeline.json", _MAX_TIMELINE), parts.arrays("timeline.safetensors")
    if found is None or own is None or not arrays:
        return None
    known = {f"moment/{name}": array for name, array in arrays.items()}
    return read_recording(found, project, ArraysIn(own, known))


def _read_runs(
    parts: Parts, project: Project, description: Any, watch: Watch
) -> Iterator[RunRecord]:
    for number in range(1, MAX_RUNS + 1):
        watch(0.0)
        found = parts.json(f"runs/{number}.json", _MAX_TIMELINE)
        arrays = parts.arrays(f"runs/{number}.safetensors")
        if found is not None and arrays is not None:
            yield read_run(found, arrays, project, description)


def _read_start(arrays: Arrays | None) -> Any:
    if arrays is None:
        return None
    start = arrays.get("start")
    if start is None or start.ndim != 1 or start.dtype.kind != "f" or not np.isfinite(start).all():
        raise Wrong("its start is not made of finite numbers")
    return start
