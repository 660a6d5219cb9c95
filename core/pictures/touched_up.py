"""The points that a project learns from, of whatever source, as a drawing to be touched up."""

from collections.abc import Sequence
from pathlib import PurePath

import numpy as np
from numpy.typing import NDArray

from core.data.drawn import Drawn, Ranges, drawn_from
from core.data.samples import Samples, Source
from core.data.split import rows_of
from core.data.streams import Stream, stream
from core.errors import DataError
from core.pictures.snapshot import Facts
from core.project import Project
from core.words import translate


def is_own(source: Source) -> bool:
    """Return whether a source holds points of the project's own, not a table or generated ones."""
    return source.group == "own" and source.file is None


def points_of(project: Project, facts: Facts | None, as_shown: bool) -> Drawn:
    """Return the points of a project with the part each is for; `facts` are those of its build.

    `as_shown`: on the plane on which they are shown; otherwise generated data and points that say
    nothing of a plane have room around them. Generated data and own points are drawn again. A table
    is not read again: its samples are those that are shown. Raises UserError that says why they
    cannot be touched up.
    """
    source, ranges = project.data.source, None
    if as_shown or source.file is not None:
        ranges = None if facts is None else as_plane(facts.raw_ranges)
    elif source.plane is not None:
        ranges = as_plane(source.plane.tolist())
    if source.file is not None:
        samples, parts = _shown(facts)
        return drawn_from(samples, parts, ranges, PurePath(source.file).name)
    origin = source.origin if is_own(source) else source.label or source.name
    seed = project.data_seed()
    samples = source.draw(stream(seed, Stream.DATA), None)
    rows = rows_of(samples, project.data, seed)
    parts = np.zeros(len(samples.inputs), dtype=np.int8)
    parts[rows.validation], parts[rows.test] = 1, 2
    return drawn_from(samples, parts, ranges, origin)


def as_plane(ranges: Sequence[Sequence[float]]) -> Ranges | None:
    """Return ranges of raw inputs as a plane, or None if they are not those of two."""
    if len(ranges) != 2:
        return None
    (left, right), (low, high) = ranges
    return (left, right), (low, high)


def _shown(facts: Facts | None) -> tuple[Samples, NDArray[np.int8]]:
    if facts is None:
        raise DataError(
            translate("Drawing", "the table is not read yet"),
            translate("Drawing", "wait until it is shown"),
        )
    points = facts.points
    if len(points.inputs) < facts.samples:
        raise DataError(
            translate("Drawing", "the table has more rows than are shown as points"),
            translate("Drawing", "edit the table itself, or learn from fewer rows"),
        )
    parts = np.where(points.test, 2, 0).astype(np.int8)
    if len(points.validation):
        parts[points.validation] = 1
    samples = Samples(
        points.inputs.astype(np.float64),
        points.targets.astype(np.float64),
        facts.raw_names,
        facts.target_names,
        facts.task,
        facts.classes,
    )
    return samples, parts
