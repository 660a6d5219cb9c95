"""Everything a person can tell the program to do: words, keys, and when it is possible."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QObject, Qt
from PySide6.QtGui import QAction, QActionGroup, QKeyEvent, QKeySequence, QUndoStack

from core.run.states import State
from gui.kit.icons import icon
from gui.kit.theme import Theme

_translate = QCoreApplication.translate

_CONTEXT = "Actions"
_ALL = frozenset(State)
_BUILT = _ALL - {State.EMPTY}
_CAN_PLAY = frozenset({State.READY, State.RUNNING, State.PAUSED, State.FINISHED})
_CAN_STEP = _CAN_PLAY - {State.RUNNING}
_CAN_LOOK = _CAN_STEP | {State.DIVERGED}


@dataclass(frozen=True)
class Description:
    """An action: its words, its keys, its help, its icon, and the states it is enabled in."""

    name: str
    text: str
    keys: tuple[str, ...]
    help: str
    states: frozenset[State] = _ALL
    icon: str = ""
    checkable: bool = False


def _d(*values: object, **named: object) -> Description:
    return Description(*values, **named)  # type: ignore[arg-type]


#: the one table of actions; the order is that of the menus
TABLE: tuple[Description, ...] = (
    _d(
        "new",
        QT_TRANSLATE_NOOP("Actions", "&New"),
        ("Ctrl+N",),
        QT_TRANSLATE_NOOP("Actions", "Start again with the opening project"),
    ),
    _d(
        "open",
        QT_TRANSLATE_NOOP("Actions", "&Open…"),
        ("Ctrl+O",),
        QT_TRANSLATE_NOOP("Actions", "Open a project or a table"),
    ),
    _d(
        "save",
        QT_TRANSLATE_NOOP("Actions", "&Save"),
        ("Ctrl+S",),
        QT_TRANSLATE_NOOP("Actions", "Save the project with its trained weights"),
    ),
    _d(
        "save_as",
        QT_TRANSLATE_NOOP("Actions", "Save &as…"),
        ("Ctrl+Shift+S",),
        QT_TRANSLATE_NOOP("Actions", "Save the project in another file"),
    ),
    _d(
        "revert",
        QT_TRANSLATE_NOOP("Actions", "&Revert to saved"),
        (),
        QT_TRANSLATE_NOOP("Actions", "Go back to what the file holds"),
    ),
    _d(
        "export",
        QT_TRANSLATE_NOOP("Actions", "&Export…"),
        ("Ctrl+E",),
        QT_TRANSLATE_NOOP("Actions", "Write the trained weights for other programs"),
        _BUILT,
    ),
    _d(
        "import_weights",
        QT_TRANSLATE_NOOP("Actions", "&Import weights…"),
        ("Ctrl+Shift+I",),
        QT_TRANSLATE_NOOP("Actions", "Take weights that were trained elsewhere (Ctrl+Shift+I)"),
        _BUILT,
    ),
    _d(
        "save_history",
        QT_TRANSLATE_NOOP("Actions", "Save the &history…"),
        (),
        QT_TRANSLATE_NOOP("Actions", "Write the losses and metrics of every epoch as CSV"),
        _BUILT,
    ),
    _d(
        "save_strip",
        QT_TRANSLATE_NOOP("Actions", "Save surfaces at &epochs…"),
        (),
        QT_TRANSLATE_NOOP("Actions", "Draw what the network said at chosen epochs, as PNGs"),
        _BUILT,
    ),
    _d(
        "preferences",
        QT_TRANSLATE_NOOP("Actions", "&Preferences…"),
        ("Ctrl+,",),
        QT_TRANSLATE_NOOP("Actions", "Theme, text size and speed"),
    ),
    _d(
        "quit",
        QT_TRANSLATE_NOOP("Actions", "&Quit"),
        ("Ctrl+Q",),
        QT_TRANSLATE_NOOP("Actions", "Close Backstep"),
    ),
    _d(
        "play",
        QT_TRANSLATE_NOOP("Actions", "Play"),
        ("F5",),
        QT_TRANSLATE_NOOP("Actions", "Let the network learn (Space or F5)"),
        _CAN_PLAY,
        "play-fill",
    ),
    _d(
        "back",
        QT_TRANSLATE_NOOP("Actions", "Back"),
        ("F6",),
        QT_TRANSLATE_NOOP(
            "Actions", "Take back one phase, update or epoch, whichever is chosen (← or F6)"
        ),
        _CAN_LOOK,
        "caret-left-fill",
    ),
    _d(
        "step",
        QT_TRANSLATE_NOOP("Actions", "Step"),
        ("F7",),
        QT_TRANSLATE_NOOP(
            "Actions", "Go one phase, update or epoch ahead, whichever is chosen (→ or F7)"
        ),
        _CAN_STEP,
        "caret-right-fill",
    ),
    _d(
        "step_epoch",
        QT_TRANSLATE_NOOP("Actions", "Train one epoch"),
        ("Shift+Right",),
        QT_TRANSLATE_NOOP("Actions", "Train until the end of the epoch (Shift+→)"),
        _CAN_STEP,
    ),
    _d(
        "back_epoch",
        QT_TRANSLATE_NOOP("Actions", "Take back one epoch"),
        ("Shift+Left",),
        QT_TRANSLATE_NOOP("Actions", "Go back to the start of the epoch (Shift+←)"),
        _CAN_LOOK,
    ),
    _d(
        "unit_phase",
        QT_TRANSLATE_NOOP("Actions", "phase"),
        (),
        QT_TRANSLATE_NOOP(
            "Actions",
            "A step is one phase of an update: batch, forward, loss, backward or update",
        ),
        _ALL,
        "",
        True,
    ),
    _d(
        "unit_update",
        QT_TRANSLATE_NOOP("Actions", "update"),
        (),
        QT_TRANSLATE_NOOP(
            "Actions", "A step is one update: one batch and one change of the weights"
        ),
        _ALL,
        "",
        True,
    ),
    _d(
        "unit_epoch",
        QT_TRANSLATE_NOOP("Actions", "epoch"),
        (),
        QT_TRANSLATE_NOOP("Actions", "A step is one epoch: once through all training samples"),
        _ALL,
        "",
        True,
    ),
    _d(
        "reset",
        QT_TRANSLATE_NOOP("Actions", "Reset"),
        ("R",),
        QT_TRANSLATE_NOOP("Actions", "Go back to the same starting weights (R)"),
        _BUILT,
        "arrow-counter-clockwise",
    ),
    _d(
        "new_weights",
        QT_TRANSLATE_NOOP("Actions", "New weights"),
        ("Shift+R",),
        QT_TRANSLATE_NOOP(
            "Actions", "Draw other starting weights; not every start finds a solution (Shift+R)"
        ),
        _BUILT,
        "dice-five",
    ),
    _d(
        "try_starts",
        QT_TRANSLATE_NOOP("Actions", "Try &many starts…"),
        ("Ctrl+T",),
        QT_TRANSLATE_NOOP(
            "Actions", "How often does it learn? Train from 20 other starting weights (Ctrl+T)"
        ),
        _BUILT,
        "dots-nine",
    ),
    _d(
        "stops",
        QT_TRANSLATE_NOOP("Actions", "&Pause at…"),
        ("Ctrl+B",),
        QT_TRANSLATE_NOOP(
            "Actions", "Pause by itself at an update, an epoch, a loss or a change of class"
        ),
        _BUILT,
    ),
    _d(
        "go_to_epoch",
        QT_TRANSLATE_NOOP("Actions", "&Go to epoch…"),
        ("Ctrl+G",),
        QT_TRANSLATE_NOOP("Actions", "Train until an epoch is done"),
        _CAN_PLAY,
    ),
    _d(
        "to_start",
        QT_TRANSLATE_NOOP("Actions", "Go to the &start"),
        ("Ctrl+Home",),
        QT_TRANSLATE_NOOP("Actions", "Go back to the first recorded moment (Ctrl+Home)"),
        _CAN_LOOK,
    ),
    _d(
        "to_end",
        QT_TRANSLATE_NOOP("Actions", "Go to the &end"),
        ("Ctrl+End",),
        QT_TRANSLATE_NOOP("Actions", "Go to the last recorded moment (Ctrl+End)"),
        _CAN_LOOK,
    ),
    _d(
        "pin",
        QT_TRANSLATE_NOOP("Actions", "P&in this moment"),
        ("Ctrl+D",),
        QT_TRANSLATE_NOOP("Actions", "Give this moment a name, to come back to it (Ctrl+D)"),
        _BUILT,
    ),
    _d(
        "compare",
        QT_TRANSLATE_NOOP("Actions", "&Compare two moments…"),
        ("Ctrl+M",),
        QT_TRANSLATE_NOOP(
            "Actions", "Weights, gradients and samples that changed between two moments (Ctrl+M)"
        ),
        _CAN_LOOK,
    ),
    _d(
        "check_gradients",
        QT_TRANSLATE_NOOP("Actions", "Check g&radients"),
        ("Ctrl+K",),
        QT_TRANSLATE_NOOP(
            "Actions", "Compare every gradient with central differences, on the diagram (Ctrl+K)"
        ),
        _CAN_STEP,
    ),
    _d(
        "explain",
        QT_TRANSLATE_NOOP("Actions", "E&xplain this network…"),
        ("Ctrl+I",),
        QT_TRANSLATE_NOOP(
            "Actions", "Its forward and backward pass as formulas and NumPy lines (Ctrl+I)"
        ),
        _BUILT,
    ),
    _d(
        "notebook",
        QT_TRANSLATE_NOOP("Actions", "Compare with my &notebook…"),
        ("Ctrl+Shift+K",),
        QT_TRANSLATE_NOOP("Actions", "Paste an array beside one of this update's (Ctrl+Shift+K)"),
        _CAN_LOOK,
    ),
    _d(
        "slower",
        QT_TRANSLATE_NOOP("Actions", "Slower"),
        ("Ctrl+-",),
        QT_TRANSLATE_NOOP("Actions", "Fewer updates a second (Ctrl+−)"),
    ),
    _d(
        "faster",
        QT_TRANSLATE_NOOP("Actions", "Faster"),
        ("Ctrl++", "Ctrl+="),
        QT_TRANSLATE_NOOP("Actions", "More updates a second (Ctrl++)"),
    ),
    _d(
        "train_view",
        QT_TRANSLATE_NOOP("Actions", "Train"),
        (),
        QT_TRANSLATE_NOOP("Actions", "Settings, surface and loss beside the network (F2)"),
        _ALL,
        "",
        True,
    ),
    _d(
        "step_view",
        QT_TRANSLATE_NOOP("Actions", "Step"),
        (),
        QT_TRANSLATE_NOOP("Actions", "Every number of the update at hand, step by step (F2)"),
        _ALL,
        "",
        True,
    ),
    _d(
        "switch_view",
        QT_TRANSLATE_NOOP("Actions", "&Switch between training and stepping"),
        ("F2",),
        QT_TRANSLATE_NOOP("Actions", "Go from the Train view to the Step view, or back (F2)"),
    ),
    _d(
        "view_loss",
        QT_TRANSLATE_NOOP("Actions", "&Loss"),
        ("Ctrl+1",),
        QT_TRANSLATE_NOOP("Actions", "The loss over the epochs"),
        _ALL,
        "",
        True,
    ),
    _d(
        "view_confusion",
        QT_TRANSLATE_NOOP("Actions", "&Confusion"),
        ("Ctrl+2",),
        QT_TRANSLATE_NOOP("Actions", "Which classes are taken for which"),
        _ALL,
        "",
        True,
    ),
    _d(
        "view_weights",
        QT_TRANSLATE_NOOP("Actions", "&Weights"),
        ("Ctrl+3",),
        QT_TRANSLATE_NOOP("Actions", "All weights and biases, to read and to edit"),
        _ALL,
        "",
        True,
    ),
    _d(
        "view_runs",
        QT_TRANSLATE_NOOP("Actions", "&Runs"),
        ("Ctrl+4",),
        QT_TRANSLATE_NOOP("Actions", "Earlier trainings, to compare and return to"),
        _ALL,
        "",
        True,
    ),
    _d(
        "view_diagnostics",
        QT_TRANSLATE_NOOP("Actions", "&Diagnostics"),
        ("Ctrl+5",),
        QT_TRANSLATE_NOOP(
            "Actions", "Gradients, activations and steps of every layer; off until asked for"
        ),
        _ALL,
        "",
        True,
    ),
    _d(
        "theme_light",
        QT_TRANSLATE_NOOP("Actions", "&Light"),
        (),
        QT_TRANSLATE_NOOP("Actions", "Dark text on a light ground"),
        _ALL,
        "",
        True,
    ),
    _d(
        "theme_dark",
        QT_TRANSLATE_NOOP("Actions", "&Dark"),
        (),
        QT_TRANSLATE_NOOP("Actions", "Light text on a dark ground"),
        _ALL,
        "",
        True,
    ),
    _d(
        "theme_system",
        QT_TRANSLATE_NOOP("Actions", "As the &system"),
        (),
        QT_TRANSLATE_NOOP("Actions", "Light or dark as the system is set"),
        _ALL,
        "",
        True,
    ),
    _d(
        "full_screen",
        QT_TRANSLATE_NOOP("Actions", "&Full screen"),
        ("F11",),
        QT_TRANSLATE_NOOP("Actions", "Use the whole screen"),
        _ALL,
        "",
        True,
    ),
    _d(
        "keys",
        QT_TRANSLATE_NOOP("Actions", "&Keys"),
        ("F1",),
        QT_TRANSLATE_NOOP("Actions", "Which key does what"),
    ),
    _d(
        "about",
        QT_TRANSLATE_NOOP("Actions", "&About Backstep"),
        (),
        QT_TRANSLATE_NOOP("Actions", "What this is, its version and its licences"),
    ),
)


def _is_plain(event: QKeyEvent) -> bool:
    none, keypad = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier
    return event.modifiers() in (none, keypad)


def is_escape(event: QKeyEvent) -> bool:
    """Return whether a key is Esc alone."""
    return _is_plain(event) and event.key() == Qt.Key.Key_Escape


class Actions(QObject):
    """The actions of the window, made from the table; undo and redo come from the stack."""

    def __init__(self, stack: QUndoStack, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._made: dict[str, QAction] = {}
        for item in TABLE:
            self._made[item.name] = self._make(item)
        self.undo = stack.createUndoAction(self, _translate(_CONTEXT, "Undo"))
        self.undo.setShortcut(QKeySequence("Ctrl+Z"))
        self.redo = stack.createRedoAction(self, _translate(_CONTEXT, "Redo"))
        self.redo.setShortcuts([QKeySequence("Ctrl+Shift+Z"), QKeySequence("Ctrl+Y")])
        self._group("unit_phase", "unit_update", "unit_epoch")
        self._group("train_view", "step_view")
        self._group("theme_light", "theme_dark", "theme_system")
        self["unit_phase"].setChecked(True)
        self["train_view"].setChecked(True)
        self._theme: Theme | None = None
        self._state = State.EMPTY
        self.show_state(State.EMPTY)

    def __getitem__(self, name: str) -> QAction:
        return self._made[name]

    def all(self) -> Sequence[QAction]:
        """Return every action, so that a window can listen to their keys."""
        return [*self._made.values(), self.undo, self.redo]

    def show_state(self, state: State) -> None:
        """Enable what is possible in a state; Play is Pause while running."""
        self._state = state
        for item in TABLE:
            self._made[item.name].setEnabled(state in item.states)
        self._show_play()

    def set_theme(self, theme: Theme) -> None:
        """Draw the icons in the colours of a theme."""
        self._theme = theme
        for item in TABLE:
            if item.icon and item.name != "play":
                self._made[item.name].setIcon(icon(item.icon, theme))
        self._show_play()

    def _show_play(self) -> None:
        running = self._state is State.RUNNING
        play = self._made["play"]
        words = {
            State.RUNNING: _translate(_CONTEXT, "Pause"),
            State.FINISHED: _translate(_CONTEXT, "Go on"),
        }
        play.setText(words.get(self._state, _translate(_CONTEXT, "Play")))
        help = _translate(_CONTEXT, "Let the network learn (Space or F5)")
        if running:
            help = _translate(_CONTEXT, "Stop after this update (Space or F5)")
        self._tell(play, help)
        if self._theme is not None:
            name = "pause-fill" if running else "play-fill"
            play.setIcon(icon(name, self._theme, self._theme.canvas))

    def press(self, event: QKeyEvent) -> bool:
        """Do what a key means where no control needed it: Space plays, ← and → step."""
        name = {Qt.Key.Key_Space: "play", Qt.Key.Key_Right: "step", Qt.Key.Key_Left: "back"}.get(
            Qt.Key(event.key())
        )
        if name is None or not _is_plain(event):
            return False
        if name == "play" and event.isAutoRepeat():
            return False
        self[name].trigger()
        return True

    def _make(self, item: Description) -> QAction:
        action = QAction(_translate(_CONTEXT, item.text), self)
        action.setObjectName(item.name)
        action.setShortcuts([QKeySequence(key) for key in item.keys])
        action.setCheckable(item.checkable)
        action.setIconVisibleInMenu(False)  # the icon of Play is made for its violet button
        self._tell(action, _translate(_CONTEXT, item.help))
        return action

    def _tell(self, action: QAction, help: str) -> None:
        action.setToolTip(help)
        action.setStatusTip(help)

    def _group(self, *names: str) -> None:
        group = QActionGroup(self)
        for name in names:
            group.addAction(self._made[name])
