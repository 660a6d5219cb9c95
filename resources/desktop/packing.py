"""The program's folder packed for distribution: archives, packages, images, installers."""

import hashlib
import os
import platform
import shutil
import stat
import subprocess
import sys
import tarfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

import licences

from core.desktop.menu import menu_files

HERE = Path(__file__).resolve().parent
#: the Debian packages that the .deb depends on: found on every desktop, and not in PyInstaller's
#: folder
_DEPENDS = (
    *("libdbus-1-3", "libegl1", "libexpat1", "libfontconfig1", "libfreetype6", "libgl1"),
    *("libstdc++6", "libwayland-client0", "libwayland-cursor0", "libx11-6", "libx11-xcb1"),
    *("libxcb1", "zlib1g"),
)
_MACHINES = {"x86_64": "amd64", "aarch64": "arm64"}


@dataclass(frozen=True)
class Job:
    """The folder that was built, where its packages go, and their version."""

    folder: Path
    out: Path
    version: str

    @property
    def name(self) -> str:
        """The name of a package, without its ending."""
        system = {"win32": "windows", "darwin": "macos"}.get(sys.platform, "linux")
        return f"backstep-{self.version}-{system}-{platform.machine().lower()}"


def size_of(folder: Path) -> int:
    """Return the bytes in all files of a folder."""
    files = (path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
    return sum(path.stat().st_size for path in files)


def archives(job: Job) -> list[Path]:
    """Pack the folder as .tar.gz and .zip, both with its symbolic links."""
    tar = job.out / f"{job.name}.tar.gz"
    with tarfile.open(tar, "w:gz", compresslevel=9) as archive:
        archive.add(job.folder, job.folder.name, filter=_nobody)
    packed = job.out / f"{job.name}.zip"
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as pack:
        for path in sorted(job.folder.rglob("*")):
            place = path.relative_to(job.folder.parent).as_posix()
            if path.is_symlink():
                entry = zipfile.ZipInfo(place)
                entry.create_system = 3  # Unix, otherwise the mode is not read
                entry.external_attr = (stat.S_IFLNK | 0o777) << 16
                pack.writestr(entry, os.readlink(path))
            elif path.is_file():
                pack.write(path, place)
    return [tar, packed]


def _nobody(entry: tarfile.TarInfo) -> tarfile.TarInfo:
    entry.uid = entry.gid = 0
    entry.uname = entry.gname = "root"
    return entry


def debian_package(job: Job) -> list[Path]:
    """Pack a .deb; do nothing if dpkg-deb is not installed."""
    tool = shutil.which("dpkg-deb")
    if tool is None:
        return left_out(".deb", "dpkg-deb")
    root = fresh(job.out / "work" / "deb")
    home = root / "usr" / "lib" / "backstep"
    shutil.copytree(job.folder, home, symlinks=True)
    (root / "usr" / "bin").mkdir()
    (root / "usr" / "bin" / "backstep").symlink_to("../lib/backstep/backstep")
    write_menu(root / "usr" / "share", ["/usr/bin/backstep"])
    papers = root / "usr" / "share" / "doc" / "backstep"
    papers.mkdir(parents=True)
    shutil.copyfile(HERE.parents[1] / "LICENSE", papers / "copyright")
    (papers / licences.NAME).symlink_to(f"../../../lib/backstep/{licences.NAME}")
    libc = os.confstr("CS_GNU_LIBC_VERSION") or "glibc 2.36"
    depends = ", ".join((f"libc6 (>= {libc.split()[1]})", *_DEPENDS))
    machine = _MACHINES.get(platform.machine(), platform.machine())
    control = f"""Package: backstep
Version: {job.version}
Section: education
Priority: optional
Architecture: {machine}
Maintainer: The authors of Backstep <backstep@localhost>
Installed-Size: {size_of(root) // 1024}
Depends: {depends}
Description: build a neural network, watch it learn, step back in time
 Backstep is a workbench for small neural networks. One builds a network, watches
 it learn, steps through every number of its training, forwards and backwards, and
 takes the trained weights along.
"""
    (root / "DEBIAN").mkdir()
    (root / "DEBIAN" / "control").write_text(control)
    (root / "DEBIAN" / "md5sums").write_text(_sums(root))
    open_to_all(root)
    made = job.out / f"backstep_{job.version}_{machine}.deb"
    subprocess.run([tool, "-Zxz", "--root-owner-group", "--build", root, made], check=True,
                   stdout=subprocess.DEVNULL)  # fmt: skip
    return [made]


def windows_installer(job: Job) -> list[Path]:
    """Run Inno Setup, if it is installed."""
    tool = shutil.which("iscc") or shutil.which(
        "ISCC.exe", path=r"C:\Program Files (x86)\Inno Setup 6"
    )
    if tool is None:
        return left_out("installer", "Inno Setup (iscc)")
    values = {
        "Version": job.version,
        "Folder": str(job.folder),
        "Out": str(job.out),
        "Name": f"{job.name}-setup",
        "Icons": str(job.out / "work"),
    }
    defined = [f"/D{name}={value}" for name, value in values.items()]
    subprocess.run([tool, "/Q", *defined, str(HERE / "windows" / "backstep.iss")], check=True)
    return [job.out / f"{job.name}-setup.exe"]


def disk_image(job: Job) -> list[Path]:
    """Make a .dmg with the application and a link to the folder for applications."""
    tool = shutil.which("hdiutil")
    if tool is None:
        return left_out(".dmg", "hdiutil")
    root = fresh(job.out / "work" / "dmg")
    shutil.copytree(job.folder, root / job.folder.name, symlinks=True)
    (root / "Applications").symlink_to("/Applications")
    made = job.out / f"{job.name}.dmg"
    subprocess.run(
        [
            tool,
            "create",
            "-volname",
            "Backstep",
            "-srcfolder",
            root,
            "-ov",
            "-format",
            "UDZO",
            made,
        ],
        check=True,
    )
    return [made]


def write_menu(share: Path, words: list[str]) -> None:
    """Write menu entry, icons and file types, for a program started by `words`."""
    for place, content in menu_files(words).items():
        path = share / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def _sums(root: Path) -> str:
    """Return what `dpkg --verify` compares with: a line for each installed file."""
    files = [path for path in sorted((root / "usr").rglob("*")) if path.is_file()]
    return "".join(
        f"{hashlib.md5(path.read_bytes()).hexdigest()}  {path.relative_to(root)}\n"
        for path in files
        if not path.is_symlink()
    )


def fresh(folder: Path) -> Path:
    """Return a folder, emptied or made."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def open_to_all(root: Path) -> None:
    """Give everyone permission to read, whatever the umask of the build."""
    for path in (root, *root.rglob("*")):
        if not path.is_symlink():
            runs = path.is_dir() or path.stat().st_mode & stat.S_IXUSR
            path.chmod(0o755 if runs else 0o644)


def left_out(what: str, tool: str, more: str = "") -> list[Path]:
    """Report that a package is not made as something is not installed; return no files."""
    sys.stdout.write(f"no {what}: {tool} is not installed{more}\n")
    return []
