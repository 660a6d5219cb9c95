"""Finding the formats: every folder of this package that holds a reader or a writer."""

import importlib
import importlib.util
import pkgutil

from core import formats


def import_formats(part: str) -> None:
    """Import the module `part` of every format that has one; each registers its format."""
    for module in pkgutil.iter_modules(formats.__path__):
        name = f"{formats.__name__}.{module.name}.{part}"
        if module.ispkg and importlib.util.find_spec(name) is not None:
            importlib.import_module(name)
