"""Finding the formats: every module of this package whose name begins like `export_`."""

import importlib
import pkgutil

import core.files


def import_formats(prefix: str) -> None:
    """Import the modules whose names begin so; each registers its format."""
    for module in pkgutil.iter_modules(core.files.__path__):
        if module.name.startswith(prefix):
            importlib.import_module(f"core.files.{module.name}")
