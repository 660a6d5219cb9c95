"""The table dialog: the same for every way to bring in a table of your own.

It shows the first rows as read, under the headings of their columns, the choices of how to read the
file, what the network will see, and what is doubtful. The table is read again after every choice;
nothing in the project changes before the table is accepted.
"""

from itertools import pairwise

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from core.counts import counted
from core.data.choosing import (
    chosen_reading,
    read_otherwise,
    said_of,
    table_source,
    with_care,
    with_role,
    with_task,
)
from core.data.reading.telling.naming import ALSO
from core.data.reading.telling.preview import Preview
from core.data.samples import Source
from core.errors import UserError
from core.run.makers.tables import TableRead
from core.words import plain, say
from gui.kit.dialog import SmallDialog
from gui.kit.plain import Label, plain_tip
from gui.kit.style import set_role, text_scale
from gui.kit.theme import Theme
from gui.table.doubts import Doubts
from gui.table.heads import HeadsView
from gui.table.options import ReadingChoices
from gui.table.rows import RowsView

_translate = QCoreApplication.translate

_NARROW, _WIDE = 118, 220
#: how many columns are fitted in width; nobody sees the widths of a thousand more at once
_MEASURED = 60
_SIDE = 76
#: part of a hint that concerns only those who type commands
_COMMANDS = "data.source"


class TableDialog(SmallDialog):
    """Shows a table before it is learned from.

    `look_requested` carries a source and settings to apply to it, `accepted_table` the TableRead
    that was accepted; `given_up` cancels the current reading.
    """

    look_requested = Signal(object, object)
    accepted_table = Signal(object)
    given_up = Signal()
    ended = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_translate("TableDialog", "Table"), "", parent)
        self.setModal(True)
        self.rows.setSpacing(8)
        self._asked: Source = table_source("")
        self._read: TableRead | None = None
        self._reading = self._accepting = False
        self._widths: tuple[str, ...] = ()
        self.choices = ReadingChoices()
        self.heads, self.table = HeadsView(), RowsView()
        self.seen, self.error = Label(), Label()
        self.progress = QProgressBar()
        self.doubts = Doubts()
        self._build()
        self._connect()

    def _build(self) -> None:
        self.about.setWordWrap(True)
        self.rows.addWidget(self.choices)
        card = QFrame()
        set_role(card, "card")
        both = QVBoxLayout(card)
        both.setContentsMargins(1, 1, 1, 1)
        both.setSpacing(0)
        line = QFrame()
        set_role(line, "line")
        # the heads end where the rows do: nothing is placed above the rows' scroll bar
        self.table.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        above = QHBoxLayout()
        above.setSpacing(0)
        above.addWidget(self.heads)
        above.addSpacing(self.table.verticalScrollBar().sizeHint().width())
        both.addLayout(above)
        both.addWidget(line)
        both.addWidget(self.table, 1)
        self.rows.addWidget(card, 1)
        scale = text_scale()
        self.table.setMinimumHeight(64)  # a low screen with large text has no more
        for view in (self.heads, self.table):
            set_role(view, "plain")
            view.horizontalHeader().setDefaultSectionSize(round(_NARROW * scale))
            view.verticalHeader().setFixedWidth(round(_SIDE * scale))
        self.seen.setWordWrap(True)
        self.error.setWordWrap(True)
        set_role(self.error, "error")
        self.error.setVisible(False)
        self.progress.setTextVisible(False)
        self.progress.setRange(0, 100)
        self.progress.setAccessibleName(
            _translate("TableDialog", "How much of the table has been read")
        )
        policy = self.progress.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.progress.setSizePolicy(policy)
        self.progress.setVisible(False)
        for part in (self.progress, self.seen, self.error, self.doubts.title, self.doubts):
            self.rows.addWidget(part)
        self.open_button = self.add_button(
            _translate("TableDialog", "Open"), "", self.accept_table, primary=True
        )
        self.cancel_button = self.add_button(
            _translate("TableDialog", "Cancel"),
            _translate("TableDialog", "Leave everything as it was (Esc)"),
            self.reject,
        )
        self.rows.addWidget(self.buttons)

    def _connect(self) -> None:
        self.choices.edited.connect(self._reading_edited)
        self.heads.chosen.connect(self._column_edited)
        self.doubts.switched.connect(self._switch)
        across = self.table.horizontalScrollBar()
        across.valueChanged.connect(self.heads.horizontalScrollBar().setValue)
        self.heads.horizontalScrollBar().valueChanged.connect(across.setValue)
        self.heads.horizontalHeader().sectionResized.connect(
            lambda place, _, width: self.table.setColumnWidth(place, width)
        )
        self.finished.connect(lambda _: self._end())

    # ------------------------------------------------------------------ what it receives

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self.heads.set_theme(theme)
        self.table.set_theme(theme)

    def look(self, source: Source, name: str, verb: str = "") -> None:
        """Show the window for a table, called `name`; `verb` is the word of the button."""
        verb = verb or _translate("TableDialog", "Open")
        self.open_button.setText(verb)
        self.open_button.setAccessibleName(verb)
        self.setWindowTitle(plain(name))
        self._read, self._widths = None, ()
        self._accepting = False
        self._show_preview(Preview(name, chosen_reading(source)))
        self._fit_parent()
        self.bring()
        self._ask(with_care(source))
        self.open_button.setFocus()

    def show_read(self, read: TableRead) -> None:
        """Show a table as it was read, if it is the one last requested."""
        if read.asked is not self._asked:
            return
        self._reading = False
        self._read = read
        self.progress.setVisible(False)
        self._show_preview(read.preview)
        if self._accepting:
            self.accept_table()

    def show_progress(self, done: int, whole: int, words: str = "") -> None:
        """Show how far the table is read; `words` says what is being read, and what that takes."""
        if self._reading:
            self.seen.setText(words or self.seen.text())
            self.progress.setVisible(whole > 0)
            self.progress.setValue(done)

    # ------------------------------------------------------------------ what a person does

    def accept_table(self) -> None:
        """Accept the table as it is read; if it is still being read, accept it once it is."""
        if self._reading:
            self._accepting = True
            self._show_state()
            return
        self._accepting = False
        read = self._read
        if read is None or read.source is None:
            return
        self.accept()
        self.accepted_table.emit(read)

    def _reading_edited(self, field: str, value: object) -> None:
        if field == "task":
            self._ask(with_task(self._wished(), str(value or "auto")))
        else:
            self._ask(read_otherwise(self._wished(), field, value))

    def _column_edited(self, column: int, what: str, value: str) -> None:
        if self._read is None:
            return
        heads = self._read.preview.heads
        name = self._read.names[column]
        if what == "role":
            roles = dict(zip(self._read.names, (head.role for head in heads), strict=True))
            alone = value != ALSO
            role = value if alone else "target"
            self._ask(with_role(self._wished(), name, role, roles, alone))
        else:
            self._ask(said_of(self._wished(), name, **{what: value}))

    def _switch(self, switches: tuple[str, ...]) -> None:
        self._ask(self._wished(), switches)

    def _wished(self) -> Source:
        """Return the choices so far: those of the last reading, or of the one under way."""
        return self._asked if self._reading or self._read is None else self._read.wished

    def _ask(self, source: Source, switches: tuple[str, ...] = ()) -> None:
        if self._reading:
            self.given_up.emit()
        self._accepting = False
        self._asked = source.with_file(source.file or "")  # a copy, to be recognised by identity
        self._reading = True
        self._show_state()
        self.look_requested.emit(self._asked, switches)

    def _end(self) -> None:
        if self._reading:
            self._reading = False
            self.given_up.emit()
        self._read = None
        # hidden, it is still dressed with the window: a thousand columns would take long at that
        self.heads.show_heads(())
        self.table.show_preview(Preview("", chosen_reading(self._asked)))
        self._widths = ()
        self.ended.emit()

    # ------------------------------------------------------------------ showing

    def _show_preview(self, preview: Preview) -> None:
        shown = "" if self._read is None else _size_words(preview)
        self.about.setText(shown)
        wished = self._read.wished if self._read is not None else self._asked
        self.choices.show_preview(preview, chosen_reading(wished))
        self.heads.show_heads(preview.heads)
        self.table.show_preview(preview)
        self._set_widths(preview)
        self.doubts.show_questions(preview.questions)
        # Tab goes through the window in reading order
        order = (self.table, *self.doubts.buttons, self.open_button)
        for one, other in pairwise(order):
            QWidget.setTabOrder(one, other)
        self._show_state()

    def _show_state(self) -> None:
        """Show what the network will see, or what is wrong, or that the table is being read."""
        read = self._read
        error = None if read is None or self._reading else read.preview.error
        if self._reading:
            self.seen.setText(_translate("TableDialog", "Reading…"))
        elif read is not None and read.source is not None:
            self.seen.setText(read.preview.seen)
        self.seen.setVisible(error is None)
        self.error.setText("" if error is None else _error_words(error))
        self.error.setToolTip(plain_tip(self.error.text()))
        self.error.setVisible(error is not None)
        usable = self._reading or (read is not None and read.source is not None)
        self.open_button.setEnabled(usable)
        self.open_button.setToolTip(
            _translate("TableDialog", "Learn from the table as shown (Enter)")
            if usable
            else _translate("TableDialog", "First correct what is wrong above")
        )

    def _set_widths(self, preview: Preview) -> None:
        """Fit every column to its name and top rows; unchanged columns keep their width."""
        names = tuple(head.name for head in preview.heads)
        if names == self._widths:
            return
        self._widths = names
        scale = text_scale()
        metrics = self.heads.horizontalHeader().fontMetrics()
        needed: list[int] = []
        cells_need: list[int] = []
        for place, head in enumerate(preview.heads[:_MEASURED]):
            cells = [row[place] or "" for row in preview.rows[:20]]
            longest = max((metrics.horizontalAdvance(cell) for cell in cells), default=0)
            cells_need.append(longest + 24)
            needed.append(max(longest + 24, metrics.horizontalAdvance(head.name) + 20))
        for sizes in (needed, cells_need):  # long names give way before anything has to be scrolled
            widths = [round(min(_WIDE * scale, max(_NARROW * scale, each))) for each in sizes]
            spare = self.table.viewport().width() - sum(widths)
            if spare >= 0:
                break
        order = sorted(range(len(widths)), key=lambda place: needed[place] - widths[place])
        for left, place in enumerate(order):  # so that no room is left beside “…”
            share = max(0, spare) // (len(order) - left)
            more = max(0, min(needed[place] - widths[place], share))
            spare -= more
            self.heads.setColumnWidth(place, widths[place] + more)
            self.table.setColumnWidth(place, widths[place] + more)

    def _fit_parent(self) -> None:
        """Become as large as the window beneath allows, but no larger than is useful."""
        parent = self.parentWidget()
        wide, high = round(1080 * min(text_scale(), 1.2)), 720
        if parent is not None:
            wide = min(wide, parent.width() - 48)
            high = min(high, parent.height() - 40)
        self.resize(max(wide, 640), max(high, 480))
        self.setWindowFlag(Qt.WindowType.WindowMaximizeButtonHint, True)


def _size_words(preview: Preview) -> str:
    """Return the size of a table, and its file."""
    if not preview.heads:
        return preview.file
    return say(
        "TableDialog",
        "{file}: {rows}, {columns}",
        file=plain(preview.file),
        rows=counted(preview.total, "row"),
        columns=counted(len(preview.heads), "column"),
    )


def _error_words(error: UserError) -> str:
    if not error.hint or _COMMANDS in error.hint:
        return error.message
    return f"{error.message}: {error.hint}"
