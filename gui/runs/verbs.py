"""What a person can do with the selected run: the buttons under the list, and its context menu."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QEvent, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QSizePolicy, QWidget

from core.pictures.snapshot import RunSummary
from gui.kit.style import set_role

_translate = QCoreApplication.translate

#: the room between two buttons
_SPACE = 6


@dataclass(frozen=True)
class RunVerb:
    """One thing to do: its words, help and key, what does it, and when it is possible.

    `when` is asked about the selected run and whether there are others.
    """

    text: str
    help: str
    does: Callable[[], object]
    when: Callable[[RunSummary, bool], bool]
    key: str = ""
    #: whether it has a button of its own; the others are under More
    shown: bool = True


def of_another(run: RunSummary, _: bool) -> bool:
    """Return whether the run is not the current one."""
    return not run.current


def of_several(_: RunSummary, others: bool) -> bool:
    """Return whether there is more than one run."""
    return others


def of_any(_run: RunSummary, _others: bool) -> bool:
    """Return True."""
    return True


class RunVerbs(QWidget):
    """The buttons for the verbs, and a button More for those that have none."""

    def __init__(self, verbs: tuple[RunVerb, ...]) -> None:
        super().__init__()
        self._verbs = verbs
        self._run: RunSummary | None = None
        self._others = False
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(_SPACE)
        self.buttons = {verb.text: self._button(verb) for verb in verbs if verb.shown}
        for button in self.buttons.values():
            row.addWidget(button)
        self.more = QPushButton()
        self.more.setText(_translate("RunsList", "More ▾"))
        self.more.setAccessibleName(_translate("RunsList", "More to do with this run"))
        self.more.setToolTip(_translate("RunsList", "More to do with this run"))
        self.more.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        set_role(self.more, "small")
        self._menu = QMenu(self.more)
        self._menu.aboutToShow.connect(self._fill)
        self.more.setMenu(self._menu)
        row.addWidget(self.more)
        row.addStretch(1)
        row.setSizeConstraint(QHBoxLayout.SizeConstraint.SetNoConstraint)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.show_run(None, False)

    def minimumSizeHint(self) -> QSize:
        return self.more.sizeHint()

    def sizeHint(self) -> QSize:
        parts = (*self.buttons.values(), self.more)
        wide = sum(part.sizeHint().width() + _SPACE for part in parts)
        return QSize(wide, self.more.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show the buttons for which there is room; the other verbs are under More."""
        super().resizeEvent(event)
        self._fit()

    def event(self, event: QEvent) -> bool:
        """Another text size, or another text, needs other room."""
        done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:
            self._fit()
        return done

    def _fit(self) -> None:
        left = self.width() - self.more.sizeHint().width()
        for button in self.buttons.values():
            left -= button.sizeHint().width() + _SPACE
            button.setVisible(left >= 0)

    def show_run(self, run: RunSummary | None, others: bool) -> None:
        """Offer what can be done with a run; `others`: there is more than this one."""
        self._run, self._others = run, others
        for verb in self._verbs:
            if verb.shown:
                self.buttons[verb.text].setEnabled(self._can(verb))
        self.more.setEnabled(run is not None)

    def menu(self, parent: QWidget) -> QMenu:
        """Return a menu of everything; it deletes itself when it closes."""
        menu = QMenu(parent)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.setToolTipsVisible(True)
        for verb in self._verbs:
            self._add(menu, verb)
        return menu

    def _fill(self) -> None:
        self._menu.clear()
        self._menu.setToolTipsVisible(True)
        for verb in self._verbs:
            if not verb.shown or self.buttons[verb.text].isHidden():
                self._add(self._menu, verb)

    def _add(self, menu: QMenu, verb: RunVerb) -> None:
        action = menu.addAction(f"{verb.text}\t{verb.key}" if verb.key else verb.text)
        action.setToolTip(verb.help)
        action.setEnabled(self._can(verb))
        action.triggered.connect(lambda: verb.does())

    def _can(self, verb: RunVerb) -> bool:
        return self._run is not None and verb.when(self._run, self._others)

    def _button(self, verb: RunVerb) -> QPushButton:
        button = QPushButton(verb.text)
        set_role(button, "small")
        help = f"{verb.help} ({verb.key})" if verb.key else verb.help
        button.setToolTip(help)
        button.setAccessibleName(verb.text)
        button.setAccessibleDescription(help)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(lambda: verb.does())
        return button
