"""The contract of every data source that is drawn at random, and of the gates."""

import numpy as np
import pytest

from core.data.samples import SOURCES, Samples, Source, Task
from core.data.streams import Stream, stream
from core.errors import DataError, ProjectError

OWN = {source.name for source in SOURCES if source.group == "own"}
GATES = {"and": [0, 0, 0, 1], "or": [0, 1, 1, 1], "nand": [1, 1, 1, 0], "xor": [0, 1, 1, 0]}
GENERATED = [name for name in SOURCES.names() if name not in OWN and name not in GATES]
CLASSIFICATION = [name for name in GENERATED if SOURCES.named(name).group != "regression"]


def draw(source: Source, seed: int = 0) -> Samples:
    return source.draw(stream(seed, Stream.DATA), None)


def with_noise(name: str, noise: float, samples: int = 300) -> Source:
    return SOURCES.read({"name": name, "noise": noise, "samples": samples}, "source")


def test_every_source_of_the_agreed_list_is_there_in_its_group():
    groups = {}
    for source in SOURCES:
        groups.setdefault(source.group, []).append(source.name)
    assert groups["gates"] == ["and", "or", "nand", "xor"]
    assert groups["classes"] == [
        "two_gaussians", "circle", "xor_clouds", "spiral", "moons", "rings", "checkerboard",
    ]  # fmt: skip
    assert groups["several"] == ["blobs", "three_spirals"]
    assert groups["regression"] == ["plane", "gaussian_hills", "sine", "polynomial", "formula"]
    assert groups["own"] == ["points", "table"]
    assert all(source.label and source.__doc__ for source in SOURCES)


@pytest.mark.parametrize("name", GATES)
def test_gates_are_the_four_points(name):
    samples = draw(SOURCES.read(name, "source"))
    np.testing.assert_array_equal(samples.inputs, [[0, 0], [0, 1], [1, 0], [1, 1]])
    np.testing.assert_array_equal(samples.targets, np.array([GATES[name]]).T)
    assert samples.task is Task.TWO_CLASSES
    assert SOURCES.named(name).default_test_share == 0.0
    assert SOURCES.named(name).parameters() == ()


@pytest.mark.parametrize("name", GENERATED)
def test_defaults(name):
    source = SOURCES.read(name, "source")
    assert source.samples == (1200 if source.group == "regression" else 500)
    assert source.noise == 0.0
    assert source.default_test_share == 0.5


@pytest.mark.parametrize("name", GENERATED)
def test_the_stream_decides_everything(name):
    source = SOURCES.read(name, "source")
    once, again, other = draw(source, 1), draw(source, 1), draw(source, 2)
    assert once.inputs.tobytes() == again.inputs.tobytes()
    assert once.targets.tobytes() == again.targets.tobytes()
    assert not np.array_equal(once.inputs, other.inputs)


@pytest.mark.parametrize("noise", [0.0, 0.2, 0.5])
@pytest.mark.parametrize("samples", [10, 301])
@pytest.mark.parametrize("name", GENERATED)
def test_shapes_range_and_names(name, samples, noise):
    result = draw(with_noise(name, noise, samples))
    assert result.inputs.shape == (samples, len(result.input_names))
    assert result.targets.shape == (samples, len(result.target_names))
    assert result.inputs.dtype == result.targets.dtype == np.float64
    assert np.isfinite(result.inputs).all() and np.isfinite(result.targets).all()
    assert np.abs(result.inputs).max() <= 6.0


@pytest.mark.parametrize("name", CLASSIFICATION)
def test_classes_are_balanced_and_mixed(name):
    for samples in (10, 301):
        result = draw(with_noise(name, 0.3, samples))
        if result.task is Task.TWO_CLASSES:
            numbers = result.targets[:, 0].astype(int)
        else:
            np.testing.assert_array_equal(result.targets.sum(axis=1), 1.0)
            numbers = result.targets.argmax(axis=1)
        counts = np.bincount(numbers, minlength=len(result.classes))
        assert len(counts) == len(result.classes)
        assert counts.max() - counts.min() <= 1
        assert np.count_nonzero(np.diff(numbers)) >= 3  # not one class after the other


@pytest.mark.parametrize("name", GENERATED)
def test_noise_changes_the_samples_a_little_and_more_noise_more(name):
    clean, some, more = (draw(with_noise(name, noise)) for noise in (0.0, 0.1, 0.5))
    regression = clean.task is Task.REGRESSION
    values = [s.targets if regression else s.inputs for s in (clean, some, more)]
    little, much = (np.abs(v - values[0]).mean() for v in values[1:])
    assert 0.0 < little < much
    same = [s.inputs if regression else s.targets for s in (clean, more)]
    np.testing.assert_array_equal(*same)


@pytest.mark.parametrize("name", [*GENERATED, *GATES])
def test_written_and_read_again(name):
    source = SOURCES.read(name, "source")
    assert SOURCES.read(source.write(), "source") == source


@pytest.mark.parametrize("name", GENERATED)
def test_every_end_of_every_parameter_draws(name):
    for item in SOURCES.named(name).parameters():
        if item.name == "samples" or item.kind == "text":
            continue
        for end in (item.low, item.high):
            source = SOURCES.read({"name": name, "samples": 40, item.name: end}, "source")
            result = draw(source)
            assert np.isfinite(result.targets).all()
            assert np.abs(result.inputs).max() <= 6.0


@pytest.mark.parametrize(("field", "value"), [("noise", 0.6), ("samples", 3), ("samples", 100_001)])
@pytest.mark.parametrize("name", GENERATED)
def test_out_of_range_is_refused(name, field, value):
    with pytest.raises(ProjectError, match=field):
        SOURCES.read({"name": name, field: value}, "source")


def test_fewer_samples_than_classes_is_refused():
    with pytest.raises(DataError, match="5 classes cannot be drawn with 4 samples"):
        draw(SOURCES.read({"name": "blobs", "classes": 5, "samples": 4}, "source"))


def test_circle_is_a_disc_in_a_ring():
    result = draw(SOURCES.read("circle", "source"))
    radius = np.hypot(*result.inputs.T)
    inside = result.targets[:, 0] == 1
    assert radius[inside].max() <= 2.5
    assert radius[~inside].min() >= 3.5 and radius.max() <= 5.0


def test_xor_clouds_are_one_where_the_signs_differ():
    result = draw(SOURCES.read("xor_clouds", "source"))
    np.testing.assert_array_equal(result.targets[:, 0] == 1, result.inputs.prod(axis=1) < 0)
    assert np.abs(result.inputs).min() >= 0.3


def test_checkerboard_is_one_on_odd_squares():
    result = draw(SOURCES.read("checkerboard", "source"))
    square = np.floor((result.inputs + 6.0) / 3.0)
    np.testing.assert_array_equal(result.targets[:, 0], square.sum(axis=1) % 2)


def test_spiral_turns_with_its_radius():
    """In polar coordinates the arms are straight lines: angle = 2π·(1.75·r/5 + class/2)."""
    result = draw(SOURCES.read("spiral", "source"))
    radius = np.hypot(*result.inputs.T)
    angle = np.arctan2(result.inputs[:, 0], result.inputs[:, 1])
    expected = 2 * np.pi * (1.75 * radius / 5 + result.targets[:, 0] / 2)
    np.testing.assert_allclose(np.cos(angle - expected), 1.0, atol=1e-9)
    assert radius.max() > 4.9


@pytest.mark.parametrize("name", ["spiral", "three_spirals", "moons", "rings", "circle"])
def test_half_of_the_points_tell_the_other_half(name):
    """The nearest neighbour in the first half knows the class of over 95 % of the second."""
    result = draw(SOURCES.read(name, "source"))
    known, asked = result.inputs[:250], result.inputs[250:]
    steps = asked[:, np.newaxis, :] - known[np.newaxis, :, :]
    nearest = (steps**2).sum(axis=2).argmin(axis=1)
    right = (result.targets[nearest] == result.targets[250:]).all(axis=1)
    assert right.mean() > 0.95


@pytest.mark.parametrize(
    ("name", "function"),
    [
        ("plane", lambda x: (x[:, 0] + x[:, 1]) / 10),
        ("sine", lambda x: np.sin(x[:, 0])),
        ("polynomial", lambda x: 0.02 * x[:, 0] ** 3 - 0.5 * x[:, 0]),
    ],
)
def test_regression_by_formula(name, function):
    result = draw(SOURCES.read(name, "source"))
    np.testing.assert_allclose(result.targets[:, 0], function(result.inputs), atol=1e-12)


def test_hills_stand_where_they_should():
    result = draw(SOURCES.read({"name": "gaussian_hills", "samples": 5000}, "source"))
    for x1, x2, sign in ((-4, 2.5, 1), (0, 2.5, -1), (4, -2.5, -1)):
        distance = np.hypot(result.inputs[:, 0] - x1, result.inputs[:, 1] - x2)
        near = distance < 1.9
        assert near.sum() > 50
        expected = sign * (1 - distance[near] / 2)
        np.testing.assert_allclose(result.targets[near, 0], expected, atol=1e-12)
    flat = np.abs(result.inputs[:, 1]) > 4.6
    np.testing.assert_array_equal(result.targets[flat], 0.0)


def test_regression_noise_is_a_share_of_the_deviation():
    clean = draw(with_noise("sine", 0.0, 20_000)).targets
    noisy = draw(with_noise("sine", 0.5, 20_000)).targets
    assert np.std(noisy - clean) / np.std(clean) == pytest.approx(0.5, rel=0.02)
