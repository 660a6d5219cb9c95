"""The loss plot of a run of over a million epochs: marked as thinned, and no spike lost."""

from dataclasses import replace

import numpy as np
import pytest

from core.history.book import FigureBook
from core.history.parts import Packed
from core.pictures.snapshot import History
from gui.loss.curves import DRAWN, LossCurves
from gui.loss.plot import LossPlot
from tests.gui.made import facts, snapshot

COUNT, SPIKE = 1_100_000, 777


@pytest.fixture(scope="module")
def kept() -> Packed:
    epochs = np.arange(float(COUNT))
    loss = 1.0 + 0.1 * np.cos(epochs / 2e5)
    loss[SPIKE] = 30.0
    book = FigureBook()
    book.extend(epochs, 4 * epochs, {"loss": loss, "metrics/accuracy": np.full(COUNT, 0.75)})
    return book.kept()


@pytest.fixture
def plot(qtbot) -> LossPlot:
    widget = LossPlot()
    qtbot.addWidget(widget)
    widget.resize(360, 320)
    widget.show_facts(replace(facts(), updates_per_epoch=4))
    widget.show()
    return widget


def notes(plot: LossPlot) -> list[str]:
    return [entry.text for entry in plot._key._entries]


def entries(first: int, count: int) -> History:
    epochs = np.arange(float(first), first + count)
    return History(epochs, np.ones(count), np.empty(0), updates=4 * epochs)


def test_it_says_where_it_is_thinned_and_shows_every_spike(plot, kept) -> None:
    plot.show_snapshot(snapshot(figures=kept, epoch=COUNT))
    plot.grab()
    assert len(plot._curves) == COUNT
    thinned = sum(level.total for level in kept.levels)
    assert f"thinned to {thinned - 1:,}" in notes(plot)
    assert f"Up to epoch {thinned - 1:,} only the lowest, highest" in plot._key.toolTip()
    x, y = plot._loss.training.getOriginalDataset()
    assert len(x) < 4 * DRAWN and y.max() == 30.0
    assert abs(x[int(np.argmax(y))] - SPIKE) < COUNT / 200


def test_nothing_is_said_where_all_is_exact(plot) -> None:
    plot.show_snapshot(snapshot(figures=entries(0, 30_000), epoch=30_000))
    plot.grab()
    assert not [note for note in notes(plot) if "thinned" in note]
    assert plot._key.toolTip() == ""
    assert plot.read_at(17.0) == "epoch 17: training loss 1.00"


def test_a_reading_of_a_span_says_its_extremes(plot, kept) -> None:
    plot.show_snapshot(snapshot(figures=kept, epoch=COUNT))
    text = plot.read_at(float(SPIKE))
    assert text.startswith("epochs ") and "on average" in text and "to 30.0)" in text
    assert ", training accuracy 75" in text
    assert plot.read_at(COUNT - 5.0).startswith("epoch 1,099,995: training loss")


def test_dragged_into_a_span_the_update_is_exact(plot, kept) -> None:
    plot.show_snapshot(snapshot(figures=kept, epoch=COUNT))
    known = plot._curves.known()
    assert known[0].size <= 4  # and not a million
    for epoch in (0, 123, 1_000_007):
        assert plot._now.update_at(epoch, known, 4.0) <= plot._now.span.end
        assert np.interp(epoch, *known) == 4 * epoch


def test_it_goes_on_and_replays_change_nothing(kept) -> None:
    curves = LossCurves()
    curves.take(kept)
    curves.take(entries(COUNT, 10))
    assert len(curves) == COUNT + 10 and not curves.earlier
    curves.take(entries(50, 10))  # a span can be compared only by its epochs
    curves.take(entries(COUNT, 10))
    assert len(curves) == COUNT + 10 and not curves.earlier
    curves.take(entries(COUNT - 10, 5))  # others than those that were exact
    assert len(curves) == COUNT - 5 and len(curves.earlier) == 1


def test_what_is_drawn_does_not_grow(kept) -> None:
    sizes = []
    curves = LossCurves()
    curves.take(kept)
    for first in range(COUNT, COUNT + 400_000, 100_000):
        curves.take(entries(first, 100_000))
        sizes.append(len(curves.drawn("loss")[0]))
    assert max(sizes) < 4 * DRAWN
    assert curves.thinned_to is not None and curves.thinned_to > 400_000
