"""One file that runs everywhere on Linux: an AppImage (type 2), with a start of our own.

It is a small program followed by the folder as a squashfs. The program, in `runtime`, mounts what
follows it, or unpacks it where the system cannot mount, and starts AppRun in it (AppImage
specification, "Type 2 image format": an ELF file with `AI` and 2 at offset 8).
"""

import platform
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

import packing

_SOURCES = Path(__file__).resolve().parent / "runtime"
_MAGIC_AT, _MAGIC = 8, b"AI\x02"
#: zlib is linked into the program, so that it needs nothing but the C library
_LINKED = ("-Wl,-Bstatic", "-lz", "-Wl,-Bdynamic")
#: what is needed, with how to tell that it is there, by its Debian package
_NEEDED: dict[str, Callable[[], bool]] = {
    "gcc": lambda: shutil.which("gcc") is not None,
    "libc6-dev": lambda: _compiles("#include <linux/fuse.h>\n#include <stdio.h>\nint main(){}"),
    "zlib1g-dev": lambda: _compiles(
        "#include <zlib.h>\nint main(){return !zlibVersion();}", *_LINKED
    ),
    "squashfs-tools": lambda: shutil.which("mksquashfs") is not None,
}


def appimage(job: packing.Job) -> list[Path]:
    """Make the folder of an AppImage, and the image if everything for it is installed."""
    root = app_folder(job)
    missing = [package for package, is_there in _NEEDED.items() if not is_there()]
    if missing:
        return packing.left_out(
            "AppImage", ", ".join(missing), f" (apt install {' '.join(missing)})"
        )
    start = job.out / "work" / "runtime"
    compile_start(start)
    made = job.out / f"Backstep-{job.version}-{platform.machine()}.AppImage"
    assemble(start, root, made)
    return [made]


def compile_start(program: Path) -> None:
    """Compile the program that is an image's start."""
    subprocess.run(
        [
            *("gcc", "-std=gnu11", "-O2", "-Wall", "-Wextra", "-D_FILE_OFFSET_BITS=64", "-s"),
            *("-o", str(program), *map(str, sorted(_SOURCES.glob("*.c"))), *_LINKED),
        ],
        check=True,
    )
    content = bytearray(program.read_bytes())
    content[_MAGIC_AT : _MAGIC_AT + len(_MAGIC)] = _MAGIC
    program.write_bytes(content)


def assemble(start: Path, root: Path, made: Path) -> None:
    """Write an image: its start, followed by the folder as a squashfs."""
    packed = made.with_suffix(".squashfs")
    packed.unlink(missing_ok=True)
    subprocess.run(
        [
            *("mksquashfs", str(root), str(packed), "-root-owned", "-comp", "gzip"),
            *("-no-xattrs", "-no-progress", "-quiet"),
        ],
        check=True,
    )
    with made.open("wb") as file:
        for part in (start, packed):
            with part.open("rb") as content:
                shutil.copyfileobj(content, file)
    packed.unlink()
    made.chmod(0o755)


def app_folder(job: packing.Job) -> Path:
    """Return an AppDir: the program, its start script, and its menu entry and icon at the top."""
    root = packing.fresh(job.out / "work" / "Backstep.AppDir")
    shutil.copytree(job.folder, root / "usr" / "lib" / "backstep", symlinks=True)
    share = root / "usr" / "share"
    packing.write_menu(share, ["backstep"])
    about = share / "metainfo" / "org.backstep.Backstep.metainfo.xml"
    about.rename(about.with_name("org.backstep.Backstep.appdata.xml"))
    shutil.copyfile(share / "applications" / "backstep.desktop", root / "backstep.desktop")
    largest = share / "icons" / "hicolor" / "256x256" / "apps" / "backstep.png"
    shutil.copyfile(largest, root / "backstep.png")
    (root / ".DirIcon").symlink_to("backstep.png")
    start = root / "AppRun"
    start.write_text(
        '#!/bin/sh\nexec "$(dirname "$(readlink -f "$0")")/usr/lib/backstep/backstep" "$@"\n'
    )
    packing.open_to_all(root)
    start.chmod(0o755)
    return root


def _compiles(text: str, *linked: str) -> bool:
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "try.c")
        source.write_text(text + "\n")
        command = ["gcc", str(source), "-o", str(Path(folder, "try")), *linked]
        try:
            return subprocess.run(command, capture_output=True, check=False).returncode == 0
        except OSError:
            return False
