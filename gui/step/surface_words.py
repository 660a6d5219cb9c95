"""The text above the small surface: what it shows, or the sample that is pointed at."""

from PySide6.QtCore import QCoreApplication

from core.data.samples import Task
from core.lesson.cards.samples import sample_of
from core.lesson.names.units import output_names
from core.lesson.numbers import count, rough
from core.pictures.snapshot import Facts
from gui.surface.words import target_in_words


def title(facts: Facts | None) -> str:
    """Return what is shown, which is the first of several outputs."""
    said = QCoreApplication.translate("StepSurface", "What the network says")
    several = facts is not None and facts.task is not Task.CLASSES and len(facts.target_names) > 1
    return (
        f"{said}: {output_names(facts, len(facts.target_names))[0]}" if facts and several else said
    )


def sample_in_words(facts: Facts | None, point: int) -> str:
    """Return a training sample with its inputs and target: sample 3 (1, 0) → 1."""
    number = sample_of(facts, point)
    if facts is None or number is None:
        return ""
    translate = QCoreApplication.translate
    text = translate("StepSurface", "sample {number} → {target}")
    inputs = facts.points.inputs[point]
    if len(inputs) <= 2:
        text = translate("StepSurface", "sample {number} ({inputs}) → {target}")
    return text.format(
        number=count(number + 1),
        inputs=", ".join(rough(float(value)) for value in inputs),
        target=target_in_words(facts, facts.points.targets[point]),
    )
