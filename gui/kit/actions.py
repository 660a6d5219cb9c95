"""The table of actions: makes each action from its row, and adapts all of them to a situation."""

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QActionGroup, QKeyEvent, QKeySequence

from gui.kit.action_row import ActionRow, Situation
from gui.kit.icons import icon
from gui.kit.theme import Theme


def _is_plain(event: QKeyEvent) -> bool:
    none, keypad = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier
    return event.modifiers() in (none, keypad)


def is_escape(event: QKeyEvent) -> bool:
    """Return whether a key is Esc alone."""
    return _is_plain(event) and event.key() == Qt.Key.Key_Escape


def _in_menus(row: ActionRow) -> str:
    """Return the key to show in menus beside the words, if Qt would not show it, or not so."""
    key = row.bare_key or next(iter(row.keys), "")
    return "\t" + key_words(key) if row.bare_key or key_words(key) != _native(key) else ""


def _native(key: str) -> str:
    return QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)


def key_words(key: str) -> str:
    """Return a key as people know it: Shift+→, as it is printed on it."""
    return _native(key).replace("Right", "→").replace("Left", "←")


def plain_words(action: QAction) -> str:
    """Return the words of an action without its key and without the & of its menu letter."""
    return action.text().partition("\t")[0].replace("&", "")


class Actions(QObject):
    """The actions of the window by name; empty until it is given rows."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: dict[str, ActionRow] = {}
        self._made: dict[str, QAction] = {}
        self._choices: dict[str, QActionGroup] = {}
        self._bare: dict[str, str] = {}
        self._icons: dict[str, str] = {}
        self._theme: Theme | None = None
        self._situation = Situation()

    def __getitem__(self, name: str) -> QAction:
        return self._made[name]

    def add(self, rows: Iterable[ActionRow]) -> None:
        """Make the actions for these rows.

        Raises ValueError if a name exists already.
        """
        for row in rows:
            if row.name in self._rows:
                raise ValueError(f"two actions are called {row.name}")
            self._rows[row.name] = row
            self._made[row.name] = self._make(row)

    def rows(self) -> tuple[ActionRow, ...]:
        """Return the rows as given."""
        return tuple(self._rows.values())

    def all(self) -> Sequence[QAction]:
        """Return every action, so that a window can listen to their keys."""
        return list(self._made.values())

    def show(self, situation: Situation) -> None:
        """Set the text of each action, and whether it is enabled, checked and visible."""
        if situation == self._situation:
            return
        self._situation = situation
        for row in self._rows.values():
            self._dress(row)

    def set_theme(self, theme: Theme) -> None:
        """Draw the icons in the colours of a theme."""
        self._theme = theme
        self._icons.clear()
        for row in self._rows.values():
            self._dress(row)

    def press(self, event: QKeyEvent) -> bool:
        """Do what a key means if no control needed it: Space plays, ← and → step."""
        name = self._bare.get(QKeySequence(event.key()).toString())
        if name is None or not _is_plain(event):
            return False
        if event.isAutoRepeat() and not self[name].autoRepeat():
            return False
        self[name].trigger()
        return True

    def _make(self, row: ActionRow) -> QAction:
        action = QAction(self)
        action.setObjectName(row.name)
        action.setShortcuts([QKeySequence(key) for key in row.keys])
        action.setAutoRepeat(row.repeats)
        action.setCheckable(row.checkable)
        action.setIconVisibleInMenu(False)  # Play's icon is made for its violet button
        self._made[row.name] = action
        self._dress(row)
        if row.choice:
            group = self._choices.setdefault(row.choice, QActionGroup(self))
            group.addAction(action)
        if row.bare_key:
            self._bare[QKeySequence(row.bare_key).toString()] = row.name
        if row.turns is not None:
            action.toggled.connect(row.turns)
        action.triggered.connect(lambda _=False, row=row: self._do(row))
        return action

    def _do(self, row: ActionRow) -> None:
        row.does()
        self._dress(row)  # the click toggled a switch that only the situation may toggle

    def _dress(self, row: ActionRow) -> None:
        action, situation = self._made[row.name], self._situation
        words = row.words_in(situation)
        action.setText(words.text + _in_menus(row))
        is_locked = row.name in situation.locked
        help = situation.locked_words if is_locked else words.help
        action.setToolTip(help)
        action.setStatusTip(help)
        action.setEnabled(row.when(situation) and not is_locked)
        action.setVisible(row.shown(situation))
        if row.checked is not None:
            action.setChecked(row.checked(situation))
        theme = self._theme
        if theme is not None and words.icon and self._icons.get(row.name) != words.icon:
            self._icons[row.name] = words.icon
            colour = theme.canvas if row.on_accent else None
            action.setIcon(icon(words.icon, theme, colour))
