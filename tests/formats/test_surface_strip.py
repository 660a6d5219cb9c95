"""Strips: pictures of known surfaces, colours as in the window, moments by training on."""

import io
import json

import numpy as np
import pytest
from PIL import Image

import main as program
from core.cli.command import DIVERGED
from core.cli.program import run
from core.data.samples import Task
from core.errors import UserError
from core.formats.surface_picture import colour_limits, surface_pixels, surface_png, together_png
from core.pictures import colours
from core.pictures.snapshot import Facts, Points, Surface, View
from core.run.makers.snapshots import facts_of
from core.run.makers.surface import SurfaceMaker, first_view
from core.run.strip import (
    TOGETHER,
    file_name,
    read_epochs,
    read_size,
    surface_strip,
    surfaces_at,
)
from gui.kit import colours as window_colours
from gui.kit import theme
from tests.nets import bits, dense, described, points, trainer

WHITE, ORANGE, BLUE, DARK = (255, 255, 255), (245, 147, 34), (8, 119, 189), (29, 33, 41)


def facts(task=Task.TWO_CLASSES, inputs=((0.5, 0.5),), targets=((1.0,),), test=None, threshold=0.5):
    """Facts of samples given by hand, over the square from 0 to 1."""
    raw, outputs = len(inputs[0]), len(targets[0])
    names = tuple(f"x{k}" for k in range(raw))
    return Facts(
        run_id=0,
        task=task,
        classes=(),
        raw_names=names,
        input_names=names,
        target_names=tuple(f"y{k}" for k in range(outputs)),
        points=Points(
            np.array(inputs),
            np.array(targets),
            np.array(test if test is not None else [False] * len(inputs)),
        ),
        threshold=threshold,
        updates_per_epoch=1,
        parameters=1,
        loss_label="",
        train_samples=len(inputs),
        test_samples=0,
        raw_means=np.zeros(raw),
        raw_ranges=((0.0, 1.0),) * raw,
    )


def plane(outputs):
    outputs = np.asarray(outputs, dtype=np.float32)
    return Surface(View(0, 1, (0.0, 1.0), (0.0, 1.0)), outputs.reshape(*outputs.shape[:2], -1))


def line(outputs):
    outputs = np.asarray(outputs, dtype=np.float32)
    return Surface(View(0, None, (0.0, 1.0), (0.0, 0.0)), outputs.reshape(1, len(outputs), -1))


def picture(png):
    return np.asarray(Image.open(io.BytesIO(png)).convert("RGB")).astype(int)


def near(pixel, colour, most=6):
    return np.abs(pixel - np.array(colour)).max() <= most


# ---------------------------------------------------------------------- colours


def test_colours_are_those_of_the_window():
    light = theme.LIGHT
    assert (
        light.canvas,
        light.text,
        light.separator,
    ) == (colours.CANVAS, colours.TEXT, colours.SEPARATOR)
    rng = np.random.default_rng(0)
    values = np.concatenate([rng.normal(size=400), [0.0, np.inf, -np.inf, np.nan, 1e300]])
    for centre, reach in ((0.0, 1.0), (0.5, 0.5), (-3.0, 0.25)):
        rows = window_colours.levels(values, centre, reach)
        expected = window_colours.signed_table(light)[rows][:, :3]
        np.testing.assert_array_equal(colours.signed_pixels(values, centre, reach), expected)
    for classes in (2, 3, 12):
        shares = rng.dirichlet(np.ones(classes), size=(7, 9))
        shares[0, 0] = np.nan
        expected = window_colours.blend_classes(shares, light)[..., :3]
        np.testing.assert_array_equal(colours.class_pixels(shares), expected)


def test_colour_limits():
    assert colour_limits(facts(threshold=0.5), 0) == (0.5, 0.5)
    assert colour_limits(facts(threshold=0.0), 0) == (0.0, 1.0)
    inputs = ((0.0, 0.0), (1.0, 1.0))
    assert colour_limits(facts(Task.REGRESSION, inputs, ((-1.9,), (0.5,))), 0) == (0.0, 2.0)
    assert colour_limits(facts(Task.REGRESSION, inputs, ((10.0,), (14.0,))), 0) == (12.0, 2.0)
    assert colour_limits(facts(Task.REGRESSION, inputs, ((3.0,), (3.0,))), 0) == (3.0, 1.0)
    assert colour_limits(facts(Task.REGRESSION, inputs, ((0.0,), (0.0,))), 0) == (0.0, 1.0)


# ---------------------------------------------------------------------- one picture


@pytest.mark.parametrize("size", [64, 320, 701])
def test_a_plane_lies_the_right_way_up(size):
    """Low x is orange, high x blue; the one sample, of class 1, is in the upper left."""
    outputs = np.tile(np.linspace(0.0, 1.0, 100), (100, 1))
    made = picture(surface_png(facts(inputs=((0.25, 0.75),)), plane(outputs), size))
    assert made.shape == (size, size, 3)
    middle, quarter = size // 2, size // 4
    assert near(made[3 * quarter, 3], ORANGE, 30) and near(made[3 * quarter, -4], BLUE, 30)
    assert near(made[3 * quarter, middle], WHITE, 10)
    assert near(made[quarter, quarter], BLUE)
    assert not near(made[3 * quarter, quarter], BLUE, 60)
    around = made[quarter, : middle - quarter // 4]
    assert (np.abs(around - DARK).max(axis=1) < 80).any()  # the dark rim


def test_up_is_up():
    outputs = np.tile(np.linspace(-1.0, 1.0, 100)[:, None], (1, 100))
    made = picture(surface_png(facts(threshold=0.0), plane(outputs), 200))
    assert near(made[3, 100], BLUE, 20) and near(made[-4, 100], ORANGE, 20)


def test_several_classes_take_the_winners_colour():
    outputs = np.zeros((4, 4, 3))
    outputs[:, :2, 0] = outputs[:, 2:, 2] = 1.0
    pixels = surface_pixels(facts(Task.CLASSES, targets=((0.0, 1.0, 0.0),)), plane(outputs))
    assert pixels[0, 0].tolist() == [0x00, 0x72, 0xB2]
    assert pixels[0, 3].tolist() == [0x00, 0x9E, 0x73]
    made = picture(surface_png(facts(Task.CLASSES, targets=((0.0, 1.0, 0.0),)), plane(outputs)))
    assert near(made[160, 160], (0xE6, 0x9F, 0x00))


def test_only_training_points_are_drawn():
    both = ((0.25, 0.5), (0.75, 0.5))
    known = facts(inputs=both, targets=((1.0,), (1.0,)), test=[False, True])
    made = picture(surface_png(known, plane(np.full((12, 12), 0.5)), 200))
    assert near(made[100, 50], BLUE) and near(made[100, 150], WHITE)


def test_the_chosen_output_is_drawn():
    outputs = np.zeros((12, 12, 2))
    outputs[:, :, 1] = 1.0
    known = facts(targets=((0.0, 1.0),))
    assert near(picture(surface_png(known, plane(outputs), 100, output=0))[10, 10], ORANGE)
    assert near(picture(surface_png(known, plane(outputs), 100, output=1))[10, 10], BLUE)


def test_one_input_is_a_curve():
    """y = x over targets from 0 to 1: the curve runs upwards through the middle."""
    known = facts(Task.REGRESSION, ((0.1,), (0.9,)), ((0.0,), (1.0,)))
    made = picture(surface_png(known, line(np.linspace(0.0, 1.0, 200)), 320))
    assert near(made[160, 160], BLUE, 70)
    blue = np.argwhere(np.abs(made - BLUE).max(axis=2) < 70)
    heights = [blue[blue[:, 1] == column, 0].mean() for column in (40, 160, 280)]
    # the axis has 12 % room on either side: y = 0.125 is 0.245 / 1.24 of the way up
    assert heights == pytest.approx(
        [320 * (1 - (x + 0.12) / 1.24) for x in (0.125, 0.5, 0.875)], abs=2
    )


def test_curves_of_classes_and_gaps():
    shares = np.full((200, 3), [0.2, 0.5, 0.8])
    shares[90:110, 2] = np.nan
    known = facts(Task.CLASSES, ((0.5,),), ((0.0, 0.0, 1.0),))
    made = picture(surface_png(known, line(shares), 320))
    rows = [round(320 * (1 - (share + 0.12) / 1.24)) for share in (0.2, 0.5, 0.8)]
    for k, row in enumerate(rows):
        colour = [int(colours.class_colour(k)[i : i + 2], 16) for i in (1, 3, 5)]
        assert any(near(made[at, 60], colour, 60) for at in range(row - 2, row + 3))
    assert near(made[rows[2], 160], WHITE)


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf, 3e38])
@pytest.mark.parametrize("task", list(Task))
def test_what_is_not_finite_is_drawn_all_the_same(task, value):
    targets = ((0.0, 1.0),)
    outputs = np.zeros((12, 12, 2))
    outputs[3:6] = value
    surface_png(facts(task, targets=targets), plane(outputs), 64)
    surface_png(facts(task, ((0.5,),), targets), line(outputs[:, 0]), 64)


def test_together():
    pictures = [
        (k, surface_png(facts(), plane(np.full((12, 12), share)), 100))
        for k, share in ((0, 0.0), (1000, 0.5), (123456, 1.0))
    ]
    made = picture(together_png(pictures))
    height, width = made.shape[:2]
    assert width >= 3 * 100 and 100 < height < 150
    for k, colour in enumerate((ORANGE, WHITE, BLUE)):
        assert near(made[20, 5 + k * 105 + 20], colour)
    captions = made[110:]
    for k in range(3):
        assert (captions[:, 5 + k * 105 : 105 + k * 105] < 100).any()
    with pytest.raises(ValueError):
        together_png([])


@pytest.mark.thorough
def test_a_hundred_pictures_stay_within_bounds():
    png = surface_png(facts(), plane(np.full((12, 12), 0.5)), 400)
    wide = Image.open(io.BytesIO(together_png([(k, png) for k in range(100)])))
    assert 12_000 < wide.width < 18_000 and wide.height < 250


# ---------------------------------------------------------------------- which moments


def test_surfaces_are_those_of_a_run_on_its_own():
    layers = [dense(3, "tanh"), dense(1, "sigmoid")]
    data = {"source": points(20, 2, 1, "binary"), "test_share": 0.25}
    fields = {"data": data, "optimizer": "adam", "training": {"batch_size": 4, "shuffle": True}}
    one = trainer(layers, **fields)
    found = list(surfaces_at(one, (0, 2, 7)))
    assert [epoch for epoch, _ in found] == [0, 2, 7]
    for epoch, surface in found:
        alone = trainer(layers, **fields)
        alone.run(epochs=epoch)
        view = first_view(facts_of(alone, 0).raw_ranges)
        np.testing.assert_array_equal(
            surface.outputs, SurfaceMaker(alone, view).make(maps=False).outputs
        )
    assert bits(one) == bits(alone)
    with pytest.raises(ValueError, match="past"):
        next(surfaces_at(one, (6,)))


def test_more_inputs_are_held_at_their_means():
    one = trainer([dense(3, "tanh"), dense(1, "sigmoid")], data=points(20, 4, 1, "binary"))
    (_, surface), *_ = surfaces_at(one, (0,))
    raw = np.tile(one.dataset.train.raw_inputs.mean(axis=0), (1, 1))
    low_x, high_x = surface.view.x_range
    low_y, high_y = surface.view.y_range
    rows, columns = surface.outputs.shape[:2]
    shown = [surface.view.x_axis, surface.view.y_axis]
    raw[0, shown] = low_x + 0.5 * (high_x - low_x) / columns, low_y + 0.5 * (high_y - low_y) / rows
    assert surface.outputs[0, 0] == pytest.approx(one.predict(raw)[0], rel=1e-5)


def test_a_strip_ends_where_training_does():
    one = trainer(training={"stop": {"target_loss": 1e6}})
    assert [epoch for epoch, _ in surfaces_at(one, (0, 5))] == [0]
    asked = []
    one = trainer()
    assert list(surfaces_at(one, (50_000_000,), go_on=lambda: bool(asked.append(1)))) == []
    assert len(asked) == 1 and one.update == 0


def test_a_strip_of_moments_from_anywhere():
    moments = [(3, plane(np.zeros((12, 12)))), (9, plane(np.ones((12, 12))))]
    strip = dict(surface_strip(facts(), moments, 64))
    assert strip[9] == surface_png(facts(), moments[1][1], 64)
    assert list(strip) == [3, 9]


def test_reading_epochs_and_sizes():
    assert read_epochs("10, 0,100,10") == (0, 10, 100)
    for text in ("", "a", "1,,2", "-1", "1.5", "²", "9" * 5000):
        with pytest.raises(UserError, match="not the number of an epoch"):
            read_epochs(text)
    assert len(read_epochs(",".join(map(str, range(100))))) == 100
    with pytest.raises(UserError, match="101 epochs are too many"):
        read_epochs(",".join(map(str, range(101))))
    assert (read_size("64"), read_size("2000")) == (64, 2000)
    for text in ("63", "2001", "x", "", "9" * 5000):
        with pytest.raises(UserError):
            read_size(text)


# ---------------------------------------------------------------------- the command line


@pytest.fixture
def xor(tmp_path):
    path = tmp_path / "xor.json"
    path.write_text(json.dumps(described(training={"epochs": 4})), encoding="utf-8")
    return path


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "pictures"
    made.mkdir()
    return made


def strip(capsys, *arguments, status=0):
    assert run(["strip", *map(str, arguments)]) == status
    said = capsys.readouterr()
    assert said.err == ""
    return said.out.splitlines()


def test_the_command(xor, folder, capsys):
    lines = strip(capsys, xor, "--epochs", "0,10,2", "--out", folder, "--size", "80", "--together")
    names = [file_name(epoch) for epoch in (0, 2, 10)]
    assert names[2] == "surface-epoch-00010.png"
    assert sorted(path.name for path in folder.iterdir()) == sorted([*names, TOGETHER])
    assert [line.split(":")[0] for line in lines] == [*names, TOGETHER]
    assert all(picture((folder / name).read_bytes()).shape == (80, 80, 3) for name in names)
    assert picture((folder / TOGETHER).read_bytes()).shape[1] > 240


def test_a_saved_file(xor, folder, tmp_path, capsys):
    """The same pictures from its moment on, and for earlier ones by starting again."""
    saved = tmp_path / "a.backstep"
    run(["train", str(xor), "--epochs", "5", "--save", str(saved)])
    capsys.readouterr()
    strip(capsys, xor, "--epochs", "2,5,9", "--out", folder)
    expected = {path.name: path.read_bytes() for path in folder.iterdir()}
    for path in folder.iterdir():
        path.unlink()
    assert len(strip(capsys, saved, "--epochs", "5,9", "--out", folder)) == 2
    lines = strip(capsys, saved, "--epochs", "2", "--out", folder)
    assert lines[0] == "a.backstep is saved after epoch 5: trained again from its start"
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == expected


def test_what_training_does_not_come_to_is_said(folder, tmp_path, capsys):
    path = tmp_path / "p.json"
    stopped = described(training={"stop": {"target_loss": 1e6}})
    path.write_text(json.dumps(stopped), encoding="utf-8")
    lines = strip(capsys, path, "--epochs", "0,3,4", "--out", folder)
    assert lines[1:] == [
        "stopped at the target loss",
        "training ended after epoch 0: no picture of epoch 3, 4",
    ]
    assert program.main(["strip", str(path), "--epochs", "3", "--out", str(folder)]) == 2
    error, hint = capsys.readouterr().err.splitlines()
    assert error.endswith("no picture of epoch 3") and "stop rule" in hint
    diverging = described(
        [dense(1)], points(5, 2, 1), optimizer={"name": "sgd", "learning_rate": 1e6}
    )
    path.write_text(json.dumps(diverging), encoding="utf-8")
    lines = strip(capsys, path, "--epochs", "0,900", "--out", folder, status=DIVERGED)
    assert lines[1].startswith("training diverged") and lines[2].endswith("no picture of epoch 900")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--epochs", "1,x"], "'x' is not the number of an epoch"),
        (["--epochs", ",".join(map(str, range(101)))], "too many"),
        (["--epochs", "1", "--size", "63"], "not possible"),
        (["--epochs", "1", "--size", "2001"], "not possible"),
        (["--epochs", "1", "--out", "{folder}/no/such"], "does not exist"),
        (["--epochs", "1", "--out", "{file}"], "is not a folder"),
        ([], "--epochs"),
    ],
)
def test_what_is_refused(arguments, message, xor, folder, capsys):
    given = [text.format(folder=folder, file=xor) for text in arguments]
    out = [] if "--out" in given else ["--out", str(folder)]
    assert program.main(["strip", str(xor), *given, *out]) == 2
    said = capsys.readouterr()
    error, hint = said.err.splitlines()
    assert message in error and error.startswith("error: ") and len(hint) > len("hint: ")
    assert said.out == "" and list(folder.iterdir()) == []
