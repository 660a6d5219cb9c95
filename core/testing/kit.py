"""All checks of one component, whatever its kind."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from core.components.activations import Activation
from core.components.initializers import Initializer
from core.components.layers import Layer
from core.components.losses import Loss
from core.components.metrics import Metric
from core.components.optimizers import Optimizer
from core.components.regularizers import Regularizer
from core.components.schedules import Schedule
from core.data.samples import Source
from core.errors import UserError
from core.formats.exporters import Exporter
from core.formats.importers import Importer
from core.registry import Component
from core.testing import declared, files, functions, parts, runs, searches

Work = Callable[[Any], None]

#: the checks of a component by itself, and in a network
_BY_ITSELF: tuple[tuple[type[Component], tuple[Work, ...]], ...] = (
    (
        Activation,
        (
            functions.is_finite_everywhere,
            functions.stays_in_float32,
            functions.leaves_its_inputs_alone,
            functions.is_linear_in_the_gradient,
            functions.has_its_slope,
        ),
    ),
    (
        Loss,
        (
            functions.loss_has_its_slope,
            functions.fused_is_the_chain,
            functions.loss_of_each_is_its_own,
        ),
    ),
    (Regularizer, (parts.regularizer_has_its_slope,)),
    (Initializer, (parts.draws_from_its_stream_alone,)),
    (
        Optimizer,
        (
            parts.descends_a_valley,
            parts.leaves_the_gradient_alone,
            parts.keeps_its_state_in_slots,
            parts.steps_apart_if_it_says_so,
        ),
    ),
    (Schedule, (parts.is_a_factor,)),
    (Layer, (parts.is_a_view_of_its_vectors, parts.computes_what_its_equation_says)),
    (Metric, (parts.is_a_figure,)),
    (Source, (parts.draws_samples,)),
    (Exporter, (files.format_says_what_it_is, files.reads_back_what_it_writes)),
    (Importer, (files.refuses_damage,)),
)
#: those of an optimizer that searches for its step, instead
_SEARCHING: tuple[Work, ...] = (searches.searches_a_valley, searches.search_keeps_its_state)
#: the checks that are also made with other values of its parameters
_WRITTEN: tuple[tuple[type[Component], Work], ...] = (
    (Activation, functions.activation_is_as_written),
    (Loss, functions.loss_is_as_written),
    (Regularizer, parts.regularizer_is_as_written),
)
_IN_A_NETWORK: tuple[Work, ...] = (
    runs.has_its_gradients,
    runs.gives_the_same_bits,
    runs.goes_on_from_a_file,
    runs.can_be_explained,
)


@dataclass(frozen=True)
class Check:
    """One thing that must hold: call it, and it raises AssertionError if it does not."""

    name: str
    work: Callable[[], None]

    def __call__(self) -> None:
        """Check it; an error from the program on the way counts as a failure too."""
        try:
            self.work()
        except UserError as error:
            raise AssertionError(f"{error.message}: {error.hint}") from error

    def __str__(self) -> str:
        return self.name


def checks(component: type[Component] | Component) -> tuple[Check, ...]:
    """Return every check of a component's contract, given its class or an instance.

    An instance is needed if a field has no default and none can be guessed. Raises AssertionError
    for a class that is in no registry.
    """
    kind = component if isinstance(component, type) else type(component)
    registry = declared.registry_of(kind)
    one = declared.made_of(kind) if isinstance(component, type) else component
    found = [
        Check("says what it is", partial(declared.says_what_it_is, kind)),
        Check("declares every field", partial(declared.declares_every_field, kind)),
        Check("refuses unknown fields", partial(declared.refuses_unknown_fields, registry, kind)),
    ]
    for item in kind.parameters():
        holds = partial(declared.holds_its_default, item)
        refuses = partial(declared.refuses_what_it_cannot_hold, item)
        found.append(Check(f"{item.name} holds its default", holds))
        found.append(Check(f"{item.name} refuses what it cannot hold", refuses))
    for i, other in enumerate(declared.variants(one)):
        read = partial(declared.is_read_as_written, registry, other.write())
        found.append(Check(f"is read as written, {i}", read))
    found.extend(_of_its_kind(one))
    return tuple(found)


def _of_its_kind(one: Any) -> Iterator[Check]:
    for kind, works in _BY_ITSELF:
        if isinstance(one, kind):
            own = _SEARCHING if isinstance(one, Optimizer) and one.searches else works
            yield from (_check(work, one) for work in own)
    for kind, work in _WRITTEN:
        if isinstance(one, kind):
            for i, other in enumerate(declared.variants(one)):
                yield Check(f"{_words(work)}, {i}", partial(work, other))
    if not isinstance(one, (Metric, Exporter, Importer)):
        yield from (_check(work, one) for work in _IN_A_NETWORK)


def _check(work: Work, one: Any) -> Check:
    return Check(_words(work), partial(work, one))


def _words(work: Work) -> str:
    return work.__name__.replace("_", " ")
