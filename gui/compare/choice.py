"""Choosing one moment of the recorded run: the start, a pin, now, or the newest."""

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QComboBox

from core.lesson.numbers import count
from core.pictures.snapshot import TimeSpan
from gui.kit.plain import plain_tip

_translate = QCoreApplication.translate


def moment_name(update: int, time: TimeSpan | None, now: int | None) -> str:
    """Return a moment in words: update 20 (pin “flat”), update 140 (now), update 0 (start)."""
    text = _translate("Moments", "Update {update}").format(update=count(update))
    pins = () if time is None else time.pins
    named = [pin.name for pin in pins if pin.update == update and count(update) not in pin.name]
    also = [_translate("Moments", "pin “{name}”").format(name=name) for name in named]
    if time is not None and update == time.start:
        also.append(_translate("Moments", "start"))
    if update == now:
        also.append(_translate("Moments", "now"))
    elif time is not None and update == time.end:
        also.append(_translate("Moments", "newest"))
    return f"{text} ({', '.join(also)})" if also else text


class MomentChoice(QComboBox):
    """A combo box of moments; `chosen` is emitted when a person picks another one."""

    chosen = Signal()

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setToolTip(plain_tip(name))
        self.setMinimumContentsLength(12)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self._offered: object = None
        self.activated.connect(lambda _: self.chosen.emit())

    def offer(self, time: TimeSpan, now: int, usual: str) -> None:
        """Offer the moments there are; the choice stays, and at first it is `usual`.

        If now was chosen, that update stays chosen while training goes on.
        """
        if (time.start, time.end, time.pins, now) == self._offered or self.view().isVisible():
            return
        self._offered = (time.start, time.end, time.pins, now)
        first = {"start": time.start, "now": now}[usual]
        kept = self.update_chosen()
        moments = {time.start, *(pin.update for pin in time.pins), now, time.end}
        if kept is not None and time.start <= kept <= time.end:
            first = kept
            moments.add(kept)
        self.clear()
        for update in sorted(moments):
            self.addItem(moment_name(update, time, now), update)
        self.setCurrentIndex(self.findData(first))

    def choose(self, update: int) -> None:
        """Choose a moment, offered or not."""
        if self.findData(update) < 0:
            self.addItem(moment_name(update, None, None), update)
        self.setCurrentIndex(self.findData(update))

    def update_chosen(self) -> int | None:
        """Return how many updates were done at the chosen moment, or None if none is chosen."""
        found = self.currentData()
        return None if found is None else int(found)
