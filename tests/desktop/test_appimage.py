"""An AppImage: how it is put together, and what its start does. Both need a C compiler."""

import importlib
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="of Linux only")


@pytest.fixture
def recipe(monkeypatch):
    """Import a module of the recipe, as build.py finds it."""
    monkeypatch.syspath_prepend(str(ROOT / "resources" / "desktop"))
    return importlib.import_module


def test_the_folder_of_an_image_starts_the_program_however_it_is_called(recipe, tmp_path):
    folder = tmp_path / "backstep"
    folder.mkdir()
    (folder / "backstep").write_text('#!/bin/sh\necho started "$@"\n')
    (folder / "backstep").chmod(0o755)
    packing = recipe("packing")
    root = recipe("appimage").app_folder(
        packing.Job(folder, tmp_path / "a folder with spaces", "1.2.3")
    )
    link = tmp_path / "Backstep"
    link.symlink_to(root / "AppRun")
    for command, where in (
        ([str(root / "AppRun")], tmp_path),
        (["sh", "AppRun"], root),
        ([str(link)], tmp_path),
    ):
        said = subprocess.run(
            [*command, "two words"], cwd=where, capture_output=True, text=True, check=True
        )
        assert said.stdout == "started two words\n"
    # what an image needs on top: one entry, and its icon under the name that the entry gives
    (entry,) = root.glob("*.desktop")
    assert "Icon=backstep\n" in entry.read_text() and (root / "backstep.png").is_file()
    assert (root / ".DirIcon").resolve() == root / "backstep.png"


def test_what_is_missing_is_named_with_its_package(recipe, tmp_path, monkeypatch, capsys):
    appimage = recipe("appimage")
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(appimage, "app_folder", lambda job: tmp_path)
    assert appimage.appimage(recipe("packing").Job(tmp_path, tmp_path, "1")) == []
    said = capsys.readouterr().out
    assert said == (
        "no AppImage: gcc, libc6-dev, zlib1g-dev, squashfs-tools is not installed"
        " (apt install gcc libc6-dev zlib1g-dev squashfs-tools)\n"
    )


APP_RUN = """#!/bin/sh
case "$1" in
sum) cd "$APPDIR" && find . | sort && find . -type f -exec cksum {} + | sort && cat link ;;
wait) echo "$APPDIR"; exec sleep 100 ;;
*) echo "$APPIMAGE" "$ARGV0" "$OWD" "$@"; [ -x "$APPDIR/AppRun" ] ;;
esac
exit 7
"""


@pytest.fixture(scope="module")
def image(tmp_path_factory):
    """An image of files of all kinds, with the folder that it was made of."""
    place = tmp_path_factory.mktemp("image")
    root = place / "Some.AppDir"
    (root / "empty").mkdir(parents=True)
    many = root / "usr" / "many"
    many.mkdir(parents=True)
    for i in range(700):  # more than fit into a block of the list, and of the tails
        (many / f"a file with quite a long name {i}").write_text(str(i))
    (root / "usr" / "zeros").write_bytes(bytes(300_000))
    (root / "usr" / "noise").write_bytes(os.urandom(200_000))
    (root / "usr" / "words").write_bytes(b"the same words again " * 20_000)
    (root / "nothing").touch()
    (root / "link").symlink_to("usr/words")
    (root / "AppRun").write_text(APP_RUN)
    (root / "AppRun").chmod(0o755)
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(ROOT / "resources" / "desktop"))
        appimage = importlib.import_module("appimage")
    missing = [package for package, is_there in appimage._NEEDED.items() if not is_there()]
    if missing:
        pytest.skip(f"not installed: {', '.join(missing)}")
    appimage.compile_start(place / "start")
    appimage.assemble(place / "start", root, place / "Some.AppImage")
    return place / "Some.AppImage", root


def run(image, *arguments, cwd=None, **more):
    environment = {"PATH": "/usr/bin:/bin"} | more
    return subprocess.run(
        [image, *arguments], env=environment, cwd=cwd, capture_output=True, text=True, timeout=60
    )


def is_gone(folder):
    """Wait until a folder is not there any more."""
    end = time.monotonic() + 30
    while os.path.lexists(folder) and time.monotonic() < end:
        time.sleep(0.01)
    return not os.path.lexists(folder)


@pytest.mark.thorough
def test_an_image_says_what_it_is(image):
    content = image[0].read_bytes()
    assert content.startswith(b"\x7fELF\x02\x01\x01\0AI\x02")
    offset = int(run(image[0], "--appimage-offset").stdout)
    assert content[offset : offset + 4] == b"hsqs"
    assert not list(image[0].parent.glob("*.squashfs"))
    assert "--appimage-extract" in run(image[0], "--appimage-help").stdout
    wrong = run(image[0], "--appimage-something")
    assert wrong.returncode == 127 and wrong.stderr.startswith("error: --appimage-something: ")


@pytest.mark.thorough
@pytest.mark.parametrize("unpacked", ["", "1"])
def test_an_image_has_the_files_that_were_put_into_it(image, tmp_path, unpacked):
    more = {"APPIMAGE_EXTRACT_AND_RUN": unpacked, "TMPDIR": str(tmp_path)}
    said = run(image[0], "sum", **more)
    meant = subprocess.run(
        [image[1] / "AppRun", "sum"], env={"APPDIR": str(image[1])}, capture_output=True, text=True
    )
    assert said.stdout == meant.stdout and said.returncode == 7 and not said.stderr
    # in the place it was told to use, and not there any more
    assert all(is_gone(path) for path in tmp_path.iterdir())


@pytest.mark.thorough
def test_the_program_is_told_where_it_is(image, tmp_path):
    for first in ((), ("--appimage-extract-and-run",)):
        said = run(image[0], *first, "a b", "--help", cwd=tmp_path)
        assert said.stdout == f"{image[0]} {image[0]} {tmp_path} a b --help\n"
        assert said.returncode == 7


@pytest.mark.thorough
@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL, signal.SIGINT])
@pytest.mark.parametrize("unpacked", ["", "1"])
def test_nothing_is_left_however_it_ends(image, tmp_path, how, unpacked):
    more = {"APPIMAGE_EXTRACT_AND_RUN": unpacked, "TMPDIR": str(tmp_path), "PATH": "/usr/bin:/bin"}
    started = subprocess.Popen([image[0], "wait"], env=more, stdout=subprocess.PIPE, text=True)
    folder = Path(started.stdout.readline().rstrip())
    assert folder.parent == tmp_path and folder.is_dir()
    assert Path(f"/proc/{started.pid}/comm").read_text() in ("AppRun\n", "sleep\n")
    if unpacked:
        assert folder.stat().st_mode & 0o777 == 0o700
    started.send_signal(how)
    assert started.wait(30) == -how
    started.stdout.close()
    assert is_gone(folder)


@pytest.mark.thorough
def test_an_image_unpacks_all_or_a_part_of_itself(image, tmp_path):
    assert run(image[0], "--appimage-extract", cwd=tmp_path).returncode == 0
    out = tmp_path / "squashfs-root"
    assert subprocess.run(["diff", "-r", out, image[1]]).returncode == 0
    assert (out / "link").is_symlink() and (out / "AppRun").stat().st_mode & 0o777 == 0o755
    shutil.rmtree(out)
    said = run(image[0], "--appimage-extract", "usr/[nw]*", cwd=tmp_path)
    assert said.stdout.split() == [
        "squashfs-root",
        "squashfs-root/usr/noise",
        "squashfs-root/usr/words",
    ]
    assert sorted(path.name for path in out.rglob("*")) == ["noise", "usr", "words"]


@pytest.mark.thorough
def test_a_damaged_image_says_so(image, tmp_path):
    content = image[0].read_bytes()
    offset = int(run(image[0], "--appimage-offset").stdout)
    damaged = tmp_path / "Damaged.AppImage"
    for cut in (offset, offset + 50, offset + 5000, len(content) - 4096):
        damaged.write_bytes(content[:cut])
        damaged.chmod(0o755)
        said = run(damaged, TMPDIR=str(tmp_path))
        assert said.returncode == 127 and said.stderr.startswith(f"error: {damaged}: "), cut
        assert "hint: download" in said.stderr
    assert list(tmp_path.iterdir()) == [damaged]
    # any byte of the list of files wrong: an error or an answer, never a crash
    tables = len(content) - 12_000
    for at in (*range(offset + 4, offset + 96), *range(tables, len(content), 97)):
        changed = bytearray(content)
        changed[at] ^= 0x55
        damaged.write_bytes(changed)
        said = run(damaged, "--appimage-extract", "usr/n*", cwd=tmp_path)
        assert said.returncode in (0, 127), at
