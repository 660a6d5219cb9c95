"""What is taken out of files that are kept: debug symbols, ICU's tables, Pillow's decoders."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import icu
import pruning
import unlinking

#: files that work without their debug symbols, below the folder of libraries
_BEAR_IT = (
    *("libpython*.so*", "python3*/lib-dynload/*.so", "PIL/_imaging*.so"),
    *("python_calamine/*.so", "safetensors/*.so", "google/_upb/*.so"),
    *("numpy/random/*.so", "numpy/fft/*.so"),
)


def trim(folder: Path) -> Iterator[str]:
    """Make the files of a folder smaller where that is known to be safe; yield what was done.

    Only files known to survive it are stripped: OpenBLAS and others were rewritten when their
    wheels were built, and would break. The self-test and the tests of the folder would notice.
    """
    if not sys.platform.startswith("linux"):
        return
    strip = shutil.which("strip")
    inside = folder / "_internal"
    own = [path for pattern in _BEAR_IT for path in inside.glob(pattern)]
    if strip is None:
        yield "strip is not installed (binutils): files keep their symbols"
    else:
        before = sum(path.stat().st_size for path in own)
        subprocess.run([strip, "--strip-unneeded", *map(str, own)], check=True)
        saved = before - sum(path.stat().st_size for path in own)
        yield f"stripped: {saved / 1e6:.1f} MB less"
    for library in inside.rglob("libicudata.so*"):
        if not library.is_symlink():
            try:
                saved = icu.shrink(library)
            except icu.NotUnderstoodError as error:
                yield f"{library.name} stays whole: {error}"
            else:
                yield f"{library.name}: {saved / 1e6:.1f} MB less"
    yield from _without_decoders(inside)


def _without_decoders(inside: Path) -> Iterator[str]:
    """Unlink the libraries that Pillow's core never calls here, and remove what only they need."""
    libraries = {path.name: path for path in (inside / "pillow.libs").glob("*.so*")}
    unused = {path for name, path in libraries.items() if name.startswith(pruning.NEVER_CALLED)}
    users = list((inside / "PIL").glob("*.so"))
    before = sum(path.stat().st_size for path in libraries.values())
    try:
        for path in users:
            if set(unlinking.needed(path)) & {other.name for other in unused}:
                unlinking.unlink(path, unused, pruning.CALLED_INSTEAD)
        kept = pruning.reached(
            [*map(str, users), *map(str, libraries.values())],
            lambda name: unlinking.needed(Path(name)),
        )
    except unlinking.NotUnderstoodError as error:
        yield f"Pillow keeps its decoders: {error}"
        return
    for path in libraries.values():
        if str(path) not in kept:
            path.unlink()
    after = sum(path.stat().st_size for path in libraries.values() if path.exists())
    yield f"Pillow's decoders: {(before - after) / 1e6:.1f} MB less"
