"""What the small windows beside the main one have in common."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QIcon, QKeyEvent, QShowEvent
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QProgressBar,
    QPushButton,
    QStyle,
    QStyleOptionButton,
    QVBoxLayout,
    QWidget,
)

from core.errors import UserError
from core.records import Record
from gui.kit.plain import Label
from gui.kit.room import make_room
from gui.kit.style import dress, dress_when_shown, set_role, text_scale
from gui.kit.terms.asking import asks_by_key
from gui.kit.terms.label import TermLabel
from gui.kit.theme import Theme

_translate = QCoreApplication.translate

#: the frame that the system puts round a window
_FRAME = QSize(16, 40)


class TurningButton(QPushButton):
    """A button whose words change with what it would do now.

    It has room for the longest of them from the start, so that nothing beside it moves, and no
    words are cut until the next layout.
    """

    def __init__(self, words: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._all = tuple(words)
        self.setText(self._all[0])
        self.setAccessibleName(self._all[0])

    def turn_to(self, words: str, help: str) -> None:
        """Show one of the words, and what it does as the tooltip."""
        assert words in self._all, words  # another one might have no room
        self.setText(words)
        self.setAccessibleName(words)
        self.setToolTip(help)

    def sizeHint(self) -> QSize:
        self.ensurePolished()
        option, room = QStyleOptionButton(), QSize()
        self.initStyleOption(option)
        for words in self._all:  # as Qt's own hint does with the text of now
            option.text = words
            text = self.fontMetrics().size(Qt.TextFlag.TextShowMnemonic, words)
            kind = QStyle.ContentsType.CT_PushButton
            room = room.expandedTo(self.style().sizeFromContents(kind, option, text, self))
        return room

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()


class RoomyDialog(QDialog):
    """A window whose texts have their room: it grows with them.

    `usual` is its least size in pixels at the usual text size. A change of theme or text size costs
    nothing while it is hidden: it takes the look, and its size, when it is shown next.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        dress_when_shown(self)
        self.usual = QSize()
        self._unseen_theme: Theme | None = None
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self._soon.timeout.connect(self._fit)

    def fit_text(self) -> None:
        """Set the sizes that follow the text size: it may have changed. Most have none."""

    def grow(self) -> None:
        """Grow to the size that the contents now need, as far as the screen has room."""
        layout = self.layout()
        if layout is None:
            return
        layout.activate()
        room = self.screen().availableSize() - _FRAME
        least = layout.totalMinimumSize()
        usual = least.expandedTo(self.usual * text_scale())
        width = max(self.width(), usual.width())
        width = max(least.width(), min(width, room.width()))
        lowest, high = least.height(), max(self.height(), usual.height())
        if layout.hasHeightForWidth():
            lowest = max(lowest, layout.totalMinimumHeightForWidth(width))
            high = max(high, layout.totalHeightForWidth(width))
        if self.minimumHeight() > lowest:  # of when it was narrower, and its texts had more lines
            self.setMinimumHeight(lowest)
        self.resize(width, max(lowest, min(high, room.height())))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.FontChange) and self.isVisible():
            self._soon.start()  # once all parts have the text size too

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not asks_by_key(event, self):
            super().keyPressEvent(event)

    def setVisible(self, visible: bool) -> None:
        if visible:
            if dress(self):  # the look has changed meanwhile
                self._soon.start()
            theme, self._unseen_theme = self._unseen_theme, None
            if theme is not None:
                self.set_theme(theme)
        super().setVisible(visible)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme where the sheet does not give them. Most need nothing."""

    def take_theme(self, theme: Theme) -> None:
        """Take the colours of a theme that was chosen, when it is shown next if it is hidden."""
        if self.isHidden():
            self._unseen_theme = theme
        else:
            self.set_theme(theme)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fit()

    @Slot()
    def _fit(self) -> None:
        self.fit_text()
        self.grow()


class SmallDialog(RoomyDialog):
    """A window beside the main one that stays open while training goes on."""

    def __init__(self, title: str, about: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.rows = QVBoxLayout(self)
        self.rows.setContentsMargins(24, 16, 24, 16)
        self.rows.setSpacing(12)
        self.about = TermLabel(about)
        self.about.setWordWrap(True)
        self.about.setMinimumWidth(300)
        self.rows.addWidget(self.about)
        self.buttons = QDialogButtonBox()

    def add_button(
        self, words: str, help: str, act: Callable[[], None], primary: bool = False
    ) -> QPushButton:
        """Add a button at the bottom; the primary one responds to Enter."""
        button = QPushButton(words)
        button.setToolTip(help)
        button.setAccessibleName(words)
        self._put_below(button, act, primary)
        return button

    def add_turning_button(
        self, words: Sequence[str], act: Callable[[], None], primary: bool = False
    ) -> TurningButton:
        """Add a button at the bottom that says one of several things at a time."""
        button = TurningButton(words)
        self._put_below(button, act, primary)
        return button

    def _put_below(self, button: QPushButton, act: Callable[[], None], primary: bool) -> None:
        role = QDialogButtonBox.ButtonRole
        self.buttons.addButton(button, role.ActionRole if not primary else role.AcceptRole)
        button.setIcon(QIcon())
        button.setAutoDefault(primary)
        button.setDefault(primary)
        if primary:
            set_role(button, "primary")
        button.clicked.connect(lambda: act())

    def add_close(self) -> None:
        """Add the Close button, and with it the row of buttons at the bottom."""
        close = self.buttons.addButton(QDialogButtonBox.StandardButton.Close)
        close.setIcon(QIcon())
        close.setAutoDefault(False)
        close.setToolTip(_translate("SmallDialog", "Close this window (Esc)"))
        close.clicked.connect(self.close)
        self.rows.addWidget(self.buttons)

    def bring(self) -> None:
        """Bring the window to the front."""
        self.show()
        self.raise_()
        self.activateWindow()


class Verb(Record):
    """What a button says, and what it does as its tooltip."""

    words: str
    help: str


class LongTask(QObject):
    """What a small window shows of a long task: the button that starts and cancels it, how far it
    is, how it went, and where what it has made can be found.

    `starts` is called when the person wants it: where all is right, it calls `begin`. `stops` is
    called when the person cancels, or closes the window meanwhile.
    """

    folder_wanted = Signal(object)  # Path: show this folder

    def __init__(
        self,
        dialog: SmallDialog,
        verbs: tuple[Verb, Verb],
        starts: Callable[[], None],
        stops: Callable[[], None],
    ) -> None:
        super().__init__(dialog)
        self._dialog, self._verbs = dialog, verbs
        self._starts, self._stops = starts, stops
        self._fields: tuple[QWidget, ...] = ()
        self._made: Path | None = None
        self.is_running = False
        self.progress = QProgressBar()
        self.progress.setTextVisible(False)
        self.outcome, self.error = Label(), Label()
        set_role(self.error, "error")
        for label in (self.outcome, self.error):
            label.setWordWrap(True)
        for part in (self.progress, self.outcome, self.error):
            dialog.rows.addWidget(part)
        self.open_folder = dialog.add_button(
            _translate("LongTask", "Open folder"),
            _translate("LongTask", "Show the folder with what was made"),
            self._open_folder,
        )
        self.button = dialog.add_turning_button(
            [verb.words for verb in verbs], self._start_or_cancel, primary=True
        )
        dialog.add_close()
        dialog.finished.connect(lambda _: self.cancel())

    def lock(self, *fields: QWidget) -> None:
        """From now on, lock these fields while it runs."""
        self._fields = fields

    def _start_or_cancel(self) -> None:
        if self.is_running:
            self.cancel()
        else:
            self._starts()

    def begin(self) -> None:
        """Note that it runs from now on."""
        self.is_running, self._made = True, None
        self.progress.setValue(0)
        self.say("")

    def cancel(self) -> None:
        """Cancel it, if it is running."""
        if self.is_running:
            self.is_running = False
            self._stops()

    def forget(self) -> None:
        """Show nothing of the last time, unless it is still running."""
        if not self.is_running:
            self._made = None
            self.say("")

    def tell(self, done: int, whole: int, text: str) -> None:
        """Show how far it is, unless it was cancelled."""
        if self.is_running:
            self.progress.setRange(0, max(1, whole))
            self.progress.setValue(done)
            self.say(text)

    def end(self, text: str, folder: Path | None) -> None:
        """Say that it is over, and where to find what was made."""
        self.is_running, self._made = False, folder
        self.say(text)

    def fail(self, error: UserError) -> None:
        """Say why it has ended."""
        self.is_running = False
        self.say("", f"{error.message}: {error.hint}" if error.hint else error.message)

    def say(self, outcome: str, error: str = "") -> None:
        """Show how it goes, or what is wrong."""
        self.outcome.setText(outcome)
        self.error.setText(error)

    def show(self, ready: bool) -> None:
        """Show what can be done now; `ready` says whether it can begin."""
        verb = self._verbs[self.is_running]
        self.button.turn_to(verb.words, verb.help)
        self.button.setEnabled(self.is_running or ready)
        for field in self._fields:
            field.setEnabled(not self.is_running)
        self.progress.setVisible(self.is_running)
        for label in (self.outcome, self.error):
            label.setVisible(bool(label.text()))
        self.open_folder.setEnabled(self._made is not None)
        make_room(self._dialog)

    def _open_folder(self) -> None:
        if self._made is not None:
            self.folder_wanted.emit(self._made)
