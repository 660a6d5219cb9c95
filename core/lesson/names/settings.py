"""The names of settings as people read them, and what an empty one means."""

from types import MappingProxyType

from core.registry import Component
from core.words import translate

#: labels that are not simply the field's name
_LABELS = MappingProxyType(
    {
        "beta1": "Beta 1",
        "beta2": "Beta 2",
        "l1_share": "Share of L1",
        "min_change": "Least change",
        "figures_every": "Figures every (epochs)",
        "stop": "Stop early",
        "half": "Halved",
        "nesterov": "Nesterov",
        "units": "Neurons",
        "initializer": "Weights start",
        "bias_initializer": "Biases start",
        "test_share": "Test share",
        "validation_share": "Validation share",
        "class_weights": "Class weights",
        "schedule": "Rate over time",
    }
)

#: what an empty field means
_EMPTY = MappingProxyType(
    {
        "batch_size": "all",
        "epochs": "until stopped",
        "target_loss": "off",
        "patience": "off",
        "figures_every": "automatic",
        "test_share": "automatic",
        "target": "last column",
    }
)


def setting_label(name: str) -> str:
    """Return the label of a field: `learning_rate` becomes `Learning rate`."""
    words = _LABELS.get(name) or name.replace("_", " ").capitalize()
    return translate("Parameters", words)


def empty_setting(name: str) -> str:
    """Return what it means that a field is empty: `all` samples in a batch."""
    return translate("Parameters", _EMPTY.get(name, "none"))


def formula_words(formula: str) -> str:
    """Return a formula of a component as people read it: "where", "else" and "from" are words."""
    return translate("Components", formula) if formula else ""


def component_label(component: type[Component] | Component) -> str:
    """Return a component's name for people."""
    return translate("Components", component.label or component.name)
