import numpy as np
import pytest

import core.data.points
from core.data.points import Points
from core.data.samples import SOURCES, Task
from core.data.streams import Stream, stream
from core.errors import DataError, ProjectError, SizeError
from core.values import Values


def draw(inputs, targets):
    source = SOURCES.read({"name": "points", "inputs": inputs, "targets": targets}, "source")
    return source.draw(stream(0, Stream.DATA), None)


def test_one_column_of_zero_and_one_is_two_classes():
    samples = draw([[0, 0], [0, 1]], [[0], [1]])
    assert samples.task is Task.TWO_CLASSES
    assert samples.classes == ("0", "1")
    assert samples.input_names == ("x1", "x2")
    assert samples.target_names == ("y",)
    np.testing.assert_array_equal(samples.inputs, [[0, 0], [0, 1]])
    np.testing.assert_array_equal(samples.targets, [[0], [1]])


def test_one_class_alone_is_still_two_classes():
    assert draw([[0.5]], [[1]]).task is Task.TWO_CLASSES


def test_one_hot_rows_are_classes():
    samples = draw([[1], [2], [3]], [[1, 0, 0], [0, 0, 1], [0, 1, 0]])
    assert samples.task is Task.CLASSES
    assert samples.classes == ("1", "2", "3")
    assert draw([[1], [2]], [[1, 0], [0, 1]]).task is Task.CLASSES


def test_several_columns_of_zero_and_one_are_questions_of_their_own():
    samples = draw([[1], [2]], [[1, 1], [0, 1]])
    assert samples.task is Task.TWO_CLASSES
    assert samples.classes == ("0", "1")
    assert samples.target_names == ("y1", "y2")


@pytest.mark.parametrize("targets", [[[0.5], [1]], [[2], [1]], [[-1], [1]]])
def test_everything_else_is_regression(targets):
    samples = draw([[1], [2]], targets)
    assert samples.task is Task.REGRESSION
    assert samples.classes == ()


def test_rows_must_match():
    with pytest.raises(DataError, match="2 rows of inputs but 1 row of targets"):
        draw([[1], [2]], [[1]])


def test_at_least_one_point():
    with pytest.raises(ProjectError, match=r"source\.inputs"):
        draw([], [])
    with pytest.raises(DataError, match="there are no inputs"):
        Points(Values(np.empty((0, 2))), Values(np.empty((0, 1)))).draw(
            stream(0, Stream.DATA), None
        )


def test_too_many_points(monkeypatch):
    monkeypatch.setattr(core.data.points, "MAX_POINTS", 2)
    draw([[1], [2]], [[1], [0]])
    with pytest.raises(SizeError, match="3 points are too many"):
        draw([[1], [2], [3]], [[1], [0], [1]])


def test_a_cell_that_is_no_number_is_named():
    with pytest.raises(ProjectError, match=r"source\.inputs\.1\.0"):
        draw([[1], ["a"]], [[1], [0]])


def test_written_and_read_again():
    source = SOURCES.read({"name": "points", "inputs": [[0.1, 2]], "targets": [[1]]}, "source")
    assert SOURCES.read(source.write(), "source") == source
    assert source.default_test_share == 0.0


def with_about(**about):
    given = {"name": "points", "inputs": [[0, 1], [2, 3]], "targets": [[0], [1]], "about": about}
    return SOURCES.read(given, "data.source")


def test_what_is_said_about_points_is_used_and_written():
    source = with_about(
        inputs=["width", "height"],
        target="kind",
        classes=["a", "b"],
        parts=[0, 2],
        plane=[[0, 5], [1, 4]],
        origin="leaves.csv",
    )
    samples = source.draw(stream(0, Stream.DATA), None)
    assert (samples.input_names, samples.target_names) == (("width", "height"), ("kind",))
    assert samples.classes == ("a", "b") and samples.parts.tolist() == [0, 2]
    assert source.plane.tolist() == [[0, 5], [1, 4]] and source.origin == "leaves.csv"
    assert SOURCES.read(source.write(), "data.source") == source
    assert with_about(numbers=True).draw(stream(0, Stream.DATA), None).task is Task.REGRESSION


@pytest.mark.parametrize(
    "about",
    [
        {"inputs": ["width"]},
        {"classes": ["a", "b", "c"]},
        {"parts": [0]},
        {"plane": [[0, 1]]},
    ],
)
def test_what_is_said_about_points_has_to_fit_them(about):
    with pytest.raises(DataError, match="are needed"):
        with_about(**about).draw(stream(0, Stream.DATA), None)


@pytest.mark.parametrize(
    "about",
    [
        {"inputs": "xy"},
        {"classes": [1, 2]},
        {"parts": [0, 3]},
        {"parts": [0, True]},
        {"plane": [[1, 0], [0, 1]]},
        {"plane": [[0, 1, 2], [0, 1, 2]]},
        {"colour": "red"},
    ],
)
def test_what_is_said_about_points_has_to_be_well_formed(about):
    with pytest.raises(ProjectError, match=r"data\.source\.about"):
        with_about(**about)
