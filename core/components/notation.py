"""How components are written down: as NumPy expressions, and as formulas in LaTeX.

An expression has samples as rows and uses only `np`, the variables its method names, and numbers,
so that it can be pasted into any script. A component without such an expression is called by its
name, `arctan(z)`, and its `is_written` is false. `LayerNames` are the tutorials' names of the
arrays of one layer: W1, b1, Z1, A1, and a leading d for the slope of the loss.
"""

import keyword
import re
from dataclasses import dataclass

_FIELD = re.compile(r"\$([A-Za-z_0-9]+)")


def number(value: float) -> str:
    """Return a number in full, as Python reads it back to the same bits."""
    return repr(float(value)) if not float(value).is_integer() else f"{float(value):.17g}"


def latex_number(value: float) -> str:
    """Return a number for LaTeX: 0.01, 10^{-8}, 2.5 \\cdot 10^{-7}."""
    text = number(value)
    if "e" not in text:
        return text
    mantissa, exponent = text.split("e")
    power = f"10^{{{int(exponent)}}}"
    return power if mantissa == "1" else rf"{mantissa} \cdot {power}"


def filled(template: str, component: object, latex: bool = False) -> str:
    """Return the template with every `$field` replaced by that hyper-parameter."""
    write = latex_number if latex else number
    return _FIELD.sub(lambda match: write(getattr(component, match[1])), template)


def code_name(name: str) -> str:
    """Return a component's name as code can call it: log-cosh → log_cosh."""
    text = re.sub(r"\W", "_", name)
    if not text or text[0].isdigit() or keyword.iskeyword(text):
        text = f"f_{text}"
    return text


def latex_text(name: str) -> str:
    """Return a name for LaTeX: underscores get a backslash."""
    return code_name(name).replace("_", r"\_")


def latex_name(name: str) -> str:
    """Return a component's name as a function in LaTeX."""
    return rf"\operatorname{{{latex_text(name)}}}"


def first_line(component: type) -> str:
    """Return the first line of a class's own docstring.

    A dataclass without a docstring gets its signature as one, which does not count.
    """
    text = (component.__dict__.get("__doc__") or "").strip()
    return "" if text.startswith(f"{component.__name__}(") else text.partition("\n")[0]


def overrides(component: object, base: type, method: str) -> bool:
    """Return whether the component's class replaces a method of the base."""
    return getattr(type(component), method) is not getattr(base, method)


def take_back_told(cls: type, rule: str, base: type, told: tuple[str, ...]) -> None:
    """Reset inherited `told` attributes to the base's if a class overrides `rule` but not them.

    So a subclass that computes something else is not exported as its parent.
    """
    if rule in cls.__dict__:
        for name in told:
            if name not in cls.__dict__:
                setattr(cls, name, base.__dict__[name])


@dataclass(frozen=True)
class LayerNames:
    """The names of the arrays of one layer; `number` counts all layers of the project from 1.

    So W3 belongs to the third layer even if the second has no weights. `input` is X for the first
    layer and the previous layer's A for the others.
    """

    number: int
    input: str
    #: the name of its activation in code, if it has one
    function: str = ""

    @property
    def first(self) -> bool:
        """Whether the layer reads the inputs, whose gradient is not needed."""
        return self.number == 1

    @property
    def sums(self) -> str:
        """The weighted sums, (m, units)."""
        return f"Z{self.number}"

    @property
    def output(self) -> str:
        """The outputs, (m, units)."""
        return f"A{self.number}"

    def of(self, array: str) -> str:
        """Return the name for an array that the engine calls `array`, including `gradient_…`.

        Unknown names get a number: scale2, shift2, running_mean2.
        """
        if array == "gradient_x":
            return f"d{self.input}"
        if array.startswith("gradient_"):
            return f"d{self.of(array.removeprefix('gradient_'))}"
        if array == "x":
            return self.input
        short = {"weight": "W", "bias": "b", "z": "Z", "a": "A", "mask": "D", "normalized": "N"}
        return f"{short.get(array, array)}{self.number}"
