"""A worksheet: the tables of one update, each number with its address, given or asked for."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from core.components.activations import Activation
from core.components.losses import Loss
from core.components.optimizers import Optimizer
from core.components.working import whole
from core.counts import counted
from core.errors import UserError, one_of
from core.lesson.addresses.address import Address, parse
from core.lesson.addresses.moment import value as number_at
from core.lesson.addresses.writing import symbol
from core.lesson.formulas.printing import PLAIN, expression
from core.lesson.marking.worked import Update, follow
from core.lesson.names.constants import Constants
from core.lesson.names.notation import Notation
from core.lesson.names.settings import component_label, formula_words
from core.lesson.names.symbols import objective
from core.lesson.numbers import MINUS
from core.project import Project
from core.words import say, translate

#: what can be left blank, in the order of an update
PARTS = ("forward", "loss", "backward", "update")
#: the most numbers on a sheet
MOST_CELLS = 90
DIGITS = (3, 4)
#: the most sheets of one network and seed
MOST_SHEETS = 1000


@dataclass(frozen=True)
class Cell:
    """One number of a sheet: its address, its value, and whether it is asked for.

    `by_rounding` is what follows from the rounded cells before it.
    """

    address: Address
    symbol: str
    value: float
    by_rounding: float
    asked: bool


@dataclass(frozen=True)
class Row:
    """A row of a table: what it holds, a cell for each column."""

    head: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Table:
    """A table of a sheet; its columns are units, or samples."""

    title: str
    part: str  # "given", or one of `PARTS`
    columns: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Sheet:
    """One worksheet: `number` and `seed` rebuild it; `box` are the formulas that hold for it."""

    name: str
    number: int
    seed: int
    digits: int
    box: tuple[str, ...]
    tables: tuple[Table, ...]
    #: units of every layer from the inputs on, for the diagram
    units: tuple[int, ...]

    @property
    def label(self) -> str:
        """The label printed on it: XOR-17."""
        return f"{self.name}-{self.number}"

    def cells(self) -> Iterator[Cell]:
        """Yield every number, in the order in which they are worked out."""
        for table in self.tables:
            for row in table.rows:
                yield from row.cells

    def asked(self) -> tuple[Cell, ...]:
        """Return the numbers that are asked for."""
        return tuple(cell for cell in self.cells() if cell.asked)


def written(value: float, digits: int) -> str:
    """Return a number for a sheet: rounded to this many digits after the point, −0.0441."""
    text = f"{value:.{digits}f}"
    if float(text) == 0.0:
        text = text.lstrip("-")
    return text.replace("-", MINUS)


def plainly(value: float) -> str:
    """Return a given number without trailing zeros: 0.7, −1, 0.35."""
    return f"{value:.6g}".replace("-", MINUS)


def parts_of(text: str) -> tuple[str, ...]:
    """Return the parts that a text names: forward,backward. Raises UserError for others."""
    found = tuple(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))
    unknown = [part for part in found if part not in PARTS]
    if unknown or not found:
        raise UserError(
            say(
                "Worksheets",
                "“{text}” is not a part of an update",
                text=(unknown or [text])[0][:40],
            ),
            say(
                "Worksheets",
                "give one or more of {parts}, separated by commas",
                parts=one_of(PARTS),
            ),
        )
    return found


def number_of(text: str, name: str) -> int:
    """Return the number of a sheet of the network of this name: 17 for XOR-17, or for 17 alone.

    Raises UserError for anything else.
    """
    before, hyphen, digits = text.strip().rpartition("-")
    is_number = digits.isascii() and digits.isdecimal() and len(digits) < 9
    if not is_number or not 1 <= int(digits) <= MOST_SHEETS:
        raise UserError(
            say("Worksheets", "“{text}” is not the number of a sheet", text=text.strip()[:40]),
            say("Worksheets", "give it as it is printed: {name}-17, or 17", name=name),
        )
    if hyphen and before.casefold() != name.casefold():
        raise UserError(
            say("Worksheets", "“{text}” is a sheet of another network", text=text.strip()[:40]),
            say("Worksheets", "open its file, or give the number alone: {n}", n=int(digits)),
        )
    return int(digits)


def check_layers(project: Project) -> None:
    """Raise UserError if a network has layers other than those of neurons."""
    if any(layer.neurons is None for layer in project.layers):
        raise UserError(
            translate("Worksheets", "a worksheet is for layers of neurons only"),
            translate("Worksheets", "take dropout and batch normalization out of the network"),
        )


def check_rule(project: Project, blank: Sequence[str]) -> None:
    """Raise UserError if the update is asked for but its rule is none that is done by hand."""
    if "update" in blank and not project.optimizer.is_written:
        raise UserError(
            say(
                "Worksheets",
                "an update by {optimizer} cannot be worked out by hand",
                optimizer=component_label(project.optimizer),
            ),
            translate("Worksheets", "do not ask for the update, or take another optimizer"),
        )


def sheet_of(
    update: Update,
    name: str,
    number: int,
    seed: int,
    blank: Sequence[str] = PARTS,
    digits: int = 4,
) -> Sheet:
    """Return the sheet of an update that is done. Raises UserError if it would be too large."""
    project, numbers = update.project, update.numbers
    notation = Notation.of(project.layers)
    drafts = list(_tables(update, notation))
    texts = [text for _, _, _, rows in drafts for _, row in rows for text in row]
    if len(texts) > MOST_CELLS:
        raise UserError(
            say("Worksheets", "{count} numbers are too many for a sheet", count=len(texts)),
            say("Worksheets", "use a smaller network or batch: at most {most}", most=MOST_CELLS),
        )
    values = {text: number_at(parse(text), numbers) for text in texts}
    _, rounded = follow(
        update, {parse(text): round(value, digits) for text, value in values.items()}
    )
    of = objective(project.regularizer.penalizes)
    tables = []
    for title, part, columns, rows in drafts:
        made = []
        for head, row in rows:
            cells = []
            for text in row:
                address = parse(text)
                own = of if address.kind in ("weight", "bias") else "L"
                shown = symbol(address, "panel", notation, own)
                by_rounding = rounded.get(address, values[text])
                asked = part in blank
                cells.append(Cell(address, shown, values[text], by_rounding, asked))
            made.append(Row(head, tuple(cells)))
        tables.append(Table(title, part, columns, tuple(made)))
    units = (numbers["X"].shape[1], *(numbers[f"A{k}"].shape[1] for k in _layers(update)))
    return Sheet(name, number, seed, digits, _box(update, of), tuple(tables), units)


def _layers(update: Update) -> range:
    return range(1, len(update.project.layers) + 1)


_Draft = tuple[str, str, tuple[str, ...], list[tuple[str, list[str]]]]


def _tables(update: Update, notation: Notation) -> Iterator[_Draft]:
    """Yield the tables with addresses in place of cells."""
    numbers = update.numbers
    samples = len(numbers["X"])
    inputs, outputs = numbers["X"].shape[1], numbers["y"].shape[1]
    of_sample = [say("Worksheets", "sample {n}", n=s + 1) for s in range(samples)]
    rows = [(f"x{_sub(i)}", [f"X[{s + 1},{i + 1}]" for s in range(samples)]) for i in range(inputs)]
    rows += [
        (f"y{_sub(u) if outputs > 1 else ''}", [f"y[{s + 1},{u + 1}]" for s in range(samples)])
        for u in range(outputs)
    ]
    title = translate("Worksheets", "Inputs and targets")
    yield title, "given", tuple(of_sample), rows
    for k in _layers(update):
        title = say("Worksheets", "Weights of layer {k}", k=k)
        yield title, "given", _units(update, k), _learned_rows(update, k, f"W{k}", f"b{k}")
    for k in _layers(update):
        title = say("Worksheets", "Forward, layer {k}", k=k)
        yield title, "forward", _units(update, k), _forward_rows(update, k)
    loss_row = [(translate("Worksheets", "loss"), ["L"])]
    yield translate("Worksheets", "Loss"), "loss", ("L",), loss_row
    for k in reversed(_layers(update)):
        title = say("Worksheets", "Backward, layer {k}", k=k)
        yield title, "backward", _units(update, k), _backward_rows(update, k)
    for k in _layers(update):
        title = say("Worksheets", "After the update, layer {k}", k=k)
        rows = _learned_rows(update, k, f"W{k}'", f"b{k}'")
        yield title, "update", _units(update, k), rows


def _sub(index: int) -> str:
    return str(index + 1).translate(str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉"))


def _units(update: Update, k: int) -> tuple[str, ...]:
    count = update.numbers[f"A{k}"].shape[1]
    return tuple(say("Worksheets", "neuron {n}", n=u + 1) for u in range(count))


def _learned_rows(update: Update, k: int, weight: str, bias: str) -> list[tuple[str, list[str]]]:
    rows, units = update.numbers[weight].shape
    before = "x" if k == 1 else f"a{_sup(k - 1)}"
    found = [
        (
            say("Worksheets", "w from {source}", source=f"{before}{_sub(i)}"),
            [f"{weight}[{i + 1},{u + 1}]" for u in range(units)],
        )
        for i in range(rows)
    ]
    if bias in update.numbers:
        found.append(("b", [f"{bias}[{u + 1}]" for u in range(units)]))
    return found


def _sup(layer: int) -> str:
    return f"⁽{str(layer).translate(str.maketrans('0123456789', '⁰¹²³⁴⁵⁶⁷⁸⁹'))}⁾"


def _per_sample(update: Update, head: str, array: str) -> list[tuple[str, list[str]]]:
    samples, units = update.numbers[array].shape
    return [
        (
            head if samples == 1 else f"{head} ({s + 1})",
            [f"{array}[{s + 1},{u + 1}]" for u in range(units)],
        )
        for s in range(samples)
    ]


def _has_slopes(update: Update, k: int) -> bool:
    """Return whether a layer's backward pass uses the slope of its activation."""
    neurons = update.project.layers[k - 1].neurons
    last = k == len(update.project.layers)
    plain = neurons is not None and not neurons.activation.is_identity
    return plain and not (last and update.project.loss.fused)


def _forward_rows(update: Update, k: int) -> list[tuple[str, list[str]]]:
    found = [*_per_sample(update, "z", f"Z{k}"), *_per_sample(update, "a", f"A{k}")]
    if _has_slopes(update, k):
        found += _per_sample(update, "f′(z)", f"slope{k}")
    return found


def _backward_rows(update: Update, k: int) -> list[tuple[str, list[str]]]:
    found: list[tuple[str, list[str]]] = []
    if _has_slopes(update, k) and f"dA{k}" in update.numbers:
        found += _per_sample(update, "∂L/∂a", f"dA{k}")
    found += _per_sample(update, "∂L/∂z", f"dZ{k}")
    of = objective(update.project.regularizer.penalizes)
    for head, row in _learned_rows(update, k, f"dW{k}", f"db{k}"):
        found.append((head.replace("w", f"∂{of}/∂w", 1).replace("b", f"∂{of}/∂b", 1), row))
    return found


def _box(update: Update, of: str) -> tuple[str, ...]:
    """Return the formulas that a sheet is worked out with."""
    project, numbers = update.project, update.numbers
    lines = ["z = Σ x·w + b"]
    constants, known = Constants.of(project), list[Activation]()
    for layer in project.layers:
        activation = layer.neurons.activation if layer.neurons else None
        if activation is not None and activation not in known:
            known.append(activation)
            told = (activation.formula or activation.label, activation.derivative)
            words = [constants.in_formula(activation, formula_words(word)) for word in told if word]
            words += _told(constants.values(activation))
            lines.append(f"{component_label(activation)}: " + ";  ".join(words))
    lines.append(_loss_formula(project.loss))
    m, n = int(numbers["m"]), int(numbers["n"])
    outputs = n // m if m else 0
    lines.append(
        say(
            "Worksheets",
            "n = {samples} · {outputs} = {n}",
            samples=counted(m, "sample"),
            outputs=counted(outputs, "output"),
            n=n,
        )
        if m > 1
        else say("Worksheets", "n = {n}, m = 1: one sample", n=n)
    )
    if project.regularizer.penalizes:
        lines.append(f"J = L + R,  R: {component_label(project.regularizer)}")
    rate = plainly(float(np.asarray(numbers["eta"])))
    optimizer = project.optimizer
    rule = [
        constants.in_formula(optimizer, formula_words(optimizer.formula)),
        f"η = {rate}",
        f"g = ∂{of}/∂w",
    ]
    rule += _told(constants.values(optimizer))
    lines.append(",  ".join(rule))
    start = _start_of(optimizer)
    if start:
        values = ",  ".join(_told(start))
        lines.append(say("Worksheets", "This is the first update: {values}", values=values))
    return tuple(lines)


def _start_of(optimizer: Optimizer) -> dict[str, float]:
    """Return what the first update of a rule begins with: m = 0, v = 0, t = 1."""
    if not optimizer.is_written:
        return {}
    counted_up = dict(optimizer.counters)
    optimizer.numbers(optimizer.rate(0), counted_up)
    found = {optimizer.symbol_of(name): 0.0 for name in optimizer.state_slots()}
    for name, value in optimizer.counters.items():
        symbol = optimizer.symbol_of(name)
        # what the rule itself changes is told as it was before
        is_changed = f"{symbol} ←" in optimizer.formula
        found[symbol] = value if is_changed else counted_up[name]
    return found


def _loss_formula(loss: Loss) -> str:
    """Return the loss as its kind writes it, or with its own factors and numbers if it has any."""
    if loss.formula and loss.numpy() == type(loss)().numpy():
        return ",  ".join((formula_words(loss.formula), *_told(loss.constants())))
    if not loss.is_written:
        return component_label(loss)
    code, weights = loss.numpy(), loss.weights_code()
    if weights:
        code = code.replace(weights, "omega")
    told = f"L = {expression(code, PLAIN)}".replace("Y", "y").replace(" ⊙ ", "·")
    return told + (",  " + say("Worksheets", "ω is the weight of the class") if weights else "")


def _told(constants: Mapping[str, float]) -> list[str]:
    """Return constants with their values: β₁ = 0.9, ε = 1·10⁻⁸."""
    return [f"{letter} = {whole(value)}" for letter, value in constants.items()]
