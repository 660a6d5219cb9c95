"""What is shown of a table before it is used, and the effect of each choice."""

import pytest

from core.data.choosing import (
    chosen_reading,
    only_of,
    read_otherwise,
    said_of,
    table_source,
    wishes_of,
    with_role,
    with_task,
)
from core.data.reading.describing import describe
from core.data.reading.options import Reading
from core.data.reading.sampling import samples_of
from core.data.reading.telling.naming import missing_words
from core.data.reading.telling.preview import ROWS, Head, preview_of, unread_preview
from core.data.reading.telling.switching import switch_words
from core.data.reading.unread import raw_rows
from core.documents.project_file import source_with
from core.errors import DataError, UserError
from tests.data.reading.tables import MESS
from tests.data.reading.test_cases import TABLES


def shown(path, source=None):
    table = describe(path, None if source is None else wishes_of(source))
    try:
        samples, error = samples_of(table), None
    except DataError as found:
        samples, error = None, found
    return preview_of(table, (), samples, error)


@pytest.fixture
def mess(tmp_path):
    path = tmp_path / "mess.csv"
    path.write_text(MESS, encoding="utf-8")
    return path


def test_rows_are_shown_as_they_are_read(mess):
    preview = shown(mess)
    assert preview.rows[0] == ("K001", "34", "2850.5", "2024-01-03", "Köln", "ja")
    assert preview.rows[2][1] is None and preview.rows[4][2] is None
    assert preview.lines[:3] == (2, 3, 4) and preview.total == 16
    assert preview.reading.delimiter == ";" and preview.reading.decimal == ","


def test_heads_say_what_a_column_holds_and_is_for(mess):
    heads = {head.name: head for head in shown(mess).heads}
    assert [head.role for head in heads.values()] == ["ignored", *["input"] * 4, "target"]
    assert heads["Alter"].kind == "number" and heads["Kauf am"].kind == "date"
    assert heads["Alter"].gaps == 2 and heads["Alter"].policy == "median"
    assert sum(heads["Alter"].bars) == 14
    assert heads["Kauft"].bars == (8, 8) or sum(heads["Kauft"].bars) == 16
    assert "category" in heads["Wohnort"].policies and "mean" not in heads["Wohnort"].policies


def test_what_the_network_sees_is_counted(mess):
    # age, salary, day, and three towns with one category for the missing cell
    said = "Predicts Kauft · 4 inputs → 7 after one-hot · 16 rows · 2 classes, 9 : 7"
    assert shown(mess).seen == said


def test_rows_that_are_left_out_are_counted(mess):
    source = said_of(table_source(""), "Alter", missing="drop")
    assert "14 of 16 rows" in shown(mess, source).seen


@pytest.mark.parametrize(
    ("targets", "said"),
    [
        ("ab" * 20, "2 classes, 20 : 20"),
        ("abcdefg" * 6, "7 classes of 6 rows each"),
        ("abcdefg" * 6 + "g", "7 classes of 6 to 7 rows"),
    ],
)
def test_classes_are_counted(tmp_path, targets, said):
    path = tmp_path / "t.csv"
    rows = "".join(f"{i / 7:.3f},{i * 3 % 11},{name}\n" for i, name in enumerate(targets))
    path.write_text("a,b,y\n" + rows, encoding="utf-8")
    assert shown(path).seen.endswith(said)


def test_alike_doubts_are_one_question_with_all_their_settings(mess):
    questions = {question.says: question for question in shown(mess).questions}
    filled = questions["missing cells (2) are filled with the median"]
    assert filled.columns == ("Alter", "Gehalt (€)")
    assert filled.switches == (
        "data.source.columns.Alter.missing=drop",
        "data.source.columns.Gehalt (€).missing=drop",
    )
    assert filled.words == "Leave these rows out"


def test_the_first_rows_and_the_wrong_one(tmp_path):
    path = tmp_path / "long.csv"
    rows = [f"{i},{i * 7 % 97},{i * 0.5}" for i in range(900)]
    rows[700] = "700,x,350.0"
    path.write_text("a,b,y\n" + "\n".join(rows), encoding="utf-8")
    preview = shown(path)
    assert len(preview.rows) == ROWS + 1 and preview.total == 900
    assert preview.mark == (ROWS, 1) and preview.lines[ROWS] == 702
    assert preview.rows[ROWS][1] == "x" and "'x' is not a number" in preview.error.message


def test_what_does_not_read_is_shown_raw(tmp_path):
    path = tmp_path / "short.csv"
    lines = ["a;b;y", *(f"{i};2;3" for i in range(600))]
    lines[450] = "1;2"
    path.write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(DataError) as caught:
        describe(path)
    assert caught.value.line == 451
    rows, found = raw_rows(path, Reading(), caught.value.line)
    preview = unread_preview(path.name, found, rows, caught.value)
    row, column = preview.mark
    assert column is None and preview.rows[row] == ("1", "2", None)
    assert preview.lines[row] == 451 and len(preview.rows) <= ROWS
    assert preview.reading.delimiter == ";" and not preview.heads[0].kind


def test_a_picture_has_no_rows(tmp_path):
    path = tmp_path / "p.csv"
    path.write_bytes(b"\x89PNG\r\n\0\0" * 50)
    assert raw_rows(path, Reading())[0] == []


def test_a_target_takes_the_place_of_the_last_one(mess):
    roles = {head.name: head.role for head in shown(mess).heads}
    one = with_role(table_source(""), "Alter", "target", roles)
    assert "Predicts Alter · 4 inputs → 8 after one-hot" in shown(mess, one).seen
    roles = {head.name: head.role for head in shown(mess, one).heads}
    both = with_role(one, "Gehalt (€)", "target", roles, alone=False)
    assert "Predicts Alter and Gehalt (€)" in shown(mess, both).seen


def test_roles_said_in_two_places_come_together(mess):
    source = with_role(table_source(""), "Kauft", "target", {})
    source = type(source)(path="", inputs=("Alter", "Wohnort"), target="Kauft")
    roles = {head.name: head.role for head in shown(mess, source).heads}
    changed = with_role(source, "Wohnort", "ignored", roles)
    assert wishes_of(changed).inputs is None and wishes_of(changed).targets is None
    assert "Predicts Kauft · 1 input " in shown(mess, changed).seen


def test_what_is_said_of_other_columns_is_let_go(mess):
    source = said_of(said_of(table_source(""), "Alter", kind="text"), "gone", kind="text")
    kept = only_of(source, ["Alter", "b"])
    assert [name for name, _ in wishes_of(kept).columns.said] == ["Alter"]


def test_a_field_of_the_reading_and_the_task(mess):
    source = with_task(read_otherwise(table_source(""), "decimal", "."), "classes")
    assert chosen_reading(source).decimal == "." and wishes_of(source).task == "classes"
    assert chosen_reading(read_otherwise(source, "decimal", None)).decimal is None


@pytest.mark.parametrize(
    ("switch", "words"),
    [
        ("data.source.reading.header=false", "Use the first row as a sample"),
        ('data.source.reading.missing=["Total"]', "Treat “Total” as no value"),
        ("data.source.reading.encoding=cp1250", "Read as Windows-1250"),
        ("data.source.reading.decimal=,", "Use comma , everywhere"),
        ("data.source.reading.skip=0", "Begin with the first line"),
        ("data.source.reading.skip=1", "Begin after line 1"),
        ("data.source.reading.sheet=Data 2", "Read Data 2"),
        ("data.source.columns.a.b.role=input", "Learn from it"),
        ("data.source.columns.a.b.missing=drop", "Leave these rows out"),
        ("data.source.columns.kind.kind=category", "Read it as a category"),
        ("data.source.target=colour=red", "Predict colour=red"),
        ("data.source.task=regression", "Predict numbers"),
    ],
)
def test_a_setting_in_the_words_of_a_button(switch, words):
    assert switch_words(switch) == words


SMALL = [p for p in TABLES if p.suffix in (".csv", ".txt", ".tab") and p.stat().st_size < 4000][::3]


@pytest.mark.parametrize("path", SMALL, ids=lambda path: path.name)
def test_every_click_reads_the_table_otherwise(path):
    source = table_source(str(path))
    try:
        before = shown(path, source)
    except UserError:
        return
    for question in before.questions:
        if not question.switches:
            continue
        after = source_with(source, question.switches)
        assert after != source and question.words[:1].isupper()
        try:
            now = shown(path, after)
        except UserError:
            continue  # a clear error; the window offers the way back
        settled = question.says not in [other.says for other in now.questions]
        assert settled or now.heads != before.heads


def test_missing_cells_in_words():
    assert missing_words(1200, "input", "median") == "1,200 → median"
    assert missing_words(3, "ignored", "drop") == "3"
    assert missing_words(0, "input", "median") == "none"
    assert Head("a", gaps=3, about="1 to 2").told() == "a\n1 to 2\n3 cells missing"
