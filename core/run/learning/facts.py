"""What the conditions of a lesson may ask of a network: its figures, layers and settings."""

import math
from typing import Any

from core.errors import UserError
from core.project import Project
from core.training.trainer import Trainer
from core.words import say, translate


def facts_of(trainer: Trainer, before: Project) -> dict[str, Any]:
    """Return what conditions can name; `before` is the project as the step had it."""
    figures, project = trainer.evaluate(), trainer.project
    spans = trainer.network.spans

    def units(layer: Any) -> float:
        """Return how many units a layer has, from 1; 0 if there is no such layer."""
        at = _layer_number(layer)
        return float(spans[at - 1].units) if at <= len(spans) else 0.0

    def activation(layer: Any) -> str:
        """Return the name of a layer's activation, "" if it has none or there is no such layer."""
        at = _layer_number(layer)
        neurons = spans[at - 1].layer.neurons if at <= len(spans) else None
        return "" if neurons is None else neurons.activation.name

    def changed(path: Any) -> bool:
        """Return whether a setting differs from the step's own."""
        now, was = (_at(each, str(path)) for each in (project, before))
        if now is was is _NOTHING and not _may_be_left_out(project, str(path)):
            raise UserError(
                say("Lessons", "there is no setting “{path}”", path=str(path)[:60]),
                translate("Lessons", "write it as layers.0.units or optimizer.learning_rate"),
            )
        return bool(now != was)

    test = math.nan if figures.test_loss is None else figures.test_loss
    return {
        **figures.metrics,
        "loss": figures.loss,
        "test_loss": test,
        "epoch": float(trainer.epoch),
        "update": float(trainer.update),
        "units": units,
        "activation": activation,
        "changed": changed,
    }


def _layer_number(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise UserError(
            say("Lessons", "“{text}” is not the number of a layer", text=str(value)[:40]),
            translate("Lessons", "layers are counted from 1"),
        )
    return value


#: what stands where there is no such setting
_NOTHING = object()


def _at(project: Project, path: str) -> Any:
    """Return a setting by its path, in its JSON form; `_NOTHING` if there is none."""
    found: Any = project.to_json()
    for step in path.split("."):
        if isinstance(found, list) and step.isdecimal() and int(step[:9]) < len(found):
            found = found[int(step)]
        elif isinstance(found, dict) and step in found:
            found = found[step]
        else:
            return _NOTHING
    return found


def _may_be_left_out(project: Project, path: str) -> bool:
    """Return whether a path leads into something that a project may be without, and is."""
    first = path.split(".")[0]
    known = {item.name for item in project.parameters()}
    return first in known and project.to_json().get(first) is None
