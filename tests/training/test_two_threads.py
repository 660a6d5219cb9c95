"""Blocks and a second thread change the time of an update, and no bit of it."""

import threading
from functools import partial

import numpy as np
import pytest

import core.components.layers.products as products
import core.training.blocks as blocks
from core.components.activations import ACTIVATIONS
from core.components.optimizers import OPTIMIZERS
from core.errors import UserError
from core.two_threads import THREADS, threads, together
from tests.nets import bits, dense, points, trainer

#: (rows, inner, columns) of products, with a first factor that lies in columns or in rows
SHAPES = [(128, 65, 20), (96, 130, 33), (72, 200, 48)]


@pytest.fixture
def small(monkeypatch):
    """Make even small networks worth two threads and many blocks; return who sets the number."""
    monkeypatch.setattr(products, "_WORTH", 50_000)
    monkeypatch.setattr(blocks, "BLOCK_BYTES", 4096)
    monkeypatch.setattr(blocks, "_WORTH", 4096)
    monkeypatch.setattr(blocks, "_WORTH_TWO", 8192)
    return lambda count: monkeypatch.setenv(THREADS, str(count))


def trained(optimizer, precision="float64", frozen=None):
    one = trainer(
        [dense(96, "tanh"), dense(48, "relu"), dense(3, "softmax")],
        points(60, inputs=40, outputs=3, kind="one_hot"),
        {"batch_size": 30, "shuffle": True, "precision": precision},
        loss="categorical_cross_entropy",
        optimizer={"name": optimizer},
    )
    if frozen:
        mask = np.zeros(one.network.parameter_count, dtype=bool)
        mask[::3] = True
        one.work.freeze(mask)
    one.run(epochs=3)
    return one


@pytest.mark.parametrize("precision", ["float64", "float32"])
@pytest.mark.parametrize("shape", SHAPES, ids=str)
@pytest.mark.parametrize("columns", [False, True])
def test_a_divided_product_has_the_bits_of_a_whole_one(small, precision, shape, columns):
    small(2)
    rows, inner, count = shape
    rng = np.random.default_rng(3)
    b = rng.normal(size=(inner, count)).astype(precision)
    a = rng.normal(size=(inner, rows) if columns else (rows, inner)).astype(precision)
    a = a.T if columns else a
    out, wanted = (np.empty((rows, count), dtype=precision) for _ in range(2))
    row = products.row_to_divide(a, b, out)
    products.in_parts(lambda rows: partial(np.dot, a[rows], b, out[rows]), row)()
    np.dot(a, b, wanted)
    assert out.tobytes() == wanted.tobytes()


def test_a_place_that_would_round_differently_is_not_taken(monkeypatch):
    def rounding(a, b, out):
        """Like a product whose last row of every call is rounded another way."""
        np.matmul(a, b, out)
        out[-1] += 1.0

    monkeypatch.setattr(products.np, "dot", rounding)
    a, b = ((64, 8), (64, 8)), ((8, 5), (40, 8))
    found = products.place_to_divide.__wrapped__(a, b, np.dtype("float64"))
    assert found is None


def test_an_activation_that_mixes_rows_is_left_to_one_thread():
    z = np.zeros((96, 30))
    apart = {kind for kind in ACTIVATIONS if products.act_apart(kind(), z, 48)}
    mixing = {kind for kind in ACTIVATIONS if not products.act_apart(kind(), z, None)}
    assert len(apart) > 10 and not mixing
    assert ACTIVATIONS.named("softmax") not in apart


@pytest.mark.parametrize("activation", [kind for kind in ACTIVATIONS if kind.name != "softmax"])
def test_every_activation_has_the_same_bits_by_two_threads(small, activation):
    found = []
    for count in (1, 2):
        small(count)
        one = trainer(
            [dense(96, {"name": activation.name}), dense(96, {"name": activation.name}), dense(3)],
            points(60, inputs=40, outputs=3),
            {"batch_size": 30, "shuffle": True},
            loss="mean_squared_error",
        )
        one.run(epochs=1)
        found.append(bits(one))
    assert found[0] == found[1]


@pytest.mark.parametrize("precision", ["float64", "float32"])
@pytest.mark.parametrize("name", ["sgd", "adam"])
@pytest.mark.parametrize("engine", ["phases", "tape"])
def test_training_has_the_same_bits_by_two_threads(small, monkeypatch, precision, name, engine):
    monkeypatch.setenv("BACKSTEP_ENGINE", engine)
    small(1)
    wanted = trained(name, precision)
    small(2)
    found = trained(name, precision)
    assert bits(found) == bits(wanted)
    assert found.engine.plays == (engine == "tape")


def test_what_is_frozen_stays_by_two_threads(small):
    small(1)
    wanted = trained("adam", frozen=True)
    small(2)
    assert bits(trained("adam", frozen=True)) == bits(wanted)


def test_without_being_asked_for_a_tape_large_products_run_by_the_phases(small, monkeypatch):
    monkeypatch.delenv("BACKSTEP_ENGINE", raising=False)
    small(2)
    one = trained("sgd")
    one.run(updates=200)
    if one.plan_at_hand().is_divided:  # another BLAS may have no place to divide them
        assert not one.engine.plays and "two threads" in one.engine.refused


@pytest.mark.parametrize("kind", [kind for kind in OPTIMIZERS if kind.each_alone])
def test_blocks_share_their_scratch_arrays_and_give_the_whole_vectors_bits(small, kind):
    rng = np.random.default_rng(1)
    count, results = 2_000, []
    start = rng.normal(size=count)
    slopes = rng.normal(size=(5, count))
    for threads_, bind in ((1, kind.bind), (1, blocks.bound_update), (2, blocks.bound_update)):
        small(threads_)
        optimizer, parameters, gradient = kind(), start.copy(), np.empty(count)
        slots = {name: np.zeros(count) for name in optimizer.state_slots()}
        counters = dict(optimizer.counters)
        update = bind(optimizer, parameters, gradient, slots, counters)
        for t, slope in enumerate(slopes):
            gradient[...] = slope
            update(*optimizer.numbers(optimizer.rate(t), counters))
        results.append((parameters.tobytes(), *(slot.tobytes() for slot in slots.values())))
    assert results[0] == results[1] == results[2]


def test_both_parts_are_done_also_if_the_helper_is_taken():
    done = []

    def outer():
        together(lambda: done.append("b"), lambda: done.append("c"))
        done.append("a")

    together(outer, lambda: done.append("d"))
    assert sorted(done) == ["a", "b", "c", "d"]


def test_an_error_in_either_part_reaches_the_caller_and_nothing_stays_taken():
    def fail():
        raise MemoryError

    began = threading.Event()

    def slow():
        began.set()
        raise MemoryError

    with pytest.raises(MemoryError):
        together(fail, lambda: None)
    with pytest.raises(MemoryError):
        together(lambda: began.wait(5), slow)
    done = []
    together(lambda: done.append(1), lambda: done.append(2))
    assert sorted(done) == [1, 2]


def test_the_number_of_threads_is_1_or_2_or_refused(monkeypatch):
    for count in (1, 2):
        monkeypatch.setenv(THREADS, str(count))
        assert threads() == count
    monkeypatch.setenv(THREADS, "many")
    with pytest.raises(UserError, match="many"):
        trainer()
    monkeypatch.delenv(THREADS)
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "4")  # it divides its products itself
    assert threads() == 1
