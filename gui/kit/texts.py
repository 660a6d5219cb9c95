"""Names and numbers as people read and type them."""

import math

from PySide6.QtCore import QCoreApplication, QLocale

from core.arithmetic import evaluated
from core.components.metrics import scores
from core.lesson.names.layers import the_layer
from core.lesson.names.settings import component_label as component_label
from core.lesson.names.settings import empty_setting, formula_words, setting_label
from core.project import Project
from core.registry import Component, Parameter
from core.words import say

_translate = QCoreApplication.translate
#: the names of settings, the same as in every sentence about them
label_of, empty_text = setting_label, empty_setting


def help_of(parameter: Parameter) -> str:
    """Return the tooltip of a field: its help and its range."""
    text = _translate("Parameters", parameter.help)
    text = text[:1].upper() + text[1:]
    if parameter.kind in ("number", "integer") and (
        not math.isinf(parameter.low) or not math.isinf(parameter.high)
    ):
        text += "\n" + say(
            "Parameters", "Range: {range}", range=_translate("Parameters", parameter.range_text())
        )
    return text


def component_help(component: type[Component]) -> str:
    """Return what a component is, in a line or two: its formula and its description."""
    formula = formula_words(component.told_formula())
    words = (component.__doc__ or "").strip().split("\n\n")[0]
    words = " ".join(words.split())
    return "\n".join(line for line in (formula, _translate("Components", words)) if line)


def shown_number(value: float | int | None, digits: int = 6) -> str:
    """Return a number as field text, short but exact enough to be typed back."""
    if value is None:
        return ""
    if isinstance(value, int):
        return str(value)
    short = f"{value:.{digits}g}"
    return short if float(short) == value else repr(value)


def typed_number(text: str) -> int | float:
    """Return the number that a person typed: point or comma, 1e-3, − or -, 1/3, 2*0.5.

    Raises ValueError for anything that is not a number.
    """
    plain = text.strip().replace("−", "-").replace("\u202f", "").replace("\u00a0", "")
    if plain.count(",") == 1 and "." not in plain:
        plain = plain.replace(",", ".")
    if "_" in plain or not plain:
        raise ValueError(text)
    try:
        return int(plain) if len(plain) < 400 else float(plain)
    except ValueError:
        pass
    try:
        return float(plain)
    except ValueError:
        return evaluated(plain.replace("·", "*").replace("×", "*"))


def count(number: int) -> str:
    """Return a count with thousands separators: 12,000."""
    return QLocale(QLocale.Language.English).toString(number)


def score_words(name: str, part: str) -> str:
    """Return what a score is called: its metric, with the samples it was measured on.

    Without a known metric it is the accuracy; without a part, the metric alone.
    """
    metric = next((item for item in scores() if item.name == name), scores()[0])
    label = _translate("Components", metric.label)
    if not part:
        return label
    texts = {
        "test": _translate("Scores", "test {score}"),
        "validation": _translate("Scores", "validation {score}"),
        "training": _translate("Scores", "training {score}"),
    }
    return texts[part].format(score=label)


def adapted_words(project: Project) -> str:
    """Return a sentence on what was changed to fit the data."""
    last = project.layers[-1].neurons
    if last is None:
        return _translate("Notices", "The output now fits the data")
    text = _translate(
        "Notices", "To fit the data, {layer} is now {units} · {activation}, and the loss is {loss}."
    )
    return text.format(
        layer=the_layer(project.layers, len(project.layers) - 1),
        units=count(last.units),
        activation=component_label(last.activation),
        loss=component_label(project.loss),
    )
