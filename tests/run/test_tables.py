"""A table previewed within a run: nothing changes, and an accepted one is not read again."""

import pytest

from core.components.layers import Dense
from core.data.choosing import read_otherwise, said_of, table_source
from core.data.reading import files
from core.data.reading.options import Reading
from core.documents.opening import examples_folder, opening_project
from core.errors import UserError
from core.run.commands import Apply, ForgetTable, Load, LookAtTable, OpenTable
from core.run.makers.tables import with_table
from core.run.run import Run
from core.run.states import State
from tests.data.reading.tables import MESS

#: enough different numbers not to be classes
ROWS = "".join(f"{i},{i % 5},{i / 7:.2f}\n" for i in range(60))


@pytest.fixture
def mess(tmp_path):
    path = tmp_path / "mess.csv"
    path.write_text(MESS, encoding="utf-8")
    return path


@pytest.fixture
def run(monkeypatch):
    made = Run()
    made.reads, made.errors, made.given_up, made.files_read = [], [], [], []
    made.tables.table_read.connect(made.reads.append)
    made.tables.table_given_up.connect(made.given_up.append)
    made.failed.connect(made.errors.append)
    inner = files.grid_of
    monkeypatch.setattr(
        files, "grid_of", lambda *a, **k: made.files_read.append(a) or inner(*a, **k)
    )
    made.do(Load(opening_project(), examples_folder()))
    return made


def test_looking_changes_nothing(run, mess):
    before = run.trainer
    asked = table_source(str(mess))
    run.do(LookAtTable(asked))
    (read,) = run.reads
    assert read.asked is asked and read.path == mess and read.source is not None
    assert read.preview.total == 16
    assert run.trainer is before and run.state is State.READY and run.errors == []


def test_what_is_taken_is_not_read_again(run, mess, monkeypatch):
    run.do(LookAtTable(table_source(str(mess))))
    monkeypatch.setattr(type(run.reads[-1].source), "draw_watched", None)
    project = with_table(run.trainer.project, run.reads[-1])
    run.do(Apply(project))
    assert run.errors == [] and run.trainer.project.data.source == run.reads[-1].source
    assert len(run.files_read) == 1 and run.trainer.dataset.inputs == 7
    assert len(run.trainer.dataset.notices) == 1


def test_the_network_is_made_for_the_table(run, mess):
    run.do(LookAtTable(table_source(str(mess))))
    old = opening_project()
    project = with_table(old, run.reads[-1])
    hidden, output = project.layers
    assert hidden == old.layers[0] and isinstance(output, Dense) and output.units == 1
    assert project.weights is None and project.data.scaling == "standard"
    # numeric targets require another output
    run.do(LookAtTable(table_source(str(mess)), ("data.source.target=Alter",)))
    numbers = with_table(project, run.reads[-1])
    assert numbers.layers[-1].activation.is_identity and not numbers.loss.fits


def test_the_same_table_read_otherwise_keeps_the_output_and_the_split(run, mess):
    run.do(LookAtTable(table_source(str(mess))))
    project = with_table(opening_project(), run.reads[-1])
    data = project.data.__class__(source=project.data.source, scaling="min_max", test_share=0.5)
    project = project.__class__(**{**project.__dict__, "data": data})
    run.do(LookAtTable(said_of(project.data.source, "Alter", missing="drop")))
    again = with_table(project, run.reads[-1])
    assert again.layers == project.layers and again.loss == project.loss
    assert again.data.scaling == "min_max" and again.data.test_share == 0.5
    assert again.data.source != project.data.source


def test_a_table_becomes_a_document(run, mess):
    opened = []
    run.building.opened.connect(lambda *values: opened.append(values))
    run.do(LookAtTable(table_source(str(mess))))
    run.do(OpenTable(mess, run.reads[-1].source))
    ((project, path),) = opened
    assert path == mess and project.name == "mess" and project.data.source.file == "mess.csv"
    assert run.state is State.READY and run.trainer.dataset.inputs == 7
    assert len(run.files_read) == 1
    # saved and reopened, or trained from the command line, it is read the same way
    assert project.data.source.draw(None, mess.parent).inputs.shape == (16, 7)


def test_without_a_look_it_is_read(run, mess):
    run.do(LookAtTable(table_source(str(mess))))
    run.do(ForgetTable())
    run.do(OpenTable(mess, run.reads[-1].source))
    assert run.state is State.READY and run.trainer.dataset.inputs == 7


def test_another_choice_reads_the_rows_at_hand(run, mess):
    run.do(LookAtTable(table_source(str(mess))))
    run.do(LookAtTable(said_of(run.reads[-1].wished, "Alter", missing="drop")))
    run.do(LookAtTable(read_otherwise(run.reads[-1].wished, "missing", ("Bonn",))))
    assert len(run.files_read) == 1
    assert run.reads[-1].preview.rows[1][4] is None
    run.do(LookAtTable(read_otherwise(run.reads[-1].wished, "header", False)))
    assert len(run.files_read) == 2
    assert run.reads[-1].preview.heads[0].name == "column 1"
    assert run.reads[-1].source is not None or run.reads[-1].preview.error is not None


def test_a_changed_file_is_read_again(run, mess):
    run.do(LookAtTable(table_source(str(mess))))
    mess.write_text(MESS + "K017;20;1,5;26.01.2024;Bonn;ja\n", encoding="utf-8")
    run.do(LookAtTable(table_source(str(mess))))
    assert run.reads[-1].preview.total == 17


def test_marks_of_missing_cells_are_added(run, mess):
    source = read_otherwise(table_source(str(mess)), "missing", ("Bonn",))
    run.do(LookAtTable(source, ('data.source.reading.missing=["Aachen"]',)))
    assert run.reads[-1].preview.reading.missing == ("Bonn", "Aachen")


@pytest.mark.parametrize(
    ("text", "says", "line"),
    [
        ("a,b,y\n1,2,3\n1,2\n3,4,5\n", "line 3: 2 cells", 3),
        ("a,b,y\n1,2,3\n1,2,x\n3,4,5\n" + ROWS, "'x' is not a number", 3),
        ("a\n1\n2\n", "has only one column", None),
    ],
)
def test_what_cannot_be_learned_from_is_shown_with_its_place(run, tmp_path, text, says, line):
    path = tmp_path / "wrong.csv"
    path.write_text(text, encoding="utf-8")
    before = run.trainer
    run.do(LookAtTable(table_source(str(path))))
    (read,) = run.reads
    assert read.source is None and says in read.preview.error.message
    assert read.preview.rows and read.preview.error.line == line
    if line is not None:
        assert read.preview.lines[read.preview.mark[0]] == line
    assert run.trainer is before and run.errors == []


def test_no_file_is_an_error_in_words(run, tmp_path):
    run.do(LookAtTable(table_source(str(tmp_path / "none.csv"))))
    assert "there is no such file" in run.reads[-1].preview.error.message
    for path in (" ", "a\0b.csv", str(tmp_path)):
        run.do(LookAtTable(table_source(path)))
        assert isinstance(run.reads[-1].preview.error, UserError)


def test_given_up_nothing_is_shown(run, mess):
    asked = table_source(str(mess))
    run.progress.connect(lambda words, *_: words and run.reading.give_up())
    run.do(LookAtTable(asked))
    assert run.reads == [] and run.given_up == [asked] and run.errors == []


def test_an_old_table_is_read_carefully_once_it_is_looked_at(run, mess):
    plain = type(table_source(""))(path=str(mess), target="Kauft")
    assert plain.reading is None
    run.do(LookAtTable(plain))
    read = run.reads[-1]
    assert isinstance(read.source.reading, Reading) and "Predicts Kauft" in read.preview.seen
