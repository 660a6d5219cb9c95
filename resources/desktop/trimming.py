"""What is taken out of files that are kept: debug symbols, and ICU's tables."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import icu

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
