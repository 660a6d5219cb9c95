"""Random components and projects, taken from the registries, so new components are included."""

import math

import numpy as np
from hypothesis import strategies as st

from core.components.activations import ACTIVATIONS
from core.components.losses import LOSSES
from core.components.optimizers import OPTIMIZERS
from core.components.regularizers import REGULARIZERS
from tests.nets import dense, described, points


def number(parameter):
    low = -1e6 if math.isinf(parameter.low) else parameter.low
    high = 1e6 if math.isinf(parameter.high) else parameter.high
    return st.floats(
        low,
        high,
        exclude_min=parameter.low_open and not math.isinf(parameter.low),
        exclude_max=parameter.high_open and not math.isinf(parameter.high),
        allow_subnormal=False,
    )


def integer(parameter):
    low = -(10**9) if math.isinf(parameter.low) else int(parameter.low)
    high = 10**9 if math.isinf(parameter.high) else int(parameter.high)
    return st.integers(low, high)


_matrices = st.integers(1, 3).flatmap(
    lambda width: st.lists(
        st.lists(st.floats(-1e300, 1e300), min_size=width, max_size=width), min_size=1, max_size=4
    )
)


def value(parameter):
    """Values of one parameter, as a file holds them."""
    made = {
        "number": number,
        "integer": integer,
        "boolean": lambda p: st.booleans(),
        "choice": lambda p: st.sampled_from(p.choices),
        "text": lambda p: text(p),
        "component": lambda p: component(p.registry),
        "options": lambda p: options(p.options),
        "list": lambda p: st.lists(component(p.registry), min_size=1, max_size=4),
        "values": lambda p: _matrices if p.required else st.none(),
    }[parameter.kind](parameter)
    return st.one_of(st.none(), made) if parameter.optional else made


def text(parameter):
    """Any text; but the default for a text that is parsed, such as a formula."""
    if parameter.reader is not None and not parameter.optional:
        return st.just(parameter.default)
    return st.text(st.characters(codec="utf-8"), max_size=12)


def options(kind):
    return st.fixed_dictionaries({item.name: value(item) for item in kind.parameters()})


def component(registry):
    """Descriptions of any component of a registry."""

    def described_as(kind):
        return options(kind).map(lambda fields: {"name": kind.name, **fields})

    return st.sampled_from(list(registry)).flatmap(described_as)


def takes(kind, loss):
    """Whether an optimizer can minimise a loss."""
    return not kind.of_squared_errors or loss().curvature(np.zeros((1, 1))) is not None


@st.composite
def trainable(draw, searching=True):
    """Small projects that fit their data: any layer kinds, losses, optimizers and options."""
    loss = draw(st.sampled_from(list(LOSSES)))
    kind = {"any": "numbers", "unit": "binary", "binary": "binary", "shares": "one_hot"}
    outputs = 3 if loss.targets == "shares" else draw(st.integers(1, 2))
    ways = next((p.choices for p in loss.parameters() if p.name == "reduction"), ())
    reduced = {"reduction": draw(st.sampled_from(ways))} if ways else {}
    output = draw(st.sampled_from(loss.fits or ACTIVATIONS.names()))
    hidden = [
        dense(
            draw(st.integers(1, 4)),
            draw(st.sampled_from(ACTIVATIONS.names())),
            bias=draw(st.booleans()),
        )
    ]
    if draw(st.booleans()):
        hidden.append({"name": "dropout", "rate": draw(st.sampled_from([0.2, 0.5]))})
    if draw(st.booleans()):
        hidden.append({"name": "batch_norm"})
    return described(
        [*hidden, dense(outputs, output)],
        data={
            "source": points(
                draw(st.integers(1, 9)), 2, outputs, kind[loss.targets], draw(st.integers(0, 9))
            ),
            "scaling": draw(st.sampled_from(["none", "standard"])),
            "test_share": draw(st.sampled_from([0.0, 0.3])),
        },
        seed=draw(st.integers(0, 99)),
        loss={"name": loss.name, **reduced},
        regularizer=draw(st.sampled_from(REGULARIZERS.names())),
        optimizer=draw(
            st.sampled_from(
                [
                    kind.name
                    for kind in OPTIMIZERS
                    if takes(kind, loss) and (searching or not kind.searches)
                ]
            )
        ),
        training={
            "batch_size": draw(st.sampled_from([None, 1, 2, 4])),
            "shuffle": draw(st.booleans()),
            "precision": draw(st.sampled_from(["float64", "float64", "float32"])),
        },
    )
