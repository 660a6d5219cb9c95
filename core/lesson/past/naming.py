"""The names of quantities: their symbols, their descriptions, and which a part offers."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from core.components.layers import Equation
from core.components.metrics import METRICS
from core.errors import UserError
from core.lesson.addresses.address import CODE_NAMES, Address, parse
from core.lesson.names.arrays import array_words, plural
from core.lesson.names.layers import the_layer
from core.lesson.names.notation import Notation
from core.lesson.names.numbers import number_words
from core.lesson.names.symbols import letter, objective
from core.lesson.names.units import neuron_words
from core.lesson.numbers import superscript
from core.lesson.parts import Part, Sort, address_of
from core.lesson.past.quantity import LEARNED, LOSS, TEST_LOSS, Quantity, read_quantity
from core.pictures.snapshot import Facts, LayerPicture, Snapshot
from core.words import say, translate

Layers = tuple[LayerPicture, ...]

#: numbers that units have, beside what they learn
_OF_UNIT = ("z", "a", "slope", "mask", "normalized", "mean", "variance")


def symbol_of(quantity: Quantity, layers: Layers, of: str = "L") -> str:
    """Return the short name of a quantity: w⁽¹⁾₂₁, a⁽¹⁾₂ of sample 3, ‖∂L/∂w⁽¹⁾‖, accuracy."""
    from core.lesson.addresses.writing import symbol

    address = quantity.address
    if address is None:
        return _figure(quantity.figure)
    if quantity.part == "norm":
        name = f"{letter(address.kind)}⁽{superscript(address.layer)}⁾"
        return f"‖∂{of}/∂{name}‖" if address.is_slope else f"‖{name}‖"
    text = symbol(address, "panel", Notation.of(layers), of if address.kind in LEARNED else "L")
    if quantity.part == "size":
        text = f"|{text}|"
    if address.layer and quantity.sample:
        return say("Past", "{symbol} of sample {sample}", symbol=text, sample=address.index[0])
    return text


def words_of(quantity: Quantity, layers: Layers, facts: Facts | None) -> str:
    """Return a quantity in words: weight x₂ → h₁, hidden layer 1."""
    address = quantity.address
    if address is None:
        return _figure(quantity.figure)
    at = address.layer - 1
    if address.kind in LEARNED and quantity.part != "norm":
        index = tuple(place - 1 for place in address.index)
        words = number_words(layers, facts, at, address.kind, index)
        return say("Past", "gradient of {what}", what=words) if address.is_slope else words
    if quantity.part == "norm":
        words = say("Past", "norm of the {numbers} of {layer}", numbers=plural(address.kind),
                    layer=the_layer(layers, at))  # fmt: skip
        if address.is_slope:
            words = say("Past", "norm of the gradient of {what}",
                        what=array_words(layers, at, address.kind))  # fmt: skip
        return words
    if address.kind in _OF_UNIT and address.index and 0 <= at < len(layers):
        words = _unit_words(quantity, layers)
        return _where_it_is(quantity, facts, words)
    if address.kind == "L" and address.index:
        words = say("Past", "loss of sample {sample} alone", sample=address.index[0])
        return _where_it_is(quantity, facts, words)
    return _of_batch(address.kind)


def titles_of(
    quantities: Sequence[Quantity], snapshot: Snapshot | None, facts: Facts | None
) -> list[tuple[str, str]]:
    """Return the short name of each quantity and its words, in the network of a snapshot."""
    layers = () if snapshot is None else snapshot.layers
    project = None if snapshot is None else snapshot.project
    of = objective(project is not None and project.regularizer.penalizes)
    return [(symbol_of(one, layers, of), words_of(one, layers, facts)) for one in quantities]


def _unit_words(quantity: Quantity, layers: Layers) -> str:
    """Return a unit's number in words: slope of the loss by the sum of …, for sample 3."""
    address = quantity.address
    assert address is not None
    of = {
        "z": translate("Past", "sum"),
        "a": translate("Past", "output"),
        "slope": translate("Past", "slope of the activation"),
        "mask": translate("Past", "mask"),
        "normalized": translate("Past", "normalized value"),
        "mean": translate("Past", "mean of the batch"),
        "variance": translate("Past", "variance of the batch"),
    }
    unit = neuron_words(layers, address.layer - 1, address.index[-1] - 1)
    words = say("Past", "{what} of {unit}", what=of[address.kind], unit=unit)
    if address.is_slope:
        words = say("Past", "slope of the loss by the {what}", what=words)
    if quantity.sample:
        words = say("Past", "{what} for sample {sample}", what=words, sample=quantity.sample)
    return words


def _where_it_is(quantity: Quantity, facts: Facts | None, words: str) -> str:
    """Add where there is such a number, if it is not in every update."""
    is_in_all = facts is None or facts.updates_per_epoch <= 1
    if not quantity.is_of_update or not quantity.sample or is_in_all:
        return words
    return say("Past", "{what}, in updates whose batch contains it", what=words)


def _of_batch(kind: str) -> str:
    """Return what a number of a whole batch is called."""
    own = {
        "L": translate("Past", "loss of the batch, before its update"),
        "R": translate("Past", "penalty of the weights, before the update"),
        "J": translate("Past", "loss of the batch with the penalty, before its update"),
        "n": translate("Past", "what the loss divides by"),
        "m": translate("Past", "samples of the batch"),
    }
    return own.get(kind, kind)


def _figure(name: str) -> str:
    """Return the name of a figure: test accuracy."""
    own = {
        LOSS: translate("Past", "training loss"),
        TEST_LOSS: translate("Past", "test loss"),
        "penalty": translate("Past", "penalty"),
        "learning_rate": translate("Past", "learning rate"),
        "gradient_norm": translate("Past", "norm of the whole gradient"),
        "update": translate("Past", "update"),
        "epoch": translate("Past", "epoch"),
    }
    if name in own:
        return own[name]
    label = translate("Components", METRICS.named(name.removeprefix("test_")).label)
    if name.startswith("test_"):
        return say("Past", "test {figure}", figure=label)
    return say("Past", "training {figure}", figure=label)


# ------------------------------------------------------------------ what a part offers


def offered_by(part: Part, layers: Layers, sample: int) -> tuple[tuple[str, str], ...]:
    """Return what can be plotted for a part: words for a menu, and the quantity as written.

    The first is the default. Outputs are for a sample, counted from 1.
    """
    if not 0 <= part.layer < len(layers):
        return ()
    layer, number = layers[part.layer], part.layer + 1
    if part.sort is Sort.LAYER:
        arrays = [name for name in LEARNED if name in layer.arrays]
        norms = [(_norm_words(name), f"norm({CODE_NAMES.get(name, name)}{number})")
                 for name in arrays]  # fmt: skip
        slopes = [(say("Past", "norm of the gradient of its {numbers}", numbers=plural(name)),
                   f"norm(d{CODE_NAMES.get(name, name)}{number})") for name in arrays]  # fmt: skip
        return (*norms, *slopes)
    if part.sort is Sort.NEURON:
        return _of_neuron(part, layer, sample, Notation.of(layers))
    if part.name in LEARNED and part.name in layer.arrays:
        return (
            (translate("Past", "its value"), str(address_of(part))),
            (translate("Past", "its gradient"), str(address_of(part, is_slope=True))),
        )
    return ()


def _norm_words(name: str) -> str:
    return say("Past", "norm of its {numbers}", numbers=plural(name))


def _of_neuron(
    part: Part, layer: LayerPicture, sample: int, notation: Notation
) -> tuple[tuple[str, str], ...]:
    from core.lesson.addresses.writing import symbol

    number, unit = part.layer + 1, part.unit + 1
    place = f"{number}[{sample},{unit}]"
    found = [(say("Past", "its output for sample {sample}", sample=sample), f"A{place}")]
    slope = f"dA{place}"
    if layer.has_neurons:
        found.append((say("Past", "its sum for sample {sample}", sample=sample), f"Z{place}"))
        slope = f"dZ{place}"
    words = say("Past", "the slope {symbol} for sample {sample}", sample=sample,
                symbol=symbol(parse(slope), "panel", notation))  # fmt: skip
    found.append((words, slope))
    if part.layer == notation.last:
        words = say("Past", "the loss of sample {sample} alone", sample=sample)
        found.append((words, f"L[{sample}]"))
    for name in ("bias", "scale", "shift"):
        if name in layer.arrays:
            code = f"{CODE_NAMES.get(name, name)}{number}[{unit}]"
            what = translate("Numbers", name)
            found.append((say("Past", "its {number}", number=what), code))
            found.append((say("Past", "the gradient of its {number}", number=what), f"d{code}"))
    return tuple(found)


def line_of(address: str, sample: Callable[[int], int]) -> str:
    """Return the quantity by which the number at an address of a card is plotted over time.

    Empty where that is no number of a run: a learned number after the update is that number, η is
    the learning rate, and what is given, x and y, changes with no update. `sample` tells the number
    of a row of the batch, both from 1.
    """
    try:
        found = parse(address)
        if found.is_of_sample and found.index:
            found = replace(found, index=(sample(found.index[0]), *found.index[1:]))
        if found.kind == "eta":
            return "learning_rate"
        return str(read_quantity(str(replace(found, is_after=False))))
    except UserError:
        return ""


def is_there(quantity: Quantity, layers: Layers, facts: Facts) -> bool:
    """Return whether a network and its task have a quantity that is kept over time."""
    address, samples = quantity.address, facts.train_samples
    if address is None:
        name = quantity.figure.removeprefix("test_")
        if name != quantity.figure and not facts.test_samples:
            return False
        return name not in METRICS or facts.task in METRICS.named(name).tasks
    if not address.layer:
        return not address.is_slope and quantity.sample <= samples
    if not address.layer <= len(layers):
        return False
    layer, index = layers[address.layer - 1], address.index
    if address.kind in _OF_UNIT:
        if not quantity.is_of_update:
            samples += facts.test_samples
        return _has_unit(address, layer) and quantity.sample <= samples and index[-1] <= layer.units
    if address.kind not in layer.arrays or (address.is_slope and address.kind not in LEARNED):
        return False
    shape = layer.arrays[address.kind].shape
    if quantity.part == "norm":
        return True
    return len(index) == len(shape) and all(i <= n for i, n in zip(index, shape, strict=True))


def _has_unit(address: Address, layer: LayerPicture) -> bool:
    """Return whether the units of a layer have such a number."""
    kinds = ("mean", "variance", "normalized")
    of = {"z": Equation.WEIGHTED_SUM, "slope": Equation.WEIGHTED_SUM, "mask": Equation.MASK}
    of |= dict.fromkeys(kinds, Equation.NORMALIZED)
    if address.is_slope and address.kind not in ("z", "a"):
        return False
    rows = 1 if address.kind in ("mean", "variance") else 2
    return len(address.index) == rows and of.get(address.kind, layer.told.equation) is (
        layer.told.equation
    )
