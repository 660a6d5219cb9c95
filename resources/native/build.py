"""Build the player's library: for this machine with its C compiler, or for all with ziglang.

    python resources/native/build.py          # this machine, with gcc or cc
    python resources/native/build.py --all    # all five platforms; needs `pip install ziglang`

The hash of each library goes into hashes.txt: a library without a matching hash is not loaded.
"""

import hashlib
import platform
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
FLAGS = ("-O2", "-std=c99", "-shared", "-fvisibility=hidden", "-fno-strict-aliasing")
#: nothing to link with: no start-up code, no libraries
BARE = ("-fPIC", "-nostdlib", "-fno-builtin", "-Wl,--build-id=none", "-Wl,-s")
#: no symbols for debuggers, and a name without the folder that it was built in
MAC = ("-g0", "-s", "-Wl,-install_name,@rpath/player.dylib")
TARGETS = {
    "player-linux-x86_64.so": ("x86_64-linux-gnu", BARE),
    "player-linux-aarch64.so": ("aarch64-linux-gnu", BARE),
    "player-darwin-x86_64.dylib": ("x86_64-macos", MAC),
    "player-darwin-aarch64.dylib": ("aarch64-macos", MAC),
    "player-win32-x86_64.dll": (
        "x86_64-windows-gnu",
        ("-nostdlib", "-fno-builtin", "-s", "-Wl,--no-entry"),
    ),
}


def build(command: list[str], name: str, flags: tuple[str, ...]) -> None:
    """Build one library."""
    source = HERE / "player.c"
    subprocess.run([*command, *FLAGS, *flags, "-o", str(HERE / name), str(source)], check=True)


def build_all() -> None:
    """Build every platform's library with ziglang's compiler."""
    for name, (target, flags) in TARGETS.items():
        build([sys.executable, "-m", "ziglang", "cc", "-target", target], name, flags)


def build_here() -> None:
    """Build this machine's library with its own compiler."""
    compiler = shutil.which("gcc") or shutil.which("cc")
    name = f"player-{sys.platform}-{platform.machine().lower()}.so"
    if compiler is None or name not in TARGETS:
        raise SystemExit("no C compiler here for this platform: use --all with ziglang")
    build([compiler], name, TARGETS[name][1])


def write_hashes() -> None:
    """Write down the hash of each library that exists."""
    lines = [
        f"{hashlib.sha256((HERE / name).read_bytes()).hexdigest()}  {name}\n"
        for name in sorted(TARGETS)
        if (HERE / name).exists()
    ]
    (HERE / "hashes.txt").write_text("".join(lines), encoding="ascii")


if __name__ == "__main__":
    build_all() if "--all" in sys.argv[1:] else build_here()
    write_hashes()
