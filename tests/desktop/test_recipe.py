"""The recipe of the frozen program, as far as it can be tested without building it."""

import ctypes
import importlib
import platform
import plistlib
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
RECIPE = ROOT / "resources" / "desktop"


@pytest.fixture
def recipe(monkeypatch):
    """Import a module of the recipe, as build.py finds it."""
    monkeypatch.syspath_prepend(str(RECIPE))
    return importlib.import_module


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("PySide6/Qt/plugins/platforms/libqxcb.so", True),
        ("PySide6/Qt/plugins/platforms/libqeglfs.so", False),
        ("PySide6/Qt/plugins/tls/libqopensslbackend.so", False),
        ("PySide6/plugins/platforms/qwindows.dll", True),
        ("PySide6/Qt/translations/qt_de.qm", False),
        ("PySide6/opengl32sw.dll", False),
        ("libstdc++.so.6", False),
        ("libxcb.so.1", False),
        ("libxcb-cursor.so.0", True),
        ("numpy.libs/libscipy_openblas64_-32a4b2a6.so", True),
        ("resources/examples/xor.json", True),
        (f"resources/native/player-{sys.platform}-x86_64.so", True),
        ("resources/native/player-other-x86_64.so", False),
        ("resources/native/player.c", False),
        ("resources/menu/backstep.desktop", True),
        ("resources/desktop/build.py", False),
        ("resources/pictures/iris.png", False),
        ("onnx-1.20.0.dist-info/METADATA", True),
        ("onnx-1.20.0.dist-info/RECORD", False),
    ],
)
def test_what_is_wanted(recipe, name, wanted):
    assert recipe("pruning").is_wanted(name) is wanted


def test_only_libraries_that_something_needs_stay(recipe):
    needs = {
        "PySide6/QtGui.abi3.so": ["libQt6Gui.so.6"],
        "libQt6Gui.so.6": ["libicu.so.73", "libc.so.6"],
        "libQt6Network.so.6": ["libssl.so.3"],
    }
    files = [*needs, "libicu.so.73", "libssl.so.3", "libpython3.11.so.1.0", "base_library.zip"]
    kept = recipe("pruning").reached(files, lambda name: needs.get(name, ()))
    assert kept == set(files) - {"libQt6Network.so.6", "libssl.so.3"}


def icu_library():
    import PySide6

    return next(Path(PySide6.__path__[0], "Qt", "lib").glob("libicudata.so*"), None)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Qt has it on Linux only")
def test_the_smaller_table_of_icu_loads_and_has_what_qt_asks_for(recipe, tmp_path):
    icu = recipe("icu")
    original = icu_library()
    if original is None:
        pytest.skip("this Qt brings no ICU")
    library = tmp_path / original.name
    library.write_bytes(original.read_bytes())
    saved = icu.shrink(library)
    assert saved > 20e6 and library.stat().st_size < 6e6
    number = re.search(r"\.so\.(\d+)", library.name)[1]
    size = library.stat().st_size
    symbol = (ctypes.c_ubyte * (size - 3 * 4096)).in_dll(
        ctypes.CDLL(str(library)), f"icudt{number}_dat"
    )
    table = bytes(symbol)
    assert table[2:4] == b"\xda\x27" and table[12:16] == b"CmnD"
    for part in (b"coll/root.res", b"coll/ucadata.icu", b"zoneinfo64.res", b"likelySubtags.res"):
        assert part + b"\0" in table
    assert b"translit/" not in table and b".cnv\0" not in table


def test_what_is_no_table_stays_as_it_is(recipe, tmp_path):
    icu = recipe("icu")
    for content in (b"", b"\x7fELF\x02\x01" + bytes(60), b"MZ" + bytes(100)):
        library = tmp_path / "libicudata.so.1"
        library.write_bytes(content)
        with pytest.raises(icu.NotUnderstoodError):
            icu.shrink(library)
        assert library.read_bytes() == content


@pytest.mark.skipif(sys.platform != "linux", reason="these libraries are of Linux")
def test_pillow_does_without_the_decoders_that_are_never_called(recipe, tmp_path):
    import PIL

    place = Path(PIL.__path__[0])
    libraries = place.with_name("pillow.libs")
    if platform.machine() != "x86_64" or not list(libraries.glob("libtiff-*")):
        pytest.skip("this Pillow is put together differently")
    shutil.copytree(place, tmp_path / "PIL", ignore=shutil.ignore_patterns("*.pyi", "__pycache__"))
    shutil.copytree(libraries, tmp_path / "pillow.libs")
    for name in recipe("pruning").EXCLUDED:
        for file in tmp_path.glob(name.replace(".", "/") + ".*"):
            file.unlink()
    (said,) = recipe("trimming")._without_decoders(tmp_path)
    assert re.fullmatch(r"Pillow's decoders: \d+\.\d MB less", said)
    left = {path.name.partition("-")[0] for path in (tmp_path / "pillow.libs").iterdir()}
    assert {"libfreetype"} <= left and not left & {"libtiff", "libjpeg", "libzstd", "libxcb"}
    script = (
        "import io; from PIL import Image, ImageDraw, ImageFont; file = io.BytesIO();"
        "image = Image.new('RGB', (40, 20)); draw = ImageDraw.Draw(image);"
        f"font = ImageFont.truetype({str(ROOT / 'resources/fonts/Inter-Regular.otf')!r}, 12);"
        "draw.text((2, 2), 'epoch', font=font); image.save(file, 'PNG');"
        "print(Image.open(file).getbbox() is not None, Image.__file__)"
    )
    environment = {"PYTHONPATH": str(tmp_path), "LD_BIND_NOW": "1"}
    command = [sys.executable, "-c", script]
    run = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    assert run.stdout.split() == ["True", str(tmp_path / "PIL" / "Image.py")]


def test_what_is_no_library_is_not_unlinked(recipe, tmp_path):
    unlinking = recipe("unlinking")
    for content in (b"", b"\x7fELF\x02\x01" + bytes(60), b"MZ" + bytes(100)):
        library = tmp_path / "x.so"
        library.write_bytes(content)
        with pytest.raises(unlinking.NotUnderstoodError):
            unlinking.unlink(library, set(), {})
        assert library.read_bytes() == content


def test_icons_for_the_other_systems(recipe, tmp_path):
    from PIL import Image

    recipe("icons").write(ROOT / "resources" / "icons" / "sizes", tmp_path)
    for name in ("backstep", "document"):
        with Image.open(tmp_path / f"{name}.ico") as icon:
            assert {(16, 16), (32, 32), (256, 256)} <= icon.info["sizes"]
        with Image.open(tmp_path / f"{name}.icns") as icon:
            assert icon.size >= (512, 512)


def test_what_macos_is_told_can_be_written(recipe):
    told = recipe("documents").info_plist("1.2.3")
    assert plistlib.loads(plistlib.dumps(told)) == told
    kinds = {kind["UTTypeIdentifier"]: kind for kind in told["UTExportedTypeDeclarations"]}
    opened = [item for kind in told["CFBundleDocumentTypes"] for item in kind["LSItemContentTypes"]]
    assert sorted(kinds) == sorted(opened)
    endings = [
        ending
        for kind in kinds.values()
        for ending in kind["UTTypeTagSpecification"]["public.filename-extension"]
    ]
    assert endings == ["backstep", "lesson"]


def test_the_installer_of_windows_is_told_what_it_asks_for():
    script = (RECIPE / "windows" / "backstep.iss").read_text(encoding="utf-8")
    asked = set(re.findall(r"\{#(\w+)\}", script))
    packing = (RECIPE / "packing.py").read_text(encoding="utf-8")
    told = set(re.findall(r'^        "(\w+)": ', packing, re.M))
    assert asked and asked <= told
    sections = re.findall(r"^\[(\w+)\]$", script, re.M)
    assert sections == ["Setup", "Tasks", "Files", "Icons", "Registry", "Run"]
    assert "PrivilegesRequired=lowest" in script
    for line in script.splitlines():
        if line.startswith(("Root:", "Source:", "Name:", "Filename:")):
            assert line.count('"') % 2 == 0, line
    tasks = set(re.findall(r"Tasks: (\w+)", script))
    assert tasks <= set(re.findall(r'^Name: "(\w+)"', script, re.M))


def test_an_archive_keeps_links(recipe, tmp_path):
    packing = recipe("packing")
    folder = tmp_path / "backstep"
    folder.mkdir()
    (folder / "backstep").write_bytes(b"program")
    (folder / "backstep").chmod(0o755)
    (folder / "link").symlink_to("backstep")
    tar, packed = packing.archives(packing.Job(folder, tmp_path, "1"))
    with zipfile.ZipFile(packed) as archive:
        entries = {entry.filename: entry for entry in archive.infolist()}
        assert archive.read("backstep/link") == b"backstep"
        assert entries["backstep/link"].external_attr >> 28 == 0o12
        assert entries["backstep/backstep"].external_attr >> 16 & 0o111
    assert tar.name.endswith(".tar.gz")


def test_every_package_whose_code_goes_along_has_its_licence_said(recipe):
    licences = recipe("licences")
    needed = re.findall(
        r'^    "([\w-]+)[>=]', (ROOT / "pyproject.toml").read_text("utf-8").split("[project.s")[0],
        re.M,
    )  # fmt: skip
    assert len(needed) >= 8
    assert {name.lower() for name in needed} <= {name.lower() for name in licences.PACKAGES}


@pytest.mark.skipif(shutil.which("dpkg-deb") is None, reason="dpkg is not installed")
def test_a_debian_package_says_what_is_in_it(recipe, tmp_path):
    folder = tmp_path / "backstep"
    folder.mkdir()
    (folder / "backstep").write_bytes(b"program")
    (folder / "backstep").chmod(0o700)
    packing = recipe("packing")
    (made,) = packing.debian_package(packing.Job(folder, tmp_path, "1.2.3"))
    told = subprocess.run(["dpkg-deb", "--info", made], capture_output=True, text=True, check=True)
    assert "Version: 1.2.3" in told.stdout and "md5sums" in told.stdout
    subprocess.run(["dpkg-deb", "-x", made, tmp_path / "root"], check=True)
    root = tmp_path / "root" / "usr"
    assert (root / "bin" / "backstep").resolve() == root / "lib" / "backstep" / "backstep"
    assert (root / "lib" / "backstep" / "backstep").stat().st_mode & 0o777 == 0o755
    entry = (root / "share" / "applications" / "backstep.desktop").read_text()
    assert "Exec=/usr/bin/backstep %f" in entry


def test_the_release_runs_only_what_is_pinned_to_a_commit():
    workflow = (ROOT / ".github" / "workflows" / "release.yml").read_text(encoding="utf-8")
    used = re.findall(r"uses: *(\S+)", workflow)
    assert len(used) >= 4
    assert all(re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", name) for name in used)


@pytest.mark.skipif(sys.platform != "linux", reason="what Debian says is of Linux")
def test_the_licences_lie_on_top_of_the_folder_without_a_second_copy(recipe, tmp_path):
    inside = tmp_path / "backstep" / "_internal"
    inside.mkdir(parents=True)
    licences = recipe("licences")
    (inside / licences.NAME).write_text("all of them")
    licences.complete(inside.parent)
    on_top = inside.parent / licences.NAME
    assert on_top.read_text() == "all of them"
    assert on_top.is_symlink() and not on_top.readlink().is_absolute()
