"""The window of a table: looked at, changed by mouse and keys, taken or left alone."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QMenu,
    QStyle,
    QStyleOptionComboBox,
)
from pytestqt.qtbot import QtBot

from core.data.choosing import chosen_reading, table_source, wishes_of
from core.data.reading.telling.naming import ALSO, policy_words, role_words
from core.data.reading.telling.preview import Head, Question
from core.run.commands import LookAtTable
from core.run.makers.tables import TableRead
from core.run.run import Run
from gui.kit.style import set_text_size
from gui.kit.theme import DARK, LIGHT
from gui.table.dialog import TableDialog
from gui.table.heads import KIND, MISSING, ROLE, VALUES, HeadsView
from tests.data.reading.tables import MESS


class Looked:
    """The window, and a run that reads for it at once, or only when it is told to."""

    def __init__(self, qtbot: QtBot) -> None:
        self.run = Run()
        self.dialog = TableDialog()
        qtbot.addWidget(self.dialog)
        self.accepted: list[TableRead] = []
        self.waiting: list[LookAtTable] = []
        self.given_up = self.ended = 0
        self.slow = False
        self.dialog.set_theme(LIGHT)
        self.dialog.look_requested.connect(self._look)
        self.dialog.accepted_table.connect(self.accepted.append)
        self.dialog.given_up.connect(self._give_up)
        self.dialog.ended.connect(self._end)
        self.run.tables.table_read.connect(self.dialog.show_read)

    def _look(self, source: object, settings: tuple[str, ...]) -> None:
        self.waiting.append(LookAtTable(source, settings))  # type: ignore[arg-type]
        if not self.slow:
            self.read()

    def read(self) -> None:
        """Do the readings that wait."""
        while self.waiting:
            self.run.do(self.waiting.pop(0))

    def _give_up(self) -> None:
        self.given_up += 1

    def _end(self) -> None:
        self.ended += 1

    def look(self, path: Path) -> None:
        self.dialog.look(table_source(str(path)), path.name)

    @property
    def preview(self):  # type: ignore[no-untyped-def]
        assert self.dialog._read is not None
        return self.dialog._read.preview

    def column(self, name: str) -> int:
        return [head.name for head in self.preview.heads].index(name)

    def head(self, name: str):  # type: ignore[no-untyped-def]
        return self.preview.heads[self.column(name)]

    def click(self, name: str, row: int) -> QMenu:
        """Click a head's cell and return the menu that it opens."""
        view = self.dialog.heads
        index = view.heads.index(row, self.column(name))
        view.scrollTo(index)
        at = view.visualRect(index).center()
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=at)
        assert view.menu is not None and view.menu.isVisible()
        return view.menu

    def choose(self, name: str, row: int, words: str) -> None:
        """Choose an entry of a head's menu by mouse."""
        menu = self.click(name, row)
        action = next(action for action in menu.actions() if action.text() == words)
        at = menu.actionGeometry(action).center()
        QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=at)

    def pick(self, field: str, words: str) -> None:
        """Choose a value of a field of the reading by keys."""
        combo = self.dialog.choices.control(field)
        assert isinstance(combo, QComboBox)
        combo.setFocus()
        wanted = combo.findText(words)
        assert wanted >= 0, [combo.itemText(i) for i in range(combo.count())]
        steps = wanted - combo.currentIndex()
        for _ in range(abs(steps)):
            QTest.keyClick(combo, Qt.Key.Key_Down if steps > 0 else Qt.Key.Key_Up)

    def press(self, key: Qt.Key) -> None:
        QTest.keyClick(self.dialog.focusWidget() or self.dialog, key)


@pytest.fixture
def looked(qtbot: QtBot) -> Looked:
    return Looked(qtbot)


@pytest.fixture
def mess(tmp_path: Path) -> Path:
    path = tmp_path / "mess.csv"
    path.write_text(MESS, encoding="utf-8")
    return path


def test_the_guesses_are_taken_with_one_key(looked: Looked, mess: Path) -> None:
    looked.look(mess)
    dialog = looked.dialog
    assert dialog.open_button.isEnabled() and dialog.about.text() == "mess.csv: 16 rows, 6 columns"
    assert dialog.seen.text().startswith("Predicts Kauft · 4 inputs → 7 after one-hot")
    looked.press(Qt.Key.Key_Return)
    (read,) = looked.accepted
    assert not dialog.isVisible() and read.path == mess
    assert wishes_of(read.source).columns.of("Kauft").role == "target"
    assert looked.given_up == 0


def test_rows_and_heads_stand_one_below_the_other(looked: Looked, mess: Path) -> None:
    looked.look(mess)
    heads, table = looked.dialog.heads, looked.dialog.table
    for place in range(6):
        assert heads.columnWidth(place) == table.columnWidth(place)
        assert heads.columnViewportPosition(place) == table.columnViewportPosition(place)
    heads.setColumnWidth(0, 150)
    assert table.columnWidth(0) == 150
    looked.dialog.resize(640, 600)
    heads.horizontalHeader().resizeSection(1, 900)
    QApplication.processEvents()
    assert heads.viewport().width() == table.viewport().width()
    table.horizontalScrollBar().setValue(300)
    assert heads.horizontalScrollBar().value() == 300
    assert heads.heads.index(KIND, 1).data() == "number"
    assert table.rows.index(2, 1).data() == "–" and table.rows.index(0, 2).data() == "2850.5"


def test_a_role_by_mouse(looked: Looked, mess: Path) -> None:
    looked.look(mess)
    looked.choose("Alter", ROLE, role_words("target"))
    assert looked.head("Alter").role == "target" and looked.head("Kauft").role == "input"
    assert "numbers from 23 to 62" in looked.dialog.seen.text()
    looked.choose("Gehalt (€)", ROLE, "another target")
    assert [h.role for h in looked.preview.heads].count("target") == 2
    looked.choose("Wohnort", ROLE, role_words("ignored"))
    assert looked.head("Wohnort").role == "ignored"


def test_a_kind_and_missing_cells_by_keys(looked: Looked, mess: Path) -> None:
    looked.look(mess)
    view = looked.dialog.heads
    view.setFocus()
    view.setCurrentIndex(view.heads.index(MISSING, looked.column("Alter")))
    QTest.keyClick(view, Qt.Key.Key_Return)
    menu = view.menu
    assert menu is not None and menu.activeAction().text() == policy_words("median")
    for _ in range(2):
        QTest.keyClick(menu, Qt.Key.Key_Up)
    QTest.keyClick(menu, Qt.Key.Key_Return)
    assert looked.head("Alter").policy == "drop" and "14 of 16 rows" in looked.preview.seen
    QTest.keyClick(view, Qt.Key.Key_Up)
    QTest.keyClick(view, Qt.Key.Key_Up)
    assert view.currentIndex().row() == KIND
    QTest.keyClick(view, Qt.Key.Key_Space)
    assert view.menu is not None
    QTest.keyClick(view.menu, Qt.Key.Key_Down)
    QTest.keyClick(view.menu, Qt.Key.Key_Return)
    assert looked.head("Alter").kind == "category"
    assert looked.accepted == []


def test_a_column_that_gets_another_kind_keeps_the_place_on_the_screen(
    looked: Looked, mess: Path
) -> None:
    looked.look(mess)
    view = looked.dialog.heads
    view.setColumnWidth(2, 190)
    looked.choose("Alter", KIND, "category")
    assert view.columnWidth(2) == 190
    assert view.currentIndex().column() == looked.column("Alter")


@pytest.mark.parametrize("row", [VALUES])
def test_the_histogram_opens_nothing(looked: Looked, mess: Path, row: int) -> None:
    looked.look(mess)
    view = looked.dialog.heads
    at = view.visualRect(view.heads.index(row, 1)).center()
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert view.menu is None
    assert "23 to 62" in view.heads.index(row, 1).data(Qt.ItemDataRole.AccessibleTextRole)


def test_the_header_and_the_delimiter_by_keys(looked: Looked, mess: Path) -> None:
    looked.look(mess)
    looked.pick("header", "a sample")
    assert looked.preview.total == 17
    assert looked.preview.heads[0].name == "column 1"
    looked.pick("header", "names")
    assert looked.preview.heads[0].name == "Kunde"
    looked.pick("delimiter", "bar |")
    assert looked.preview.error is not None and not looked.dialog.open_button.isEnabled()
    assert looked.dialog.error.isVisible() and looked.dialog.heads.isRowHidden(KIND)
    looked.pick("delimiter", "auto")
    assert looked.dialog.open_button.isEnabled() and not looked.dialog.error.isVisible()


def test_what_is_typed_is_taken_before_the_table_is(looked: Looked, mess: Path) -> None:
    looked.look(mess)
    field = looked.dialog.choices.control("missing")
    assert isinstance(field, QLineEdit)
    field.setFocus()
    QTest.keyClicks(field, "Bonn, Aachen")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert looked.accepted == [] and looked.preview.reading.missing == ("Bonn", "Aachen")
    assert looked.head("Wohnort").gaps == 10
    skip = looked.dialog.choices.skip
    skip.lineEdit().selectAll()
    QTest.keyClicks(skip, "3")
    QTest.keyClick(skip, Qt.Key.Key_Return)
    assert looked.accepted == [] and looked.preview.total < 16
    QTest.keyClick(skip, Qt.Key.Key_Return)
    assert len(looked.accepted) == 1


@pytest.mark.parametrize("field", ["encoding", "header", "task"])
def test_enter_on_a_choice_takes_the_table(looked: Looked, mess: Path, field: str) -> None:
    looked.look(mess)
    combo = looked.dialog.choices.control(field)
    combo.setFocus()
    QTest.keyClick(combo, Qt.Key.Key_Return)
    assert len(looked.accepted) == 1


def test_tab_goes_from_the_choices_to_the_heads_to_the_doubts(looked: Looked, mess: Path) -> None:
    looked.look(mess)
    dialog = looked.dialog
    order = []
    for _ in range(30):
        QTest.keyClick(dialog.focusWidget(), Qt.Key.Key_Tab)
        order.append(dialog.focusWidget())
        if dialog.focusWidget() is dialog.open_button:
            break
    places = [
        order.index(widget)
        for widget in (
            dialog.choices.control("encoding"),
            dialog.choices.control("task"),
            dialog.heads,
            dialog.table,
            dialog.doubts.buttons[0],
            dialog.open_button,
        )
    ]
    assert places == sorted(places)


def test_the_task_by_keys(looked: Looked, tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("a,y\n" + "".join(f"{i / 3:.2f},{i % 4}\n" for i in range(40)), "utf-8")
    looked.look(path)
    assert "4 classes" in looked.preview.seen
    looked.pick("task", "numbers")
    assert "numbers from 0 to 3" in looked.preview.seen


def test_a_doubt_is_settled_with_a_click(looked: Looked, mess: Path) -> None:
    looked.look(mess)
    doubts = looked.dialog.doubts
    assert doubts.isVisible()
    button = next(b for b in doubts.buttons if "Kunde" in b.accessibleName())
    assert button.text() == "Learn from it"
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert looked.head("Kunde").role == "input"
    button = next(b for b in looked.dialog.doubts.buttons if "median" in b.accessibleName())
    button.setFocus()
    QTest.keyClick(button, Qt.Key.Key_Space)
    assert looked.head("Alter").policy == looked.head("Gehalt (€)").policy == "drop"


def test_cancel_leaves_everything_as_it_was(looked: Looked, mess: Path) -> None:
    looked.look(mess)
    looked.choose("Alter", ROLE, role_words("target"))
    looked.press(Qt.Key.Key_Escape)
    assert looked.accepted == [] and looked.ended == 1 and not looked.dialog.isVisible()


def test_what_is_being_read_is_taken_when_it_is(looked: Looked, mess: Path) -> None:
    looked.slow = True
    looked.look(mess)
    assert looked.dialog.seen.text() == "Reading…"
    looked.dialog.show_progress(40, 100)
    assert looked.dialog.progress.isVisible() and looked.dialog.progress.value() == 40
    looked.press(Qt.Key.Key_Return)
    assert looked.dialog.isVisible() and looked.accepted == []
    looked.read()
    assert len(looked.accepted) == 1 and not looked.dialog.progress.isVisible()


def test_a_choice_while_it_is_read_begins_anew(looked: Looked, mess: Path) -> None:
    looked.look(mess)
    looked.slow = True
    looked.choose("Alter", ROLE, role_words("ignored"))
    looked.choose("Wohnort", ROLE, role_words("ignored"))
    assert looked.given_up == 1 and len(looked.waiting) == 2
    looked.read()
    assert looked.head("Alter").role == looked.head("Wohnort").role == "ignored"
    looked.choose("Alter", ROLE, role_words("input"))
    looked.dialog.reject()
    assert looked.given_up == 2


def test_a_table_that_does_not_read_shows_where(looked: Looked, tmp_path: Path) -> None:
    path = tmp_path / "short.csv"
    path.write_text("a,b,y\n" + "1,2,3\n" * 150 + "1,2\n" + "4,5,6\n" * 20, "utf-8")
    looked.look(path)
    dialog = looked.dialog
    assert not dialog.open_button.isEnabled() and "line 152" in dialog.error.text()
    QApplication.processEvents()
    row = looked.preview.mark[0]
    cell = dialog.table.rows.index(row, 1)
    assert dialog.table.rows.is_wrong(row, 1) and dialog.table.visualRect(cell).isValid()
    assert dialog.table.viewport().rect().contains(dialog.table.visualRect(cell))
    assert cell.data(Qt.ItemDataRole.BackgroundRole) is not None
    assert dialog.table.rows.index(0, 0).data(Qt.ItemDataRole.BackgroundRole) is None
    looked.press(Qt.Key.Key_Return)
    assert looked.accepted == []


def test_a_stray_word_is_marked_and_mended(looked: Looked, tmp_path: Path) -> None:
    path = tmp_path / "stray.csv"
    rows = "".join(f"{i},{i * 7 % 31},{i / 3:.2f}\n" for i in range(60))
    path.write_text("a,b,y\n" + rows + "later,5,9\n", "utf-8")
    looked.look(path)
    row, column = looked.preview.mark
    assert looked.dialog.table.rows.index(row, column).data() == "later"
    assert looked.dialog.table.rows.is_wrong(row, column)
    assert "data.source" not in looked.dialog.error.text()
    button = next(b for b in looked.dialog.doubts.buttons if "later" in b.text())
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert looked.dialog.open_button.isEnabled()
    assert chosen_reading(looked.dialog._read.wished).missing == ("later",)


def test_the_next_table_begins_afresh(looked: Looked, mess: Path, tmp_path: Path) -> None:
    looked.look(mess)
    looked.pick("header", "a sample")
    looked.dialog.reject()
    other = tmp_path / "other.csv"
    other.write_text("a,y\n" + "".join(f"{i / 9},{i / 7}\n" for i in range(40)), "utf-8")
    looked.dialog.set_theme(DARK)
    looked.look(other)
    assert [head.name for head in looked.preview.heads] == ["a", "y"]
    assert looked.preview.error is None and not looked.dialog.doubts.isVisible()


def test_html_in_names_stays_text(looked: Looked, tmp_path: Path) -> None:
    path = tmp_path / "h.csv"
    path.write_text("<b>a</b>,y\n" + "<i>x</i>,1\n<i>z</i>,2\n" * 5, "utf-8")
    looked.look(path)
    tip = looked.dialog.heads.heads.headerData(
        0, Qt.Orientation.Horizontal, Qt.ItemDataRole.ToolTipRole
    )
    assert "&lt;b&gt;" in tip
    assert ALSO not in [head.role for head in looked.preview.heads]


def test_hidden_it_holds_no_columns(looked: Looked, mess: Path) -> None:
    """It would be dressed anew with each theme: with a thousand columns that is a silence."""
    for end in (looked.dialog.accept_table, looked.dialog.reject):
        looked.look(mess)
        assert looked.dialog.heads.heads.columnCount() > 5
        assert looked.dialog.table.rows.rowCount() > 5
        end()
        assert looked.dialog.heads.heads.columnCount() == 0
        assert looked.dialog.table.rows.rowCount() == 0
    assert len(looked.accepted) == 1


def test_a_long_cell_is_whole_where_there_is_room_beside_it(looked: Looked, tmp_path: Path) -> None:
    long = "in need of renovation, and has stood empty for many years"
    path = tmp_path / "houses.csv"
    path.write_text("rooms,state\n" + "".join(f'{k},"{long}"\n3,new\n' for k in range(8)), "utf-8")
    looked.dialog.resize(1400, 600)
    looked.dialog.show()
    QApplication.processEvents()
    looked.dialog.resize(1400, 600)
    looked.dialog._widths = ()
    looked.look(path)
    QApplication.processEvents()
    table = looked.dialog.table
    wide = table.columnWidth(looked.column("state"))
    assert wide >= table.fontMetrics().horizontalAdvance(long)
    assert table.columnWidth(0) + wide <= table.viewport().width()


def test_long_names_of_a_few_columns_need_no_scrolling(looked: Looked, tmp_path: Path) -> None:
    """They end in “…” as ever, and what is said of the target tells that its name is cut."""
    about = "in the whole of the building and its surroundings, as measured"
    names = [f"{word} {about}" for word in ("area", "warmth", "light", "state")]
    head = ",".join(f'"{name}"' for name in names)
    rows = "".join(f"{k}.5,{k},{7 - k},{'good' if k % 2 else 'bad'}\n" for k in range(8))
    path = tmp_path / "houses.csv"
    path.write_text(f"{head}\n{rows}", "utf-8")
    looked.dialog.show()
    looked.dialog.resize(976, 700)
    QApplication.processEvents()
    looked.look(path)
    QApplication.processEvents()
    assert looked.dialog.table.horizontalScrollBar().maximum() == 0
    said = looked.dialog.seen.text()
    assert said.startswith("Predicts state in the") and "…" in said


def test_a_choice_for_a_column_that_is_gone_is_not_taken(qtbot: QtBot) -> None:
    view = HeadsView()
    qtbot.addWidget(view)
    chosen: list[tuple[object, ...]] = []
    view.chosen.connect(lambda *values: chosen.append(values))
    heads = tuple(Head(name, "number", "input") for name in ("a", "b"))
    view.show_heads(heads)
    view._choose(1, "b", "role", "target")
    view.show_heads(heads[:1])  # read again, with another separator
    view._choose(1, "b", "role", "target")
    view.show_heads(heads[::-1])
    view._choose(1, "b", "role", "target")
    assert chosen == [(1, "role", "target")]


def test_a_file_keeps_its_name_at_the_beginning_of_a_sentence(looked: Looked) -> None:
    doubts = looked.dialog.doubts
    said = ("new.xls has 2 sheets; A was read", "the table begins in line 3")
    doubts.show_questions([Question(text, (), (), "") for text in said])
    shown = [label.text() for label in doubts.widget().findChildren(QLabel)]
    assert shown == [said[0], "The table begins in line 3"]


@pytest.mark.parametrize("size", [100, 150, 200])
@pytest.mark.parametrize("wide", [928, 1104])
def test_every_choice_shows_its_words_whole_in_a_low_window(
    looked: Looked, qapp: QApplication, tmp_path: Path, size: int, wide: int
) -> None:
    path = tmp_path / "t.csv"
    rows = (f"{'AB'[i % 2]};{i * 7 % 50},5%;1.{100 + i};{i % 12 + 1:02}/03/2024" for i in range(40))
    path.write_text("\n".join(["Klasse;Anteil;Wert;Datum", *rows, ""]), encoding="utf-8")
    set_text_size(qapp, size)
    try:
        looked.look(path)
        choices = looked.dialog.choices
        choices.resize(wide, choices.height())
        choices.layout().activate()
        for field in ("encoding", "delimiter", "decimal", "dates", "task", "percent"):
            combo = choices.control(field)
            assert isinstance(combo, QComboBox) and not combo.isHidden()
            option = QStyleOptionComboBox()
            combo.initStyleOption(option)
            part = QStyle.SubControl.SC_ComboBoxEditField
            kind = QStyle.ComplexControl.CC_ComboBox
            room = combo.style().subControlRect(kind, option, part, combo).width()
            assert combo.fontMetrics().horizontalAdvance(combo.currentText()) <= room, field
        percent = choices.control("percent")
        assert isinstance(percent, QComboBox) and percent.currentText() == "50% is 50"
        if size <= 150:  # as high as a screen of 768 leaves
            assert looked.dialog.minimumSizeHint().height() <= 728
    finally:
        set_text_size(qapp, 100)
