"""How an exported script reads a table and prints its predictions: like `predict`."""

from collections.abc import Iterable

from core.data.samples import Column, Task
from core.formats.exporters import Trained

#: training data with up to this many numbers are included in scripts that train on
_MOST_DATA = 2_000

_TABLES = '''def read_table(path):
    """The inputs of a CSV table, one row per sample: columns by name, words as in training."""
    try:
        with open(path, newline="", encoding="utf-8-sig") as file:
            lines = file.read().splitlines()
    except (OSError, UnicodeDecodeError) as error:
        sys.exit(f"error: {path} cannot be read: {error}")
    first = next((line for line in lines if line.strip()), "")
    mark = max(",;\\t", key=first.count)
    rows = [(n, row) for n, row in enumerate(csv.reader(lines, delimiter=mark), 1) if any(row)]
    if not rows:
        sys.exit(f"error: {path} is empty")
    head = [cell.strip() or f"column {i}" for i, cell in enumerate(rows[0][1], 1)]
    width = sum(len(categories) or 1 for _, categories in columns)
    if len(head) == width and all(is_number(cell, mark) for _, row in rows for cell in row):
        return [[number(cell, mark) for cell in row] for _, row in rows]  # unscaled inputs
    names = [name for name, _ in columns]
    missing = [name for name in names if name not in head]
    if not missing:
        places, rows = [head.index(name) for name in names], rows[1:]
    elif any(is_number(cell, mark) for cell in head) and len(head) == len(names):
        places = list(range(len(names)))  # there is no header
    else:
        sys.exit(f"error: {path} has no column {', '.join(missing)}; it has {', '.join(head)}")
    found = []
    for n, row in rows:
        values = []
        for (name, categories), place in zip(columns, places):
            cell = row[place].strip() if place < len(row) else ""
            where = f"error: {path}, line {n}, column {name!r}:"
            if not cell:
                sys.exit(f"{where} the cell is empty")
            if categories and cell not in categories:
                sys.exit(f"{where} {cell!r} is none of {', '.join(categories)}")
            if not categories and not is_number(cell, mark):
                sys.exit(f"{where} {cell!r} is not a number")
            values += [float(cell == known) for known in categories] or [number(cell, mark)]
        found.append(values)
    return found


def number(cell, mark):
    """The number in a cell; with semicolons as separators a comma may be decimal."""
    return float(cell.replace(",", ".") if mark == ";" else cell)


def is_number(cell, mark):
    """Whether a cell holds a finite number."""
    try:
        return abs(number(cell, mark)) < float("inf")
    except ValueError:
        return False


def print_predictions(rows):
    """Print every row of outputs, with the class first if there are classes."""
    several = [f"predicted {name}" for name in output_names] if len(output_names) > 1 else []
    head = several if several and threshold is not None else ["predicted"]
    head = head if class_names else []
    prefix = "output " if class_names else ""
    out = csv.writer(sys.stdout, lineterminator="\\n")
    out.writerow([*map(plain, head), *(plain(prefix + name) for name in output_names)])
    for row in rows:
        if not class_names:
            told = []
        elif threshold is None:
            told = [class_names[max(range(len(row)), key=row.__getitem__)]]
        else:
            told = [class_names[int(value > threshold)] for value in row]
        out.writerow([*map(plain, told), *map(repr, row)])


def plain(text):
    """A text that no spreadsheet takes as a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\\t", "\\r") else text'''


def tables_section(trained: Trained) -> str:
    """Return the code that reads a table and prints predictions, with all names."""
    dataset = trained.dataset
    columns = dataset.columns or tuple(Column(name) for name in dataset.raw_names)
    classes = () if dataset.task is Task.REGRESSION else dataset.classes
    threshold = None if dataset.task is not Task.TWO_CLASSES else float(trained.threshold)
    lines = [
        "# The columns of a table: each with its words, if it holds words.",
        _listed("columns", ((column.name, list(column.categories)) for column in columns)),
        _listed("output_names", dataset.target_names),
        _listed("class_names", classes),
        f"threshold = {threshold!r}  # of two classes; None: the largest output counts",
    ]
    return "\n".join(lines) + "\n\n\n" + _TABLES


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
