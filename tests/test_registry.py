"""Components and registries, and the contract that every registered component has to keep."""

from dataclasses import dataclass
from typing import ClassVar

import pytest
from hypothesis import given, settings

from core.components.activations import ACTIVATIONS
from core.components.initializers import INITIALIZERS
from core.components.layers import LAYERS
from core.components.losses import LOSSES
from core.components.metrics import METRICS
from core.components.optimizers import OPTIMIZERS
from core.components.regularizers import REGULARIZERS
from core.components.schedules import SCHEDULES
from core.data.samples import SOURCES
from core.errors import ProjectError
from core.formats.exporters import EXPORTERS, exporters
from core.registry import Component, Options, Registry, number_text, parameter
from core.testing.declared import is_read_as_written, refuses_unknown_fields
from tests.amount import some
from tests.strategies import component

exporters()  # its modules register themselves when this is called

REGISTRIES = (
    ACTIVATIONS,
    INITIALIZERS,
    LAYERS,
    LOSSES,
    METRICS,
    OPTIMIZERS,
    REGULARIZERS,
    SCHEDULES,
    SOURCES,
    EXPORTERS,
)


# the contract; the rest of it is in tests/testing


@pytest.mark.parametrize("registry", REGISTRIES, ids=[r.kind for r in REGISTRIES])
def test_unknown_names_and_fields_list_the_known_ones(registry):
    with pytest.raises(ProjectError, match=r"where.*unknown.*'nosuch'") as caught:
        registry.read({"name": "nosuch"}, "where")
    assert all(name in caught.value.hint for name in registry.names())
    for kind in registry:
        refuses_unknown_fields(registry, kind)


@pytest.mark.parametrize("registry", REGISTRIES, ids=[r.kind for r in REGISTRIES])
def test_any_component_is_written_and_read_back_equal(registry):
    @settings(max_examples=some(60), deadline=None)
    @given(component(registry))
    def holds(description):
        is_read_as_written(registry, description)

    holds()


# the machinery


@dataclass(frozen=True)
class Inner(Options):
    low: float = parameter(0.0, "a number", low=0.0)


@dataclass(frozen=True)
class Thing(Component):
    """A component for these tests."""

    name: ClassVar[str] = "thing"
    label: ClassVar[str] = "Thing"

    size: int = parameter(help="its size", kind="integer", low=1)
    share: float = parameter(0.5, "a share", low=0.0, high=1.0, high_open=True)
    inner: Inner = parameter(Inner(), "more", options=Inner)
    limit: float | None = parameter(None, "a limit", kind="number", optional=True)


def things():
    registry = Registry("thing")
    registry.register(Thing)
    return registry


def test_a_required_field_must_be_there():
    with pytest.raises(ProjectError, match="size is missing"):
        things().read("thing", "here")
    assert things().read({"name": "thing", "size": 2}, "here") == Thing(size=2)


def test_a_path_leads_to_what_is_wrong():
    with pytest.raises(ProjectError, match=r"here\.inner\.low: -1 is not in range"):
        things().read({"name": "thing", "size": 2, "inner": {"low": -1}}, "here")


def test_a_whole_number_may_be_written_with_a_point():
    made = things().read({"name": "thing", "size": 2.0}, "here")
    assert made.size == 2 and type(made.size) is int


def test_null_is_for_optional_fields_only():
    assert things().read({"name": "thing", "size": 1, "limit": None}, "h").limit is None
    with pytest.raises(ProjectError, match=r"h\.share: None is not a number"):
        things().read({"name": "thing", "size": 1, "share": None}, "h")


def test_a_name_is_taken_once():
    registry = things()
    with pytest.raises(ValueError, match="already taken"):
        registry.register(Thing)
    with pytest.raises(ValueError, match="no name"):
        registry.register(Component)


@pytest.mark.parametrize("description", [1, None, [], ["thing"], {}, {"size": 1}])
def test_what_is_no_component(description):
    with pytest.raises(ProjectError, match=r"^here"):
        things().read(description, "here")


def test_ranges_in_words():
    words = {item.name: item.range_text() for item in Thing.parameters()}
    assert words["size"] == "1 or more"
    assert words["share"] == "0 or more, below 1"
    assert words["limit"] == "any finite number"
    learning_rate = OPTIMIZERS.named("sgd").parameter_named("learning_rate")
    assert learning_rate.range_text() == "above 0"
    with pytest.raises(KeyError):
        Thing.parameter_named("nosuch")


def test_numbers_as_people_write_them():
    assert [number_text(v) for v in (0.001, 10000.0, 1e-8, 1)] == ["0.001", "10000", "1e-08", "1"]


def test_a_long_value_is_cut_in_messages():
    with pytest.raises(ProjectError) as caught:
        things().read({"name": "x" * 10_000}, "here")
    assert len(caught.value.message) < 200
