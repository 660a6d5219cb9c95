"""The step divided by the root of mean squares: in arrays, numbers, code and LaTeX."""

import math

import numpy as np

from core.components.notation import (
    number,
)
from core.components.optimizers.base import Array
from core.components.working import Sheet

EPSILON_HELP = "added to the divisor, so that it is never 0"


def divided_code(direction: str, squares: str, epsilon: float) -> str:
    """Return the statements of a step direction/(√squares + ε); 0/0 counts as no step."""
    divisor_0 = "        divisor[divisor == 0] = 1  # nothing has moved yet: no step\n"
    return (
        f"        divisor = np.sqrt({squares}) + {number(epsilon)}\n"
        + (divisor_0 if epsilon == 0.0 else "")
        + f"        P -= rate * {direction} / divisor"
    )


def divided_line(name: str, direction: str, squares: str, correction: str, epsilon: float) -> str:
    """Return the statement of a step of an array: direction/(√squares + ε), squares corrected.

    `correction` is what the squares are divided by, with its sign: ` / (1 - 0.999**t)`, or nothing.
    A slope of 0 from the start is no step, and not 0/0.
    """
    root = f"np.sqrt({squares}{correction})"
    divisor = f"({root} + {number(epsilon)})"
    if epsilon == 0.0:
        divisor = f"np.where({squares} > 0, {root}, 1)"
    return f"{name} = {name} - eta * {direction} / {divisor}"


def divided_step(
    parameters: Array,
    direction: Array,
    squares: Array,
    rate: float,
    epsilon: float,
    work: Array,
    *,
    bare: bool,
) -> None:
    """Take the step w ← w − η·direction/(√squares + ε); if `bare` (ε = 0), 0/0 is no step."""
    np.sqrt(squares, work)
    np.add(work, epsilon, work)
    if bare:
        np.copyto(work, 1.0, where=work == 0.0)
    np.divide(direction, work, work)
    np.multiply(work, rate, work)
    np.subtract(parameters, work, parameters)


def write_step(
    sheet: Sheet,
    value: float,
    rate: float,
    direction: tuple[str, float],
    squares: tuple[str, float],
    epsilon: float,
) -> None:
    """Write the line w − η·direction/(√squares + ε), each with its symbol; 0/0 is no step."""
    (above, step), (below, under) = direction, squares
    divisor = math.sqrt(under) + epsilon
    if divisor == 0.0:
        sheet.write("w", f"{{w}} − {{η}}·{{{above}}}", value - rate * step)
    else:
        template = f"{{w}} − {{η}}·{{{above}}}/(√{{{below}}} + {{ε}})"
        sheet.write("w", template, value - step / divisor * rate)


def latex_lines(*formulas: str) -> str:
    """Return formulas one below the other."""
    return " \\\\\n".join(formulas)


def latex_step(direction: str, squares: str) -> str:
    """Return w ← w − η·direction/(√squares + ε)."""
    return rf"w \leftarrow w - \eta\, \frac{{{direction}}}{{\sqrt{{{squares}}} + \varepsilon}}"


def decay_squares(squares: Array, gradient: Array, decay: float, work: Array) -> None:
    """Set G ← ρG + (1 − ρ)g²."""
    np.multiply(gradient, gradient, work)
    np.multiply(work, 1.0 - decay, work)
    np.multiply(squares, decay, squares)
    np.add(squares, work, squares)
