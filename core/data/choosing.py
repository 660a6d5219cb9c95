"""Choosing: what a person sets for a table before training, one choice at a time.

Each choice makes a new source from the previous one; what is not chosen is left to guesses.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from core.data.reading.options import Columns, Reading
from core.data.samples import Source
from core.data.tables import Table

if TYPE_CHECKING:
    from core.data.reading.describing import Wishes


def table_source(path: str) -> Source:
    """Return the source of a table for which nothing is set yet."""
    return Table(path=path, reading=Reading(), columns=Columns())


def is_careful(source: Source) -> bool:
    """Return whether a source is a table whose guesses look at all of it."""
    return isinstance(source, Table) and source.is_careful


def wishes_of(source: Source) -> "Wishes":
    """Return what is set for a table."""
    return (source if isinstance(source, Table) else Table()).wishes


def same_target(one: Source, other: Source) -> bool:
    """Return whether two sources predict the same target, as the same task."""
    return (
        isinstance(one, Table)
        and isinstance(other, Table)
        and one.task == other.task
        and set(one.target_columns) == set(other.target_columns)
    )


def chosen_reading(source: Source) -> Reading:
    """Return what is set about reading a table's file."""
    return (source.reading if isinstance(source, Table) else None) or Reading()


def chosen_task(source: Source) -> str:
    """Return the task that is set: classes, regression, or auto."""
    return source.task if isinstance(source, Table) else "auto"


def with_care(source: Source) -> Source:
    """Return a table's source in the form that holds choices; what is already set stays."""
    table = _table(source)
    return replace(table, reading=table.reading or Reading(), columns=table.columns or Columns())


def read_otherwise(source: Source, field: str, value: Any) -> Source:
    """Return a table's source with one field of its reading changed; None is guessed."""
    table = _table(source)
    return replace(table, reading=replace(chosen_reading(table), **{field: value}))


def with_task(source: Source, task: str) -> Source:
    """Return a table's source for classes, regression, or auto."""
    return replace(_table(source), task=task)


def said_of(source: Source, column: str, **said: str | None) -> Source:
    """Return a table's source with another kind, or use of missing cells, for a column."""
    table = _table(source)
    return replace(table, columns=(table.columns or Columns()).saying(column, **said))


def with_role(
    source: Source, column: str, role: str, roles: Mapping[str, str], alone: bool = True
) -> Source:
    """Return a table's source in which a column has a role; `roles` are all columns' present roles.

    If `alone`, a new target replaces the previous one.
    """
    table = _table(source)
    columns = table.columns or Columns()
    before = [name for name, has in roles.items() if has == "target"]
    if table.inputs is not None or table.target is not None:
        # it is set in two places: from now on only in the columns
        for name, has in roles.items():
            columns = columns.saying(name, role=has)
    if role == "target":
        for name in before:
            columns = columns.saying(name, role=None if alone else "target")
    columns = columns.saying(column, role=role)
    return replace(table, inputs=None, target=None, columns=columns)


def only_of(source: Source, names: Sequence[str]) -> Source:
    """Return a table's source without its settings for columns that are not among `names`."""
    table, known = _table(source), set(names)
    said = () if table.columns is None else table.columns.said
    target = (table.target,) if isinstance(table.target, str) else table.target
    kept = table.inputs is None or known.issuperset(table.inputs)
    return replace(
        table,
        columns=Columns(tuple(pair for pair in said if pair[0] in known)),
        inputs=table.inputs if kept else None,
        target=table.target if known.issuperset(target or ()) else None,
    )


def more_marks(before: Source, after: Source) -> Source:
    """Return the changed source, keeping the marks of missing cells from before."""
    old, new = chosen_reading(before).missing, chosen_reading(after).missing
    if not old or not new or old == new:
        return after
    return read_otherwise(after, "missing", tuple(dict.fromkeys((*old, *new))))


def _table(source: Source) -> Table:
    if not isinstance(source, Table):
        raise TypeError(f"{source.name} is not a table")
    return source
