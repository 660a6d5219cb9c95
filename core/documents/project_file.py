"""Project files: opening and saving.

A `.backstep` file is a zip that holds the project, the whole moment, the histories, the recorded
run, earlier runs, the person's own table and, if the window saved it, a picture. A plain `.json`
with a project opens too, and so does a table. Nothing in a file is ever run, and its size is
checked before it is read.
"""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from core.components.activations import Tanh
from core.components.layers import Dense
from core.components.optimizers import Adam
from core.data.dataset import Dataset, dataset_of, load_dataset
from core.data.options import DataOptions
from core.data.reading.formats.records import is_table_file
from core.data.reading.options import Columns, Reading
from core.data.samples import Samples, Source
from core.data.sheets import SHEET_SUFFIXES
from core.data.table_files import MAX_LONG_BYTES, TEXT_SUFFIXES
from core.data.tables import Table
from core.disk.apart import Watch, unwatched
from core.disk.gzipped import inner_suffix, unpacked
from core.disk.json_text import parse_json, to_readable_json
from core.disk.writing import check_readable, read_bytes, write_bytes
from core.documents.kept import Kept, Opened, Unpacked
from core.documents.opening import is_lesson
from core.documents.settings_path import with_settings
from core.documents.zip_parts import check_json
from core.errors import FileError, ProjectError
from core.fit import adapted
from core.project import Project
from core.resources import program

if TYPE_CHECKING:
    from core.data.reading.describing import Described

__all__ = [
    "PROJECT_SUFFIXES",
    "SUFFIX",
    "TABLE_SUFFIXES",
    "Kept",
    "Opened",
    "Unpacked",
    "is_table",
    "load",
    "open_file",
    "save_json",
    "table_opened",
]

SUFFIX = ".backstep"
PROJECT_SUFFIXES = (SUFFIX, ".json")
TABLE_SUFFIXES = (*TEXT_SUFFIXES, *SHEET_SUFFIXES)

_MAX_JSON = 256 * 1024**2


def open_file(path: Path, watch: Watch = unwatched) -> Opened:
    """Open a project or a table; `watch` is told the progress on a long table, 0 to 1.

    Raises FileError for a file that is missing, damaged or of another kind, ProjectError for a
    project that does not make sense, DataError for a table that cannot be trained on.
    """
    if path.suffix.lower() == SUFFIX:
        from core.documents.backstep_file import open_backstep

        return open_backstep(path, watch)
    if inner_suffix(path) == ".json" and not is_table(path):
        content = unpacked(read_bytes(path, _MAX_JSON), path.name, _MAX_JSON)
        check_json(content, path.name, len(content))
        return Opened(Project.from_json(parse_json(content, path.name)), path.parent)
    if is_table(path):
        return table_opened(path, watch=watch)
    check_readable(path, MAX_LONG_BYTES)  # report a missing file or a folder first
    if is_lesson(path):
        raise FileError(
            f"{path.name} is a lesson, not a project",
            f"open it in the window, or play it in a terminal: {program()} lesson play {path.name}",
        )
    from core.data.reading.formats.foreign import known_kind

    raise known_kind(path) or FileError(
        f"{path.name} is not of a known kind",
        "open a .backstep or .json project, or a table: " + ", ".join(TABLE_SUFFIXES),
    )


def is_table(path: Path) -> bool:
    """Return whether a file's name is that of a table, or it holds rows under another name."""
    suffix = inner_suffix(path)
    if path.suffix.lower() != suffix and suffix in SHEET_SUFFIXES:
        return False  # a sheet is compressed by itself
    if suffix == ".json":
        return is_table_file(path)
    if suffix in TABLE_SUFFIXES or suffix in PROJECT_SUFFIXES or is_lesson(path):
        return suffix in TABLE_SUFFIXES
    from core.data.reading.formats.foreign import begins_as_table

    return begins_as_table(path)


def table_opened(path: Path, settings: Sequence[str] = (), watch: Watch = unwatched) -> Opened:
    """Return a first project for a table: a hidden layer of 16, Adam, and scaled inputs.

    The guesses about the table are written into the project, and the doubts into the notices. Data
    settings are applied before the table is read, all others after the output has been fitted to
    it. Raises FileError or DataError for a table that cannot be trained on.
    """
    check_readable(path, MAX_LONG_BYTES)
    of_data = [item for item in settings if item.strip().startswith("data")]
    project = with_settings(_first_project(path), of_data)
    notices: tuple[str, ...] = ()
    samples = None
    described = project.data.source.describe(path.parent, watch)
    if described is not None:
        from core.data.reading.sampling import notices_of, samples_of

        samples, notices = samples_of(described), notices_of(described)
        source = project.data.source.with_guesses(described)
        project = replace(project, data=replace(project.data, source=source))
        del described  # a long table takes much memory
        outputs, task = samples.targets.shape[1], samples.task
    else:
        found = load_dataset(project.data, project.data_seed(), path.parent, watch)
        outputs, task = found.outputs, found.task
    project = with_settings(
        adapted(project, outputs, task), [item for item in settings if item not in of_data]
    )
    dataset = None
    if samples is not None:  # keep what was read, so that it is not read again
        dataset = dataset_of(samples, project.data, project.data_seed())
    return Opened(project, path.parent, dataset=dataset, notices=notices)


def _first_project(path: Path) -> Project:
    source = Table(path=path.name, reading=Reading(), columns=Columns())
    return _project_on(DataOptions(source=source, scaling="standard"), path.stem)


def _project_on(data: DataOptions, name: str) -> Project:
    return Project(
        name=name,
        data=data,
        layers=(Dense(units=16, activation=Tanh()), Dense(units=1)),
        optimizer=Adam(learning_rate=0.01),
    )


def project_of_points(source: Source, samples: Samples, name: str) -> Project:
    """Return a first project for points that were drawn; `samples` are what the source gives."""
    made = _project_on(DataOptions(source=source), name)
    return adapted(made, samples.targets.shape[1], samples.task)


def opened_as(
    path: Path, source: Source, samples: Samples | None = None, watch: Watch = unwatched
) -> Opened:
    """Return a first project for a table, read in the way a source says.

    `samples` are its samples if it has already been read. Raises what `table_opened` raises.
    """
    first = _first_project(path)
    project = replace(first, data=replace(first.data, source=source.with_file(path.name)))
    if samples is None:
        found = load_dataset(project.data, project.data_seed(), path.parent, watch)
    else:
        found = dataset_of(samples, project.data, project.data_seed())
    return Opened(adapted(project, found.outputs, found.task), path.parent, dataset=found)


def source_with(source: Source, settings: Sequence[str]) -> Source:
    """Return a table's source with settings like `data.source.reading.header=false` applied.

    Marks of missing cells are added to the present ones. Raises ProjectError for an invalid
    setting.
    """
    if not settings:
        return source
    from core.data.choosing import more_marks

    first = _first_project(Path("table"))
    project = replace(first, data=replace(first.data, source=source))
    return more_marks(source, with_settings(project, settings).data.source)


def described_table(
    path: Path, settings: Sequence[str] = (), watch: Watch = unwatched
) -> "Described":
    """Return how a table is read with settings of `data.source` applied.

    Raises FileError or DataError if it is not a table, ProjectError for an invalid setting.
    """
    if inner_suffix(path) in PROJECT_SUFFIXES and not is_table(path):
        raise FileError(
            f"{path.name} has the name of a project, not of a table", "give the table itself"
        )
    check_readable(path, MAX_LONG_BYTES)
    found = with_settings(_first_project(path), settings).data.source
    described = found.describe(path.parent, watch)
    if described is None:
        raise ProjectError(
            "data.source is not a table read from a file", "leave data.source.name out"
        )
    return described


def open_with(
    path: Path, settings: Sequence[str], watch: Watch = unwatched
) -> tuple[Opened, Project]:
    """Return what a file holds, and its project with settings like `layers.0.units=8` applied.

    Raises what `open_file` raises, and UserError for an invalid setting.
    """
    if is_table(path):
        opened = table_opened(path, settings, watch)
        return opened, opened.project
    opened = open_file(path, watch)
    project = with_settings(opened.project, settings)
    before, source = opened.project.data.source, project.data.source
    from core.data.choosing import is_careful, with_care

    if source.file is not None and source.file != before.file and not is_careful(source):
        # only what is in a file already keeps the guesses of the first versions
        project = replace(project, data=replace(project.data, source=with_care(source)))
    return opened, project


def load(opened: Opened, watch: Watch = unwatched) -> Dataset:
    """Return the dataset of an opened project; one already read is not read again."""
    dataset = opened.dataset
    if dataset is None:
        data = opened.project.data
        dataset = load_dataset(data, opened.project.data_seed(), opened.folder, watch)
    if not opened.notices:
        return dataset
    return replace(dataset, notices=tuple(dict.fromkeys((*opened.notices, *dataset.notices))))


def save_json(path: Path, project: Project) -> None:
    """Write only the project, as readable JSON."""
    write_bytes(path, to_readable_json(project.to_json()).encode())
