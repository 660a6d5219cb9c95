"""Functions of the standard library on a tape: NumPy's loop over the C library's function."""

import math

import numpy as np
import pytest

from core.components.elementwise import elementwise
from core.training.tape import functions
from core.training.tape.functions import loop_of_function
from core.training.tape.loops import Unplayable
from core.training.tape.player import player
from core.training.tape.recorder import Recorder


@pytest.mark.parametrize("function", [math.erf, math.erfc])
def test_every_number_is_that_of_math(function):
    values = np.linspace(-30.0, 30.0, 12).reshape(3, 4)
    values[0, 0], values[1, 1], values[2, 2] = np.nan, np.inf, -0.0
    found = elementwise(function, values)
    wanted = [[function(value) for value in row] for row in values.tolist()]
    assert found.tobytes() == np.array(wanted).tobytes()


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_it_is_played_over_an_array_that_lies_across(dtype):
    rows = np.random.default_rng(1).normal(scale=4.0, size=(5, 3)).astype(dtype)
    recorder = Recorder(player().run)
    known = recorder.know(rows)
    recorder.start()
    found = elementwise(math.erfc, known.T)
    tape = recorder.finish()
    rows[...] = np.random.default_rng(2).normal(scale=4.0, size=(5, 3))
    player().run(tape)
    assert np.asarray(found).tobytes() == elementwise(math.erfc, rows.T).tobytes()


def test_a_function_that_can_fail_is_not_played():
    """`math.gamma` raises for −1, where a C function gives a number."""
    with pytest.raises(Unplayable, match="gamma for one number at a time"):
        loop_of_function(math.gamma, player().run)


def test_a_library_with_another_function_is_found_out(monkeypatch):
    erf = functions._address("erf")
    monkeypatch.setattr(functions, "_address", lambda name: erf)
    assert loop_of_function(math.erf, player().run)
    with pytest.raises(Unplayable, match="is not that of Python"):
        loop_of_function(math.erfc, player().run)


def test_a_library_without_the_function_is_said(monkeypatch):
    functions._address.cache_clear()
    monkeypatch.setattr(functions.ctypes, "CDLL", lambda name: object())
    with pytest.raises(Unplayable, match="no erfc"):
        loop_of_function(math.erfc, player().run)
    functions._address.cache_clear()
