"""How an exported script reads a table and prints its predictions: like `predict`."""

from collections.abc import Iterable, Mapping
from typing import Any

from core.data.reading.cells.answers import answers_for
from core.data.reading.cells.dates import CLOCK, LAPS
from core.data.reading.cells.marks import ALWAYS
from core.data.reading.options import OF_ONE
from core.data.reading.sampling import MISSING
from core.data.samples import Column, Task
from core.formats.exporters import Trained
from core.formats.scripts.reading import READING

#: the usual marks of missing numbers; the others are called no numbers by a script
_NO_NUMBER = ("none", "-", "--", "---", ".", "..", "...", "n.a.", "missing", "unknown", "nil", "nd")
#: training data with up to this many numbers are included in scripts that train on
_MOST_DATA = 2_000

_TABLES = '''def print_predictions(rows):
    """Print every row of outputs, with the class first if there are classes."""
    several = [f"predicted {name}" for name in output_names] if len(output_names) > 1 else []
    head = several if several and threshold is not None else ["predicted"]
    head = head if class_names else []
    prefix = "output " if class_names else ""
    out = csv.writer(sys.stdout, lineterminator="\\n")
    out.writerow([*map(plain, head), *(plain(prefix + name) for name in output_names)])
    empty = 0
    for row in rows:
        if row[0] != row[0]:  # a cell is missing
            out.writerow([""] * (len(head) + len(row)))
            empty += 1
            continue
        if not class_names:
            told = []
        elif threshold is None:
            told = [class_names[max(range(len(row)), key=row.__getitem__)]]
        else:
            told = [class_names[int(value > threshold)] for value in row]
        out.writerow([*map(plain, told), *map(repr, row)])
    if empty:
        said = f"no prediction for {empty} row{'s' * (empty > 1)}: a cell is missing for which "
        print(f"{said}there is no fill value", file=sys.stderr)


def plain(text):
    """A text that no spreadsheet takes as a formula; a class -1 is a number."""
    if not re.match(r"'*[=+\\-@\\t\\r]", text):
        return text
    try:
        float(text)
    except ValueError:
        return f"'{text}"
    return f"'{text}" if text[:1] in "\\t\\r" else text'''


def tables_section(trained: Trained) -> str:
    """Return the code that reads a table and prints predictions, with all names."""
    dataset = trained.dataset
    columns = columns_of(trained)
    classes = () if dataset.task is Task.REGRESSION else dataset.classes
    threshold = None if dataset.task is not Task.TWO_CLASSES else float(trained.threshold)
    lines = [
        "# The columns of a table: name, kind, words (or the form of dates and the day 0), and the",
        "# value of a missing cell.",
        _listed("columns", map(_told, columns)),
        _listed("output_names", dataset.target_names),
        _listed("class_names", classes),
        f"threshold = {threshold!r}  # of two classes; None: the largest output counts",
    ]
    units = {column.name: column.unit for column in columns if column.unit}
    marks = next((column.marks for column in columns), None)
    given = {mark.strip().lower() for mark in marks or ()}
    usual = set() if marks == () else ALWAYS
    lines += [
        "# Columns in which capitals and blanks make no other word.",
        _listed("any_case", (c.name for c in columns if c.spelling in ("any case", "yes or no"))),
        "# What words, 0 and 1 mean in columns of yes and no.",
        _named("digits", {c.name: _digits(c) for c in columns if c.spelling == "yes or no"}),
        "# What stood beside the numbers of columns in training.",
        f"usual_units = {units!a}",
        f"decimal = {_decimal_of(columns)!r}  # the decimal sign of the table in training",
        "# What stands in cells that hold no value: in all columns, and in those of numbers.",
        _listed("no_value", sorted({"", *given, *usual})),
        _listed("no_number", sorted(() if marks == () else _NO_NUMBER)),
    ]
    return "\n".join(lines) + "\n\n\n" + READING + "\n\n\n" + _TABLES


def columns_of(trained: Trained) -> tuple[Column, ...]:
    """Return the columns from which the inputs come, one for each input if there is no table."""
    dataset = trained.dataset
    return dataset.columns or tuple(Column(name) for name in dataset.raw_names)


def names_as_numbers(trained: Trained) -> list[str]:
    """Return the names by which a script finds a table's inputs as numbers, one for each input."""
    names: list[str] = []
    for column in columns_of(trained):
        plain = column.is_one_hot or _kind(column) in ("number", "percent")
        names += column.input_names() if plain else [f"{column.name}, as a number"]
    return names


def _kind(column: Column) -> str:
    if column.form == CLOCK:
        return "hours"
    if column.form == LAPS:
        return "laps"
    if column.form == OF_ONE:
        return "percent"
    return column.kind or ("category" if column.categories else "number")


def _digits(column: Column) -> dict[str, str]:
    return answers_for(word for word in column.categories if word != MISSING)


def _named(name: str, items: Mapping[str, Mapping[str, str]]) -> str:
    shown = (f"{key!a}: {dict(value)!a}" for key, value in items.items())
    return f"{name} = {{{', '.join(shown)}}}"


def _told(column: Column) -> tuple[str, str, list[Any], Any]:
    """Return a column as the script has it."""
    words: list[Any] = list(column.categories)
    fill: Any = column.fill
    if column.kind == "date":
        words = [column.form, column.origin]
    elif column.is_one_hot:
        fill = None if fill is None else words[int(fill)]
        fill = MISSING if MISSING in words else fill
    return column.name, _kind(column), words, fill


def _decimal_of(columns: Iterable[Column]) -> str:
    return next((column.decimal for column in columns if column.decimal), "")


def data_section(trained: Trained) -> str:
    """Return the training data as lists X and y, both None if they are too many."""
    train = trained.dataset.train
    if train.raw_inputs.size + train.original_targets.size > _MOST_DATA:
        return "X = y = None  # the training data are too many to include: give a table"
    rows = "".join(f"    {row},\n" for row in train.raw_inputs.tolist())
    targets = "".join(f"    {row},\n" for row in train.original_targets.tolist())
    return f"# The training data: unscaled inputs, and targets.\nX = [\n{rows}]\ny = [\n{targets}]"


def _listed(name: str, items: Iterable[object]) -> str:
    shown = [ascii(item) for item in items]
    line = f"{name} = [{', '.join(shown)}]"
    if len(line) <= 96:
        return line
    return f"{name} = [\n" + "".join(f"    {item},\n" for item in shown) + "]"
