"""Packed figures and progressions come back bit for bit; smooth ones are small."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from core.history.packing import pack, unpack
from core.history.progression import Progression
from tests.amount import some


@settings(max_examples=some(80), deadline=None)
@given(arrays.arrays(np.float64, st.integers(1, 300), elements=st.floats()))
def test_any_figures_come_back_by_bits(values):
    assert unpack(pack(values), values.size).tobytes() == values.tobytes()


def test_bits_that_are_no_number_come_back():
    values = np.array([0x7FF8DEADBEEF0001, 0xFFF0000000000000, 1], dtype=np.uint64).view(float)
    assert unpack(pack(values), 3).tobytes() == values.tobytes()


@pytest.mark.parametrize(("most", "figures"), [(2.5, "loss"), (0.1, "constant"), (7.6, "noise")])
def test_what_a_figure_takes(most, figures):
    at = np.arange(4096.0)
    made = {
        "loss": 0.7 * np.exp(-at / 5e3),
        "constant": np.full(4096, 0.75),
        "noise": np.random.default_rng(0).normal(size=4096),
    }[figures]
    assert len(pack(made)) < most * 4096


@pytest.mark.parametrize("content", [b"", b"\x09abc", b"\x01abc", pack(np.ones(5))])
def test_other_bytes_are_refused(content):
    with pytest.raises(ValueError, match=r"."):
        unpack(content, 4)


@pytest.mark.thorough
def test_a_bomb_is_not_unpacked():
    with pytest.raises(ValueError, match="33 bytes for 4"):
        unpack(pack(np.zeros(10_000_000)), 4)


counts = st.lists(st.integers(0, 5), max_size=60).map(lambda steps: np.cumsum([0, *steps]) * 1.0)


@settings(max_examples=some(150), deadline=None)
@given(counts, st.integers(0, 70), st.integers(0, 8))
def test_a_progression_is_the_list_of_its_counts(values, count, seed):
    made = Progression()
    parts = np.array_split(values, 1 + seed)
    made.extend(parts[0])
    for part in parts[1:]:
        for value in part:
            made.append(value)
    again = Progression.of_array(made.as_array(), len(made))
    for one in (made, again, made.copy()):
        assert one.between(0, 100).tolist() == values.tolist()
        for value in np.unique(values):
            assert one.up_to(value) == np.searchsorted(values, value, side="right")
            assert one.below(value) == np.searchsorted(values, value, side="left")
        assert np.interp(np.arange(len(values)), one.knots(), one.take(one.knots())) == (
            pytest.approx(values)
        )
        one.cut(count)
        assert one.between(0, 100).tolist() == values[:count].tolist()
        one.append(1000.0)
        assert one.between(0, 100).tolist() == [*values[:count], 1000.0]


def test_a_million_epochs_take_no_room():
    made = Progression()
    made.extend(np.arange(1e6))
    made.extend(1e6 + 3 * np.arange(1e5))
    assert made.runs == 2 and made.at(1_000_010) == 1_000_030


@pytest.mark.parametrize(
    "runs",
    [
        [[1, 0, 1]],  # does not begin at the first entry
        [[0, 5, -1]],
        [[0, -5, 1]],
        [[0, 0, np.nan]],
        [[0, 0, 1], [2, 0, 1]],  # goes back
        [[0, 0, 1], [7, 9, 1]],  # beyond the last
        [[0, 0, 1], [1.5, 9, 1]],
        [[0, 0, 1e16]],
        [[0, 0]],
    ],
)
def test_runs_that_are_no_counts_are_refused(runs):
    with pytest.raises(ValueError, match=r"."):
        Progression.of_array(np.array(runs, dtype=np.float64), 5)
