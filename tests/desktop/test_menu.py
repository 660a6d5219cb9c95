"""Menu entry, icons and file types: written and removed without a trace, under one folder."""

import configparser
import shlex
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET

import pytest

import main as program
from core.desktop import menu, starting
from core.resources import resource_path

TYPES = ["application/x-backstep", "application/x-backstep-lesson"]

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="for Linux desktops")


def trace(folder):
    """Return every file and folder, with the contents of the files."""
    return {
        str(path.relative_to(folder)): path.read_bytes() if path.is_file() else None
        for path in folder.rglob("*")
    }


def entry_of(folder):
    parser = configparser.ConfigParser(interpolation=None)
    parser.optionxform = str
    parser.read(folder / "applications" / "backstep.desktop", encoding="utf-8")
    return parser["Desktop Entry"]


@pytest.fixture
def home(tmp_path, monkeypatch):
    folder = tmp_path / "own data"
    monkeypatch.setenv("XDG_DATA_HOME", str(folder))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    return folder


def test_installed_and_removed_without_a_trace(home, tmp_path, capsys):
    assert program.main(["install-desktop"]) == 0
    assert str(home) in capsys.readouterr().out
    assert entry_of(home)["Icon"] == "backstep"
    assert not (tmp_path / "home").exists()
    program.main(["install-desktop"])  # a second time changes nothing
    assert program.main(["uninstall-desktop"]) == 0
    assert not home.exists()
    capsys.readouterr()
    assert program.main(["uninstall-desktop"]) == 0
    assert "no files of Backstep" in capsys.readouterr().out


def test_what_others_put_there_stays(home):
    own = home / "mime" / "packages" / "other.xml"
    own.parent.mkdir(parents=True)
    own.write_text(
        '<mime-info xmlns="http://www.freedesktop.org/standards/shared-mime-info">'
        '<mime-type type="application/x-other"><comment>Other</comment>'
        '<glob pattern="*.other"/></mime-type></mime-info>'
    )
    icon = home / "icons" / "hicolor" / "48x48" / "apps" / "other.png"
    icon.parent.mkdir(parents=True)
    icon.write_bytes(b"x")
    program.main(["install-desktop"])
    program.main(["uninstall-desktop"])
    assert own.is_file() and icon.read_bytes() == b"x"
    assert not [name for name in trace(home) if "backstep" in name]


def test_only_folders_that_were_made_are_removed(home, tmp_path):
    home = tmp_path / "person" / ".local" / "share"
    home.parent.mkdir(parents=True)
    (empty := home.parent / "bin").mkdir()
    menu.install(home)
    menu.install(home)  # a second time still knows which folders were made
    menu.uninstall(home)
    assert trace(tmp_path / "person") == {".local": None, ".local/bin": None}
    (home / "icons").mkdir(parents=True)
    empty.rmdir()
    menu.install(home)
    menu.uninstall(home)
    assert sorted(trace(home)) == ["icons"]


def test_every_icon_is_there_at_its_size(home):
    from PIL import Image

    program.main(["install-desktop"])
    for kind, name in (("apps", "backstep"), ("mimetypes", "application-x-backstep")):
        for size in menu.ICON_SIZES:
            path = home / "icons" / "hicolor" / f"{size}x{size}" / kind / f"{name}.png"
            with Image.open(path) as picture:
                assert picture.size == (size, size) and picture.mode == "RGBA"
        assert (home / "icons" / "hicolor" / "scalable" / kind / f"{name}.svg").is_file()


def test_the_file_types_are_those_that_the_entry_opens(home):
    program.main(["install-desktop"])
    tree = ET.parse(home / "mime" / "packages" / "backstep.xml")
    space = {"m": "http://www.freedesktop.org/standards/shared-mime-info"}
    assert [item.get("type") for item in tree.findall("m:mime-type", space)] == TYPES
    assert entry_of(home)["MimeType"].rstrip(";").split(";") == TYPES
    globs = [item.get("pattern") for item in tree.findall(".//m:glob", space)]
    assert globs == ["*.backstep", "*.lesson"]


@pytest.mark.thorough
def test_the_entry_starts_this_program(home, tmp_path):
    program.main(["install-desktop"])
    words = shlex.split(entry_of(home)["Exec"])
    assert words[-1] == "%f" and words[:-1] == starting.start_words()
    said = subprocess.run(
        [*words[:-1], "--version"], capture_output=True, text=True, cwd=tmp_path, check=True
    )
    assert said.stdout.startswith("Backstep ")


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (["/opt/backstep/backstep"], "/opt/backstep/backstep"),
        (["/a b/python", "/x/main.py"], '"/a b/python" /x/main.py'),
        (["/100%/x"], "/100%%/x"),
        (['/a"b/x'], r'"/a\\"b/x"'),
        (["/a$b`c/x"], r'"/a\\$b\\`c/x"'),
        (["/a\\b/x"], r'"/a\\\\b/x"'),
        (["/ü/x"], '"/ü/x"'),
    ],
)
def test_the_line_of_words_is_quoted_as_entries_want_it(words, line):
    assert starting.exec_line(words) == line


def test_an_image_is_started_as_the_image(monkeypatch):
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", "/tmp/.mount_x/backstep")
    assert starting.start_words() == ["/tmp/.mount_x/backstep"]
    monkeypatch.setenv("APPIMAGE", "/home/a/Backstep.AppImage")
    monkeypatch.setenv("APPDIR", "/tmp/.mount_other")
    assert starting.start_words() == ["/tmp/.mount_x/backstep"]  # the image that started this
    monkeypatch.setenv("APPDIR", "/tmp/.mount_x")
    assert starting.start_words() == ["/home/a/Backstep.AppImage"]


def test_a_folder_that_is_not_absolute_is_not_taken(monkeypatch, tmp_path):
    monkeypatch.setenv("HOME", str(tmp_path))
    assert menu.data_home({"XDG_DATA_HOME": "here"}) == tmp_path / ".local" / "share"


def test_a_folder_that_cannot_be_written_is_said(home, capsys):
    home.parent.mkdir(exist_ok=True)
    home.write_text("a file stands in its place")
    assert program.main(["install-desktop"]) == 2
    said = capsys.readouterr().err
    assert said.startswith("error: ") and "hint: " in said


@pytest.mark.skipif(not shutil.which("desktop-file-validate"), reason="not installed here")
def test_the_entry_is_valid(home):
    program.main(["install-desktop"])
    path = home / "applications" / "backstep.desktop"
    said = subprocess.run(["desktop-file-validate", path], capture_output=True, text=True)
    assert said.returncode == 0 and not said.stdout, said.stdout


@pytest.mark.skipif(not shutil.which("appstreamcli"), reason="not installed here")
def test_what_app_stores_are_told_is_valid():
    path = resource_path("menu", "org.backstep.Backstep.metainfo.xml")
    said = subprocess.run(
        ["appstreamcli", "validate", "--no-net", path], capture_output=True, text=True
    )
    assert said.returncode == 0, said.stdout


@pytest.mark.skipif(not shutil.which("update-mime-database"), reason="not installed here")
def test_the_desktop_knows_a_project_by_its_name(home):
    program.main(["install-desktop"])
    globs = (home / "mime" / "globs2").read_text()
    assert "80:application/x-backstep:*.backstep" in globs.splitlines()
