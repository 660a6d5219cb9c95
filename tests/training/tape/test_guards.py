"""No loop leaves its arrays: one that would is refused before anything is written."""

import numpy as np
import pytest

from core.training.tape.loops import Unplayable, loop_of
from core.training.tape.writing import Writer

ADD = loop_of(np.add, "ddd")


def test_a_loop_within_its_arrays_is_written():
    a, out = np.ones((4, 3)), np.empty((3, 4))
    writer = Writer()
    writer.loop(*ADD, [a.T, a.T, out], (3, 4))
    writer.loop(*ADD, [a[::-1], np.broadcast_to(np.ones(3), (4, 3)), a], (4, 3))
    assert len(writer.finish()) == 2


@pytest.mark.parametrize("shape", [(5,), (4, 2)])
def test_a_loop_that_goes_too_far_is_refused(shape):
    a = np.ones(4)
    beyond = np.lib.stride_tricks.as_strided(a, shape, (8,) * len(shape))
    out = np.empty(shape)
    with pytest.raises(Unplayable, match="beyond the memory"):
        Writer().loop(*ADD, [beyond, out, out], shape)


def test_a_loop_that_begins_too_early_is_refused():
    a = np.ones(4)
    backwards = np.lib.stride_tricks.as_strided(a, (2,), (-8,))
    out = np.empty(2)
    with pytest.raises(Unplayable, match="beyond the memory"):
        Writer().loop(*ADD, [out, backwards, out], (2,))


@pytest.mark.parametrize("wrong", ["a", "b", "out"])
def test_a_product_beyond_its_matrices_is_refused(wrong):
    given = {"a": np.ones((4, 3)), "b": np.ones((3, 2)), "out": np.empty((4, 2))}
    gemm = loop_of(np.matmul, "ddd")
    writer = Writer()
    writer.gemm(*gemm, **given)
    assert len(writer.finish()) == 1
    part = given[wrong]
    given[wrong] = np.lib.stride_tricks.as_strided(part[:2], part.shape, (800, 8))
    with pytest.raises(Unplayable, match="beyond the memory"):
        Writer().gemm(*gemm, **given)
