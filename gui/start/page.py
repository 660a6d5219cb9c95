"""The page that covers the window when no file of the person's own is opened.

Underneath is the initial project; Esc, or the picture of XOR, uncovers it. The page disappears as
soon as anything is opened or trained, and one click turns it off for good.
"""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLayout,
    QPushButton,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from core.documents.examples import Example
from core.words import plain, say
from gui.kit.actions import is_escape
from gui.kit.plain import Label, plain_tip
from gui.kit.style import set_role, text_scale
from gui.kit.theme import Theme
from gui.start.pictures import example_picture

_translate = QCoreApplication.translate

#: the number of pictures in a row, the side of one, the width of its card, and the width of what is
#: beside them
_ACROSS, _PICTURE, _CARD, _SIDE = 3, 72, 136, 264
#: the gap between the cards and what is beside them, and the margin around everything
_BETWEEN, _MARGIN = 32, 24
#: how many recent files are shown; the menu has more
MOST_RECENT = 5


class StartPage(QScrollArea):
    """Examples, lessons, a file, what was open before; it is a child of what it covers."""

    example_chosen = Signal(object)  # Path
    file_chosen = Signal(object)  # Path
    gallery_requested = Signal()
    lessons_requested = Signal()
    open_requested = Signal()
    recover_requested = Signal()
    drawing_requested = Signal()
    #: the person does not want to see it again
    refused = Signal()

    def __init__(self, examples: Sequence[Example]) -> None:
        super().__init__()
        self._examples = [example for example in examples if example.first]
        self._theme: Theme | None = None
        self._under: QWidget | None = None
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        set_role(self, "start")
        self.setAutoFillBackground(True)  # it is opaque: what it covers is not painted
        self.setAccessibleName(_translate("StartPage", "Start page"))
        self.cards = [self._card(example) for example in self._examples]
        self.more = QPushButton(_translate("StartPage", "All examples…"))
        self.more.setToolTip(
            _translate("StartPage", "Every example, with its picture and what to look for")
        )
        self.more.clicked.connect(self.gallery_requested)
        self.open_button = self._button(
            _translate("StartPage", "Open a project or a table…"),
            _translate("StartPage", "A Backstep project, or a table of your own to learn from"),
        )
        self.open_button.clicked.connect(self.open_requested)
        self.lessons = self._button(
            _translate("StartPage", "All lessons…"),
            _translate("StartPage", "From one neuron to a whole update by hand, step by step"),
        )
        self.lessons.clicked.connect(self.lessons_requested)
        self.draw_button = self._button(
            _translate("StartPage", "Draw points…"),
            _translate("StartPage", "Make data of your own with the mouse, and learn from them"),
        )
        self.draw_button.clicked.connect(self.drawing_requested)
        self.recover = self._button("", _translate("StartPage", "What was open before a crash"))
        self.recover.clicked.connect(self.recover_requested)
        self._recent_heading = self._heading(_translate("StartPage", "Recent"))
        self._recent = QVBoxLayout()
        self.never = QPushButton(_translate("StartPage", "Do not show this page again"))
        self.never.setToolTip(
            _translate("StartPage", "Preferences and Help ▸ Start page bring it back")
        )
        self.never.clicked.connect(self._refuse)
        self.close_button = QPushButton()
        self.close_button.setToolTip(_translate("StartPage", "Close this page (Esc)"))
        self.close_button.clicked.connect(self.leave)
        for button in (self.more, self.lessons, self.open_button, self.draw_button, self.never):
            button.setAccessibleName(button.text())
        self.setWidget(self._placed())
        self._late = QTimer(self)
        self._late.setInterval(0)
        self._late.timeout.connect(self._draw_next)
        self._undrawn: list[int] = []
        self.hide()

    # ------------------------------------------------------------------ being there

    def lie_over(self, widget: QWidget) -> None:
        """Cover a widget whenever the page is shown."""
        self._under = widget
        self.setParent(widget)
        widget.installEventFilter(self)
        self.hide()

    def appear(self, name: str, recent: Sequence[Path], recovered: int) -> None:
        """Cover the window, and fill in the texts of the page.

        These are the name of what is underneath, the recent files, and how many documents can be
        recovered.
        """
        if self._under is None:
            return
        self._show_recent(recent[:MOST_RECENT])
        words = say("StartPage", "Go on with {name}", name=plain(name))
        metrics = self.close_button.fontMetrics()
        room = round(_SIDE * text_scale()) - 24
        elided = metrics.elidedText(words, Qt.TextElideMode.ElideMiddle, room)
        self.close_button.setText(elided.replace("&", "&&"))
        self.close_button.setAccessibleName(words)
        self.recover.setText(
            _translate("StartPage", "Recover {count}…").format(count=recovered)
            if recovered != 1
            else _translate("StartPage", "Recover what was open…")
        )
        self.recover.setAccessibleName(self.recover.text())
        self.recover.setVisible(recovered > 0)
        self.setGeometry(self._under.rect())
        self.show()
        self.raise_()
        self.verticalScrollBar().setValue(0)
        self.cards[0].setFocus()
        self._draw_again()

    @Slot()
    def leave(self, *_: object) -> None:
        """Uncover the window, and give it the keyboard."""
        if self.isHidden():
            return
        self.hide()
        if self._under is not None:
            self._under.setFocus()

    def set_theme(self, theme: Theme) -> None:
        """Draw the pictures in the colours of a theme, once they are visible."""
        self._theme = theme
        self._draw_again()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and watched is self._under and self._under:
            self.setGeometry(self._under.rect())
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Move what is beside the cards below them if both do not fit."""
        super().resizeEvent(event)
        cards = _ACROSS * round(_CARD * text_scale())
        needed = cards + round(_SIDE * text_scale()) + _BETWEEN + 2 * _MARGIN + 16
        ways = QHBoxLayout.Direction
        beside = event.size().width() >= needed
        self._both.setDirection(ways.LeftToRight if beside else ways.TopToBottom)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes the page; no other key reaches what is underneath."""
        if is_escape(event):
            self.leave()
        event.accept()

    def focusNextPrevChild(self, next: bool) -> bool:
        """Go to the next control of the page, and never to one that it covers."""
        ring = [control for control in self._controls() if control.isVisibleTo(self)]
        now = self.focusWidget()
        place = ring.index(now) if now in ring else -1
        following = ring[(place + (1 if next else -1)) % len(ring)]
        reason = Qt.FocusReason.TabFocusReason if next else Qt.FocusReason.BacktabFocusReason
        following.setFocus(reason)
        self.ensureWidgetVisible(following, 0, 12)
        return True

    # ------------------------------------------------------------------ what is on it

    def _controls(self) -> list[QWidget]:
        """Return the controls that take the focus, in order."""
        own = (self.lessons, self.open_button, self.draw_button, self.recover)
        return [*self.cards, self.more, *own, *self.files(), self.never, self.close_button]

    def files(self) -> list[QPushButton]:
        """Return the buttons of the recent files."""
        items = (self._recent.itemAt(i) for i in range(self._recent.count()))
        widgets = (item.widget() for item in items if item is not None)
        return [widget for widget in widgets if isinstance(widget, QPushButton)]

    def _card(self, example: Example) -> QToolButton:
        card = QToolButton()
        set_role(card, "start_card")
        card.setText(_translate("Examples", example.title))
        card.setAccessibleName(card.text())
        card.setAccessibleDescription(_translate("Examples", example.about))
        card.setToolTip(_translate("Examples", example.about))
        card.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
        card.setIconSize(QSize(_PICTURE, _PICTURE))
        card.setFixedWidth(round(_CARD * text_scale()))
        card.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        card.clicked.connect(lambda: self.example_chosen.emit(example.path))
        return card

    def _button(self, words: str, help: str) -> QPushButton:
        button = QPushButton(words)
        button.setToolTip(help)
        return button

    def _heading(self, words: str) -> Label:
        label = Label(words)
        set_role(label, "caption")
        return label

    def _show_recent(self, recent: Sequence[Path]) -> None:
        while item := self._recent.takeAt(0):
            old = item.widget()
            if old is not None:
                old.hide()
                old.deleteLater()
        self._recent_heading.setVisible(bool(recent))
        for path in recent:
            name = plain(path.name)
            button = self._button("", plain_tip(str(path)))
            button.setAccessibleName(name)
            width = round(_SIDE * text_scale()) - 24
            elided = button.fontMetrics().elidedText(name, Qt.TextElideMode.ElideMiddle, width)
            button.setText(elided.replace("&", "&&"))
            set_role(button, "start_file")
            button.clicked.connect(lambda _=False, path=path: self.file_chosen.emit(path))
            self._recent.addWidget(button)

    def _placed(self) -> QWidget:
        """Return a widget with everything placed in the middle of the page."""
        title = Label(_translate("StartPage", "Where would you like to begin?"))
        set_role(title, "title")
        grid = QGridLayout()
        grid.setSpacing(8)
        for i, card in enumerate(self.cards):
            grid.addWidget(card, i // _ACROSS, i % _ACROSS)
        head = QHBoxLayout()
        head.addWidget(self._heading(_translate("StartPage", "Examples")), 1)
        head.addWidget(self.more)
        left = _column(8, head, grid)
        own = self._heading(_translate("StartPage", "Your own"))
        own.setMinimumHeight(round(36 * text_scale()))
        learn = self._heading(_translate("StartPage", "Learn"))
        learn.setMinimumHeight(round(28 * text_scale()))  # level with the heading on the left
        self.drop = Label(_translate("StartPage", "Or drop a file anywhere on the window"))
        set_role(self.drop, "drop")
        self.drop.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.drop.setWordWrap(True)
        self.drop.setMinimumHeight(round(44 * text_scale()))
        buttons = (self.open_button, self.draw_button, self.drop, self.recover)
        right = _column(8, learn, self.lessons, own, *buttons)
        right.addSpacing(12)
        right.addWidget(self._recent_heading)
        self._recent.setSpacing(2)
        right.addLayout(self._recent)
        right.addStretch(1)
        side = QWidget()
        side.setLayout(right)
        right.setContentsMargins(0, 0, 0, 0)
        side.setFixedWidth(round(_SIDE * text_scale()))
        self._both = QHBoxLayout()
        self._both.setSpacing(_BETWEEN)
        self._both.addLayout(left)
        self._both.addWidget(side, 0, Qt.AlignmentFlag.AlignTop)
        foot = QHBoxLayout()
        foot.addWidget(self.never)
        foot.addStretch(1)
        foot.addWidget(self.close_button)
        inner = QWidget()
        rows = _column(12, title, self._both, foot)
        rows.insertSpacing(2, 8)
        inner.setLayout(rows)
        whole = QWidget()
        set_role(whole, "canvas")
        across = QHBoxLayout(whole)
        across.setContentsMargins(_MARGIN, 12, _MARGIN, 12)
        across.addWidget(inner, 0, Qt.AlignmentFlag.AlignCenter)
        return whole

    # ------------------------------------------------------------------ pictures

    def _draw_again(self) -> None:
        self._undrawn = list(range(len(self.cards)))
        if self._theme is not None and not self.isHidden():
            self._late.start()

    @Slot()
    def _draw_next(self) -> None:
        """Draw one picture; the window stays responsive between two of them."""
        if self._theme is None or not self._undrawn or self.isHidden():
            self._late.stop()
            return
        i = self._undrawn.pop(0)
        ratio = self.devicePixelRatioF()
        self.cards[i].setIcon(example_picture(self._examples[i], self._theme, _PICTURE, ratio))

    @Slot()
    def _refuse(self) -> None:
        self.leave()
        self.refused.emit()


def _column(space: int, *parts: QWidget | QLayout) -> QVBoxLayout:
    column = QVBoxLayout()
    column.setSpacing(space)
    for part in parts:
        if isinstance(part, QWidget):
            column.addWidget(part)
        else:
            column.addLayout(part)
    return column
