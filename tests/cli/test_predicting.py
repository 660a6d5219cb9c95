"""`predict` on real-life tables: columns by name, missing cells, probabilities, many rows."""

import io

import pytest

import core.data.reading.new_rows
import main as program


@pytest.fixture
def trained(tmp_path):
    rows = "".join(
        f"{i},{i % 7},{'red' if i % 3 else 'blue'},{'u' if i % 2 else 'v'}\n" for i in range(40)
    )
    (tmp_path / "t.csv").write_text("a,b,colour,y\n" + rows)
    saved = tmp_path / "m.backstep"
    setting = "data.source.columns.b.missing=median"
    arguments = ["train", str(tmp_path / "t.csv"), "--epochs", "1", "--save", str(saved)]
    assert program.main([*arguments, "--set", setting]) == 0
    return saved


def predicted(capsys, trained, text, *more):
    table = trained.with_name("new.csv")
    table.write_text(text)
    capsys.readouterr()
    code = program.main(["predict", str(trained), str(table), *more])
    told = capsys.readouterr()
    return code, told.out.splitlines(), told.err.splitlines()


def test_columns_are_found_in_any_order_and_surplus_ones_said(capsys, trained):
    code, rows, notes = predicted(capsys, trained, "a,b,colour\n3,4,red\n")
    assert (code, notes) == (0, [])
    code, other, notes = predicted(capsys, trained, "note,Colour, B ,a\nhello,red,4,3\n")
    assert code == 0 and other == rows
    assert notes == ["not needed: note"]


def test_missing_cells_are_filled_as_in_training_or_answered_with_nothing(capsys, trained):
    code, rows, notes = predicted(capsys, trained, "a,b,colour\n1,,red\n,2,red\n1,3,red\n2,2,\n")
    assert code == 0
    assert rows[1] == rows[3]  # the median of b is 3
    assert rows[2] == rows[4] == ","
    assert notes == ["no prediction for 2 rows: a cell is missing for which there is no fill value"]


def test_an_unknown_category_and_a_missing_column_are_named(capsys, trained):
    code, _, told = predicted(capsys, trained, "a,b,colour\n1,2,green\n")
    assert code == 2 and "row 2, column 'colour': 'green'" in told[0] and "blue and red" in told[1]
    code, _, told = predicted(capsys, trained, "a,b\n1,2\n")
    assert code == 2 and "no column colour" in told[0]


def test_probabilities_and_a_threshold(capsys, trained):
    _, rows, _ = predicted(capsys, trained, "a,b,colour\n1,2,red\n", "--proba")
    assert rows[0] == "predicted,probability u,probability v"
    first, second = map(float, rows[1].split(",")[1:])
    assert first + second == pytest.approx(1.0)
    _, low, _ = predicted(capsys, trained, "a,b,colour\n1,2,red\n", "--threshold", "0")
    _, high, _ = predicted(capsys, trained, "a,b,colour\n1,2,red\n", "--threshold", "1")
    assert low[1].startswith("v,") and high[1].startswith("u,")


def test_a_long_table_is_read_in_pieces_to_the_same_answers(capsys, trained, monkeypatch):
    rows = "".join(f"{i % 40},{i % 7},{'red' if i % 3 else 'blue'}\n" for i in range(500))
    _, whole, _ = predicted(capsys, trained, "a,b,colour\n" + rows)
    monkeypatch.setattr(core.data.reading.new_rows, "_BEGINNING", 300)
    _, pieces, notes = predicted(capsys, trained, "a,b,colour\n" + rows)
    assert notes == [] and len(pieces) == len(whole) == 501
    for one, other in zip(pieces[1:], whole[1:], strict=True):
        # matrices of different sizes are summed in a different order
        assert float(one.split(",")[1]) == pytest.approx(float(other.split(",")[1]))
    _, _, told = predicted(capsys, trained, "a,b,colour\n" + rows + "1,x,red\n")
    assert "row 502, column 'b': 'x' is not a number" in told[0]


def test_a_long_table_with_gaps_and_breaks(capsys, trained, monkeypatch):
    """Cells of two lines, empty lines and short rows: line by line the same as a short table."""
    rows = [f"{i % 40},{i % 7},{'red' if i % 3 else 'blue'},note\n" for i in range(200)]
    rows[150] = '5,1,red,"two\nlines"\n'
    rows[160] = "\n" + rows[160]
    rows[170] = "7,,red\n"
    text = "a,b,colour,note\n" + "".join(rows)
    _, whole, _ = predicted(capsys, trained, text.replace("7,,red", "7,,red,"))
    monkeypatch.setattr(core.data.reading.new_rows, "_BEGINNING", 300)
    code, pieces, notes = predicted(capsys, trained, text)
    assert code == 0 and notes == ["not needed: note"]
    answers = [[line.partition(",")[0] for line in found] for found in (whole, pieces)]
    assert answers[0] == answers[1] and len(pieces) == 201
    _, _, told = predicted(capsys, trained, text + "1,2,green,\n")
    assert "row 204, column 'colour': 'green'" in told[0]
    _, _, told = predicted(capsys, trained, text + "1,2,red,a,b\n")
    assert "line 204: 5 cells" in told[0]


def test_what_comes_in_is_a_table_too(capsys, trained, monkeypatch):
    _, rows, _ = predicted(capsys, trained, "a,b,colour\n3,4,red\n")
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"b,a,colour\n4,3,red\n")))
    assert program.main(["predict", str(trained), "-"]) == 0
    assert capsys.readouterr().out.splitlines() == rows
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"a,b\n1,2\n")))
    assert program.main(["predict", str(trained), "-"]) == 2
    assert "standard input" in capsys.readouterr().err


def test_numbers_have_no_probabilities(capsys, tmp_path):
    (tmp_path / "t.csv").write_text("a,y\n" + "".join(f"{i},{i / 3}\n" for i in range(20)))
    saved = tmp_path / "m.backstep"
    assert (
        program.main(["train", str(tmp_path / "t.csv"), "--epochs", "1", "--save", str(saved)]) == 0
    )
    code, _, told = predicted(capsys, saved, "a\n1\n", "--proba")
    assert code == 2 and "no probabilities" in told[0]
    code, _, told = predicted(capsys, saved, "a\n1\n", "--threshold", "0.5")
    assert code == 2 and "two classes" in told[0]


def test_settings_throw_no_training_away_unasked(capsys, trained):
    arguments = ["train", str(trained), "--epochs", "1", "--set"]
    capsys.readouterr()
    assert program.main([*arguments, "layers.0.units=3"]) == 2
    told = capsys.readouterr().err
    assert "updates would be lost" in told and "--restart" in told
    assert program.main([*arguments, "layers.0.units=3", "--restart"]) == 0
    assert program.main([*arguments, "optimizer.learning_rate=0.5"]) == 0
    assert "counted anew" not in capsys.readouterr().out
    assert program.main([*arguments, "training.precision=float32"]) == 0
    assert "the weights are kept, epochs and updates are counted anew" in capsys.readouterr().out


def test_settings_of_a_table_are_made_once(capsys, trained):
    table = str(trained.with_name("t.csv"))
    setting = ["--set", "layers.0.activation=sine"]
    assert program.main(["train", table, "--epochs", "1", *setting]) == 0
