"""The symbol of the number at an address: in the panel, in LaTeX, in NumPy, and spoken.

The row of a sample is not part of a symbol: z⁽²⁾₁ belongs to the current sample. Only its own loss
is numbered: L₃.
"""

from types import MappingProxyType

from core.lesson.addresses.address import Address
from core.lesson.formulas.sums import latex_name
from core.lesson.names.arrays import noun
from core.lesson.names.notation import Notation
from core.lesson.names.symbols import input_symbol, slope, target_symbol
from core.lesson.numbers import subscript
from core.words import say, translate

STYLES = ("panel", "latex", "numpy", "spoken")
_PLAIN = MappingProxyType({"eta": "η", "X": "x"})
_TOLD = MappingProxyType(
    {"z": "sum", "a": "output", "mask": "mask", "normalized": "normalized value"}
)


def symbol(address: Address, style: str, notation: Notation, of: str = "L") -> str:
    """Return the symbol of a number in a style of `STYLES`; `of` says which slopes, of L or J."""
    match style:
        case "panel":
            return _panel(address, notation, of)
        case "latex":
            return _latex(address, notation, of)
        case "numpy":
            return _numpy(address)
        case "spoken":
            return _spoken(address)
    raise ValueError(f"no style {style!r}")


def _unit(address: Address) -> tuple[int, ...]:
    """Return the indexes in a symbol, from 0."""
    index = tuple(at - 1 for at in address.index)
    return index[1:] if address.is_of_sample else index


def _bare(address: Address, notation: Notation) -> str:
    index = _unit(address)
    if address.kind == "L" and address.index:
        return "L" + subscript(address.index[0])
    if address.kind == "X":
        return input_symbol(index[0]) if index else "x"
    if address.kind == "y":
        return target_symbol(index[0] if index else 0, notation.units[-1])
    if not address.layer:
        return _PLAIN.get(address.kind, address.kind)
    layer = address.layer - 1
    if address.kind in ("weight", "bias", "scale", "shift") or len(index) != 1:
        return notation.learned(layer, address.kind, index)
    if address.kind == "slope":
        return f"f′({notation.of_unit('z', layer, index[0])})"
    return notation.of_unit(address.kind, layer, index[0])


def _panel(address: Address, notation: Notation, of: str) -> str:
    text = _bare(address, notation)
    if address.is_slope:
        return slope(text, of)
    return f"{text}′" if address.is_after else text


def _latex(address: Address, notation: Notation, of: str) -> str:
    text = _bare(address, notation)
    if address.kind == "eta":
        text = r"\eta"
    elif address.kind == "slope":
        text = f"f'({latex_name(text[3:-1])})"
    elif address.layer or address.kind in ("X", "y"):
        text = latex_name(text)
    elif address.kind == "L" and address.index:
        text = f"L_{{{address.index[0]}}}"
    if address.is_slope:
        return rf"\frac{{\partial {of}}}{{\partial {text}}}"
    return f"{text}'" if address.is_after else text


def _numpy(address: Address) -> str:
    places = ", ".join(str(at - 1) for at in address.index)
    return f"{address.array}[{places}]" if places else address.array


def _spoken(address: Address) -> str:
    index = _unit(address)
    told = _TOLD.get(address.kind)
    what = noun(address.kind) if told is None else translate("Addresses", told)
    if len(index) == 2:
        text = say(
            "Addresses", "{what} from {first} to {second}", what=what,
            first=index[0] + 1, second=index[1] + 1,
        )  # fmt: skip
    elif index:
        text = say("Addresses", "{what} {number}", what=what, number=index[0] + 1)
    else:
        text = what
    if address.layer:
        text = say("Addresses", "{what} of layer {layer}", what=text, layer=address.layer)
    if address.is_slope:
        return say("Addresses", "slope of the loss with respect to {what}", what=text)
    if address.is_after:
        return say("Addresses", "{what} after the update", what=text)
    return text
