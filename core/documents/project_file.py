"""Project files: opening and saving what a person made.

A `.backstep` file is a zip that holds the project, the whole moment, the histories, the recorded
run, the runs before it, the person's own table and, when the window saved it, a picture. A bare
`.json` of the project's form opens too, and so does a table. Nothing in a file is ever run, and
what is read is bounded first.
"""

from collections.abc import Callable, Sequence
from pathlib import Path

from core.components.activations import Tanh
from core.components.layers import Dense
from core.components.optimizers import Adam
from core.data.dataset import Dataset, load_dataset
from core.data.options import DataOptions
from core.data.table_files import MAX_BYTES
from core.data.tables import Table
from core.disk.apart import Watch, unwatched
from core.disk.json_text import parse_json, to_readable_json
from core.disk.writing import read_bytes, write_bytes
from core.documents.backstep_file import open_backstep, save_backstep
from core.documents.kept import Kept, Opened, Unpacked, kept_of
from core.documents.settings_path import with_settings
from core.documents.zip_parts import check_json
from core.errors import FileError
from core.fit import adapted
from core.project import Project

__all__ = [
    "PROJECT_SUFFIXES",
    "SUFFIX",
    "TABLE_SUFFIXES",
    "Kept",
    "Opened",
    "Unpacked",
    "kept_of",
    "load",
    "open_file",
    "project_for_table",
    "save_backstep",
    "save_json",
]

SUFFIX = ".backstep"
PROJECT_SUFFIXES = (SUFFIX, ".json")
TABLE_SUFFIXES = (".csv", ".tsv", ".txt", ".xls", ".xlsx", ".ods")

_MAX_JSON = 256 * 1024**2


def open_file(path: Path, watch: Watch = unwatched) -> Opened:
    """Open a project or a table; `watch` is told how far a long table is read, 0 to 1.

    Raises FileError for what is not there, damaged or of another kind, ProjectError for a project
    that does not make sense, DataError for a table that cannot be learned from.
    """
    suffix = path.suffix.lower()
    if suffix == SUFFIX:
        return open_backstep(path, watch)
    if suffix == ".json":
        content = read_bytes(path, _MAX_JSON)
        check_json(content, path.name, len(content))
        return Opened(Project.from_json(parse_json(content, path.name)), path.parent)
    if suffix in TABLE_SUFFIXES:
        project, dataset = _of_table(path, lambda first: first, watch)
        return Opened(project, path.parent, dataset=dataset)
    read_bytes(path, MAX_BYTES)  # a missing file or a folder is said first
    raise FileError(
        f"{path.name} is of no known kind",
        "open a .backstep or .json project, or a table: " + ", ".join(TABLE_SUFFIXES),
    )


def project_for_table(
    path: Path, edit: Callable[[Project], Project] = lambda p: p, watch: Watch = unwatched
) -> Project:
    """Return a first project for a table: a hidden layer of 16, Adam, and scaled inputs.

    `edit` has its say before the table is read (which column is the target) and again after the
    output has been fitted to it. Raises FileError or DataError for a table that cannot be learned
    from.
    """
    return _of_table(path, edit, watch)[0]


def _of_table(
    path: Path, edit: Callable[[Project], Project], watch: Watch
) -> tuple[Project, Dataset]:
    """Return a first project for a table, and the table as it was read for it."""
    read_bytes(path, MAX_BYTES)
    project = Project(
        name=path.stem,
        data=DataOptions(source=Table(path=path.name), scaling="standard"),
        layers=(Dense(units=16, activation=Tanh()), Dense(units=1)),
        optimizer=Adam(learning_rate=0.01),
    )
    project = edit(project)
    dataset = load_dataset(project.data, project.data_seed(), path.parent, watch)
    return edit(adapted(project, dataset.outputs, dataset.task)), dataset


def open_with(
    path: Path, settings: Sequence[str], watch: Watch = unwatched
) -> tuple[Opened, Project]:
    """Return what a file holds, and its project with settings like `layers.0.units=8` applied.

    Raises what `open_file` raises, and UserError for a setting that cannot be made.
    """
    if path.suffix.lower() in TABLE_SUFFIXES:
        project = project_for_table(path, lambda first: with_settings(first, settings), watch)
        return Opened(project, path.parent), project
    opened = open_file(path, watch)
    return opened, with_settings(opened.project, settings)


def load(opened: Opened, watch: Watch = unwatched) -> Dataset:
    """Return the dataset of an opened project; one that was read already is not read again."""
    if opened.dataset is not None:
        return opened.dataset
    return load_dataset(opened.project.data, opened.project.data_seed(), opened.folder, watch)


def save_json(path: Path, project: Project) -> None:
    """Write the project alone, as readable JSON."""
    write_bytes(path, to_readable_json(project.to_json()).encode())
