"""The program's icons in the formats of Windows and macOS, made from the pictures in resources."""

from pathlib import Path

from PIL import Image

#: the sizes in an .ico file; larger ones are in the program's own resources
_WINDOWS = (16, 24, 32, 48, 64, 128, 256)


def write(pictures: Path, folder: Path) -> None:
    """Write backstep.ico, document.ico and the same as .icns into a folder."""
    for name in ("backstep", "document"):
        found = {}
        for path in pictures.glob(f"{name}-*.png"):
            with Image.open(path) as picture:
                found[picture.width] = picture.copy()
        largest = found[max(found)]
        others = [found[size] for size in _WINDOWS if size in found]
        largest.save(folder / f"{name}.ico", sizes=[(n, n) for n in _WINDOWS], append_images=others)
        largest.save(folder / f"{name}.icns", append_images=list(found.values()))
