"""A book of figures: exact up to its threshold, and beyond it no extreme and no sum is lost."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.history.book import FigureBook, small, unpacked
from core.history.figures import History
from core.history.parts import Limits
from core.history.peaks import peaks
from tests.amount import some

#: 200 entries in place of a million
SMALL = Limits(exact=200, size=6000, span_size=2000, levels=4, raw=16, block=16, width=4, factor=2)


def figures(count, seed=0, first=0):
    rng = np.random.default_rng(seed)
    return {
        "loss": np.exp(-np.arange(first, first + count) / 300) + rng.random(count),
        "metrics/accuracy": np.round(rng.random(count), 1),
    }


def filled(count, limits=SMALL, seed=0):
    book, made = FigureBook(limits), figures(count, seed)
    for place in range(count):
        row = {name: float(values[place]) for name, values in made.items()}
        book.append(float(place), 3.0 * place, row)
    return book, made


@settings(max_examples=some(40), deadline=None)
@given(st.integers(0, 200), st.integers(0, 220), st.integers(0, 9))
def test_up_to_the_threshold_every_bit_is_there(count, start, seed):
    book, made = filled(count, seed=seed)
    found = book.history(start)
    assert found.thinned is None and book.thinned == 0
    assert found.epochs.tolist() == [float(k) for k in range(start, count)]
    assert found.updates.tolist() == [3.0 * k for k in range(start, count)]
    if count:
        assert found.loss.tobytes() == made["loss"][start:].tobytes()
        assert found.metrics["accuracy"].tobytes() == made["metrics/accuracy"][start:].tobytes()


def test_a_million_entries_are_exact_and_one_more_thins_the_first():
    book, count = FigureBook(), 1_000_000
    epochs = np.arange(count + 5000.0)
    loss = 0.7 * np.exp(-epochs / 3e5)
    book.extend(epochs[:count], 4 * epochs[:count], {"loss": loss[:count]})
    assert book.thinned == 0
    assert book.history().loss.tobytes() == loss[:count].tobytes()
    assert book.kept().nbytes < 5_000_000
    book.extend(epochs[count:], 4 * epochs[count:], {"loss": loss[count:]})
    found = book.history()
    assert 0 < book.thinned < 10_000 and found.thinned is not None
    assert found.loss.tobytes() == loss[book.thinned :].tobytes()


def held(book, made):
    """Assert that spans and exact entries are of these figures, without a gap."""
    count = len(made["loss"])
    found = book.history()
    spans = book.spans()
    assert spans.total + found.epochs.size == count == len(book)
    places = np.concatenate([[0], np.cumsum(spans.entries)])
    for name, values in made.items():
        low, high, mean = spans.of(name).T
        for k, (start, stop) in enumerate(pairwise(places)):
            part = values[start:stop]
            assert (low[k], high[k]) == (part.min(), part.max())
            assert mean[k] == pytest.approx(part.mean(), rel=1e-12)
            assert book.figures_at(name, int(stop) - 1) == (low[k], high[k], mean[k])
            assert book.span_at(int(start)) == (start, stop - 1)
    assert found.loss.tobytes() == made["loss"][spans.total :].tobytes()


@settings(max_examples=some(40), deadline=None)
@given(st.integers(201, 3000), st.integers(0, 9))
def test_beyond_it_extremes_are_extremes_and_means_are_means(count, seed):
    book, made = filled(count, seed=seed)
    held(book, made)
    exact = book.history()
    assert exact.epochs.size >= SMALL.raw and np.all(np.diff(exact.epochs) == 1)
    thinned = exact.thinned
    if thinned is None:  # it is thinned by whole blocks
        assert count <= SMALL.exact + SMALL.block
        return
    assert thinned.epochs[0, 0] == 0
    assert np.all(thinned.epochs[1:, 0] == thinned.epochs[:-1, 1] + 1)
    assert np.all(thinned.updates == 3 * thinned.epochs)
    # spans are regular, and wider the older they are
    assert set(thinned.entries.tolist()) <= {4 * 2**k for k in range(12)}
    assert np.all(np.diff(thinned.entries) <= 0)


@pytest.mark.thorough
def test_it_stays_small_however_long_it_gets():
    limits = replace(SMALL, size=10_000, span_size=7200, levels=8, factor=4)
    for count in (1_000, 10_000, 40_000):
        epochs, made = np.arange(float(count)), figures(count)
        book = FigureBook(limits)
        book.extend(epochs, epochs, made)
        assert book.kept().nbytes < 10_100


@pytest.mark.thorough
def test_a_run_with_many_series_fits_too():
    book, count = FigureBook(), 1_200_000
    rng = np.random.default_rng(1)
    epochs, noise = np.arange(float(count)), rng.normal(size=count)
    names = ("loss", "test_loss", "metrics/r2", "test_metrics/r2")
    book.extend(epochs, epochs, {name: noise + k for k, name in enumerate(names)})
    assert book.kept().nbytes < 5_000_000
    assert book.history().epochs.size > 50_000


def test_what_is_written_again_and_again_is_small_sooner():
    book, count = FigureBook(), 300_000
    rng = np.random.default_rng(1)
    epochs, noise = np.arange(float(count)), rng.normal(size=count)
    names = ("loss", "test_loss", "metrics/r2", "test_metrics/r2")
    book.extend(epochs, epochs, {name: noise + k for k, name in enumerate(names)})
    kept = book.kept()
    assert kept.nbytes > 7_000_000 and book.thinned == 0
    light = small(kept)
    assert light.nbytes < 4_300_000
    found = unpacked(light)
    assert found.thinned is not None and found.thinned.entries.sum() == count - found.epochs.size
    assert found.loss.tobytes() == noise[-found.loss.size :].tobytes()
    assert found.thinned.figures["loss"][:, 1].max() == max(noise[: -found.loss.size])
    # what was kept is as it was, and what fits stays whole
    assert book.kept().nbytes == kept.nbytes and book.thinned == 0
    short, _ = filled(150)
    assert unpacked(small(short.kept())).thinned is None


@settings(max_examples=some(60), deadline=None)
@given(
    st.integers(0, 1500), st.lists(st.tuples(st.integers(0, 1600), st.integers(0, 400)), max_size=3)
)
def test_cut_and_gone_on_with(count, steps):
    """After a cut, exact entries are right bit for bit; thinned ones cover all they stand for."""
    book, made = filled(count)
    for number, (kept, more) in enumerate(steps, 1):
        book.cut(kept)
        made = {name: values[:kept] for name, values in made.items()}
        start = len(made["loss"])
        new = figures(more, seed=number, first=start)
        for place in range(more):
            row = {name: float(values[place]) for name, values in new.items()}
            book.append(float(start + place), 3.0 * (start + place), row)
        made = {name: np.concatenate([values, new[name]]) for name, values in made.items()}
    found, spans = book.history(), book.spans()
    assert len(book) == len(made["loss"]) == spans.total + found.epochs.size
    assert found.epochs.tolist() == [float(k) for k in range(spans.total, len(book))]
    if len(book):
        assert found.loss.tobytes() == made["loss"][spans.total :].tobytes()
    places = np.concatenate([[0], np.cumsum(spans.entries)])
    for (low, high, _), start, stop in zip(spans.of("loss"), places[:-1], places[1:], strict=True):
        assert low <= made["loss"][start:stop].min() and high >= made["loss"][start:stop].max()


@settings(max_examples=some(30), deadline=None)
@given(st.integers(20, 1500), st.data())
def test_written_over_with_the_same_it_is_the_same(count, data):
    book, made = filled(count)
    before = book.kept()
    start = data.draw(st.integers(0, count - 1))
    for place in range(start, count):
        row = {name: float(values[place]) for name, values in made.items()}
        book.put(place, float(place), 3.0 * place, row)
    held(book, made)
    assert [block.packed for block in book.kept().blocks] == [b.packed for b in before.blocks]


def test_written_over_with_others_what_is_exact_is_new():
    """As on another machine, whose last digits differ."""
    book, made = filled(150)
    assert book.kept().blocks
    new = {name: values + 1.0 for name, values in made.items()}
    for place in range(150):
        row = {name: float(values[place]) for name, values in new.items()}
        book.put(place, float(place), 3.0 * place, row)
    held(book, new)
    assert peaks(book, "loss", 50)[1].max() == new["loss"].max()


def test_an_entry_of_another_epoch_begins_another_course():
    book, _ = filled(60)
    book.put(30, 99.0, 1000.0, {"loss": 1.0, "metrics/accuracy": 0.0})
    assert len(book) == 31 and book.epochs.at(30) == 99.0


@pytest.mark.parametrize("count", [10, 150, 2000])
def test_another_book_of_what_is_kept_is_the_same(count):
    book, made = filled(count)
    again = FigureBook(SMALL)
    again.restore(book.kept())
    held(again, made)
    for one in (book, again):  # and both continue in the same way
        one.append(float(count), 3.0 * count, {"loss": 9.0, "metrics/accuracy": 1.0})
    assert again.history().loss.tobytes() == book.history().loss.tobytes()
    # a book with other limits accepts it as well, and also a plain history
    for kept in (book.kept(), book.history()):
        other = FigureBook()
        other.restore(kept)
        assert len(other) == count + 1 and other.thinned == book.thinned
        assert other.history().loss.tobytes() == book.history().loss.tobytes()
        assert other.spans().of("loss").tobytes() == book.spans().of("loss").tobytes()
    assert unpacked(book.kept()).loss.tobytes() == book.history().loss.tobytes()


def test_what_is_kept_does_not_change_as_the_book_goes_on():
    book, _ = filled(150)
    kept = book.kept()
    was = unpacked(kept)
    book.put(3, 3.0, 9.0, {"loss": 7.0, "metrics/accuracy": 1.0})
    book.put(149, 149.0, 447.0, {"loss": 7.0, "metrics/accuracy": 1.0})
    book.cut(20)
    assert unpacked(kept).loss.tobytes() == was.loss.tobytes()
    assert len(kept.epochs) == 150


def test_figures_that_come_late_or_stay_away_are_nan():
    book = FigureBook(SMALL)
    for place in range(400):
        row = {"loss": 1.0} if place % 2 else {"loss": 1.0, "metrics/late": 2.0}
        book.append(float(place), float(place), row if place > 300 else {"loss": 1.0})
    late = book.history().metrics["late"]
    assert np.isnan(late[-1]) and late[-2] == 2.0
    assert np.isnan(book.spans().of("metrics/late")).all()


def test_what_is_not_finite_is_no_extreme():
    book = FigureBook(SMALL)
    for place in range(400):
        loss = {0: np.inf, 1: np.nan, 2: 5.0}.get(place, 1.0)
        book.append(float(place), float(place), {"loss": loss})
    low, high, mean = book.figures_at("loss", 0)
    assert (low, high) == (1.0, 5.0) and 1.0 < mean < 5.0


@settings(max_examples=some(40), deadline=None)
@given(st.integers(1, 4000), st.integers(0, 5), st.data())
def test_no_peak_is_lost_in_what_is_drawn(count, seed, data):
    made = figures(count, seed)
    peak = data.draw(st.integers(0, count - 1))
    values = made["loss"].copy()
    values[peak] = data.draw(st.sampled_from([99.0, -99.0]))
    whole = FigureBook(SMALL)
    whole.extend(np.arange(float(count)), np.arange(float(count)), {"loss": values})
    x, y = peaks(whole, "loss", 100)
    assert x.size == y.size <= 2 * 100 + 2 * len(whole.spans()) + 1
    assert np.all(np.diff(x) >= 0) and (x[0], x[-1]) == (0, count - 1) and y[-1] == values[-1]
    assert (y.min(), y.max()) == (values.min(), values.max())
    place = int(np.argmax(np.abs(y)))
    first, last = whole.span_at(peak)
    # packed entries are drawn by spans of `width` too
    stretch = max(last - first + 1, 2 * count / 50, SMALL.width)
    assert abs(x[place] - peak) <= stretch


def test_a_history_without_entries():
    book = FigureBook()
    book.restore(History(np.empty(0), np.empty(0), np.empty(0)))
    assert len(book) == 0 and book.history().loss.size == 0
    assert peaks(book, "loss", 10)[0].size == 0
