"""The boundary of the tape under random projects and events: always the phases' bits."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from core.project import Project
from core.training import changes
from tests.amount import some
from tests.strategies import trainable
from tests.training.tape.test_same_bits import assert_same, both

EVENTS = ("run", "epochs", "phase", "batch", "rate", "freeze", "thaw", "values", "off", "restore")
_QUIET = {
    "deadline": None,
    "suppress_health_check": list(HealthCheck),
    "derandomize": True,
    "phases": (Phase.explicit, Phase.generate),
}


def happen(one, event, number, kept):
    """Let one event happen to a trainer; `kept` is an earlier moment of it."""
    project: Project = one.project
    if event == "run":
        one.run(updates=1 + number % 40)
    elif event == "epochs":
        one.run(epochs=1 + number % 5, updates=60)
    elif event == "phase":
        for _ in range(1 + number % 7):
            one.step_phase()
    elif event == "batch":
        training = replace(project.training, batch_size=(None, 1, 2, 3, 5)[number % 5])
        changes.apply(one, replace(project, training=training))
    elif event == "rate":
        rate = (0.001, 0.03, 0.3)[number % 3]
        optimizer = replace(project.optimizer, learning_rate=rate)
        changes.apply(one, replace(project, optimizer=optimizer))
    elif event == "freeze":
        mask = np.random.default_rng(number).random(one.state.parameters.size) < 0.3
        changes.freeze(one, mask if mask.any() else None)
    elif event == "thaw":
        changes.freeze(one, None)
    elif event == "off":
        rows = [[bool(number >> i & 1)] * one.network.spans[-1].units
                for i in range(one.network.spans[-1].inputs)]  # fmt: skip
        layers = [False] * (len(project.layers) - 1)
        off = (*layers, (("weight", tuple(map(tuple, rows))),)) if number % 3 else None
        changes.apply(one, replace(project, off=off))
    elif event == "values":
        one.state.parameters[...] *= (1.0, 0.5, -1.0)[number % 3]
    else:
        one.restore(kept)


def compare(written, events):
    project = Project.from_json(written)
    phases, tape = both(project)
    moments = [one.moment() for one in (phases, tape)]
    for event, number in events:
        for one, kept in zip((phases, tape), moments, strict=True):
            if one.progress.divergence is None or event == "restore":
                happen(one, event, number, kept)
        assert_same(phases, tape)


acts = st.lists(st.tuples(st.sampled_from(EVENTS), st.integers(0, 999)), min_size=4, max_size=12)


@settings(max_examples=some(12), **_QUIET)
@given(written=trainable(), events=acts)
def test_some_random_events(written, events):
    compare(written, [("run", 30), *events])


@pytest.mark.long
@settings(max_examples=1500, **_QUIET)
@given(written=trainable(), events=acts)
def test_many_random_events(written, events):
    compare(written, [("run", 30), *events])
