"""The glossary's page, and the cards that words and controls of the window ask for."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QRect, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QMainWindow,
    QWidget,
)
from shiboken6 import isValid

from core.lesson.glossary.finding import found_in
from core.lesson.glossary.terms import Term, term_of
from core.pictures.snapshot import Facts, Snapshot
from gui.kit.action_row import ActionRow, Menu, Place
from gui.kit.settings import Settings
from gui.kit.terms.asking import Asked, KeyAsked, TermAsked, TermLeft
from gui.kit.terms.label import TermLabel
from gui.step.panel import StepPanel

if TYPE_CHECKING:
    from core.lesson.glossary.now import Seen
    from gui.glossary.card import TermCard
    from gui.glossary.page import GlossaryDialog

_translate = QCoreApplication.translate

#: terms on one card
_MOST = 3


class GlossaryCommands(QObject):
    """Tells what words mean, in the language of the lessons, with the numbers of the moment."""

    lesson_wanted = Signal(object)  # Path

    def __init__(self, window: QMainWindow, settings: Settings) -> None:
        super().__init__(window)
        self._window, self._settings = window, settings
        self._steps: StepPanel | None = None
        self._snapshot: Snapshot | None = None
        self._facts: Facts | None = None
        self._asked: Asked | None = None
        self.card: TermCard | None = None
        self.dialog: GlossaryDialog | None = None
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.timeout.connect(self._show_now)
        window.installEventFilter(self)

    def follow(self, steps: StepPanel) -> None:
        """Take where it is seen which sample and neuron are followed, and what is covered."""
        self._steps = steps
        steps.cursor_changed.connect(lambda _: self._later.start())

    def rows(self) -> tuple[ActionRow, ...]:
        """Return the actions."""
        return (
            ActionRow(
                "glossary",
                _translate("Actions", "&Glossary"),
                _translate("Actions", "The words of the field, each with its number now"),
                Place(Menu.HELP),
                self.show_page,
                keys=("Ctrl+Shift+G",),
            ),
        )

    # ------------------------------------------------------------------ the page

    @Slot()
    def show_page(self) -> None:
        """Show all words."""
        from gui.glossary.page import GlossaryDialog

        if self.dialog is None:
            self.dialog = GlossaryDialog(self._settings, self._now, self._title, self._window)
            self.dialog.lesson_wanted.connect(self._open_lesson)
        self.dialog.show_language()
        self.dialog.bring()
        self.dialog.search.setFocus()

    def _title(self, name: str) -> str:
        from core.documents.lesson_list import title_of

        return title_of(name, self._settings.language())

    @Slot(str)
    def _open_lesson(self, name: str) -> None:
        from core.documents.lesson_file import shipped_lesson

        self.lesson_wanted.emit(shipped_lesson(name) / "lesson.toml")

    # ------------------------------------------------------------------ cards

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind == TermAsked.KIND and isinstance(event, TermAsked):
            self._show_card(event.asked, event.widget, by_key=False)
            event.accept()
            return True
        if kind == KeyAsked.KIND and isinstance(event, KeyAsked):
            self._explain_in(event.window)
            event.accept()
            return True
        if kind == TermLeft.KIND:
            self._leave()
            return True
        return False

    def _leave(self) -> None:
        """Close a card that the cursor asked for.

        One that was asked for by key stays: while it opens, the cursor leaves what is below.
        """
        if self.card is not None and not self.card.by_key:
            self._close()

    def explain_focused(self) -> bool:
        """Show the card of what has the keys; return whether there is a word for it."""
        focused = QApplication.focusWidget() or self._window.focusWidget()
        asked = None if focused is None else _asked_of(focused)
        if focused is None or asked is None:
            return False
        self._show_card(asked, focused, by_key=True)
        return True

    def _explain_in(self, window: QWidget) -> None:
        """Show the card of what has the keys in another window, which says so if there is none."""
        focused = window.focusWidget() or window
        asked = _asked_of(focused) or _words_around(focused)
        if asked is not None:
            self._show_card(asked, focused, by_key=True)
            return
        nothing = Asked((), focused.rect(), help=focused.toolTip())
        card = self._new_card(nothing, focused, by_key=True)
        name = next(filter(None, (*_names(focused), window.windowTitle())), "")
        card.show_nothing(name, nothing.help, _on_screen(focused, nothing))

    def _show_card(self, asked: Asked, widget: QWidget, by_key: bool) -> None:
        from gui.glossary.card import Told, heading_of

        card = self._new_card(asked, widget, by_key)
        told = [Told(heading_of(t, term_of(t.id)), t, self._now(t)) for t in self._terms()]
        card.show_terms(told, asked.help, _on_screen(widget, asked))

    def _new_card(self, asked: Asked, widget: QWidget, by_key: bool) -> "TermCard":
        """Return an empty card over the window that asks: over another, a modal one blocks it."""
        from gui.glossary.card import TermCard

        self._close()
        self._asked = asked
        self.card = card = TermCard(widget.window(), by_key)
        return card

    def _terms(self) -> list[Term]:
        ids = () if self._asked is None else self._asked.ids[:_MOST]
        return [term_of(id_, self._settings.language()) for id_ in ids]

    def _close(self) -> None:
        card, self.card, self._asked = self.card, None, None
        if card is not None and isValid(card):  # else it has gone with its window
            card.close()
            card.deleteLater()

    # ------------------------------------------------------------------ now

    @Slot(object)
    def show_facts(self, facts: Facts) -> None:
        """Take the facts of one build of the network."""
        self._facts = facts

    @Slot(object)
    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Take another moment; what is open shows its numbers."""
        self._snapshot = snapshot
        if self._is_open():
            self._later.start()  # once the views show it too

    def _is_open(self) -> bool:
        return any(each is not None and _is_shown(each) for each in (self.card, self.dialog))

    @Slot()
    def _show_now(self) -> None:
        if self.card is not None and _is_shown(self.card):
            self.card.show_now([self._now(term) for term in self._terms()])
        if self.dialog is not None and self.dialog.isVisible():
            self.dialog.show_now()

    def _now(self, term: Term) -> str:
        from core.lesson.glossary.now import now_of

        if self._snapshot is None:
            return ""
        card_is_open = self._asked is not None and term.id in self._asked.ids
        address = self._asked.address if self._asked is not None and card_is_open else ""
        return now_of(term, self._seen(self._snapshot, address))

    def _seen(self, snapshot: Snapshot, address: str) -> "Seen":
        from core.lesson.glossary.now import Seen

        steps, step = self._steps, snapshot.step
        known = steps is not None and step is not None and steps.following.is_at(step)
        if steps is None or step is None or not step.records or not known:
            return Seen(snapshot, self._facts, address=address)
        cursor, neuron = steps.following.context.cursor, steps.following.neuron()
        layer, unit = (None, 0) if neuron is None else neuron
        part = cursor.part
        before = part.index[0] if part is not None and len(part.index) == 2 else 0
        return Seen(
            snapshot,
            self._facts,
            row=cursor.sample or 0,
            layer=layer,
            unit=unit,
            before=before,
            hides=steps.covers.now(),
            address=address,
        )


def _on_screen(widget: QWidget, asked: Asked) -> QRect:
    return QRect(widget.mapToGlobal(asked.place.topLeft()), asked.place.size())


def _is_shown(widget: QWidget) -> bool:
    return isValid(widget) and widget.isVisible()


def _asked_of(widget: QWidget) -> Asked | None:
    """Return the terms of what has the keys: its number, its name, or the words around a card."""
    here = getattr(widget, "term_here", None)
    asked = here() if callable(here) else None
    if isinstance(asked, Asked):
        return asked
    ids = [each.id for text in _names(widget) for each in found_in(text)]
    if ids:
        return Asked(tuple(dict.fromkeys(ids)), widget.rect(), help=widget.toolTip())
    return _words_around(widget) if callable(here) else None


def _names(widget: QWidget) -> list[str]:
    """Return what a control is called; a list or table by the line that is chosen, too."""
    name = widget.accessibleName()
    if isinstance(widget, QAbstractButton):
        return [name or widget.text().replace("&", "")]
    if not isinstance(widget, QAbstractItemView):
        return [name]
    chosen = widget.currentIndex()
    model, column = widget.model(), Qt.Orientation.Horizontal
    head = model.headerData(chosen.column(), column) if chosen.isValid() else ""
    return [str(chosen.data() or ""), str(head or ""), name]


def _words_around(widget: QWidget) -> Asked | None:
    """Return the terms of the labels that are nearest to a control that has none itself."""
    around: QWidget | None = widget
    while around is not None:
        ids = _ids_of(around.findChildren(TermLabel))
        if ids:
            return Asked(tuple(dict.fromkeys(ids)), widget.rect())
        around = None if around.isWindow() else around.parentWidget()
        if isinstance(around, QMainWindow):  # its other parts are about other things
            return None
    return None


def _ids_of(labels: Sequence[TermLabel]) -> list[str]:
    return [id_ for label in labels if label.isVisible() for id_ in label.terms()]
