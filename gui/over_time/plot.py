"""Over time: any number of the network against the updates, several together.

The plot requests what it shows: the past is replayed separately, and new values arrive with the
snapshots during training. When zoomed in, it requests only the visible stretch, so that more of its
updates become points.
"""

import numpy as np
from PySide6.QtCore import QCoreApplication, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from core.errors import UserError
from core.lesson.past.curves import Curves, Stretch
from core.lesson.past.naming import is_there, titles_of
from core.lesson.past.quantity import Quantity, read_quantity
from core.pictures.findings import OverTime
from core.pictures.snapshot import Facts, Snapshot
from core.words import say
from gui.kit.plain import Label
from gui.kit.plot_parts import Reading, caption, colour_label, on_canvas, small_box
from gui.kit.theme import LIGHT, SPACE, Theme
from gui.over_time.canvas import MOST, Glimpses, TimeCanvas
from gui.over_time.entries import Entries
from gui.over_time.field import AddField, small_button

#: the least time between two requests
_SOON_MS = 120


class OverTimePlot(QWidget):
    """Draws quantities; `asked` requests past values, `watched` requests them in every snapshot."""

    asked = Signal(object, int, int)  # texts of quantities, first and last update
    watched = Signal(object)  # texts of quantities
    update_requested = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        translate = QCoreApplication.translate
        self._theme = LIGHT
        self._facts: Facts | None = None
        self._snapshot: Snapshot | None = None
        self._shown: list[Quantity] = []
        self._curves = Curves()
        self._stretch = Stretch()
        self._hovered: float | None = None
        self._is_stale = False
        self._run = -1
        self.own_scale = small_box(
            translate("OverTime", "own scales"),
            translate("OverTime", "Draw every line from its own lowest to its own highest value"),
        )
        self.closer, self.back, self.all = (
            small_button(text, words)
            for text, words in (
                ("+", translate("OverTime", "Zoom in (the wheel, or +)")),
                ("−", translate("OverTime", "Zoom out (the wheel, or −)")),
                (translate("OverTime", "All"), translate("OverTime", "Show all updates (0)")),
            )
        )
        self.field = AddField()
        self.entries = Entries()
        self.canvas = TimeCanvas(self)
        self._reading = Reading(translate("OverTime", "Reading"))
        self._message = caption()
        self._message.setWordWrap(True)
        self._message.setAccessibleName(translate("OverTime", "What is wrong"))
        self._message.hide()
        self._empty = Label(
            translate(
                "OverTime",
                "Nothing is plotted yet. Right-click a weight, a neuron, a layer or a number of the"
                " step panel and choose Plot over time, or name a number above.",
            )
        )
        self._empty.setWordWrap(True)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.glimpses = Glimpses(self)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_SOON_MS)
        self._soon.timeout.connect(self._ask)
        self._build()
        self._connect()
        self.setAccessibleName(translate("OverTime", "Over time"))
        self.set_theme(LIGHT)

    def _build(self) -> None:
        title = QHBoxLayout()
        title.setSpacing(SPACE[1])
        title.addWidget(self.field, 1)
        title.addWidget(self.own_scale)
        foot = QHBoxLayout()
        foot.setSpacing(SPACE[0])
        foot.addWidget(self._reading, 1)
        for part in (self.closer, self.back, self.all):
            foot.addWidget(part)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE[2], SPACE[1], SPACE[2], SPACE[1])
        column.setSpacing(SPACE[0])
        column.addLayout(title)
        column.addWidget(self._message)
        column.addWidget(self.entries)
        column.addWidget(self.canvas.plot, 1)
        column.addWidget(self._empty, 1)
        column.addLayout(foot)

    def _connect(self) -> None:
        self.field.returnPressed.connect(self._typed)
        self.entries.removed.connect(self.remove)
        self.own_scale.toggled.connect(self._redraw)
        self.closer.clicked.connect(lambda: self._zoom(self._middle(), 0.6))
        self.back.clicked.connect(lambda: self._zoom(self._middle(), 1.0 / 0.6))
        self.all.clicked.connect(self.show_all)
        self.canvas.zoomed.connect(self._zoom)
        self.canvas.hovered.connect(self._hover)
        self.canvas.clicked.connect(self._go)

    def sizeHint(self) -> QSize:
        return QSize(360, 280)

    # ------------------------------------------------------------------ what it receives

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        on_canvas(self, theme)
        colour_label(self._message, theme.error)
        for label in (self._reading, self._empty):
            colour_label(label, theme.secondary)
        self.entries.set_theme(theme)
        self.canvas.dress(theme, self)
        self._redraw()

    def show_facts(self, facts: Facts) -> None:
        """Start afresh with another build."""
        self._facts, self._snapshot = facts, None
        self._hovered = None
        self.glimpses.point(None)
        self._curves.clear()
        self._stretch.all()
        self._run = -1
        self._redraw()

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Show where now is, and the values there."""
        self._snapshot = snapshot
        self._stretch.show(snapshot)
        if self._run != snapshot.run_id:
            self._run = snapshot.run_id
            self._curves.clear()
            self._drop_what_is_gone()
            self.ask_soon()
        elif self._curves.cut_after(max(snapshot.time.end, snapshot.update)):
            self.ask_soon()
        elif self._lags(snapshot.update):
            self.ask_soon()  # once it stands: what updates compute does not ride in snapshots
        self._curves.watch(snapshot)
        self._redraw()

    def _lags(self, update: int) -> bool:
        """Return whether there are numbers of newer updates that only going through them tells."""
        of_updates = any(one.is_of_update for one in self._shown)
        return of_updates and self._stretch.is_whole and self._curves.lags(update)

    def show_over_time(self, found: OverTime, done: bool) -> None:
        """Take what was collected so far."""
        if found.names == tuple(map(str, self._shown)):
            self._curves.take(found)
            if done and self._snapshot is not None and self._lags(self._snapshot.update):
                self.ask_soon()  # more updates came meanwhile
            self._redraw()

    def ask_soon(self) -> None:
        """Request everything shown once changes have settled; while hidden, wait."""
        self._is_stale = True
        if self.isVisible():
            self._soon.start()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.watched.emit(tuple(map(str, self._shown)))
        if self._is_stale:
            self._soon.start()
        self._redraw()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._hover(None)
        self.watched.emit(())
        self._is_stale = True

    # ------------------------------------------------------------------ what is plotted

    @property
    def shown(self) -> tuple[str, ...]:
        """The quantities that are plotted, as text."""
        return tuple(map(str, self._shown))

    def add(self, text: str) -> bool:
        """Plot a quantity; return whether that is possible, and show an error if not."""
        try:
            quantity = read_quantity(text)
        except UserError as error:
            self._refuse(f"{error.message}: {error.hint}.")
            return False
        snapshot, facts = self._snapshot, self._facts
        if quantity in self._shown:
            self._refuse("")
            return True
        if snapshot is None or facts is None or not is_there(quantity, snapshot.layers, facts):
            self._refuse(say("OverTime", "This network has no {what}.", what=text))
            return False
        if len(self._shown) >= MOST:
            self._refuse(say("OverTime", "At most {most} numbers: remove one first.", most=MOST))
            return False
        self._shown.append(quantity)
        self._changed()
        return True

    def forget(self) -> None:
        """Plot nothing: another document begins."""
        for _ in self.shown:
            self.remove(0)

    def remove(self, place: int) -> None:
        """Stop plotting the number at a place."""
        if 0 <= place < len(self._shown):
            del self._shown[place]
            self._changed()

    def _drop_what_is_gone(self) -> None:
        """Stop plotting what the new network does not have."""
        if (snapshot := self._snapshot) is None or (facts := self._facts) is None:
            return
        kept = [one for one in self._shown if is_there(one, snapshot.layers, facts)]
        if len(kept) < len(self._shown):
            self._shown = kept
            self.watched.emit(self.shown if self.isVisible() else ())

    def _changed(self) -> None:
        self._refuse("")
        self._curves.clear()
        if self.isVisible():
            self.watched.emit(self.shown)
        self.ask_soon()
        self._redraw()

    def _typed(self) -> None:
        if self.field.text().strip() and self.add(self.field.text()):
            self.field.clear()

    def _refuse(self, reason: str) -> None:
        self._message.setText(reason)
        self._message.setVisible(bool(reason))

    def message(self) -> str:
        """Return what is wrong with what was typed, or ""."""
        return self._message.text()

    # ------------------------------------------------------------------ the visible stretch

    def seen(self) -> tuple[float, float]:
        """Return the first and the last visible update."""
        return self._stretch.seen()

    def _middle(self) -> float:
        first, last = self.seen()
        snapshot = self._snapshot
        now = float(snapshot.update) if snapshot is not None else first
        return now if first <= now <= last else (first + last) / 2.0

    def _zoom(self, place: float, factor: float) -> None:
        """Zoom in on a place, or out, at most until everything is visible."""
        self._stretch.zoom(place, factor)
        self.ask_soon()
        self._redraw()

    def show_all(self) -> None:
        """Show all updates again."""
        if not self._stretch.is_whole:
            self._stretch.all()
            self.ask_soon()
            self._redraw()

    def _ask(self) -> None:
        if not self._shown or self._snapshot is None or not self.isVisible():
            return
        self._is_stale = False
        first, last = self.seen()
        self.asked.emit(self.shown, int(np.floor(first)), int(np.ceil(last)))

    # ------------------------------------------------------------------ reading and going

    def _hover(self, update: float | None) -> None:
        self._hovered = update
        self._show_reading()

    def note_glimpse(self, update: int) -> None:
        """Note that the views beside show the moment under the cursor."""
        self.glimpses.note(update)
        self._show_reading()

    def _go(self, update: float) -> None:
        at = self._curves.at(update)
        if at is not None and self._shown:
            self.update_requested.emit(int(self._curves.updates[at]))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        keys = {
            Qt.Key.Key_Plus: self.closer.click,
            Qt.Key.Key_Minus: self.back.click,
            Qt.Key.Key_0: self.show_all,
        }
        act = keys.get(Qt.Key(event.key()))
        if act is None or event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            super().keyPressEvent(event)
        else:
            act()

    def reading(self) -> str:
        """Return the text of the line at the bottom."""
        return self._reading.text()

    # ------------------------------------------------------------------ drawing

    def _redraw(self, *_: object) -> None:
        empty = not self._shown
        self._empty.setVisible(empty)
        self.canvas.plot.setVisible(not empty)
        for part in (self.own_scale, self.closer, self.back, self.all, self.entries, self._reading):
            part.setVisible(not empty)
        if not self.isVisible() or empty:
            self._name()
            return
        self._name()
        first, last = self.seen()
        self.canvas.left.setStyle(showValues=not self.own_scale.isChecked())
        self.canvas.draw([self._drawn(k) for k in range(len(self._shown))], first, last)
        if self._snapshot is not None:
            self.canvas.now.setValue(self._snapshot.update)
        self.back.setEnabled(not self._stretch.is_whole)
        self.all.setEnabled(not self._stretch.is_whole)
        self._show_reading()

    def _drawn(self, place: int) -> tuple[np.ndarray, np.ndarray]:
        """Return a line as drawn: its values, or their heights within its own range."""
        x, y = self._curves.of(str(self._shown[place]))
        if self.own_scale.isChecked() and y.size:
            first, last = self.seen()
            seen = y[(x >= first) & (x <= last) & np.isfinite(y)]
            if seen.size:
                low, wide = float(seen.min()), float(np.ptp(seen))
                y = (y - low) / wide if wide > 0.0 else np.where(np.isfinite(y), 0.5, np.nan)
        return x.astype(np.float64), y

    def _name(self) -> None:
        self.entries.show_numbers(titles_of(self._shown, self._snapshot, self._facts))

    def _show_reading(self) -> None:
        """Show the values under the cursor, or else those of now, and how the plot is thinned."""
        curves, snapshot = self._curves, self._snapshot
        if not self._shown or snapshot is None:
            return
        place = curves.at(self._hovered if self._hovered is not None else snapshot.update)
        values: list[float | None] = [None] * len(self._shown)
        if place is not None:
            found = [curves.of(str(one))[1] for one in self._shown]
            values = [float(y[place]) if y.size and np.isfinite(y[place]) else None for y in found]
        self.entries.show_values(values)
        if self._hovered is not None and place is not None:
            update = int(curves.updates[place])
            drawn = [self._drawn(k)[1] for k in range(len(self._shown))]
            heights = [float(y[place]) if y.size else float("nan") for y in drawn]
            self.canvas.show_cursor(float(update), heights)
            self.glimpses.point(update)
            self._reading.say(self.glimpses.words(update))
            return
        self.glimpses.point(None)
        self.canvas.show_cursor(None, [])
        self._reading.say(self._curves.thinned_words())
