"""Exported samples: each in its part, as in the table, with the network's predictions."""

import csv
import io
import json

import numpy as np
import pytest

import main as program
from core.data.choosing import table_source
from core.data.reading.describing import describe
from core.disk.xlsx_text import xlsx_bytes
from core.errors import SizeError
from core.formats.samples import samples_rows
from core.run.commands import LookAtTable, OpenTable, SaveSamples, StepEpoch
from core.run.run import Run
from tests.data.reading.tables import MESS
from tests.nets import described


@pytest.fixture
def run(tmp_path):
    path = tmp_path / "mess.csv"
    path.write_text(MESS.replace("Bonn", "=1+1"), encoding="utf-8")
    made = Run()
    made.errors, made.written, reads = [], [], []
    made.failed.connect(made.errors.append)
    made.files.refused.connect(lambda job, error: made.errors.append(error))
    made.files.samples_saved.connect(lambda *values: made.written.append(values))
    made.tables.table_read.connect(reads.append)
    made.do(LookAtTable(table_source(str(path))))
    made.do(OpenTable(path, reads[0].source))
    return made


def rows_in(path):
    return list(csv.reader(io.StringIO(path.read_text("utf-8"), newline="")))


def test_every_sample_in_its_part_as_the_table_has_it(run, tmp_path):
    out = tmp_path / "out.csv"
    run.do(SaveSamples(out))
    head, *rows = rows_in(out)
    assert run.written == [(out, 16)] and run.errors == []
    assert head == ["part", "Alter", "Gehalt (€)", "Kauf am", "Wohnort", "Kauft"]
    assert [row[0] for row in rows] == ["train"] * 12 + ["test"] * 4
    pairs = {(row[3], row[4], row[5]) for row in rows}
    assert ("2024-01-03", "Köln", "ja") in pairs
    # a spreadsheet would run it; the missing number has become the median of the training part
    assert ("2024-01-25", "'=1+1", "ja") in pairs
    dataset = run.trainer.dataset
    ages = [float(row[1]) for row in rows if row[0] == "test"]
    assert ages == dataset.test.raw_inputs[:, 0].tolist()


def test_as_the_network_sees_them(run, tmp_path):
    out = tmp_path / "out.csv"
    run.do(SaveSamples(out, True))
    head, *rows = rows_in(out)
    dataset = run.trainer.dataset
    assert head[1:] == [*dataset.input_names, "target Kauft"]
    values = np.array([[float(cell) for cell in row[1:]] for row in rows])
    both = np.concatenate([dataset.train.inputs, dataset.test.inputs])
    assert np.array_equal(values[:, :-1], both)
    assert np.array_equal(values[:12, -1:], dataset.train.targets)


def test_trained_the_answers_stand_beside(run, tmp_path):
    run.do(StepEpoch())
    while run.wait() is not None:
        run.work()
    out = tmp_path / "out.csv"
    run.do(SaveSamples(out))
    head, *rows = rows_in(out)
    assert head[-2:] == ["predicted", "output Kauft"]
    given = run.trainer.predict(run.trainer.dataset.test.raw_inputs)
    assert [float(row[-1]) for row in rows[12:]] == given[:, 0].tolist()
    assert {row[-2] for row in rows} <= {"ja", "nein"}
    assert all((row[-2] == "nein") == (float(row[-1]) > 0.5) for row in rows)


def test_a_spreadsheet_is_read_again_to_the_same(run, tmp_path):
    out, again = tmp_path / "out.xlsx", tmp_path / "again.xlsx"
    run.do(SaveSamples(out))
    run.do(SaveSamples(again))
    assert out.read_bytes() == again.read_bytes()
    table = describe(out)
    assert [column.name for column in table.columns][1:] == list(
        next(samples_rows(run.trainer.dataset, {}))[1:]
    )
    assert table.columns[4].words[0] in ("Köln", "Aachen", "=1+1", "(missing)")
    assert "=1+1" in table.columns[4].words
    train, test = run.trainer.dataset.train, run.trainer.dataset.test
    both = np.concatenate([train.raw_inputs, test.raw_inputs])
    assert np.array_equal(table.columns[1].numbers, both[:, 0])


def test_a_sheet_holds_what_it_can():
    with pytest.raises(SizeError, match="columns"):
        xlsx_bytes([[0.0] * 16_385])
    assert xlsx_bytes([["a\x01", float("nan"), ""]])


def test_other_files_are_refused(run, tmp_path):
    run.do(SaveSamples(tmp_path / "out.pdf"))
    assert "CSV or XLSX" in run.errors[-1].message and run.written == []


@pytest.mark.parametrize("name", ["out.csv", "out.xlsx"])
def test_from_the_command_line(tmp_path, capsys, name):
    project = tmp_path / "p.json"
    project.write_text(json.dumps(described()), encoding="utf-8")
    assert program.main(["samples", str(project), str(tmp_path / name)]) == 0
    assert (tmp_path / name).stat().st_size > 40
    assert program.main(["samples", str(project), str(tmp_path / "x.txt")]) == 2
    assert "error: x.txt: samples are written as CSV or XLSX" in capsys.readouterr().err
