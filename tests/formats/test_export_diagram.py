"""The diagram as SVG and TikZ: parsed back, it is the network."""

import re
from dataclasses import replace
from itertools import pairwise
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from core.errors import FileError
from core.formats.diagram.drawing import drawing_of, network_of
from core.formats.diagram.svg import numbers_in_svg, svg
from core.formats.diagram.tikz import numbers_in_tikz, tikz
from core.formats.exporters import export
from core.pictures.colours import NEGATIVE, POSITIVE, edge_width
from core.run.trained import trained_of
from tests.amount import some
from tests.formats.trained import agree, classes, regression, trained_networks
from tests.nets import dense, points, trainer

KINDS = {".svg": (svg, numbers_in_svg), ".tex": (tikz, numbers_in_tikz)}
EVERY = pytest.mark.parametrize("suffix", sorted(KINDS))


@EVERY
@settings(max_examples=some(15), deadline=None, suppress_health_check=list(HealthCheck))
@given(made=trained_networks())
def test_any_network_is_read_back(suffix, made):
    one, raw = made
    write, read = KINDS[suffix]
    trained = trained_of(one)
    network = network_of(*read(write(drawing_of(trained))), trained)
    agree(network.predict(raw, np.float64), one.predict(raw), trained.precision)


def test_edges_are_as_wide_and_in_the_colour_of_the_window():
    one = classes()
    root = ElementTree.fromstring(svg(drawing_of(trained_of(one))))
    lines = [x.attrib for x in root.iter() if "data-edge" in x.attrib]
    assert len(lines) == 2 * 5 + 5 * 3
    for line in lines:
        weight = float(line["data-weight"])
        assert float(line["stroke-width"]) == pytest.approx(edge_width(weight), rel=1e-2)
        assert line["stroke"] == (POSITIVE if weight > 0 else NEGATIVE)
        assert ("stroke-dasharray" in line) == (weight < 0)
    widths = [float(line["stroke-width"]) for line in lines]
    assert widths == sorted(widths)  # the wide ones are on top


def test_every_unit_stands_in_its_column_and_within_the_picture():
    drawing = drawing_of(trained_of(regression()))
    columns = {}
    for unit in drawing.units:
        columns.setdefault(unit.layer, []).append(unit)
        assert 0 < unit.x < drawing.width
        assert unit.radius < unit.y < drawing.height - unit.radius
    assert [len(columns[n]) for n in range(-1, 6)] == [4, 4, 4, 4, 3, 3, 2]
    for units in columns.values():
        assert len({unit.x for unit in units}) == 1
        for one, other in pairwise(units):
            assert other.y - one.y > one.radius + other.radius
    for x, y, _ in drawing.captions:
        assert 0 < x < drawing.width
        assert y > 0


def test_names_command_neither_markup_nor_latex():
    name = "<script>&\n\\end{document}"
    one = trainer([dense(1)], data={"source": points(6, 2, 1)}, name=name)
    names = {"input_names": ("a<b&c", "x_1%\\{"), "target_names": ("$y",)}
    trained = trained_of(one)
    trained = replace(trained, dataset=replace(trained.dataset, **names))
    drawing = drawing_of(trained)
    root = ElementTree.fromstring(svg(drawing))
    assert not [x for x in root.iter() if x.tag.endswith("script")]
    lines = tikz(drawing).splitlines()
    assert lines[0].startswith("% <script>&")
    assert "{a<b\\&c}" in "".join(lines)
    assert "{x\\_1\\%/\\{}" in "".join(lines)
    assert "{\\$y}" in "".join(lines)
    assert [line for line in lines if "\\end{document}" in line and line[0] != "%"] == [lines[-1]]


@EVERY
def test_too_large_is_refused_in_words(tmp_path, suffix):
    for layers in ([dense(201), dense(1)], [dense(80), dense(80), dense(1)]):
        one = trainer(layers, data={"source": points(5, 2, 1)})
        with pytest.raises(
            FileError, match="200 neurons per layer or 5,000 weights a drawing would be illegible"
        ):
            export(trained_of(one), tmp_path / f"a{suffix}")


@EVERY
def test_a_drawing_without_a_number_is_not_taken(suffix):
    trained = trained_of(classes())
    write, read = KINDS[suffix]
    text = write(drawing_of(trained))
    gone = re.sub(r' data-edge="1,0,0"|% weight 1,0,0 = \S+', "", text)
    with pytest.raises(FileError, match="does not hold every number"):
        network_of(*read(gone), trained)
