"""The person's own tables inside a `.backstep` file: packed under bare names, unpacked aside.

A table's path means nothing on another computer, so the project in the file has only the bare name.
Earlier runs may have used other tables; each is included once.
"""

import re
from dataclasses import replace
from pathlib import Path

from core.data.table_files import MAX_LONG_BYTES, find_table
from core.disk.writing import read_bytes
from core.documents.kept import Unpacked
from core.documents.records import RunRecord
from core.documents.zip_parts import Parts
from core.errors import FileError
from core.moments.moment import Moment
from core.moments.recording import Event, ProjectChange, Recording
from core.project import Project


class OwnTables:
    """Collects the person's own tables for the file, each under a unique bare name."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._names: dict[str, str] = {}  # by the path in the project
        self.contents: dict[str, bytes] = {}

    def packed(self, project: Project) -> Project:
        """Return the project with its table's bare name. Raises FileError if that is missing."""
        path = project.data.source.file
        if path is None or path.startswith("resource:"):
            return project
        if path not in self._names:
            found = find_table(path, self._folder)
            content = read_bytes(found, MAX_LONG_BYTES)
            name, number = found.name, 1
            while self.contents.get(name, content) != content:
                number += 1
                name = f"{found.stem} {number}{found.suffix}"
            self._names[path] = name
            self.contents[name] = content
        return self._renamed(project)

    def packed_if_there(self, project: Project) -> Project:
        """Return the project with its table's bare name; unchanged if its table is gone."""
        try:
            return self.packed(project)
        except FileError:
            return project

    def packed_run(self, run: RunRecord) -> RunRecord:
        """Return a run with its table's bare name; even if its table is gone, the run is kept."""
        try:
            self.packed(run.project)
        except FileError:
            return run
        recording = run.recording
        return replace(
            run,
            project=self._renamed(run.project),
            moment=self.moved(run.moment),
            recording=None if recording is None else self.moved_run(recording),
        )

    def moved(self, moment: Moment) -> Moment:
        """Return a moment with its table's bare name."""
        project = self._renamed(moment.project)
        return moment if project is moment.project else replace(moment, project=project)

    def moved_run(self, recording: Recording) -> Recording:
        """Return a recording with its table's bare name."""
        if not self._names:
            return recording
        keyframes = tuple(
            replace(keyframe, moment=self.moved(keyframe.moment))
            for keyframe in recording.keyframes
        )
        log = tuple(
            Event(event.update, ProjectChange(self._renamed(event.change.project)))
            if isinstance(event.change, ProjectChange)
            else event
            for event in recording.log
        )
        return Recording(keyframes, log, recording.end)

    def _renamed(self, project: Project) -> Project:
        source = project.data.source
        if source.file not in self._names:
            return project
        data = replace(project.data, source=source.with_file(self._names[source.file]))
        return replace(project, data=data)


def unpack_tables(
    parts: Parts, project: Project, runs: tuple[RunRecord, ...], folder: Path
) -> tuple[Path, Unpacked | None]:
    """Unpack the tables that the project and the runs name into a separate folder."""
    unpacked = None
    for one in (project, *(run.project for run in runs)):
        path = one.data.source.file
        if path in (None, ".", "..") or re.search(r'[/\\:<>"|?*\x00-\x1f]', path):
            continue
        content = parts.content(f"data/{path}", MAX_LONG_BYTES)
        if content is not None:
            unpacked = unpacked or Unpacked()
            try:
                (unpacked.folder / path).write_bytes(content)
            except OSError as error:
                raise FileError(
                    f"the table {path[:60]} cannot be unpacked: {error.strerror}",
                    "make room in the folder for temporary files",
                ) from None
    return (folder if unpacked is None else unpacked.folder), unpacked
