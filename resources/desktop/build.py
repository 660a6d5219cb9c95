"""Make the program that is double-clicked, on the system it is to run on.

    uv run --group freeze python resources/desktop/build.py [--out DIR] [--only folder,archives,…]

PyInstaller makes a folder with Python and all libraries in it; everything else is that folder
packed differently: archives, and the installers of each system. A package that needs a program not
installed here is left out, with a message.
"""

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path[:0] = [str(HERE), str(ROOT)]

import appimage  # noqa: E402
import icons  # noqa: E402
import licences  # noqa: E402
import packing  # noqa: E402
import trimming  # noqa: E402

from core import __version__  # noqa: E402

#: the most megabytes for the folder and for the smallest archive, on Linux
MOST_UNPACKED, MOST_PACKED = 150, 60
#: the packages that each system gets besides the folder
WRAPPINGS: dict[str, dict[str, Callable[[packing.Job], list[Path]]]] = {
    "linux": {
        "archives": packing.archives,
        "deb": packing.debian_package,
        "appimage": appimage.appimage,
    },
    "win32": {"archives": packing.archives, "installer": packing.windows_installer},
    "darwin": {"archives": packing.archives, "dmg": packing.disk_image},
}


def main() -> int:
    """Build what is asked for; return the exit status."""
    wrappings = WRAPPINGS["linux" if sys.platform.startswith("linux") else sys.platform]
    parser = argparse.ArgumentParser(description="Make the program that is double-clicked.")
    parser.add_argument("--out", type=Path, default=ROOT / "dist", metavar="DIR")
    parser.add_argument(
        "--only",
        default="",
        metavar="NAME,…",
        help="of the wrappings " + ", ".join(wrappings) + "; `folder` for none",
    )
    arguments = parser.parse_args()
    wanted = [name for name in arguments.only.split(",") if name] or list(wrappings)
    unknown = set(wanted) - set(wrappings) - {"folder"}
    if unknown:
        parser.error(f"no wrapping here is called {', '.join(sorted(unknown))}")
    out: Path = arguments.out.resolve()
    out.mkdir(parents=True, exist_ok=True)
    start = time.monotonic()
    folder = make_folder(out)
    for line in report(folder):
        say(line)
    job = packing.Job(folder=folder, out=out, version=__version__)
    made = [path for name in wanted if name != "folder" for path in wrappings[name](job)]
    for path in made:
        say(f"{path.name}: {path.stat().st_size / 1e6:.1f} MB")
    say(f"made in {time.monotonic() - start:.0f} s")
    return over(folder, made) if sys.platform.startswith("linux") else 0


def make_folder(out: Path) -> Path:
    """Run PyInstaller and trim the result; return the folder, or the application on macOS."""
    work = out / "work"
    work.mkdir(parents=True, exist_ok=True)
    icons.write(ROOT / "resources" / "icons" / "sizes", work)
    licences.write(work / licences.NAME)
    subprocess.run(
        [
            *(sys.executable, "-m", "PyInstaller", "--noconfirm", "--log-level", "ERROR"),
            *("--distpath", str(out), "--workpath", str(work / "pyinstaller")),
            str(HERE / "backstep.spec"),
        ],
        env=os.environ | {"BACKSTEP_ROOT": str(ROOT), "BACKSTEP_WORK": str(work)},
        check=True,
    )
    if sys.platform == "darwin":
        return out / "Backstep.app"
    folder = out / "backstep"
    for line in trimming.trim(folder):
        say(line)
    licences.complete(folder)
    return folder


def report(folder: Path) -> list[str]:
    """Return the size of the folder and of its largest parts, a line each."""
    sizes = {
        path: path.stat().st_size
        for path in folder.rglob("*")
        if path.is_file() and not path.is_symlink()
    }
    lines = [f"{folder.name}: {sum(sizes.values()) / 1e6:.1f} MB in {len(sizes)} files"]
    largest = sorted(sizes, key=lambda path: -sizes[path])[:12]
    lines += [f"  {sizes[path] / 1e6:6.1f} MB  {path.relative_to(folder)}" for path in largest]
    return lines


def over(folder: Path, made: list[Path]) -> int:
    """Report which size limits are exceeded; return 1 if any is, else 0."""
    unpacked = packing.size_of(folder) / 1e6
    packed = [path.stat().st_size / 1e6 for path in made if path.suffix in (".gz", ".zip", ".deb")]
    found = 0
    if unpacked > MOST_UNPACKED:
        say(f"the folder has {unpacked:.1f} MB; it should have at most {MOST_UNPACKED}")
        found = 1
    if packed and min(packed) > MOST_PACKED:
        say(f"the smallest archive has {min(packed):.1f} MB, and should have {MOST_PACKED}")
        found = 1
    return found


def say(line: str) -> None:
    """Print a line at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
