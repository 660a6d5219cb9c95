"""Which commands there are: one for every file in `commands`. Imports none of them."""

import pkgutil

from core.cli import commands


def command_names() -> tuple[str, ...]:
    """Return the names of all commands, sorted."""
    found = pkgutil.iter_modules(commands.__path__)
    return tuple(sorted(module.name.replace("_", "-") for module in found))
