"""The growth curves: measured on tiny networks, printed, and drawn as a picture that is valid."""

import json
from xml.etree import ElementTree

import pytest

import core.benchmarks.growth
from core.benchmarks.growth import CURVES, ENGINES, EPOCH, UPDATE, Curve, Sized, measure
from core.benchmarks.growth_picture import growth_svg
from core.cli.program import run
from core.errors import UserError

SVG = "{http://www.w3.org/2000/svg}"
TINY = tuple(
    Curve(name, "2-U-1 & <more>", unit, tuple((n, Sized((2, n, 1), 3, 10)) for n in (1, 10)))
    for name, unit in (("neurons", UPDATE), ("samples", EPOCH))
)


@pytest.fixture
def tiny(monkeypatch):
    monkeypatch.setattr(core.benchmarks.growth, "CURVES", TINY)
    monkeypatch.setattr(
        core.benchmarks.growth, "measure", lambda curve: measure(curve, seconds=1e-4, turns=1)
    )


def test_four_things_grow_and_each_point_is_what_it_says():
    assert [curve.name for curve in CURVES] == ["layers", "neurons", "batch", "samples"]
    for curve in CURVES:
        values = [value for value, _ in curve.points]
        assert values == sorted(set(values))
        for value, reference in curve.points:
            sizes = reference.sizes
            assert (
                value
                == {
                    "layers": len(sizes) - 2,
                    "neurons": sizes[1],
                    "batch": reference.batch,
                    "samples": reference.samples,
                }[curve.name]
            )


@pytest.mark.parametrize("curve", TINY, ids=lambda curve: curve.name)
def test_a_curve_is_measured_with_both_engines(curve):
    points = list(measure(curve, seconds=1e-4, turns=1))
    assert [point.value for point in points] == [1, 10]
    assert all(0.0 < point.times[name] < 1e6 for point in points for name in ENGINES)


def test_the_table_the_object_and_the_picture(tiny, tmp_path, capsys):
    out = tmp_path / "growth.svg"
    assert run(["bench", "--growth", "--picture", str(out)]) == 0
    printed = capsys.readouterr().out
    assert "neurons of 2-U-1 & <more>, µs an update" in printed and "tape" in printed
    assert run(["bench", "--growth", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [curve["grows"] for curve in told] == ["neurons", "samples"]
    assert set(told[0]["measured"][0]) == {"value", *ENGINES}
    tree = ElementTree.fromstring(out.read_text("utf-8"))
    words = [each.text for each in tree.iter(f"{SVG}text")]
    assert "neurons (2-U-1 & <more>)" in words and words.count("phases") == len(TINY)
    assert len(list(tree.iter(f"{SVG}polyline"))) == len(ENGINES) * len(TINY)


def test_every_point_is_drawn_inside_its_panel():
    curve = TINY[0]
    points = [core.benchmarks.growth.Point(n, {"tape": n / 7, "phases": 9.0 * n}) for n in (1, 10)]
    tree = ElementTree.fromstring(growth_svg({curve: points}))
    for circle in tree.iter(f"{SVG}circle"):
        assert 60 <= float(circle.get("cx")) <= 400 and 40 <= float(circle.get("cy")) <= 220


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--picture", "a.svg"], "--growth"),
        (["--growth", "--picture", "a.png"], r"does not end in \.svg"),
    ],
)
def test_a_picture_that_cannot_be_made_is_refused(arguments, says):
    with pytest.raises(UserError, match=says):
        run(["bench", *arguments])
