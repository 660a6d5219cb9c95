"""Which commands there are: one for every file in `commands`. Imports none of them."""

import pkgutil

import core.cli.commands


def command_names() -> tuple[str, ...]:
    """Return the names of all commands, sorted."""
    found = pkgutil.iter_modules(core.cli.commands.__path__)
    return tuple(sorted(module.name.replace("_", "-") for module in found))
