"""Exported scripts read a table as `predict` does, and print predictions in the same form."""

import csv
import io
import runpy
from pathlib import Path

import pytest

import main as program
from core.formats.scripts.running import run_script
from tests.amount import few
from tests.test_bad_input import assert_refused

#: it takes seconds, and has quicker relatives
pytestmark = pytest.mark.thorough

CASES = Path(__file__).parent / "cases" / "exchange"
TABLES = ["m_first.csv", "pandas-index-iris.csv", "pandas-index-noise.csv"]


def trained(tmp_path, table, suffix=".py"):
    made = [tmp_path / "net.backstep", tmp_path / f"net{suffix}"]
    arguments = ["train", CASES / table, "--epochs", "2", "--save", made[0], "--export", made[1]]
    assert program.main([str(part) for part in arguments]) == 0
    return made


def rows_of(text):
    return list(csv.reader(io.StringIO(text)))


@pytest.mark.parametrize("suffix", [".py", ".torch.py"])
@pytest.mark.parametrize("table", few(TABLES, 2))
def test_the_table_that_it_was_trained_on(tmp_path, capsys, table, suffix):
    if suffix == ".torch.py":
        pytest.importorskip("torch")
    saved, script = trained(tmp_path, table, suffix)
    capsys.readouterr()
    assert program.main(["predict", str(saved), str(CASES / table)]) == 0
    expected = rows_of(capsys.readouterr().out)
    result = run_script(script, str(CASES / table))
    assert (result.returncode, result.stderr) == (0, "")
    found = rows_of(result.stdout)
    assert found[0] == expected[0] and len(found) == len(expected) > 10
    words = sum(name.startswith("predicted") for name in found[0])
    assert words <= 1
    for mine, theirs in zip(found[1:], expected[1:], strict=True):
        assert not words or mine[0] == theirs[0]
        for one, other in zip(mine[words:], theirs[words:], strict=True):
            assert abs(float(one) - float(other)) < 1e-9


@pytest.mark.thorough
def test_columns_in_another_order_and_faults_in_one_line(tmp_path):
    source = tmp_path / "source.csv"
    rows = [f"{i / 7},{(i * 5) % 11},{i % 3 / 2},{'yes' if i % 2 else 'no'}" for i in range(40)]
    source.write_text("\n".join(["a,b,c,y", *rows]), encoding="utf-8")
    _, script = trained(tmp_path, source)
    table = tmp_path / "t.csv"
    table.write_text("c,more,b,a\n0.640,x,-0.132,0.126\n", encoding="utf-8")
    first = rows_of(run_script(script, str(table)).stdout)
    table.write_text("a,b,c\n0.126,-0.132,0.640\n", encoding="utf-8")
    assert rows_of(run_script(script, str(table)).stdout) == first
    table.write_text("0.126;-0,132;0.640\n", encoding="utf-8")
    assert rows_of(run_script(script, str(table)).stdout) == first
    for text, words in (
        ("a,b\n1,2\n", "no column c"),
        ("a,b,c\n1,2,much\n", "'much' is not a number"),
        ("", "is empty"),
    ):
        table.write_text(text, encoding="utf-8")
        result = run_script(script, str(table))
        assert result.returncode == 1 and result.stdout == ""
        (line,) = result.stderr.splitlines()
        assert line.startswith("error: ") and words in line, line
    table.write_text("a,b,c\n1,2,\n", encoding="utf-8")
    result = run_script(script, str(table))
    assert (result.returncode, rows_of(result.stdout)[1:]) == (0, [["", ""]])
    assert result.stderr.startswith("no prediction for 1 row: a cell is missing")
    missing = run_script(script, str(tmp_path / "none.csv"))
    assert len(missing.stderr.splitlines()) == 1 and "cannot be read" in missing.stderr


def test_no_warning_is_printed_where_exponentials_run_over(tmp_path):
    source = CASES / "numpy-script-overflow-warning.backstep"
    script = tmp_path / "net.py"
    assert program.main(["export", str(source), str(script)]) == 0
    assert "Warning" not in run_script(script).stderr


def answers_of(tmp_path, saved, script, text, capsys):
    """What `predict` and the script print for a table."""
    table = tmp_path / "new.csv"
    table.write_text(text, encoding="utf-8")
    capsys.readouterr()
    assert program.main(["predict", str(saved), str(table)]) == 0
    printed = capsys.readouterr()
    expected = rows_of(printed.out)
    script = runpy.run_path(str(script))
    script["print_predictions"](script["predict"](script["read_table"](str(table))).tolist())
    told = capsys.readouterr()
    # 0.07 may be 7% or a share of it
    assert ("without %, unlike in training" in printed.err) == ("0.07" in text)
    assert ("with nothing beside them, in training %" in told.err) == ("0.07" in text)
    return expected, rows_of(told.out)


def test_all_kinds_of_columns_are_read_as_by_predict(tmp_path, capsys):
    """Yes and no, dates, times, words and numbers with missing cells, decimal commas, thousands."""
    colours = ["red", "blue", "", "red"]
    rows = [
        f"{i % 7 + 1}.{100 + i},{(i % 2 and 'yes') or 'no'},{i % 28 + 1:02}.0{i % 9 + 1}.2024,"
        f"{i % 24:02}:30,{colours[i % 4]},{'' if i % 5 == 0 else f'{i / 8:.2f}'.replace('.', ';')},"
        f"{'good' if i % 3 else 'bad'}"
        for i in range(40)
    ]
    text = "\n".join(["whole,sure,day,time,colour,share,y", *rows])
    text = text.replace(",", "\t").replace(";", ",") + "\n"
    source = tmp_path / "source.csv"
    source.write_text(text, encoding="utf-8")
    saved, script = tmp_path / "net.backstep", tmp_path / "net.py"
    made = ["train", source, "--epochs", "2", "--save", saved, "--export", script]
    for name, way in (("colour", "most frequent"), ("share", "mean")):
        made += ["--set", f"data.source.columns.{name}.missing={way}"]
    assert program.main([str(part) for part in made]) == 0
    few = "colour\tshare\tday\tTime\twhole\tsure\nblue\t\t03.02.2024\t08:15\t1.234\tno\n"
    few += "\t0,5\t05.06.2024\t23:59\t\tyes\n"
    for new in ("A title\n\n" + text, few):
        expected, found = answers_of(tmp_path, saved, script, new, capsys)
        assert found[0] == expected[0] and len(found) == len(expected) > 2
        for mine, theirs in zip(found[1:], expected[1:], strict=True):
            assert mine[0] == theirs[0]
            for one, other in zip(mine[1:], theirs[1:], strict=True):
                assert one == other or abs(float(one) - float(other)) < 1e-9
    assert found[1][0] and not any(found[2])  # a cell without a value to take
    for cell, words in (("yesterday", "no date"), ("3", "no date"), ("08:15", "no date")):
        table = tmp_path / "new.csv"
        table.write_text(few.replace("03.02.2024", cell), encoding="utf-8")
        assert_refused(capsys, ["predict", saved, table], words)


def test_a_line_that_names_the_separator_percent_and_mixed_answers(tmp_path, capsys):
    rows = [f"{i * 7 % 50}%;{('yes', '0', 'no', '1')[i % 4]};{i % 5}.5\n" for i in range(24)]
    table = tmp_path / "t.csv"
    table.write_text("sep=;\na;b;y\n" + "".join(rows), encoding="utf-8")
    saved, script = tmp_path / "net.backstep", tmp_path / "net.py"
    arguments = ["train", table, "--epochs", "2", "--save", saved, "--export", script]
    for setting in ("reading.percent=of one", "columns.b.spelling=yes or no"):
        arguments += ["--set", f"data.source.{setting}"]
    assert program.main([str(part) for part in arguments]) == 0
    for text in (
        "sep=;\na;b\n7%;1\n50%;yes\n",
        "SEP=;\r\na;b\r\n12,5%;no\r\n",
        '"sep=;"\n7%;0\n50%;no\n',
        "sep=\t\na\tb\n0.07\t1\n",
    ):
        expected, found = answers_of(tmp_path, saved, script, text, capsys)
        assert found[0] == expected[0] and len(found) > 1, text
        numbers = [[float(cell) for (cell,) in rows[1:]] for rows in (found, expected)]
        assert numbers[0] == pytest.approx(numbers[1], rel=1e-9), text


def test_minutes_and_seconds_are_read_as_by_predict(tmp_path, capsys):
    cells = ["1:02.4", "1:05", "58:30.5", "1:00:30"]
    rows = [f"{cells[i % 4]};{i % 5};{i % 7}.5" for i in range(24)]
    table = tmp_path / "t.csv"
    table.write_text("\n".join(["lap;x;y", *rows, ""]), encoding="utf-8")
    saved, script = tmp_path / "net.backstep", tmp_path / "net.py"
    arguments = ["train", table, "--epochs", "2", "--save", saved, "--export", script]
    assert program.main([str(part) for part in arguments]) == 0
    new = "lap;x\n1:05;2\n0:59,5;1\n1:00:30;3\n"
    expected, found = answers_of(tmp_path, saved, script, new, capsys)
    numbers = [[float(cell) for (cell,) in rows[1:]] for rows in (found, expected)]
    assert len(numbers[0]) == 3 and numbers[0] == pytest.approx(numbers[1], rel=1e-9)
