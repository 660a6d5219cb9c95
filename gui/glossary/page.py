"""The glossary: a list of all words with a search, and what the chosen one means."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QCoreApplication, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from core.lesson.glossary.terms import Term, languages, term_of, terms
from core.words import say
from gui.glossary.card import heading_of
from gui.kit.dialog import SmallDialog
from gui.kit.plain import Label
from gui.kit.settings import Settings
from gui.kit.style import set_role
from gui.lessons.language import LanguageChoice

_translate = QCoreApplication.translate

_WIDTH, _HEIGHT, _LIST = 680, 520, 220


class GlossaryDialog(SmallDialog):
    """Stays open beside the window; the number of a word follows what is shown there."""

    lesson_wanted = Signal(str)  # the name of a lesson

    def __init__(
        self,
        settings: Settings,
        now: Callable[[Term], str],
        lesson_title: Callable[[str], str],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(
            _translate("Glossary", "Glossary"),
            _translate(
                "Glossary",
                "The words of the field. In the window they have a dotted line: rest the cursor on "
                "one, or press F1 at a control.",
            ),
            parent,
        )
        self._settings, self._now, self._lesson_title = settings, now, lesson_title
        self.language = LanguageChoice(settings, languages())
        self.language.chosen.connect(self.show_language)
        self.search = QLineEdit()
        self.search.setPlaceholderText(_translate("Glossary", "Search"))
        self.search.setAccessibleName(_translate("Glossary", "Search the glossary"))
        self.search.setToolTip(_translate("Glossary", "Part of a word, of its symbol or meaning"))
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._filter)
        self.list = QListWidget()
        self.list.setAccessibleName(_translate("Glossary", "Words"))
        self.list.setMinimumWidth(_LIST)
        self.list.currentItemChanged.connect(lambda *_: self._show())
        self.none = Label(_translate("Glossary", "No word is like that"))
        set_role(self.none, "caption")
        self.heading, self.says, self.formula = Label(), Label(), Label()
        self.now = Label()
        self.lesson = QPushButton()
        self.lesson.setAutoDefault(False)
        self.lesson.clicked.connect(self._ask_lesson)
        self._place()
        self.add_close()
        self.resize(_WIDTH, _HEIGHT)
        self.show_language()

    def fit_text(self) -> None:
        """Show all words whole."""
        self.list.ensurePolished()
        self.list.setMinimumWidth(max(_LIST, self.list.sizeHintForColumn(0) + 28))

    def _place(self) -> None:
        for label, role in (
            (self.heading, "title"),
            (self.says, ""),
            (self.formula, "number"),
            (self.now, "now"),
        ):
            set_role(label, role)
            label.setWordWrap(True)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.heading.setAccessibleName(_translate("Glossary", "Word"))
        self.now.setAccessibleName(_translate("Glossary", "What it is now"))
        head = QHBoxLayout()
        head.addWidget(self.search, 1)
        head.addWidget(self.language)
        left = QVBoxLayout()
        left.addWidget(self.list, 1)
        left.addWidget(self.none)
        right = QVBoxLayout()
        right.setSpacing(12)
        for part in (self.heading, self.says, self.formula, self.now):
            right.addWidget(part)
        right.addWidget(self.lesson, 0, Qt.AlignmentFlag.AlignLeft)
        right.addStretch(1)
        body = QHBoxLayout()
        body.setSpacing(24)
        body.addLayout(left, 2)
        body.addLayout(right, 3)
        self.rows.addLayout(head)
        self.rows.addLayout(body, 1)

    # ------------------------------------------------------------------ what it shows

    @Slot()
    def show_language(self) -> None:
        """Show the words in the language that is chosen, the same one selected."""
        before = self.shown()
        self.language.bring_up_to_date()
        self.list.clear()
        found = terms(self._settings.language())
        for term in sorted(found, key=lambda each: each.name.lower()):
            item = QListWidgetItem(heading_of(term, term_of(term.id)))
            item.setData(Qt.ItemDataRole.UserRole, term.id)
            self.list.addItem(item)
        self._filter(self.search.text())
        self.choose(before)

    def choose(self, id_: str) -> None:
        """Select a word, the first one if there is none of that id."""
        rows = [row for row in range(self.list.count()) if not self.list.item(row).isHidden()]
        wanted = [row for row in rows if self._id(row) == id_]
        self.list.setCurrentRow((wanted or rows or [-1])[0])

    def shown(self) -> str:
        """Return the id of the word that is shown, "" if none is."""
        item = self.list.currentItem()
        return "" if item is None else str(item.data(Qt.ItemDataRole.UserRole))

    def _id(self, row: int) -> str:
        return str(self.list.item(row).data(Qt.ItemDataRole.UserRole))

    @Slot(str)
    def _filter(self, wanted: str) -> None:
        language, before = self._settings.language(), self.shown()
        words, any_ = wanted.strip().lower(), False
        for row in range(self.list.count()):
            id_ = self._id(row)
            hidden = not _is_like(words, (term_of(id_, language), term_of(id_)))
            self.list.item(row).setHidden(hidden)
            any_ = any_ or not hidden
        self.none.setVisible(not any_)
        self.choose(self._best(words) or before)

    def _best(self, wanted: str) -> str:
        """Return the id of the first word that has what is looked for in its own name."""
        rows = [row for row in range(self.list.count()) if not self.list.item(row).isHidden()]
        named = (row for row in rows if wanted and wanted in self.list.item(row).text().lower())
        return next((self._id(row) for row in named), "")

    def _show(self) -> None:
        id_ = self.shown()
        for part in (self.heading, self.says, self.formula, self.lesson):
            part.setVisible(bool(id_))
        if not id_:
            self.now.hide()
            return
        term = term_of(id_, self._settings.language())
        self.heading.setText(heading_of(term, term_of(id_)))
        self.says.setText(term.says)
        self.formula.setText(term.formula)
        self.formula.setVisible(bool(term.formula))
        title = self._lesson_title(term.lesson)
        words = say("Glossary", "Lesson: {title}", title=title)
        help = _translate("Glossary", "Begin this lesson, or go on with it")
        self.lesson.setText(words.replace("&", "&&"))
        self.lesson.setAccessibleName(words)
        self.lesson.setToolTip(help)
        self.lesson.setAccessibleDescription(help)
        self.show_now()

    def show_now(self) -> None:
        """Show what the word comes to at the moment that the window shows."""
        id_ = self.shown()
        if id_:
            text = self._now(term_of(id_, self._settings.language()))
            self.now.setText(text)
            self.now.setVisible(bool(text))

    @Slot()
    def _ask_lesson(self) -> None:
        if self.shown():
            self.lesson_wanted.emit(term_of(self.shown()).lesson)


def _is_like(wanted: str, found: Sequence[Term]) -> bool:
    texts = [text for t in found for text in (t.name, *t.also, t.symbol, t.says, t.formula)]
    return not wanted or any(wanted in text.lower() for text in texts)
