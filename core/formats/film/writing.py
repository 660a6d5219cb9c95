"""Writing a film while its frames are made: GIF, WebP and PNG by Pillow, MP4 and WebM by ffmpeg.

A thread of its own takes the frames from a short queue, so that whoever makes them never waits
long. The file appears when all of it is written, and not at all if it is given up.
"""

import contextlib
import io
import queue
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from core.disk.writing import check_writable, write_bytes
from core.errors import FileError
from core.formats.film.options import VIDEO_FORMATS, FilmOptions
from core.words import say, translate

#: how to get what MP4 and WebM need
HOW = "pip install backstep[film]"
#: how long the last frame of a picture that repeats is held, in seconds
_HELD = 1.5
_WAITING = 4
_PATIENCE = 0.05


def ffmpeg() -> str:
    """Return the ffmpeg of this machine, or of the extra `film`; "" if there is none."""
    found = shutil.which("ffmpeg")
    if found:
        return found
    try:
        import imageio_ffmpeg  # type: ignore[import-not-found, import-untyped, unused-ignore]

        return str(imageio_ffmpeg.get_ffmpeg_exe())
    except (ImportError, RuntimeError):
        return ""


class GivenUp(Exception):
    """The film is not wanted any more."""


class FilmWriter:
    """Takes frames and writes them to `path`. Raises FileError if that is not possible."""

    def __init__(self, path: Path, options: FilmOptions) -> None:
        check_writable(path)
        self._path, self._options = path, options
        self._frames: queue.Queue[Any] = queue.Queue(_WAITING)
        self._is_given_up = False
        self._error: BaseException | None = None
        write = self._write_pictures
        if path.suffix.lower() in VIDEO_FORMATS:
            self._program = ffmpeg()
            if not self._program:
                raise FileError(
                    say("Film", "{name}: this needs ffmpeg, which is not installed",
                        name=path.name),
                    say("Film", "install it with `{how}`, or choose .gif, .webp or .png", how=HOW),
                )  # fmt: skip
            write = self._write_video
        self._thread = threading.Thread(target=self._run, args=(write,), daemon=True, name="film")
        self._thread.start()

    def add(self, image: Any, seconds: float = _PATIENCE) -> bool:
        """Take a frame; return whether there was room for it within this time."""
        self._raise()
        try:
            self._frames.put(image, timeout=seconds)
        except queue.Full:
            return False
        return True

    def finish(self, seconds: float = _PATIENCE) -> bool:
        """After the last frame: return whether the file is complete. Raises FileError."""
        if self._thread.is_alive():
            self.add(None, 0.0)  # again and again does no harm: after the first nothing is taken
            self._thread.join(seconds)
        self._raise()
        return not self._thread.is_alive()

    def give_up(self) -> None:
        """Write nothing."""
        self._is_given_up = True
        self._thread.join(2.0)

    def _raise(self) -> None:
        error, self._error = self._error, None
        if isinstance(error, FileError):
            raise error
        if isinstance(error, GivenUp) or error is None:
            return
        raise FileError(
            say("Film", "{name} could not be written", name=self._path.name),
            str(error)[:200] or translate("Film", "try another format"),
        )

    def _run(self, write: Any) -> None:
        try:
            write()
        except BaseException as error:
            self._error = error

    def _coming(self) -> Iterator[Any]:
        while True:
            if self._is_given_up:
                raise GivenUp
            try:
                image = self._frames.get(timeout=0.1)
            except queue.Empty:
                continue
            if image is None:
                return
            yield image

    def _write_pictures(self) -> None:
        """Let Pillow write a picture that moves."""
        suffix, buffer = self._path.suffix.lower(), io.BytesIO()
        pictures = [_indexed(image) if suffix == ".gif" else image for image in self._coming()]
        each = round(1000 / self._options.rate)
        times = [each] * (len(pictures) - 1) + [max(each, round(1000 * _HELD))]
        kind = {".gif": "GIF", ".webp": "WEBP", ".png": "PNG"}[suffix]
        further: dict[str, Any] = {
            ".gif": {"disposal": 1, "optimize": False},
            ".webp": {"quality": 90, "method": 2},
            ".png": {},
        }[suffix]
        pictures[0].save(
            buffer, kind, save_all=True, append_images=pictures[1:], duration=times, loop=0,
            **further,
        )  # fmt: skip
        if not self._is_given_up:
            write_bytes(self._path, buffer.getvalue())

    def _write_video(self) -> None:
        """Pass frames to ffmpeg as they come."""
        width, height = self._options.frame_size
        suffix = self._path.suffix.lower()
        coding = ["-c:v", "libx264", "-crf", "18", "-movflags", "+faststart"]
        if suffix == ".webm":
            coding = ["-c:v", "libvpx-vp9", "-crf", "24", "-b:v", "0"]
        with tempfile.TemporaryDirectory(prefix="backstep-") as folder:
            made = Path(folder) / f"film{suffix}"
            command = [
                *(self._program, "-hide_banner", "-loglevel", "error", "-y"),
                *("-f", "rawvideo", "-pix_fmt", "rgb24", "-s", f"{width}x{height}"),
                *("-r", str(self._options.rate), "-i", "-", *coding, "-pix_fmt", "yuv420p"),
                str(made),
            ]
            hidden = getattr(subprocess, "CREATE_NO_WINDOW", 0)
            with subprocess.Popen(
                command, stdin=subprocess.PIPE, stderr=subprocess.PIPE, creationflags=hidden
            ) as process:
                assert process.stdin is not None and process.stderr is not None
                try:
                    with contextlib.suppress(BrokenPipeError):  # it ended early, and says why
                        for image in self._coming():
                            process.stdin.write(image.tobytes())
                        process.stdin.close()
                    wrong = process.stderr.read().decode(errors="replace").strip()
                    code = process.wait()
                except BaseException:
                    process.kill()
                    raise
            if code:
                raise FileError(
                    say("Film", "ffmpeg could not write {name}", name=self._path.name), wrong[:200]
                )
            write_bytes(self._path, made.read_bytes())


def _indexed(image: Any) -> Any:
    """Return a frame with 256 colours of its own, which is what a GIF can have."""
    from PIL import Image

    colours = image.quantize(256, method=Image.Quantize.FASTOCTREE)
    return image.quantize(palette=colours, dither=Image.Dither.FLOYDSTEINBERG)
