"""Formulas: the whole forward and backward pass of a network, in three notations.

Plain text with subscripts, LaTeX, and the NumPy lines of a tutorial, which can be run: given arrays
with the names they use, they compute the gradients and the update that the engine computes.
"""

import re
from collections.abc import Iterable

import numpy as np

from core.components.activations import Activation
from core.components.layers import Equation
from core.components.notation import latex_number, number
from core.lesson.formulas.lines import (
    backward_lines,
    definitions,
    forward_lines,
    functions_of,
    learned_of,
    loss_lines,
    mixes_units,
    names_of,
    penalty_lines,
    phase_lines,
    with_names,
)
from core.lesson.formulas.neurons import neuron_lines
from core.lesson.formulas.printing import LATEX, PLAIN, Style, expression, formulas
from core.lesson.formulas.symbols import latex_constant, plain_symbol
from core.lesson.formulas.updates import (
    counter_lines,
    is_written_out,
    rate_line,
    update_lines,
)
from core.lesson.names.constants import Constants
from core.lesson.names.settings import component_label, formula_words
from core.lesson.names.symbols import objective, slope
from core.project import Project
from core.records import Record
from core.registry import Component
from core.words import say, translate

__all__ = ("Explanation", "explain", "names_of", "phase_lines")

_SLOPE_CALL = re.compile(r"(\w+)_gradient\((\w+), (\w+), (\w+)\)")


class Explanation(Record):
    """One network explained: as plain text, in LaTeX, and as NumPy lines that run.

    `start` are the NumPy lines before the first update: state at zero and a generator.
    """

    plain: str
    latex: str
    python: str
    start: str


def explain(project: Project, inputs: int, masks_given: bool = False) -> Explanation:
    """Return the passes of a project's network for a number of inputs, and its update.

    With `masks_given` the NumPy lines draw no dropout masks but read them: D2, (m, units).
    """
    return Explanation(
        plain=_plain(project, inputs),
        latex=_latex(project),
        python=_python(project, inputs, masks_given),
        start=_start(project),
    )


# ---------------------------------------------------------------------- NumPy


def _shapes(project: Project, inputs: int) -> dict[str, str]:
    """Return the given arrays, X, y and the learned ones, with their shapes as tuples."""
    shapes, units = {"X": f"(m, {inputs})", "y": ""}, inputs
    for layer, learned in zip(project.layers, learned_of(project), strict=True):
        size = layer.units_out(units)
        numbers = np.empty(layer.parameter_size(units), dtype=np.float16)  # only for the shapes
        arrays = layer.arrays(units, numbers, np.empty(0))
        found = [array.shape for array in arrays.values() if array.size]
        for name, shape in zip(learned, found, strict=True):
            shapes[name] = f"({shape[0]},)" if len(shape) == 1 else str(tuple(shape))
        units = size
    shapes["y"] = f"(m, {units})"
    return shapes


def _kept(project: Project) -> dict[str, str]:
    """Return what else an update reads and writes, with the NumPy expression of its start."""
    found = {}
    for layer, names, learned in zip(
        project.layers, names_of(project), learned_of(project), strict=True
    ):
        for array in layer.array_names:
            if array.startswith("running") and layer.equation is Equation.NORMALIZED:
                start = "np.zeros_like" if array.endswith("mean") else "np.ones_like"
                found[names.of(array)] = f"{start}({names.of('scale')})"
        for name in learned:
            for state in project.optimizer.numpy_state(name).values():
                found[state] = f"np.zeros_like({name})"
    optimizer = project.optimizer
    for counter, name in optimizer.numpy_counters().items():
        found[name] = number(optimizer.counters[counter])
    return found


def _start(project: Project) -> str:
    lines = [f"{name} = {value}" for name, value in _kept(project).items()]
    if any("rng." in line for line in _flat(forward_lines(project))):
        lines.append(f"rng = np.random.default_rng({project.seed})")
    return "\n".join(["import numpy as np", *([""] if lines else []), *lines]) + "\n"


def _python(project: Project, inputs: int, masks_given: bool) -> str:
    shapes = _shapes(project, inputs)
    given = ", ".join(f"{name} {shape}" for name, shape in shapes.items())
    head = ["import numpy as np", "", f"# Samples are rows. Given: {given}"]
    kept = ", ".join(_kept(project))
    if kept:
        head.append(f"# and kept from update to update: {kept}")
    parts = ["\n".join(head), *definitions(project)]
    forward = forward_lines(project)
    if masks_given:
        masks = tuple(f"{names.of('mask')} = " for names in names_of(project))
        forward = [tuple(line for line in lines if not line.startswith(masks)) for lines in forward]
    script = ["# forward", *_flat(forward)]
    script += ["", "# loss", *loss_lines(project), *penalty_lines(project)]
    script += ["", "# backward", *_flat(reversed(backward_lines(project)))]
    script += ["", "# update", rate_line(project.optimizer), *counter_lines(project.optimizer)]
    script += update_lines(project.optimizer, _learned(project))
    return "\n\n\n".join([*parts, "\n".join(script)]) + "\n"


def _learned(project: Project) -> tuple[str, ...]:
    return tuple(name for names in learned_of(project) for name in names)


def _flat(groups: Iterable[tuple[str, ...]]) -> list[str]:
    return [line for group in groups for line in group]


# ---------------------------------------------------------------------- formulas


def _printed(project: Project, lines: Iterable[str], style: Style, equals: str) -> list[str]:
    """Return NumPy lines as formulas; a slope that mixes units is written out."""
    functions = functions_of(project)

    def written_out(match: re.Match[str]) -> str:
        activation = functions.get(match[1])
        if activation is None or not activation.is_gradient_written:
            return match[0]
        if not mixes_units(activation):
            return match[0]
        return with_names(activation.numpy_gradient(), g=match[2], z=match[3], a=match[4])

    weights, found = project.loss.weights_code(), []
    for line in lines:
        if weights:  # one symbol for the weight of every value's class
            line = line.replace(weights, "omega")
        found += formulas(_SLOPE_CALL.sub(written_out, line), style, equals)
    return [_of_objective(project, line, style) for line in found]


def _of_objective(project: Project, line: str, style: Style) -> str:
    """Return a formula with the learned numbers' slopes as those of J, if J is not L."""
    if not project.regularizer.penalizes:
        return line
    for name in _learned(project):
        symbol = style.symbol(f"d{name}")
        of_j = symbol.replace("∂L", "∂J").replace(r"\partial L", r"\partial J")
        line = re.sub(re.escape(symbol) + r"(?![₀-₉])", of_j.replace("\\", r"\\"), line)
    return line


def _objective_lines(project: Project, style: Style, equals: str) -> list[str]:
    """Return the penalty R, and J = L + R, which is minimised; nothing without a penalty."""
    lines = _printed(project, penalty_lines(project), style, equals)
    return [*lines, f"J{equals}L + R"] if lines else []


def _update_formulas(project: Project, style: Style, equals: str) -> list[str]:
    optimizer = project.optimizer
    if not is_written_out(optimizer):
        return []
    lines = (*counter_lines(optimizer), *update_lines(optimizer, _learned(project)))
    return _printed(project, lines, style, equals)


def _plain(project: Project, inputs: int) -> str:
    def printed(lines: Iterable[str]) -> list[str]:
        return _printed(project, lines, PLAIN, " = ")

    shapes = {
        plain_symbol(name): shape.strip("(,)").replace(", ", " × ")
        for name, shape in _shapes(project, inputs).items()
    }
    given = ", ".join(f"{symbol} ({shape})" for symbol, shape in shapes.items())
    learned = ", ".join(plain_symbol(name) for name in _learned(project))
    optimizer = project.optimizer
    rate = PLAIN.number(optimizer.learning_rate)
    update = _update_formulas(project, PLAIN, " = ")
    of_all = slope("w", objective(project.regularizer.penalizes))
    if not update:
        told = formula_words(optimizer.formula)
        formula = Constants.of(project).in_formula(optimizer, told)
        text = "{formula}  for every w of {names}, with g = {slope}"
        if not optimizer.is_written:
            formula, text = told, "every w of {names}, with g = {slope}: {formula}"
        update = [say("Explain", text, formula=formula, names=learned, slope=of_all)]
    sections = {
        "": [
            say(
                "Explain",
                "{given}; m samples as rows, n = m·{outputs} values",
                given=given,
                outputs=shapes["Y"].split()[-1],
            )
        ],
        "Forward": printed(_flat(forward_lines(project))),
        "Loss": [
            *printed(loss_lines(project)[:1]),
            *_with_fields(project, project.loss),
            *_class_weights(project),
            *_objective_lines(project, PLAIN, " = "),
        ],
        "Backward": [
            *printed(loss_lines(project)[1:]),
            *printed(_flat(reversed(backward_lines(project)))),
        ],
        "Update": [
            ", ".join(
                w
                for w in (f"η = {rate}{_schedule_note(project)}", _fields(project, optimizer))
                if w
            ),
            *update,
        ],
        "Functions": [
            f"{name}: {_words(project, activation)}"
            for name, activation in functions_of(project).items()
        ],
        "Neuron by neuron": list(neuron_lines(project, inputs)),
    }
    parts = [
        "\n".join([*([translate("Explain", title)] if title else []), *lines])
        for title, lines in sections.items()
        if lines
    ]
    return "\n\n".join(parts) + "\n"


def _class_weights(project: Project) -> list[str]:
    """Return what ω is, the weight of the class of every value, or of every sample."""
    last = [layer.neurons.units for layer in project.layers if layer.neurons is not None][-1:]
    outputs = last[0] if last else 1
    rows = project.loss.weights_by_class(outputs)
    if len(rows) == 1 < outputs:
        told = ", ".join(PLAIN.number(weight) for weight in rows[0])
        text = "ω: the weight of each sample's class, {weights} in the order of the classes"
        return [say("Explain", text, weights=told)]
    where = [
        say(
            "Explain",
            "{no} where Y is 0, {yes} where Y is 1",
            no=PLAIN.number(no),
            yes=PLAIN.number(yes),
        )
        for no, yes in rows
    ]
    if len(set(where)) > 1:
        where = [
            say("Explain", "{words} (output {k})", words=words, k=k)
            for k, words in enumerate(where, 1)
        ]
    return [f"ω: {'; '.join(dict.fromkeys(where))}"] if where else []


def _schedule_note(project: Project) -> str:
    schedule = project.optimizer.schedule
    if not schedule.varies:
        return ""
    text = " × the schedule's factor ({schedule})"
    return say("Explain", text, schedule=component_label(schedule))


def _words(project: Project, activation: Activation) -> str:
    """Return an activation's own description: formula, slope, and its numbers."""
    told = (activation.formula or activation.label, activation.derivative)
    constants = Constants.of(project)
    found = [constants.in_formula(activation, formula_words(words)) for words in told]
    return ";  ".join(words for words in (*found, _fields(project, activation)) if words)


def _fields(project: Project, component: Component) -> str:
    """Return a component's constants as `slope = 0.01`, or nothing."""
    constants = Constants.of(project).values(component)
    return ", ".join(f"{name} = {PLAIN.number(v)}" for name, v in constants.items())


def _with_fields(project: Project, component: Component) -> list[str]:
    """Return a component's constants as a line, or none."""
    told = _fields(project, component)
    return [say("Explain", "with {constants}", constants=told)] if told else []


def _latex_fields(project: Project, component: Component) -> list[str]:
    """Return the same as a line of LaTeX, or none."""
    told = [
        f"{latex_constant(name)} = {latex_number(value)}"
        for name, value in Constants.of(project).values(component).items()
    ]
    return ["&" + r" \quad ".join(told)] if told else []


def _latex(project: Project) -> str:
    def printed(lines: Iterable[str]) -> list[str]:
        return _printed(project, lines, LATEX, " &= ")

    outputs = LATEX.symbol(names_of(project)[-1].output)
    loss_part = [
        rf"L &= {project.loss.latex()} \qquad (a, y \text{{ the entries of }} {outputs}, Y)"
    ]
    weights = dict.fromkeys(w for row in project.loss.weights_by_class(1) for w in row)
    if weights:
        listed = r",\, ".join(map(latex_number, weights))
        loss_part.append(rf"\omega &\in \{{{listed}\}} \text{{, the weight of the class}}")
    if project.regularizer.penalizes:
        loss_part += [f"R &= {project.regularizer.latex()}", "J &= L + R"]
    functions = []
    for name, activation in functions_of(project).items():
        called = LATEX.function(name)
        if f"{called}(z)" != activation.latex():
            functions.append(rf"{called}(z) &= {activation.latex()}")
        if activation.tex_slope:
            functions.append(rf"{called}'(z) &= {activation.tex_slope}")
        slope = rf"g \odot {called}'(z)"
        if mixes_units(activation):
            slope = r"\frac{\partial L}{\partial z}"
        if activation.is_gradient_written and not activation.tex_slope:
            functions.append(f"{slope} &= {expression(activation.numpy_gradient(), LATEX)}")
        functions += _latex_fields(project, activation)
    update = _update_formulas(project, LATEX, " &= ")
    if not update:
        update = ["&" + line for line in project.optimizer.latex().split(" \\\\\n")]
    sections = {
        "Forward": printed(_flat(forward_lines(project))),
        "Loss": loss_part,
        "Backward": [
            *printed(loss_lines(project)[1:]),
            *printed(_flat(reversed(backward_lines(project)))),
        ],
        "Update": [*_latex_fields(project, project.optimizer), *update],
        "Functions, with g the slope of the loss by a = f(z)": functions,
    }
    blocks = []
    for title, lines in sections.items():
        if lines:
            body = " \\\\\n".join(lines)
            blocks.append(f"% {title}\n\\begin{{align*}}\n{body}\n\\end{{align*}}")
    return "\n\n".join(blocks) + "\n"
