"""The timeline bar: where now is in the recorded run, and how to go elsewhere.

Going back forgets nothing. In the past the bar says what comes next: Play follows what was
recorded, an edit starts a new run.
"""

from PySide6.QtCore import QCoreApplication, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QFont, QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QToolButton, QWidget

from core.counts import counted
from core.lesson.moments import now_of, of_words, phase_words, place_in_words, rail_length
from core.lesson.numbers import count
from core.pictures.snapshot import Facts, Pin, Snapshot
from gui.kit.fonts import caption_font
from gui.kit.icons import icon
from gui.kit.plain import Label, SteadyLabel, plain_tip
from gui.kit.style import set_role
from gui.kit.theme import LIGHT, SPACE, TIMELINE_HEIGHT, Theme
from gui.timeline.pins import NameField, PinMenu
from gui.timeline.slider import TimelineSlider, TimelineState

#: below these widths, the bar's name, the words on the button and the place are left out
_NARROW, _NARROWEST, _SMALLEST = 820, 640, 420
#: the height of a line of small text at the usual size
_LINE = 15
#: a jump that takes longer than this, in ms, is announced
_SAID_AFTER = 300


class TimelineBar(QWidget):
    """The slider, the place in words, the pin button and the menu of pins."""

    update_requested = Signal(int)
    pin_requested = Signal(str)
    pin_renamed = Signal(int, str)
    pin_deleted = Signal(int)
    compare_requested = Signal(int, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        translate = QCoreApplication.translate
        set_role(self, "foot")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(translate("TimelineBar", "Timeline"))
        self._theme = LIGHT
        self._snapshot: Snapshot | None = None
        self._naming: set[int] | None = None  # the pins that existed when a new one was requested
        self._pinned: bool | None = None
        self._widest = ""
        self.title = Label(translate("TimelineBar", "Timeline"))
        set_role(self.title, "caption")
        self.slider = TimelineSlider()
        self.place = SteadyLabel()
        self.place.setAccessibleName(translate("TimelineBar", "Place in the timeline"))
        self.place.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.pin = QPushButton()
        self.pins = QToolButton()
        self.menu = PinMenu(self)  # of all pins
        self.pin_menu = PinMenu(self)  # of the pin under the mouse
        self.name = NameField(self)
        self._late = QTimer(self)
        self._late.setSingleShot(True)
        self._late.setInterval(_SAID_AFTER)
        self._build()
        self._connect()
        self.set_theme(LIGHT)
        self._say()

    def _build(self) -> None:
        translate = QCoreApplication.translate
        self.pin.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.pins.setText("▾")
        self.pins.setToolTip(
            translate("TimelineBar", "Pinned moments: go there, compare, rename, delete")
        )
        self.pins.setAccessibleName(translate("TimelineBar", "Pins"))
        self.pins.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.pins.setMenu(self.menu)
        self.pins.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE[3], 1, SPACE[3], 0)
        row.setSpacing(SPACE[1])
        row.addWidget(self.title)
        row.addWidget(self.slider, 1)
        row.addWidget(self.place)
        row.addWidget(self.pin)
        row.addWidget(self.pins)

    def _connect(self) -> None:
        self.slider.update_requested.connect(self._asked)
        self.slider.pin_menu_requested.connect(self._open_pin_menu)
        self.pin.clicked.connect(self.pin_here)
        self.menu.aboutToShow.connect(self._fill_menu)
        for menu in (self.menu, self.pin_menu):
            menu.go_requested.connect(self.go_to)
            menu.rename_requested.connect(self._ask_name)
            menu.delete_requested.connect(self.pin_deleted)
            menu.compare_requested.connect(self.compare_requested)
        self.name.named.connect(self.pin_renamed)
        self._late.timeout.connect(self._say)

    # what it receives

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme and the text size."""
        self._theme = theme
        self.slider.set_theme(theme)
        self.place.setFont(_level_figures(caption_font(self.font())))
        high = QFontMetrics(caption_font(self.font())).height()
        self.setFixedHeight(max(TIMELINE_HEIGHT, 2 * high + 26))
        self._pinned, self._widest = None, ""
        self._say()

    def show_facts(self, _: Facts) -> None:
        """Note a new build: nothing of it is recorded yet."""
        self._snapshot, self._naming = None, None
        self.slider.forget()
        self.slider.show_state(TimelineState())
        self._say()

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Show where now is, how far the recorded run goes, and the pins."""
        before, self._snapshot = self._snapshot, snapshot
        if before is not None and before.run_id != snapshot.run_id:
            self.slider.forget()
        time = snapshot.time
        self.slider.show_state(
            TimelineState(time.start, time.end, now_of(snapshot), snapshot.past, time.pins)
        )
        self._say()
        if self._naming is not None:
            made = next((p for p in time.pins if p.number not in self._naming), None)
            if made is not None:
                self._naming = None
                self._ask_name(made)

    def show_going(self, going: bool) -> None:
        """Show whether training is on its way to another moment."""
        self.slider.show_going(going)
        if going:
            self._late.start()
        else:
            self._late.stop()
            self._say()

    def clear(self) -> None:
        """Show that there is no network."""
        self._snapshot = self._naming = None
        self.slider.forget()
        self.slider.show_state(TimelineState())
        self._say()

    # what a person does

    def go_to(self, update: int) -> None:
        """Request the moment after this many updates."""
        self.slider.ask(update)

    def pin_here(self) -> None:
        """Pin the current moment and ask for its name; if it is already pinned, rename it."""
        snapshot = self._snapshot
        if snapshot is None:
            return
        here = self._pin_here()
        if here is not None:
            self._ask_name(here)
            return
        self._naming = {pin.number for pin in snapshot.time.pins}
        self.pin_requested.emit("")

    def _asked(self, update: int) -> None:
        self._say()
        self.update_requested.emit(update)

    def _pin_here(self) -> Pin | None:
        snapshot = self._snapshot
        if snapshot is None:
            return None
        return next((p for p in snapshot.time.pins if p.update == snapshot.update), None)

    def _fill_menu(self) -> None:
        snapshot = self._snapshot
        if snapshot is None:
            self.menu.fill((), 0, 0, 0)
        else:
            time = snapshot.time
            self.menu.fill(time.pins, time.start, snapshot.update, time.end)

    def _open_pin_menu(self, number: int, place: QPoint) -> None:
        snapshot = self._snapshot
        pins = () if snapshot is None else snapshot.time.pins
        pin = next((pin for pin in pins if pin.number == number), None)
        if pin is not None and snapshot is not None:
            self.pin_menu.fill_for(pin, snapshot.update)
            self.pin_menu.popup(place)

    def _ask_name(self, pin: Pin) -> None:
        corner = self.pins.mapToGlobal(self.pins.rect().topRight())
        self.name.ask(pin, corner)

    # words

    def _say(self) -> None:
        text = place_in_words(self._snapshot, self.slider.asked)
        self._keep_room(text)
        self.place.setText(text)
        self.place.setToolTip(plain_tip(self._details()))
        self.slider.setAccessibleDescription(text)
        self.slider.show_hint(self._hint())
        self._say_pin()

    def _keep_room(self, shown: str) -> None:
        """Give the place the room for its widest text, so that nothing jumps while it counts."""
        snapshot = self._snapshot
        if snapshot is None:
            self.place.setMinimumWidth(0)
            return
        texts = [shown, of_words(snapshot.time.end, snapshot.time.end)]
        if snapshot.phases:
            length = rail_length(snapshot)
            texts.append(phase_words(snapshot.time.end + 1, length, length))
        widest = max(texts, key=len)
        if len(widest) != len(self._widest):
            self._widest = widest
            metrics = QFontMetrics(self.place.font())
            self.place.setMinimumWidth(metrics.horizontalAdvance(widest) + SPACE[1])

    def _details(self) -> str:
        snapshot = self._snapshot
        if snapshot is None:
            return ""
        translate = QCoreApplication.translate
        text = translate("TimelineBar", "{updates} of {recorded} done · epoch {epoch}")
        text = text.format(
            updates=count(snapshot.update),
            recorded=counted(snapshot.time.end, "update"),
            epoch=f"{max(snapshot.position, snapshot.epoch):,.2f}",
        )
        pin = self._pin_here()
        lines = (text, "" if pin is None else pin.name, self._hint())
        return "\n".join(line for line in lines if line)

    def _hint(self) -> str:
        translate = QCoreApplication.translate
        snapshot = self._snapshot
        if snapshot is None:
            return ""
        if snapshot.time.end <= snapshot.time.start:
            if snapshot.phases:
                return ""
            if snapshot.update == 0:
                return translate("TimelineBar", "Nothing recorded yet: train or step")
            text = translate("TimelineBar", "Nothing recorded before update {update}: train on")
            return text.format(update=count(snapshot.update))
        asked = self.slider.asked
        if asked is not None and not self._late.isActive() and not self.slider.is_dragging:
            text = translate("TimelineBar", "On the way to update {update}")
            return text.format(update=count(asked))
        if snapshot.past:
            return translate(
                "TimelineBar", "Play follows what was recorded, an edit starts a new run"
            )
        return ""

    def _say_pin(self) -> None:
        translate = QCoreApplication.translate
        snapshot = self._snapshot
        some = snapshot is not None and snapshot.time.end > snapshot.time.start
        self.pin.setEnabled(some)
        self.pins.setEnabled(some)
        pinned = self._pin_here() is not None
        if pinned is self._pinned:
            return
        self._pinned = pinned
        words = self._pin_words()[pinned]
        help = translate(
            "TimelineBar", "Give this moment a name, so that you can come back to it (Ctrl+D)"
        )
        if pinned:
            help = translate("TimelineBar", "This moment is pinned: give it another name")
        self.pin.setAccessibleName(words)
        self.pin.setToolTip(help)
        self.pin.setIcon(icon("push-pin-fill" if pinned else "push-pin", self._theme))
        self._fit_words()

    def _pin_words(self) -> tuple[str, str]:
        translate = QCoreApplication.translate
        return translate("TimelineBar", "Pin this moment"), translate("TimelineBar", "Pinned here")

    def _fit_words(self) -> None:
        # larger text needs more room
        room = self.width() * _LINE / QFontMetrics(caption_font(self.font())).height()
        self.title.setVisible(room >= _NARROW)
        self.place.setVisible(room >= _SMALLEST)
        wide = room >= _NARROWEST
        self.pin.setText(self.pin.accessibleName() if wide else "")
        # equally wide for both texts, so that the bar does not jump at a pinned moment
        metrics = self.pin.fontMetrics()
        text = max(metrics.horizontalAdvance(words) for words in self._pin_words())
        self.pin.setMinimumWidth(text + self.pin.iconSize().width() + 28 if wide else 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_words()


def _level_figures(font: QFont) -> QFont:
    """Return a font whose digits are equally wide."""
    font.setFeature(QFont.Tag("tnum"), 1)
    return font
