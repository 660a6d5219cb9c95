"""A film of the recorded run: its frames, the moments they show, and what is refused."""

import io
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from core.errors import FileError, UserError
from core.formats.film import writing
from core.formats.film.drawing import fitted, font, ticks
from core.formats.film.options import (
    BOTH,
    DIAGRAM,
    SURFACE,
    FilmOptions,
    check_film,
    frame_count,
    frames_of,
)
from core.pictures.colours import DARK_PAPER
from core.run.alone import Alone
from core.run.commands import GoTo, Load, MakeFilm, StepUpdate
from core.run.filming.moments import EPOCH, UPDATE, Moments, updates_of
from tests.nets import dense, points, project

SMALL = FilmOptions(BOTH, 160)


def stepped(updates=6, outputs="sigmoid", inputs=2):
    alone = Alone()
    alone.do(
        Load(
            project(
                [dense(3, "tanh"), dense(1, outputs)],
                points(6, inputs, 1, "binary", seed=3),
                {"batch_size": 2, "shuffle": True, "epochs": None},
                loss={"name": "binary_cross_entropy"},
                optimizer={"name": "sgd", "learning_rate": 1.0},
            )
        )
    )
    for _ in range(updates):
        alone.do(StepUpdate())
    return alone


def filmed(alone, path, moments=None, options=SMALL):
    """Return what the run says last about a film."""
    moments = moments or Moments(UPDATE)
    return alone.ask(MakeFilm(path, moments, options), "filmed")


@pytest.mark.parametrize("ending", ["gif", "webp", "png"])
def test_every_moment_is_a_frame(tmp_path, ending):
    path = tmp_path / f"film.{ending}"
    found = filmed(stepped(), path)
    assert found.error is None and found.path == path and found.done == found.whole == 7
    with Image.open(path) as film:
        assert film.n_frames == 7 and film.size == SMALL.frame_size
        film.seek(0)
        first = np.asarray(film.convert("RGB"), dtype=int)
        assert film.info["duration"] in (80, 83)  # GIF counts hundredths
        film.seek(6)
        last = np.asarray(film.convert("RGB"), dtype=int)
    assert np.abs(first - last).max() > 60


def test_the_run_stays_where_it_is(tmp_path):
    alone = stepped()
    alone.do(GoTo(2))
    before = alone.run.trainer.state.parameters.copy()
    found = filmed(alone, tmp_path / "film.gif", Moments(EPOCH, 0, 2))
    assert found.whole == 3
    assert alone.run.trainer.update == 2
    np.testing.assert_array_equal(alone.run.trainer.state.parameters, before)


@pytest.mark.parametrize("parts", [SURFACE, DIAGRAM])
@pytest.mark.parametrize("inputs", [1, 3])
def test_all_parts_are_drawn_in_both_themes(tmp_path, parts, inputs):
    options = FilmOptions(parts, 160, DARK_PAPER, 30)
    path = tmp_path / "film.png"
    assert filmed(stepped(1, inputs=inputs), path, options=options).whole == 2
    with Image.open(path) as film:
        pixels = np.asarray(film.convert("RGB"))
        assert film.size == options.frame_size
        assert tuple(pixels[-1, 0]) == (0x15, 0x18, 0x1D)
        assert len({tuple(p) for p in pixels[::3, ::3].reshape(-1, 3).tolist()}) > 10


def test_moments_are_those_asked_for():
    alone = stepped(9)  # three updates are an epoch
    timeline = alone.run.time.timeline
    assert updates_of(timeline, Moments(EPOCH)) == [0, 3, 6, 9]
    assert updates_of(timeline, Moments(EPOCH, 1, 3, 2)) == [3, 9]
    assert updates_of(timeline, Moments(UPDATE, 0, 9, 4)) == [0, 4, 8, 9]
    with pytest.raises(UserError, match="not recorded: updates 0 to 10"):
        updates_of(timeline, Moments(UPDATE, 0, 10))
    assert frames_of(0, 10, 4) == [0, 4, 8, 10] and frames_of(3, 2, 1) == []
    for asked in ((0, 10, 4), (0, 10, 5), (3, 2, 1), (3, 3, 7), (0, 1, 2), (5, 9, 1)):
        assert frame_count(*asked) == len(frames_of(*asked))
    assert frame_count(0, 10**9, 1) == 10**9 + 1


def test_what_cannot_be_made_is_refused(tmp_path):
    alone = stepped(2)
    for path, moments, words in (
        (tmp_path / "film.avi", None, "cannot be saved as “.avi”"),
        (tmp_path / "no" / "film.gif", None, "does not exist"),
        (tmp_path / "film.gif", Moments(UPDATE, 0, 7), "not recorded"),
        (tmp_path / "film.gif", Moments(UPDATE, 2, 1), "no frame"),
    ):
        error = filmed(alone, path, moments).error
        assert words in error.message and error.hint
    with pytest.raises(UserError, match="too many"):
        check_film(Path("a.gif"), FilmOptions(BOTH, 1920), 2000)
    assert list(tmp_path.iterdir()) == []


def test_a_film_given_up_leaves_nothing_and_is_said_to_be(tmp_path, piecemeal):
    alone = stepped(6)
    asked = []
    answers = alone.do(
        MakeFilm(tmp_path / "film.gif", Moments(UPDATE), SMALL),
        go_on=lambda: asked.append(1) or len(asked) < 3,
    )
    last = [answer.values[0] for answer in answers if answer.news == "filmed"][-1]
    assert last.given_up and last.path is None
    assert list(tmp_path.iterdir()) == []
    assert filmed(alone, tmp_path / "again.gif").path is not None


def test_without_ffmpeg_a_video_says_how_to_get_it(tmp_path, monkeypatch):
    monkeypatch.setattr(writing, "ffmpeg", lambda: "")
    error = filmed(stepped(1), tmp_path / "film.mp4").error
    assert "needs ffmpeg" in error.message and "pip install backstep[film]" in error.hint


def test_frames_are_passed_to_ffmpeg(tmp_path, monkeypatch):
    """A program in its place writes how many bytes came, and what it was asked for."""
    fake = tmp_path / "fake.py"
    fake.write_text(
        "import sys\ndata = sys.stdin.buffer.read()\n"
        "open(sys.argv[-1], 'w').write(f'{len(data)} ' + ' '.join(sys.argv[1:-1]))\n"
    )
    starter = tmp_path / "ffmpeg"
    starter.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{fake}" "$@"\n')
    starter.chmod(0o755)
    if sys.platform == "win32":
        pytest.skip("starts a shell script")
    monkeypatch.setattr(writing, "ffmpeg", lambda: str(starter))
    made = tmp_path / "film.webm"
    assert filmed(stepped(1), made).path == made
    width, height = SMALL.frame_size
    count, rest = made.read_text().split(" ", 1)
    assert int(count) == 2 * width * height * 3
    assert f"-s {width}x{height}" in rest and "libvpx-vp9" in rest and "-r 12" in rest
    starter.write_text("#!/bin/sh\necho no such codec >&2\nexit 1\n")
    error = filmed(stepped(1), tmp_path / "second.mp4").error
    assert "ffmpeg could not write" in error.message and "no such codec" in error.hint
    assert not (tmp_path / "second.mp4").exists()


def test_sizes_are_even_and_texts_fit():
    for size in (161, 333, 800):
        for parts in (BOTH, SURFACE, DIAGRAM):
            width, height = replace(SMALL, size=size, parts=parts).frame_size
            assert width % 2 == height % 2 == 0 and width <= size
    assert font(12).getlength(fitted("a very long name of a column", 60, 12)) <= 60
    assert [text for _, text in ticks(-0.5, 1.5, 5)] == ["−0.5", "0", "0.5", "1", "1.5"]
    assert ticks(1.0, 1.0, 5) == []


def test_a_full_disk_is_told(tmp_path, monkeypatch):
    def full(*_):
        raise FileError("the disk is full", "free some space")

    monkeypatch.setattr(writing, "write_bytes", full)
    assert filmed(stepped(1), tmp_path / "film.gif").error.message == "the disk is full"


def test_pictures_are_what_was_painted():
    image = Image.new("RGB", (20, 20), "#0877bd")
    buffer = io.BytesIO()
    writing._indexed(image).convert("RGB").save(buffer, "PNG")
    assert np.abs(np.asarray(Image.open(buffer), dtype=int) - [8, 119, 189]).max() <= 4
