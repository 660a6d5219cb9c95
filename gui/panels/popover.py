"""The form of the selected layer, over the diagram beside the layer, so that nothing else moves."""

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPoint, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QToolButton, QVBoxLayout, QWidget

from gui.kit.icons import icon
from gui.kit.plain import Label
from gui.kit.style import set_role, text_scale
from gui.kit.theme import SPACE, Theme

_translate = QCoreApplication.translate

_WIDTH = 232


class LayerPopover(QFrame):
    """A card with a title, a form and ×; `closed` says that the person is done with the layer."""

    closed = Signal()

    def __init__(self, form: QWidget) -> None:
        super().__init__()
        set_role(self, "card")
        self.setAccessibleName(_translate("LayerPopover", "Selected layer"))
        self._under: QWidget | None = None
        self._beside: QRectF | None = None
        self._foot: QWidget | None = None
        self._form = form
        self.title = Label()
        set_role(self.title, "heading")
        self.close_button = QToolButton()
        set_role(self.close_button, "plain")
        words = _translate("LayerPopover", "Close; the layer is no longer selected (Esc)")
        self.close_button.setToolTip(words)
        self.close_button.setAccessibleName(_translate("LayerPopover", "Close"))
        self.close_button.setFixedSize(26, 26)
        self.close_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.close_button.clicked.connect(self.closed)
        head = QHBoxLayout()
        head.addWidget(self.title, 1)
        head.addWidget(self.close_button)
        self._area = QScrollArea()
        self._area.setWidget(form)
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE[2], SPACE[1], SPACE[1], SPACE[2])
        column.setSpacing(SPACE[0])
        column.addLayout(head)
        column.addWidget(self._area, 1)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self.close_button.setIcon(icon("x", theme))

    def lie_over(self, widget: QWidget) -> None:
        """From now on, lie over a widget."""
        self._under = widget
        self.setParent(widget)
        widget.installEventFilter(self)
        self._form.installEventFilter(self)
        self.hide()

    def end_above(self, widget: QWidget) -> None:
        """From now on, end above a widget that lies in the way while that is shown."""
        self._foot = widget
        widget.installEventFilter(self)

    def show_beside(self, place: QRectF, title: str) -> None:
        """Show the form beside a place of the widget underneath."""
        self._beside = place
        self.title.setText(title)
        self.show()
        self._place()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        moved = kind is QEvent.Type.Resize and watched is self._under
        grown = kind is QEvent.Type.LayoutRequest and watched is self._form
        moved |= watched is self._foot and kind in (
            *(QEvent.Type.Show, QEvent.Type.Hide, QEvent.Type.Resize, QEvent.Type.Move),
        )
        if (moved or grown) and not self.isHidden():
            self._place()
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)

    def _place(self) -> None:
        """Lie at the right of the layer if there is room, else at its left, below its head."""
        under, beside = self._under, self._beside
        if under is None or beside is None:
            return
        gap = SPACE[1]
        wide = min(round(_WIDTH * text_scale()), under.width() - 2 * gap)
        self._area.setMinimumHeight(0)
        form = self._form.layout()
        needed = self._form.sizeHint().height()
        if form is not None and form.hasHeightForWidth():
            needed = form.totalHeightForWidth(wide - SPACE[2] - SPACE[1] - 2)
        high = needed + self.close_button.height() + SPACE[2] + SPACE[1] + SPACE[0] + 4
        high = max(80, min(high, under.height() - 2 * gap))
        left = beside.right() + gap
        if left + wide > under.width() - gap:
            left = beside.left() - gap - wide
        left = max(gap, min(left, under.width() - gap - wide))
        top = max(gap, min(beside.top(), under.height() - gap - high))
        foot = self._foot
        if foot is not None and foot.isVisible():
            corner = under.mapFromGlobal(foot.mapToGlobal(QPoint(0, 0)))
            if corner.x() < left + wide and left < corner.x() + foot.width():
                high = min(high, max(80, corner.y() - 2 * gap))
                top = max(gap, min(top, corner.y() - gap - high))
        self.setGeometry(round(left), round(top), wide, round(high))
        self.raise_()
