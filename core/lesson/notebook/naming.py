"""What the numbers of the notebook's arrays are called: dZ2[2, 0] is ∂L/∂z of the third row."""

from core.errors import UserError
from core.lesson.addresses.address import Address, parse
from core.lesson.addresses.writing import symbol
from core.lesson.names.notation import Notation
from core.lesson.notebook.arrays import after_update


def address_of(name: str, place: tuple[int, ...]) -> Address | None:
    """Return the address of a place, from 0, in an array of `arrays_of`; None where it has none."""
    after = after_update("")
    if name.endswith(after):
        name = f"{name.removesuffix(after)}'"
    index = ",".join(str(at + 1) for at in place)
    try:
        return parse(f"{name}[{index}]" if index else name)
    except UserError:
        return None


def called(name: str, place: tuple[int, ...], notation: Notation, of: str = "L") -> str:
    """Return what NumPy and the panel call a number of an array: dZ2[2, 0] · ∂L/∂z.

    Slopes of what is learned are those `of` L, or of J where weights are penalized.
    """
    found = address_of(name, place)
    if found is None:
        return ""
    learned = found.kind in ("weight", "bias", "scale", "shift")
    shown = symbol(found, "panel", notation, of if learned else "L")
    code = symbol(found, "numpy", notation)
    return code if shown == code else f"{code} · {shown}"
