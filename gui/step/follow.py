"""What is followed, and navigation: sample ‹3 of 4›, neuron ‹h₁›; back and forward by a phase."""

from PySide6.QtCore import QCoreApplication, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QPainter, QPaintEvent, QPen, QPixmap, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QToolButton, QWidget

from gui.kit.fonts import caption_font
from gui.kit.plain import SteadyLabel, plain_tip
from gui.kit.plot_parts import caption, colour_label
from gui.kit.style import set_role
from gui.kit.theme import LIGHT, SPACE, Theme

_KEY = QSize(22, 18)
#: when narrower than this, the word "Follow" is left out
_WIDE = 360


class Name(SteadyLabel):
    """A name that asks for its width; if it may be short, it has “…” in its middle."""

    def __init__(self, may_be_short: bool) -> None:
        super().__init__()
        self._may_be_short = may_be_short

    def setText(self, text: str) -> None:
        super().setText(text)
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        wide = self.fontMetrics().horizontalAdvance(self.text()) + 4
        return QSize(wide, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        least = self.sizeHint()
        if self._may_be_short:
            least.setWidth(min(least.width(), 4 * self.fontMetrics().height()))
        return least

    def paintEvent(self, _: QPaintEvent) -> None:
        middle = Qt.TextElideMode.ElideMiddle
        shown = self.fontMetrics().elidedText(self.text(), middle, self.width())
        with QPainter(self) as painter:
            painter.setPen(self.palette().windowText().color())
            painter.drawText(self.rect(), int(self.alignment()), shown)


class Stepper(QFrame):
    """A name between two arrows; `stepped` carries −1 or +1."""

    stepped = Signal(int)

    def __init__(self, name: str, before: str, after: str, may_be_short: bool = False) -> None:
        super().__init__()
        set_role(self, "segments")
        self.setAccessibleName(name)
        self.label = Name(may_be_short)
        self.label.setFont(caption_font(self.label.font()))
        self.label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.before, self.after = self._arrow("‹", before, -1), self._arrow("›", after, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE[0])
        row.addWidget(self.before)
        row.addWidget(self.label, 1)
        row.addWidget(self.after)

    def _arrow(self, text: str, tip: str, step: int) -> QToolButton:
        button = QToolButton()
        set_role(button, "segment")
        button.setText(text)
        button.setToolTip(tip)
        button.setAccessibleName(tip)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        button.setAutoRepeat(True)
        button.clicked.connect(lambda: self.stepped.emit(step))
        return button

    def say(self, text: str, at: int, count: int) -> None:
        """Show a name, which is number `at` of `count`."""
        self.label.setText(text)
        self.setAccessibleDescription(text)
        self.before.setEnabled(at > 0)
        self.after.setEnabled(at < count - 1)


class FollowRow(QWidget):
    """Which sample and which neuron are followed."""

    sample_stepped = Signal(int)
    neuron_stepped = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        translate = QCoreApplication.translate
        self.word = caption(translate("StepPanel", "Follow"))
        self.sample = Stepper(
            translate("StepPanel", "Followed sample"),
            translate("StepPanel", "Follow the previous sample"),
            translate("StepPanel", "Follow the next sample"),
        )
        self.neuron = Stepper(
            translate("StepPanel", "Followed neuron"),
            translate("StepPanel", "Follow the previous neuron"),
            translate("StepPanel", "Follow the next neuron"),
            may_be_short=True,
        )
        self.sample.stepped.connect(self.sample_stepped)
        self.neuron.stepped.connect(self.neuron_stepped)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE[1])
        row.addWidget(self.word)
        row.addStretch(1)
        row.addWidget(self.sample)
        row.addWidget(self.neuron)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def say_sample(self, text: str, at: int, count: int) -> None:
        """Name the followed sample, which is number `at` of `count`."""
        self.sample.say(text, at, count)
        self._fit()

    def say_neuron(self, text: str, at: int, count: int) -> None:
        """Name the followed neuron, which is number `at` of `count`."""
        self.neuron.say(text, at, count)
        self._fit()

    def _fit(self) -> None:
        """Leave out the word “Follow” where the names need its room."""
        parts = [self.word, *(p for p in (self.sample, self.neuron) if not p.isHidden())]
        needed = sum(part.minimumSizeHint().width() + SPACE[1] for part in parts)
        self.word.setVisible(self.width() >= max(_WIDE, needed))

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        colour_label(self.word, theme.secondary)
        for stepper in (self.sample, self.neuron):
            colour_label(stepper.label, theme.now)


class WayOn(QWidget):
    """The buttons at the bottom: the previous and the next stop, by name, with their keys."""

    back = Signal()
    forward = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._theme = LIGHT
        self.back_button, self.forward_button = QPushButton(), QPushButton()
        set_role(self.forward_button, "primary")
        self.forward_button.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        self.back_button.clicked.connect(self.back)
        self.forward_button.clicked.connect(self.forward)
        for button in (self.back_button, self.forward_button):
            button.setIconSize(_KEY)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.back_button)
        row.addStretch(1)
        row.addWidget(self.forward_button)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self.back_button.setIcon(_key("←", theme.text, theme.canvas, theme.border, self))
        self.forward_button.setIcon(_key("→", theme.now, theme.canvas, theme.canvas, self))

    def say(self, before: str, after: str) -> None:
        """Name the stops; an empty name means there is no such stop."""
        translate = QCoreApplication.translate
        self.back_button.setEnabled(bool(before))
        self.forward_button.setEnabled(bool(after))
        start = translate("StepPanel", "Start")
        for button, name, words in (
            (self.back_button, before, translate("StepPanel", "Back to {name} (←)")),
            (self.forward_button, after, translate("StepPanel", "On to {name} (→)")),
        ):
            button.setText(f" {name or start} ")
            button.setToolTip(plain_tip(words.format(name=name or start)))
            button.setAccessibleName(words.format(name=name or start))


def _key(text: str, ink: str, ground: str, frame: str, widget: QWidget) -> QIcon:
    """Return a key cap as an icon."""
    share = widget.devicePixelRatioF()
    pixmap = QPixmap(_KEY * share)
    pixmap.setDevicePixelRatio(share)
    pixmap.fill(Qt.GlobalColor.transparent)
    with QPainter(pixmap) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(frame), 1.0))
        painter.setBrush(QColor(ground))
        rect = QRectF(0.5, 0.5, _KEY.width() - 1.0, _KEY.height() - 1.0)
        painter.drawRoundedRect(rect, 4.0, 4.0)
        painter.setFont(caption_font(widget.font()))
        painter.setPen(QColor(ink))
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, text)
    return QIcon(pixmap)
