"""Extensions: installed packages whose components and formats a person asks for by name.

Loading one runs its code. It is therefore done only for a name that a person has given (`--with
NAME`, BACKSTEP_EXTENSIONS, `load_extension`), never for one found in a file.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from core.components.activations import ACTIVATIONS
from core.components.initializers import INITIALIZERS
from core.components.layers import LAYERS
from core.components.losses import LOSSES
from core.components.metrics import METRICS
from core.components.optimizers import OPTIMIZERS
from core.components.regularizers import REGULARIZERS
from core.components.schedules import SCHEDULES
from core.data.samples import SOURCES
from core.errors import UserError, one_of
from core.formats.exporters import EXPORTERS, exporters
from core.formats.importers import IMPORTERS, importers
from core.providers import Provider, normal, providers
from core.registry import NameTakenError, Registry
from core.resources import is_installed

COMPONENTS: tuple[Registry[Any], ...] = (
    ACTIVATIONS,
    INITIALIZERS,
    LAYERS,
    LOSSES,
    METRICS,
    OPTIMIZERS,
    REGULARIZERS,
    SCHEDULES,
    SOURCES,
)
FORMATS: tuple[Registry[Any], ...] = (EXPORTERS, IMPORTERS)


def available() -> tuple[Provider, ...]:
    """Return the installed extensions, without importing them."""
    return providers()


def load(name: str) -> Provider:
    """Load an installed extension by the name of its package, unless it is loaded already.

    Raises UserError if it is not installed, fails, uses a name that is taken, or does not register
    what it promises; in that case nothing of it stays registered.
    """
    provider = _installed(name)
    exporters(), importers()  # fill the registries first, so that names already taken are noticed
    if _is_loaded(provider):
        return provider
    with _all_or_nothing(provider):
        before = _registered()
        for entry in provider.entries:
            _import(provider, entry)
        missing = _promised(provider) - _names(_registered() - before)
        if missing:
            raise UserError(
                f"the extension {provider.name} promises {one_of(sorted(missing))} "
                "but registers nothing of that name",
                _advice(provider),
            )
    return provider


def _installed(name: str) -> Provider:
    known = {item.name: item for item in available()}
    found = known.get(normal(name))
    if found is not None:
        return found
    raise UserError(
        f"there is no extension {name[:60]!r} among the installed packages",
        f"installed are {one_of(known)}" if known else "install it where Backstep is installed",
    )


def _import(provider: Provider, entry: Any) -> None:
    """Import the module an entry point names. Raises UserError for whatever goes wrong in it."""
    try:
        entry.load()
    except UserError:
        raise
    except NameTakenError as error:
        raise UserError(
            f"the extension {provider.name} clashes with something already there: {error}",
            "leave it out, or the other extension with that name",
        ) from error
    except (Exception, SystemExit) as error:
        raise UserError(
            f"the extension {provider.name} cannot be loaded: {type(error).__name__}: {error}",
            _advice(provider),
        ) from error


def _advice(provider: Provider) -> str:
    if is_installed():
        return f"try another version than {provider.version}, or leave it out"
    return "extensions are made for the installed program: pip install . and run backstep"


def _registered() -> set[type[Any]]:
    return {kind for registry in (*COMPONENTS, *FORMATS) for kind in registry}


def _names(kinds: set[type[Any]]) -> set[str]:
    return {kind.name for kind in kinds} | {getattr(kind, "suffix", "") for kind in kinds}


def _promised(provider: Provider) -> set[str]:
    return {*provider.components, *provider.formats}


def _packages(provider: Provider) -> set[str]:
    return {entry.module.partition(".")[0] for entry in provider.entries}


def _is_loaded(provider: Provider) -> bool:
    """Return whether its modules have registered what it promises."""
    packages = _packages(provider)
    own = {kind for kind in _registered() if kind.__module__.partition(".")[0] in packages}
    return _promised(provider) <= _names(own)


@contextmanager
def _all_or_nothing(provider: Provider) -> Iterator[None]:
    """Restore the registries if loading fails, and forget the modules."""
    kept = [(registry, tuple(registry)) for registry in (*COMPONENTS, *FORMATS)]
    modules = set(sys.modules)
    try:
        yield
    except BaseException:
        for registry, kinds in kept:
            registry.keep_only(kinds)
        packages = _packages(provider)
        for name in set(sys.modules) - modules:
            if name.partition(".")[0] in packages:
                del sys.modules[name]
        raise
