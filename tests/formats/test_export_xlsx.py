"""Excel workbooks: recalculated, their formulas give the network's next update."""

import shutil
import subprocess
import zipfile
from dataclasses import replace
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from core.components.activations import ACTIVATIONS
from core.components.losses import LOSSES
from core.components.optimizers import OPTIMIZERS
from core.components.regularizers import REGULARIZERS
from core.data.sheets import sheet_of
from core.errors import FileError
from core.formats.exporters import export
from core.formats.xlsx.exporting import predicted
from core.formats.xlsx.formulas import Number, called, cells, each
from core.formats.xlsx.recalculating import Workbook, _Reader
from core.run.trained import trained_of
from tests.amount import few, some
from tests.formats.trained import agree, classes, regression, rounding_of, trained_networks
from tests.nets import dense, points, trainer

#: it takes seconds, and has quicker relatives
pytestmark = pytest.mark.thorough


def small(layers=None, targets="one_hot", **more):
    layers = layers or [dense(3, "tanh"), dense(2, "sigmoid")]
    return trainer(layers, data={"source": points(7, 2, 2, targets)}, **more)


def worked_out(path):
    """Evaluate every formula and compare it with the number stored beside it."""
    book, cached = Workbook(path), {}
    space = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    with zipfile.ZipFile(path) as archive:
        workbook = ElementTree.fromstring(archive.read("xl/workbook.xml"))
        names = [sheet.attrib["name"] for sheet in workbook.iter(f"{space}sheet")]
        for n, name in enumerate(names, start=1):
            root = ElementTree.fromstring(archive.read(f"xl/worksheets/sheet{n}.xml"))
            for cell in root.iter(f"{space}c"):
                if cell.find(f"{space}f") is not None:
                    cached[name, cell.attrib["r"]] = float(cell.find(f"{space}v").text)
    assert len(cached) == len(book.formulas)
    for (name, row, column), text in book.formulas.items():
        at = f"{chr(64 + column)}{row}" if column <= 26 else None
        if at is not None:
            value = book.value((name, row, column))
            assert value == pytest.approx(cached[name, at], rel=1e-9, abs=1e-13), text
    return book


def test_the_numbers_are_those_of_the_next_update(tmp_path):
    one, path = (
        small(optimizer="adam", training={"batch_size": 3, "shuffle": True}),
        tmp_path / "a.xlsx",
    )
    one.run(updates=4)
    found = export(trained_of(one), path)
    assert found.how == "formulas recalculated, the update too"
    book = worked_out(path)
    before = {k: a.copy() for k, a in trained_of(one).arrays_of(0).items()}
    one.run(updates=1)
    after = trained_of(one)
    for n in (1, 2):
        arrays = after.arrays_of(n - 1)
        np.testing.assert_allclose(book.table(f"net.W{n}.after"), arrays["weight"], rtol=1e-10)
        np.testing.assert_allclose(book.table(f"net.b{n}.after")[0], arrays["bias"], rtol=1e-10)
    np.testing.assert_array_equal(book.table("net.W1"), before["weight"])
    assert not np.array_equal(before["weight"], after.arrays_of(0)["weight"])


def test_a_weight_that_is_changed_changes_what_follows(tmp_path):
    one, path = small(), tmp_path / "a.xlsx"
    export(trained_of(one), path)
    book = Workbook(path)
    x, w, b = (book.table(f"net.{name}") for name in ("X", "W1", "b1"))
    book.set("net.W1", w + 1)
    np.testing.assert_allclose(book.table("net.Z1"), x @ (w + 1) + b, rtol=1e-12)


def test_the_gradient_is_the_slope_of_the_loss(tmp_path):
    one, path, h = small(regularizer="l2"), tmp_path / "a.xlsx", 1e-6
    export(trained_of(one), path)
    slope = Workbook(path).table("net.dW1")
    for i, j in ((0, 0), (1, 2)):
        ends = []
        for step in (-h, h):
            book = Workbook(path)
            weight = book.table("net.W1")
            weight[i, j] += step
            book.set("net.W1", weight)
            ends.append(book.table("net.J")[0, 0])
        assert (ends[1] - ends[0]) / (2 * h) == pytest.approx(slope[i, j], rel=1e-5)


@pytest.mark.parametrize("name", few([kind.name for kind in ACTIVATIONS], 6))
def test_every_activation(tmp_path, name):
    one, path = small([dense(4, name), dense(2)], "numbers"), tmp_path / "a.xlsx"
    assert export(trained_of(one), path).how.endswith("the update too")
    raw = np.random.default_rng(1).normal(size=(6, 2)) * 3
    agree(predicted(Workbook(path), raw), one.predict(raw), "float64")


@pytest.mark.parametrize("name", few([kind.name for kind in LOSSES], 3))
def test_every_loss(tmp_path, name):
    output = LOSSES.named(name).fits
    last = dense(2, output[0] if output else "linear")
    one, path = small([dense(3, "tanh"), last], loss=name), tmp_path / "a.xlsx"
    assert export(trained_of(one), path).how.endswith("the update too")
    assert Workbook(path).table("net.L")[0, 0] == pytest.approx(
        one.figures.evaluate().loss, rel=1e-10
    )


@pytest.mark.parametrize("weights", ["balanced", [1.0, 3.0]])
def test_weights_of_classes(tmp_path, weights):
    loss = {"name": "categorical_cross_entropy", "class_weights": weights}
    one, path = small([dense(3, "tanh"), dense(2, "softmax")], loss=loss), tmp_path / "a.xlsx"
    assert export(trained_of(one), path).how.endswith("the update too")
    assert Workbook(path).table("net.L")[0, 0] == pytest.approx(one.figures.evaluate().loss)
    export(trained_of(one), tmp_path / "a.md")


@pytest.mark.parametrize("name", [kind.name for kind in OPTIMIZERS if not kind.searches])
@pytest.mark.parametrize("epsilon", few([None, 0.0], 4))
def test_every_optimizer(tmp_path, name, epsilon):
    described = {"name": name}
    if epsilon is not None:
        if "epsilon" not in [x.name for x in OPTIMIZERS.named(name).parameters()]:
            return
        described["epsilon"] = epsilon
    one, path = small(optimizer=described), tmp_path / "a.xlsx"
    one.run(updates=2)
    assert export(trained_of(one), path).how.endswith("the update too")


@pytest.mark.parametrize("name", [kind.name for kind in REGULARIZERS])
def test_every_regularizer(tmp_path, name):
    one, path = small([dense(9, "tanh"), dense(2)], regularizer=name), tmp_path / "a.xlsx"
    assert export(trained_of(one), path).how.endswith("the update too")


@settings(max_examples=some(15), deadline=None, suppress_health_check=list(HealthCheck))
@given(made=trained_networks(dense_only=True))
def test_any_network(tmp_path_factory, made):
    one, raw = made
    path = tmp_path_factory.mktemp("xlsx") / "a.xlsx"
    found = export(trained_of(one), path)
    assert "drifts" not in found.how
    agree(
        predicted(Workbook(path), raw),
        one.predict(raw),
        one.project.training.precision,
        rounding_of(one, raw),
    )


def test_what_does_not_train_in_formulas_goes_forward_and_says_why(tmp_path):
    path = tmp_path / "a.xlsx"
    assert export(trained_of(regression()), path).how == "formulas recalculated"
    with zipfile.ZipFile(path) as archive:
        start = archive.read("xl/worksheets/sheet1.xml").decode()
    assert "It only has the forward pass: training with batch normalization is not written" in start


@pytest.mark.thorough
def test_too_many_cells_are_refused_in_words(tmp_path):
    one = trainer([dense(60, "tanh"), dense(1)], data={"source": points(300, 2, 1)})
    with pytest.raises(FileError, match="more than 30,000 cells") as caught:
        export(trained_of(one), tmp_path / "a.xlsx")
    assert "smaller batch size" in caught.value.hint
    one = trainer(
        [dense(60, "tanh"), dense(1)],
        data={"source": points(300, 2, 1)},
        training={"batch_size": 10},
    )
    export(trained_of(one), tmp_path / "a.xlsx")


def test_what_a_spreadsheet_shows_as_an_error_is_refused_in_words(tmp_path):
    trained = trained_of(small([dense(2, "swish")], "numbers"))
    far = trained.layers[0].arrays["weight"] * 0 - 1e4
    layers = (replace(trained.layers[0], arrays={**trained.layers[0].arrays, "weight": far}),)
    with pytest.raises(FileError, match="is too large"):
        export(replace(trained, layers=layers), tmp_path / "a.xlsx")


def test_names_of_any_kind_are_text_and_no_formula(tmp_path):
    one, path = small(name='=HYPERLINK("a") <&> \x00 ü'), tmp_path / "a.xlsx"
    export(trained_of(one), path)
    with zipfile.ZipFile(path) as archive:
        start = archive.read("xl/worksheets/sheet1.xml").decode()
    assert "&lt;&amp;&gt;" in start
    assert "HYPERLINK" not in " ".join(Workbook(path).formulas.values())


def test_other_programs_read_the_sheets(tmp_path):
    path = tmp_path / "a.xlsx"
    export(trained_of(classes()), path)
    sheet = sheet_of(path, sheet="Forward")
    assert sheet.names == ("Start", "Forward", "Backward", "Update")
    cells = [cell for _, row in sheet.rows for cell in row]
    assert {"x₂", "z⁽¹⁾₅", "ŷ₃"} <= {*cells}
    assert any(cell.startswith("Z1") for cell in cells)
    back = [cell for _, row in sheet_of(path, sheet="Backward").rows for cell in row]
    assert {"∂L/∂z⁽²⁾₃", "∂L/∂b⁽²⁾₃"} <= {*back}


def placed(value, row, column, sheet="S"):
    number = Number(value)
    number.place = (sheet, row, column)
    return number


def test_formulas_are_written_as_a_person_would():
    x = [placed(v, 1, j + 1) for j, v in enumerate((1.0, 2.0, 3.0))]
    y = [placed(v, 2, j + 1) for j, v in enumerate((4.0, 5.0, 6.0))]
    total = x[0] * y[0] + x[1] * y[1] + x[2] * y[2]
    assert total.text("S") == "SUMPRODUCT(A1:C1,A2:C2)"
    assert total.text("T") == "SUMPRODUCT(S!A1:C1,S!A2:C2)"
    assert (x[0] + x[1] + x[2]).text("S") == "SUM(A1:C1)"
    assert (-(x[0] ** 2)).text("S") == "-(A1^2)"
    assert ((-x[0]) ** 2).text("S") == "(-A1)^2"
    assert (1 / (1 + called("EXP", -x[0]))).text("S") == "1/(1+EXP(-A1))"
    assert (x[0] - (x[1] - x[2])).text("S") == "A1-(B1-C1)"
    assert (x[0] / (x[1] * x[2])).text("S") == "A1/(B1*C1)"
    assert (x[0] * Number(-2.0)).text("S") == "A1*(-2)"


@pytest.mark.parametrize(
    ("text", "value"),
    [("-2^2", 4), ("2^3^2", 64), ("-(2^2)", -4), ("1-2-3", -4), ("8/2/2", 2), ("(2>1)*3", 3)],
)
def test_formulas_bind_as_spreadsheets_have_it(text, value):
    assert _Reader(text, "S", None).value() == value


def test_comparisons_of_cells_are_formulas():
    z = cells([placed(1.5, 1, 1), placed(-1.0, 1, 2)])
    assert [x.text("S") for x in z > 0] == ["A1>0", "B1>0"]
    assert [x.value for x in each(lambda x, y: x * y, z, z > 0)] == [1.5, 0]
    with pytest.raises(TypeError):
        bool(z[0] > 0 if False else Number(1.0))


@pytest.mark.long
def test_an_office_program_works_out_the_same(tmp_path):
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        pytest.skip("no LibreOffice is here")
    path = tmp_path / "a.xlsx"
    export(trained_of(small(optimizer="adam")), path)
    out = tmp_path / "out"
    home = f"-env:UserInstallation=file://{tmp_path}/home"
    subprocess.run([office, home, "--headless", "--convert-to", "xlsx", "--outdir", out, path],
                   check=True, timeout=180)  # fmt: skip
    worked_out(path)
    mine, theirs = (sheet_of(x, sheet="Update").rows for x in (path, out / "a.xlsx"))
    for (_, row), (_, other) in zip(mine, theirs, strict=True):
        for cell, same in zip(row, other, strict=False):
            try:
                assert float(same) == pytest.approx(float(cell), rel=1e-9, abs=1e-12)
            except ValueError:
                assert same == cell
