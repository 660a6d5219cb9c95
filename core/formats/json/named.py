"""Activations as other programs name them."""

from typing import Any

from core.components.activations import Activation, activation_called
from core.errors import FileError, UserError


def called(text: Any, name: str) -> Activation:
    """Return the activation that a file names. Raises FileError for an unknown one."""
    try:
        return activation_called(str(text).replace("-", "_")[:60])
    except UserError:
        raise FileError(
            f"{name} has the activation {str(text)[:40]!r}, which Backstep does not have",
            "train it with another one",
        ) from None
