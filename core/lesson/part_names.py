"""What one number of a network is called where it is asked about: w₁₁ and x₁ → h₁, b₂ and h₂."""

from types import MappingProxyType

from core.lesson.array_words import feeding, layer_name, unit_names
from core.lesson.names import layer_numbers
from core.lesson.numbers import subscript
from core.lesson.parts import Part, number_of
from core.pictures.snapshot import Facts, LayerPicture, StepPicture

_LETTERS = MappingProxyType({"weight": "w", "bias": "b", "scale": "γ", "shift": "β"})


def symbol(part: Part) -> str:
    """Return a number's symbol, its place in the array counted from 1: w₁₁, b₂, w₁₂,₃."""
    places: list[str] = [subscript(place + 1) for place in part.index or ()]
    apart = "," if any(len(place) > 1 for place in places) else ""
    name = part.name or ""
    letter = str(_LETTERS.get(name, name))
    return f"{letter}{apart.join(places)}"


def place(part: Part, layers: tuple[LayerPicture, ...], facts: Facts) -> str:
    """Return where a number is: x₁ → h₁ of a weight, h₁ of any other."""
    target = part.layer if layers[part.layer].kind == "dense" else feeding(layers, part.layer)
    name: str = unit_names(facts, layers, target)[part.index[-1]]
    if part.name != "weight":
        return name
    return f"{unit_names(facts, layers, feeding(layers, part.layer))[part.index[0]]} → {name}"


def title(part: Part, layers: tuple[LayerPicture, ...], facts: Facts) -> str:
    """Return a number's symbol and place, and its layer where that is not clear."""
    text = f"{symbol(part)}, {place(part, layers, facts)}"
    numbers = layer_numbers(layers)
    if layers[part.layer].kind != "dense" or (part.layer in numbers and len(numbers) > 1):
        text += f" · {layer_name(layers, part.layer)}"
    return text


def exists(part: Part | None, layers: tuple[LayerPicture, ...]) -> bool:
    """Return whether a part is one number that such a network learns."""
    if part is None or part.name not in _LETTERS or not 0 <= part.layer < len(layers):
        return False
    return number_of(layers, part) is not None


def value_before(step: StepPicture, part: Part, layers: tuple[LayerPicture, ...]) -> float:
    """Return what a number was before the update at hand; `layers` are those of the snapshot."""
    record = step.record("update", part.layer)
    array = layers[part.layer].arrays[part.name or ""]
    if record is not None:
        array = record.values[f"{part.name}_before"]
    return float(array[part.index])
