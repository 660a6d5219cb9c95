"""What is followed is named, however long the names are."""

from pytestqt.qtbot import QtBot

from gui.step.follow import FollowRow

LONG = "ŷ₁ · renovierungsbedürftig und unsaniert"


def are_named(row: FollowRow) -> bool:
    """Return whether the sample is named in full, and the neuron at least in part."""
    sample, neuron = row.sample.label, row.neuron.label
    whole = sample.fontMetrics().horizontalAdvance(sample.text()) <= sample.width()
    part = min(
        2 * neuron.fontMetrics().height(), neuron.fontMetrics().horizontalAdvance(neuron.text())
    )
    return whole and neuron.width() >= part and row.neuron.geometry().right() <= row.width()


def test_a_long_name_of_a_neuron_takes_no_room_from_the_sample(qtbot: QtBot) -> None:
    row = FollowRow()
    qtbot.addWidget(row)
    row.say_sample("sample 80 · 6 of 10", 5, 10)
    row.show()
    for width in (380, 440, 600):
        row.resize(width, 40)
        for name in ("h₁", LONG, "h₂", LONG):
            row.say_neuron(name, 0, 3)
            qtbot.waitUntil(lambda: are_named(row))
            assert row.neuron.label.text() == name  # all of it is in the tooltip
    assert row.word.isVisible()
