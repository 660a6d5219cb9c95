"""The gallery: all examples as pictures, each with what it shows and what to look for.

A search narrows the list; Enter or a double click opens an example. Pictures are drawn one by one
after the window is shown, so that it opens at once.
"""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QGuiApplication, QIcon, QKeyEvent, QPixmap
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialogButtonBox,
    QHBoxLayout,
    QLineEdit,
    QListView,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from core.documents.examples import Example
from core.words import say
from gui.kit.choice import Elided
from gui.kit.dialog import RoomyDialog
from gui.kit.plain import Label
from gui.kit.room import Upright
from gui.kit.style import set_role, text_scale
from gui.kit.terms.label import TermLabel
from gui.kit.theme import Theme
from gui.start.pictures import example_picture

_translate = QCoreApplication.translate

#: the side of a small picture and of the large one, the width of a card, and the window's first
#: size
_PICTURE, _LARGE, _CARD, _BETWEEN = 72, 176, 132, 4
_WIDTH, _HEIGHT, _BESIDE = 860, 580, 264
_PLACE = Qt.ItemDataRole.UserRole


class Gallery(RoomyDialog):
    """Emits the path of the example that was chosen, and closes."""

    chosen = Signal(object)  # Path

    def __init__(self, examples: Sequence[Example], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._examples = tuple(examples)
        self._theme: Theme | None = None
        self.setWindowTitle(_translate("Gallery", "All examples"))
        self._build_head()
        self._build_cards()
        self._build_beside()
        self._build_foot()
        self._place()
        self._late = QTimer(self)
        self._late.setInterval(0)
        self._late.timeout.connect(self._draw_next)
        self._undrawn: list[int] = []
        self._narrow()

    def begin(self) -> None:
        """Bring the gallery to the front, with the search empty and ready."""
        self.search.clear()
        self.groups.setCurrentIndex(0)
        self._resize()
        self.show()
        self.raise_()
        self.activateWindow()
        self.search.setFocus()
        self._late.start()

    def set_theme(self, theme: Theme) -> None:
        """Draw the pictures in the colours of a theme."""
        if theme != self._theme:
            self._theme = theme
            self._undrawn = list(range(len(self._examples)))
            self._show_chosen()
            self._late.start()

    def example(self) -> Example | None:
        """Return the example that is selected and shown, or None."""
        item = self.cards.currentItem()
        if item is None or item.isHidden():
            return None
        return self._examples[int(item.data(_PLACE))]

    # ------------------------------------------------------------------ building

    def _build_head(self) -> None:
        self.search = QLineEdit()
        self.search.setPlaceholderText(_translate("Gallery", "Search"))
        self.search.setAccessibleName(_translate("Gallery", "Search the examples"))
        self.search.setToolTip(
            _translate("Gallery", "Words from the title, the description or what to look for")
        )
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._narrow)
        self.search.installEventFilter(self)
        self.groups = Elided()
        self.groups.setAccessibleName(_translate("Gallery", "Group"))
        self.groups.setToolTip(_translate("Gallery", "Which examples to show"))
        self.groups.addItem(_translate("Gallery", "All groups"), "")
        for group in dict.fromkeys(example.group for example in self._examples):
            self.groups.addItem(_upper(_translate("Examples", group)), group)
        self.groups.currentIndexChanged.connect(self._narrow)

    def _build_cards(self) -> None:
        self.cards = QListWidget()
        set_role(self.cards, "gallery")
        self.cards.setAccessibleName(_translate("Gallery", "Examples"))
        self.cards.setViewMode(QListView.ViewMode.IconMode)
        self.cards.setMovement(QListView.Movement.Static)
        self.cards.setResizeMode(QListView.ResizeMode.Adjust)
        self.cards.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.cards.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.cards.setIconSize(QSize(_PICTURE, _PICTURE))
        self.cards.setWordWrap(True)
        self.cards.setSpacing(_BETWEEN)
        self.cards.viewport().installEventFilter(self)
        empty = QPixmap(_PICTURE, _PICTURE)
        empty.fill(Qt.GlobalColor.transparent)
        for place, example in enumerate(self._examples):
            item = QListWidgetItem(QIcon(empty), _translate("Examples", example.title))
            item.setData(_PLACE, place)
            item.setToolTip(_translate("Examples", example.about))
            item.setTextAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
            self.cards.addItem(item)
        self.cards.currentItemChanged.connect(self._show_chosen)
        self.cards.itemActivated.connect(self._choose)

    def _build_beside(self) -> None:
        self.picture, self.group, self.title = Label(""), Label(""), Label("")
        self.about, self.look_heading, self.look = TermLabel(), Label(""), TermLabel()
        self.nothing = Label("")
        set_role(self.title, "title")
        set_role(self.group, "caption")
        set_role(self.look_heading, "caption")
        self.look_heading.setText(_translate("Gallery", "What to look for"))
        self.picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        for label in (self.title, self.about, self.look, self.nothing):
            label.setWordWrap(True)

    def _build_foot(self) -> None:
        self.buttons = QDialogButtonBox()
        roles = QDialogButtonBox.ButtonRole
        self.open_button = self.buttons.addButton(_translate("Gallery", "Open"), roles.AcceptRole)
        self.open_button.setToolTip(_translate("Gallery", "Open this example (Enter)"))
        set_role(self.open_button, "primary")
        self.open_button.setDefault(True)
        close = self.buttons.addButton(_translate("Gallery", "Close"), roles.RejectRole)
        close.setToolTip(_translate("Gallery", "Close this window (Esc)"))
        close.setAutoDefault(False)
        for button in (self.open_button, close):
            button.setIcon(QIcon())
            button.setAccessibleName(button.text())
        self.buttons.accepted.connect(self._choose)
        self.buttons.rejected.connect(self.reject)

    def _place(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self.search, 1)
        head.addWidget(self.groups)
        about, self._beside = QWidget(), Upright()
        set_role(about, "panel")
        self._beside.setWidget(about)
        column = QVBoxLayout(about)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        told = (self.picture, self.group, self.title, self.about, self.look_heading, self.look)
        for label in (*told, self.nothing):
            column.addWidget(label)
        column.addStretch(1)
        both = QHBoxLayout()
        both.setSpacing(24)
        both.addWidget(self.cards, 1)
        both.addWidget(self._beside)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(24, 16, 24, 16)
        rows.setSpacing(12)
        rows.addLayout(head)
        rows.addLayout(both, 1)
        rows.addWidget(self.buttons)

    def fit_text(self) -> None:
        """Give the cards and the description the room of the text size."""
        self._beside.setFixedWidth(round(_BESIDE * text_scale()))
        self._fit_cards()

    def _fit_cards(self) -> None:
        """Make the cards as wide as the columns that fit share the room."""
        room = self.cards.viewport().width() - 2 * _BETWEEN
        wide = room // max(1, room // (round(_CARD * text_scale()) + _BETWEEN)) - _BETWEEN
        high = _PICTURE + 16 + 2 * self.cards.fontMetrics().lineSpacing()
        for place in range(self.cards.count()):
            self.cards.item(place).setSizeHint(QSize(wide, high))

    def _resize(self) -> None:
        """Choose a size that fits on the screen, whatever the text size."""
        screen = self.screen() or QGuiApplication.primaryScreen()
        room = screen.availableSize() - QSize(24, 64)
        size = QSize(round(_WIDTH * text_scale()), round(_HEIGHT * text_scale()))
        self.resize(size.boundedTo(room))

    # ------------------------------------------------------------------ searching and choosing

    @Slot()
    def _narrow(self, *_: object) -> None:
        """Show the examples of the group that contain all words of the search."""
        words = self.search.text().casefold().split()
        group = self.groups.currentData()
        first: QListWidgetItem | None = None
        for place, example in enumerate(self._examples):
            parts = (example.title, example.about, example.look, example.group, example.name)
            said = " ".join(_translate("Examples", part) for part in parts).casefold()
            shown = (not group or example.group == group) and all(word in said for word in words)
            item = self.cards.item(place)
            item.setHidden(not shown)
            first = item if shown and first is None else first
        now = self.cards.currentItem()
        if first is not None and (now is None or now.isHidden()):
            self.cards.setCurrentItem(first)
        self._show_chosen()

    @Slot()
    def _show_chosen(self, *_: object) -> None:
        """Describe the selected example, or say that there is none."""
        example = self.example()
        there = example is not None
        told = (self.picture, self.group, self.title, self.about, self.look_heading, self.look)
        for label in told:
            label.setVisible(there)
        self.nothing.setVisible(not there)
        self.open_button.setEnabled(there)
        if example is None:
            words = say("Gallery", "No example contains “{text}”.", text=self.search.text())
            self.nothing.setText(words)
            return
        self.title.setText(_translate("Examples", example.title))
        self.group.setText(_upper(_translate("Examples", example.group)))
        self.about.setText(_translate("Examples", example.about))
        self.look.setText(_translate("Examples", example.look))
        if self._theme is not None:
            ratio = self.devicePixelRatioF()
            icon = example_picture(example, self._theme, _LARGE, ratio)
            self.picture.setPixmap(icon.pixmap(QSize(_LARGE, _LARGE), ratio))

    @Slot()
    def _choose(self, *_: object) -> None:
        example = self.example()
        if example is not None:
            self.accept()
            self.chosen.emit(example.path)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let ↓ move from the search to the cards, which share the room that there is."""
        if watched is self.cards.viewport() and event.type() == QEvent.Type.Resize:
            self._fit_cards()
        is_down = (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() == Qt.Key.Key_Down
        )
        if watched is self.search and is_down and self.example() is not None:
            self.cards.setFocus()
            return True
        return super().eventFilter(watched, event)

    # ------------------------------------------------------------------ pictures

    @Slot()
    def _draw_next(self) -> None:
        """Draw one picture; the window stays responsive between two of them."""
        if self._theme is None or not self._undrawn or not self.isVisible():
            self._late.stop()
            return
        place = self._undrawn.pop(0)
        ratio = self.devicePixelRatioF()
        picture = example_picture(self._examples[place], self._theme, _PICTURE, ratio)
        self.cards.item(place).setIcon(picture)


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]
