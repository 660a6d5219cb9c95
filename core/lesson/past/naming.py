"""The names of quantities: their symbols, their descriptions, and which a part offers."""

from core.components.metrics import METRICS
from core.errors import UserError
from core.lesson.addresses.address import CODE_NAMES, Address
from core.lesson.addresses.writing import symbol
from core.lesson.names.arrays import array_words, plural
from core.lesson.names.layers import the_layer
from core.lesson.names.notation import Notation
from core.lesson.names.numbers import number_words
from core.lesson.names.symbols import letter
from core.lesson.names.units import neuron_words
from core.lesson.numbers import superscript
from core.lesson.parts import Part, Sort
from core.lesson.past.quantity import LEARNED, LOSS, TEST_LOSS, Quantity, read_quantity
from core.pictures.snapshot import Facts, LayerPicture
from core.words import say, translate

Layers = tuple[LayerPicture, ...]


def symbol_of(quantity: Quantity, layers: Layers, of: str = "L") -> str:
    """Return the short name of a quantity: w⁽¹⁾₂₁, a⁽¹⁾₂ of sample 3, ‖∂L/∂w⁽¹⁾‖, accuracy."""
    address = quantity.address
    if address is None:
        return _figure(quantity.figure)
    if quantity.part == "norm":
        name = f"{letter(address.kind)}⁽{superscript(address.layer)}⁾"
        return f"‖∂{of}/∂{name}‖" if address.is_slope else f"‖{name}‖"
    text = symbol(address, "panel", Notation.of(layers), of)
    if quantity.part == "size":
        text = f"|{text}|"
    if address.is_of_sample and address.index:
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
    if address.kind in ("z", "a") and len(address.index) == 2 and at < len(layers):
        sample, unit = address.index
        what = translate("Past", "sum") if address.kind == "z" else translate("Past", "output")
        words = say("Past", "{what} of {unit} for sample {sample}", what=what,
                    unit=neuron_words(layers, at, unit - 1), sample=sample)  # fmt: skip
        return say("Past", "gradient of {what}", what=words) if address.is_slope else words
    return str(quantity)


def _figure(name: str) -> str:
    """Return the name of a figure: test accuracy."""
    own = {
        LOSS: translate("Past", "loss"),
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
    return label


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
        return _of_neuron(part, layer, sample)
    if part.name in LEARNED and part.name in layer.arrays:
        written = str(Address(part.name, number, tuple(int(i) + 1 for i in part.index)))
        return ((translate("Past", "its value"), written),
                (translate("Past", "its gradient"), f"d{written}"))  # fmt: skip
    return ()


def _norm_words(name: str) -> str:
    return say("Past", "norm of its {numbers}", numbers=plural(name))


def _of_neuron(part: Part, layer: LayerPicture, sample: int) -> tuple[tuple[str, str], ...]:
    number, unit = part.layer + 1, part.unit + 1
    place = f"{number}[{sample},{unit}]"
    found = [(say("Past", "its output for sample {sample}", sample=sample), f"A{place}")]
    if layer.has_neurons:
        found.append((say("Past", "its sum for sample {sample}", sample=sample), f"Z{place}"))
    for name in ("bias", "scale", "shift"):
        if name in layer.arrays:
            code = f"{CODE_NAMES.get(name, name)}{number}[{unit}]"
            what = translate("Numbers", name)
            found.append((say("Past", "its {number}", number=what), code))
            found.append((say("Past", "the gradient of its {number}", number=what), f"d{code}"))
    return tuple(found)


def has_line(address: str) -> bool:
    """Return whether the number at an address is kept over time, and not only for one batch."""
    try:
        return not read_quantity(address).is_of_update
    except UserError:
        return False


def is_there(quantity: Quantity, layers: Layers, facts: Facts) -> bool:
    """Return whether a network and its task have a quantity that is kept over time."""
    address = quantity.address
    if address is None:
        name = quantity.figure.removeprefix("test_")
        if name != quantity.figure and not facts.test_samples:
            return False
        return name not in METRICS or facts.task in METRICS.named(name).tasks
    if not 0 < address.layer <= len(layers) or quantity.is_of_update:
        return False
    layer, index = layers[address.layer - 1], address.index
    if address.kind in ("z", "a") and not address.is_slope:
        if len(index) != 2 or (address.kind == "z" and not layer.has_neurons):
            return False
        return index[0] <= facts.train_samples + facts.test_samples and index[1] <= layer.units
    if address.kind not in layer.arrays or (address.is_slope and address.kind not in LEARNED):
        return False
    shape = layer.arrays[address.kind].shape
    if quantity.part == "norm":
        return True
    return len(index) == len(shape) and all(i <= n for i, n in zip(index, shape, strict=True))
