"""A card that tells what a word means: a sentence, its formula, and the number that it has now."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QPoint, QRect, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from core.lesson.glossary.terms import Term
from gui.kit.plain import Label
from gui.kit.style import set_role, text_scale

_WIDTH, _GAP = 320, 6


@dataclass(frozen=True)
class Told:
    """One term on a card: its heading, the term, and what it comes to now."""

    heading: str
    term: Term
    now: str


class TermCard(QFrame):
    """Beside a word; one that was asked for by key takes the keys, and goes at the next one."""

    def __init__(self, parent: QWidget, by_key: bool) -> None:
        window = Qt.WindowType
        super().__init__(parent, window.Popup if by_key else window.ToolTip)
        self.by_key = by_key
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating, not by_key)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents, not by_key)
        set_role(self, "card")
        self._now: list[Label] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(16, 12, 16, 12)
        self._column.setSpacing(6)

    def show_terms(self, told: Sequence[Told], help: str, place: QRect) -> None:
        """Show terms, beside a place on the screen."""
        texts = []
        for each in told:
            self._add(each.heading, "heading")
            self._add(each.term.says)
            if each.term.formula:
                self._add(each.term.formula, "number")
            self._now.append(self._add(each.now, "now"))
            texts += [each.heading, each.term.says, each.term.formula, each.now]
        self._add(help, "caption")
        self.setAccessibleName(told[0].heading)
        self.setAccessibleDescription("\n".join(text for text in (*texts[1:], help) if text))
        self._lie_beside(place)
        self.show()

    def show_nothing(self, name: str, help: str, place: QRect) -> None:
        """Say that there is no word for a control; `help` is what else is known of it."""
        words = QCoreApplication.translate("Glossary", "The glossary has no word for this.")
        self._add(name, "heading")
        self._add(words)
        self._add(help, "caption")
        self.setAccessibleName(name or words)
        self.setAccessibleDescription("\n".join(text for text in (words, help) if text))
        self._lie_beside(place)
        self.show()

    def show_now(self, texts: Sequence[str]) -> None:
        """Show what the terms come to at another moment."""
        for label, text in zip(self._now, texts, strict=True):
            if label.text() != text:
                label.setText(text)
                label.setVisible(bool(text))
                self.adjustSize()

    def _add(self, text: str, role: str = "") -> Label:
        label = Label(text)
        if role:
            set_role(label, role)
        label.setWordWrap(True)
        label.setFixedWidth(round(_WIDTH * text_scale()))
        label.setVisible(bool(text))
        self._column.addWidget(label)
        return label

    def _lie_beside(self, place: QRect) -> None:
        """Lie below a place, or above it where there is no room, and not on it."""
        self.adjustSize()
        parent = self.parentWidget()
        assert parent is not None
        room = parent.screen().availableGeometry()
        x = max(room.left(), min(place.left(), room.right() - self.width()))
        y = place.bottom() + _GAP
        if y + self.height() > room.bottom():
            y = max(room.top(), place.top() - _GAP - self.height())
        self.move(QPoint(x, y))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self.close()


def heading_of(term: Term, english: Term) -> str:
    """Return the name of a term with its symbol, and in another language its English name."""
    words = QCoreApplication.translate("Glossary", "{name} · {more}")
    more = [term.symbol] if term.symbol not in ("", term.name) else []
    if english.name.lower() != term.name.lower():
        more.append(english.name)
    return words.format(name=term.name, more=", ".join(more)) if more else term.name
