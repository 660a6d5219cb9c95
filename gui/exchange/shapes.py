"""Shapes of arrays as people write them."""

from gui.kit.texts import count


def shape_words(shape: tuple[int, ...] | None) -> str:
    """Return a shape as people write it: 2 × 4; a dash for none."""
    return "–" if shape is None else " × ".join(count(size) for size in shape)
