"""The timeline bar: where now is, dragging, keys, pins, and words for every state."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from core.documents.opening import opening_project
from core.pictures.snapshot import Pin, Snapshot, StepPicture, Stop, TimeSpan
from gui.kit.theme import DARK, LIGHT
from gui.timeline.bar import TimelineBar
from tests.gui.made import facts, snapshot

PINS = (Pin(1, "flat & wide", 20, 20.0, 0.6), Pin(2, "first right answer", 66, 66.0, 0.3))
LEFT = Qt.MouseButton.LeftButton
NONE = Qt.KeyboardModifier.NoModifier


def moment(
    update: int, end: int, pins: tuple[Pin, ...] = (), phases: int = 0, start: int = 0, run: int = 1
) -> Snapshot:
    step = None
    if phases:
        rail = tuple(Stop("forward", i) for i in range(7))
        step = StepPicture(update + 1, update + 1, rail, (), opening_project(), 1, 1)
    return replace(
        snapshot(epoch=update, run=run),
        time=TimeSpan(start, end, pins),
        past=update < end,
        phases=phases,
        position=float(update),
        step=step,
    )


@pytest.fixture
def bar(qtbot) -> TimelineBar:
    widget = TimelineBar()
    qtbot.addWidget(widget)
    widget.resize(1200, 56)
    widget.show()
    widget.show_snapshot(moment(40, 140, PINS))
    return widget


@pytest.fixture
def asked(bar) -> list[int]:
    got: list[int] = []
    bar.update_requested.connect(got.append)
    return got


def at(bar, update: float, down: float = 0.0) -> QPoint:
    return QPoint(round(bar.slider.scale().x(update)), round(bar.slider.height() / 2 + down))


def press(bar, update: float, keys=NONE) -> None:
    QTest.mousePress(bar.slider, LEFT, keys, at(bar, update))


def move(bar, x: float, y: float = 25.0, keys=NONE) -> None:
    place = QPointF(x, y)
    screen, no_button = bar.slider.mapToGlobal(place), Qt.MouseButton.NoButton
    event = QMouseEvent(QEvent.Type.MouseMove, place, screen, no_button, LEFT, keys)
    QApplication.sendEvent(bar.slider, event)


def release(bar) -> None:
    QTest.mouseRelease(bar.slider, LEFT, NONE, at(bar, 0))


def test_words_for_every_state(bar) -> None:
    assert bar.place.text() == "update 40 of 140"
    assert bar.slider._hint == "Play follows what was recorded, an edit starts a new run"
    bar.show_snapshot(moment(12, 140, phases=3))
    assert bar.place.text() == "update 13 · phase 3 of 7"
    assert bar.slider.handle_x() == pytest.approx(bar.slider.scale().x(12 + 3 / 7))
    bar.show_snapshot(replace(moment(12, 140, phases=3), step=None))
    assert bar.place.text() == "in the middle of update 13"
    bar.show_snapshot(moment(140, 140))
    assert bar.place.text() == "update 140 of 140" and bar.slider._hint == ""
    bar.show_snapshot(moment(1_234_567, 2_345_678))
    assert bar.place.text() == "update 1,234,567 of 2,345,678"
    assert "1,234,567 of 2,345,678 updates done" in bar.place.toolTip()


def test_nothing_recorded(bar, asked) -> None:
    yet = "Nothing recorded yet: train or step"
    before = "Nothing recorded before update 500: train on"
    for nothing, said in ((moment(0, 0), yet), (moment(500, 500, start=500), before)):
        bar.show_snapshot(nothing)
        assert not bar.slider.isEnabled() and not bar.pin.isEnabled() and not bar.pins.isEnabled()
        assert bar.slider._hint == said
        assert bar.place.text() == ""
    press(bar, 0)
    QTest.keyClick(bar.slider, Qt.Key.Key_End)
    bar.clear()
    assert asked == [] and not bar.slider.isEnabled()
    bar.grab()


def test_the_first_phases_of_all_are_said(bar) -> None:
    bar.show_snapshot(moment(0, 0, phases=2))
    assert bar.place.text() == "update 1 · phase 2 of 7"
    assert not bar.slider.isEnabled()


def test_a_click_goes_there_and_every_move_is_told_once(bar, asked) -> None:
    press(bar, 100)
    assert asked == [100]
    for update in (100, 101, 110, 110, 60):
        move(bar, bar.slider.scale().x(update))
    assert asked == [100, 101, 110, 60]
    assert bar.place.text() == "update 60 of 140"
    move(bar, -500.0)
    move(bar, 5000.0)
    assert asked[-2:] == [0, 140]
    release(bar)


def test_while_it_is_dragged_the_handle_follows_the_mouse_not_the_snapshots(bar, asked) -> None:
    press(bar, 100)
    bar.show_going(True)
    for came in (40, 55, 70):
        bar.show_snapshot(moment(came, 140, PINS))
        assert bar.slider.shown() == 100
    bar.show_snapshot(moment(70, 9000, PINS))  # nor does the scale change under the hand
    assert bar.slider.scale().end == 140
    release(bar)
    assert bar.slider.scale().end == 9000
    assert bar.slider.shown() == 100  # still on the way
    bar.show_snapshot(moment(100, 9000, PINS))
    assert bar.slider.asked is None
    bar.show_snapshot(moment(101, 9000, PINS))
    assert bar.slider.shown() == 101


def test_a_way_that_was_given_up_leaves_the_handle_where_training_is(bar, asked) -> None:
    press(bar, 100)
    release(bar)
    bar.show_going(True)
    bar.show_snapshot(moment(60, 140, PINS))
    assert bar.slider.shown() == 100
    bar.show_going(False)
    bar.show_snapshot(moment(61, 140, PINS))
    assert bar.slider.shown() == 61 and bar.slider.asked is None


@pytest.mark.parametrize("run", [1, 2])  # another document's first run is 1 too
def test_another_run_forgets_what_was_asked(bar, run) -> None:
    press(bar, 100)
    release(bar)
    bar.show_facts(facts(run=run))
    assert bar.slider.asked is None and bar.place.text() == ""
    bar.show_snapshot(moment(3, 5, run=2))
    assert bar.slider.shown() == 3


def test_a_long_way_is_said(bar) -> None:
    press(bar, 100)
    release(bar)
    bar.show_going(True)
    assert "Play follows" in bar.slider._hint
    bar._late.stop()
    bar._late.timeout.emit()
    assert bar.slider._hint == "On the way to update 100"
    bar.show_going(False)
    bar.show_snapshot(moment(100, 140, PINS))
    assert "Play follows" in bar.slider._hint


def test_the_handle_can_be_held_without_moving(bar, asked) -> None:
    x = bar.slider.handle_x()
    QTest.mousePress(bar.slider, LEFT, NONE, QPoint(round(x) + 5, 25))
    assert asked == []
    move(bar, round(x) + 5.0 + (bar.slider.scale().x(50) - bar.slider.scale().x(40)))
    assert asked == [50]
    release(bar)


def test_control_and_distance_are_finer(bar, asked) -> None:
    bar.show_snapshot(moment(500_000, 1_000_000))
    x = bar.slider.handle_x()
    control = Qt.KeyboardModifier.ControlModifier
    QTest.mousePress(bar.slider, LEFT, control, QPoint(700, 25))
    assert asked == []  # it takes hold where now is
    move(bar, 703.0, keys=control)
    assert asked == [500_003]
    move(bar, 704.0, y=-400.0)
    assert asked == [500_003, 500_004]
    move(bar, 904.0, y=25.0)
    assert asked[-1] > 600_000
    release(bar)
    assert x < bar.slider.handle_x()


def test_keys(bar, asked, qtbot) -> None:
    slider = bar.slider
    shift = Qt.KeyboardModifier.ShiftModifier
    QTest.keyClick(slider, Qt.Key.Key_Right)
    QTest.keyClick(slider, Qt.Key.Key_Right)  # goes on from what was asked for
    QTest.keyClick(slider, Qt.Key.Key_Left)
    QTest.keyClick(slider, Qt.Key.Key_Right, shift)
    QTest.keyClick(slider, Qt.Key.Key_PageUp)
    QTest.keyClick(slider, Qt.Key.Key_PageDown)
    assert asked == [41, 42, 41, 48, 55, 48]
    QTest.keyClick(slider, Qt.Key.Key_Home)
    QTest.keyClick(slider, Qt.Key.Key_Left)
    QTest.keyClick(slider, Qt.Key.Key_End)
    QTest.keyClick(slider, Qt.Key.Key_End)
    assert asked[6:] == [0, 140]
    assert slider.focusPolicy() & Qt.FocusPolicy.TabFocus


def test_back_from_the_middle_of_an_update_is_its_start(bar, asked) -> None:
    bar.show_snapshot(moment(12, 140, phases=3))
    QTest.keyClick(bar.slider, Qt.Key.Key_Left)
    assert asked == [12]
    bar.show_snapshot(moment(12, 140, phases=3))
    bar.slider.forget()
    bar.show_snapshot(moment(12, 140, phases=3))
    QTest.keyClick(bar.slider, Qt.Key.Key_Right)
    assert asked == [12, 13]


def test_other_keys_are_the_windows(bar, asked, qtbot) -> None:
    def wants(key, keys=NONE) -> bool:
        event = QKeyEvent(QEvent.Type.ShortcutOverride, key, keys)
        event.ignore()
        bar.slider.event(event)
        return event.isAccepted()

    assert wants(Qt.Key.Key_Right) and wants(Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    assert not wants(Qt.Key.Key_Home, Qt.KeyboardModifier.ControlModifier)
    assert not wants(Qt.Key.Key_Space) and not wants(Qt.Key.Key_R)


def test_a_value_set_by_a_screen_reader_goes_there(bar, asked) -> None:
    assert bar.slider.value() == 40 and (bar.slider.minimum(), bar.slider.maximum()) == (0, 140)
    bar.slider.setValue(77)
    assert asked == [77]
    assert bar.slider.accessibleDescription() == "update 77 of 140"


def test_a_click_on_a_pin_goes_exactly_there(bar, asked) -> None:
    bar.show_snapshot(moment(500_000, 1_000_000, (Pin(1, "flat", 123_456, 9.0, None),)))
    QTest.mousePress(bar.slider, LEFT, NONE, at(bar, 123_456) + QPoint(3, 0))
    assert asked == [123_456]
    release(bar)


def test_pins_say_their_name_under_the_mouse(bar) -> None:
    move_free = QPoint(round(bar.slider.scale().x(66)) + 4, 20)
    QTest.mouseMove(bar.slider, move_free)
    assert bar.slider._look().pointed == PINS[1]
    QTest.mouseMove(bar.slider, at(bar, 100))
    assert bar.slider._look().pointed is None
    assert bar.slider._look().hovered is not None


def test_pinning_asks_for_a_name(bar) -> None:
    asked, named = [], []
    bar.pin_requested.connect(asked.append)
    bar.pin_renamed.connect(lambda *a: named.append(a))
    bar.pin.click()
    assert asked == [""] and not bar.name.isVisible()
    bar.show_snapshot(moment(40, 140, PINS))  # one that was on its way
    assert not bar.name.isVisible()
    made = Pin(3, "Update 40", 40, 40.0, 0.5)
    bar.show_snapshot(moment(40, 140, (PINS[0], made, PINS[1])))
    assert bar.name.isVisible() and bar.name.field.selectedText() == "Update 40"
    QTest.keyClicks(bar.name.field, "turning point")
    QTest.keyClick(bar.name.field, Qt.Key.Key_Return)
    assert named == [(3, "turning point")] and not bar.name.isVisible()
    assert bar.pin.text() == "Pinned here"
    bar.pin.click()  # once more: only its name
    assert asked == [""] and bar.name.isVisible()
    QTest.keyClick(bar.name.field, Qt.Key.Key_Escape)
    assert len(named) == 1 and not bar.name.isVisible()


def test_an_empty_name_changes_nothing(bar) -> None:
    named = []
    bar.pin_renamed.connect(lambda *a: named.append(a))
    bar._ask_name(PINS[0])
    bar.name.field.setText("   ")
    QTest.keyClick(bar.name.field, Qt.Key.Key_Return)
    assert named == []


def choose(menu, *texts: str) -> None:
    for text in texts[:-1]:
        menu = next(a for a in menu.actions() if a.text() == text).menu()
    action = next(a for a in menu.actions() if a.text() == texts[-1])
    assert action.isEnabled()
    action.trigger()


def test_the_menu_of_pins(bar, asked) -> None:
    deleted, compared = [], []
    bar.pin_deleted.connect(deleted.append)
    bar.compare_requested.connect(lambda *a: compared.append(a))
    bar._fill_menu()
    flat = "flat && wide · update 20"
    choose(bar.menu, flat, "Go there")
    assert asked == [20]
    choose(bar.menu, flat, "Compare with now")
    choose(bar.menu, "first right answer · update 66", "Compare with now")
    choose(bar.menu, "Compare the start with now")
    assert compared == [(20, 40), (40, 66), (0, 40)]
    choose(bar.menu, flat, "Delete")
    assert deleted == [1]
    choose(bar.menu, flat, "Rename…")
    assert bar.name.isVisible() and bar.name.field.text() == "flat & wide"
    bar.name.hide()
    bar.show_snapshot(moment(20, 140, PINS))
    bar._fill_menu()
    inner = bar.menu.actions()[0].menu()
    assert [a.isEnabled() for a in inner.actions()] == [False, False, True, True]
    bar.show_snapshot(moment(20, 140))
    bar._fill_menu()
    assert bar.menu.actions()[0].text() == "No moment is pinned yet"


def test_the_menu_of_one_pin_is_under_its_diamond(bar, asked) -> None:
    for update, texts in ((66, ["Go there", "Compare with now", "Rename…", "Delete"]), (100, [])):
        place = at(bar, update)
        event = QContextMenuEvent(
            QContextMenuEvent.Reason.Mouse, place, bar.slider.mapToGlobal(place)
        )
        QApplication.sendEvent(bar.slider, event)
        assert bar.pin_menu.isVisible() is bool(texts)
        if texts:
            found = [a.text() for a in bar.pin_menu.actions() if not a.isSeparator()]
            assert found == ["first right answer · update 66", *texts]
            choose(bar.pin_menu, "Go there")
            bar.pin_menu.hide()
    assert asked == [66]


def test_nothing_moves_while_it_counts(bar) -> None:
    bar.grab()
    widths = set()
    for update in (1, 11, 111, 66, 140):
        bar.show_snapshot(moment(update, 140, PINS))
        bar.layout().activate()
        widths.add(bar.slider.width())
    assert len(widths) == 1


@pytest.mark.parametrize("theme", [LIGHT, DARK])
@pytest.mark.parametrize("width", [200, 360, 700, 1440])
def test_any_width_paints(bar, theme, width) -> None:
    bar.set_theme(theme)
    bar.setMinimumWidth(0)
    bar.resize(width, 56)
    for shown in (moment(0, 0), moment(40, 140, PINS), moment(66, 140, PINS, phases=2)):
        bar.show_snapshot(shown)
        press(bar, 20)
        assert not bar.grab().isNull()
        release(bar)
        bar.slider.forget()
    assert bar.height() == 56


def test_controls_say_what_they_are(bar) -> None:
    for control in (bar.slider, bar.pin, bar.pins):
        assert control.toolTip() and control.accessibleName()
        assert control.focusPolicy() & Qt.FocusPolicy.TabFocus
    assert "Ctrl" in bar.slider.toolTip()


def test_the_place_has_room_for_its_words_in_every_state(bar) -> None:
    recomputed = replace(moment(12, 140), time=TimeSpan(0, 140, (), recomputed=True))
    for shown in (
        moment(0, 0, phases=2),
        replace(moment(0, 0, phases=3), step=None),
        moment(12, 140, phases=3),
        moment(140, 140),
        recomputed,
        moment(1_234_567, 2_345_678),
    ):
        bar.show_snapshot(shown)
        words = bar.place.text()
        assert words
        assert bar.place.fontMetrics().horizontalAdvance(words) <= bar.place.minimumWidth(), words
