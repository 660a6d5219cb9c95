"""A long history as named arrays: the newest entries plain, and earlier ones packed.

Every version of the program writes and reads the plain part; one that does not know the packed part
opens the file with the newest entries only. If nothing is packed, there is no such part.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from core.documents.moment_file import Arrays, Wrong, history_arrays, read_history
from core.history.figures import History, history_of, series_of
from core.history.parts import Block, Limits, Packed, read_block
from core.history.progression import Progression
from core.history.spans import Spans

_EPOCHS, _UPDATES, _COUNTS = "epochs", "updates", "counts"
_MOST_LEVELS = 64
#: a book adds a block before it thins older ones
_SPARE_BLOCKS = 2


def plain_arrays(history: History | Packed) -> Arrays:
    """Return the newest entries as named arrays: all, if nothing is packed."""
    if isinstance(history, History):
        return history_arrays(history)
    return history_arrays(_tail(history.epochs, history.updates, dict(history.tail)))


def _tail(
    epochs: Progression, updates: Progression, tail: dict[str, NDArray[np.float64]]
) -> History:
    count = len(epochs)
    first = count - max((values.size for values in tail.values()), default=0)
    return history_of(epochs.between(first, count), updates.between(first, count), tail)


def packed_arrays(history: History | Packed) -> Arrays:
    """Return the packed earlier entries as named arrays; none if nothing is packed."""
    if isinstance(history, History):
        return {}
    size = history.blocks[0].count if history.blocks else 0
    arrays: Arrays = {
        _EPOCHS: history.epochs.as_array(),
        _UPDATES: history.updates.as_array(),
        _COUNTS: np.array([len(history.epochs), size], dtype=np.int64),
    }
    for number, level in enumerate(history.levels):
        arrays[f"spans/{number}"] = level.entries
        arrays |= {f"spans/{number}/{name}": values for name, values in level.figures.items()}
    for name in history.tail:
        contents = [block.packed.get(name, b"") for block in history.blocks]
        arrays[f"sizes/{name}"] = np.array([len(content) for content in contents], dtype=np.int64)
        arrays[f"packed/{name}"] = np.frombuffer(b"".join(contents), dtype=np.uint8)
    return arrays


def read_kept_history(plain: Arrays, packed: Arrays | None) -> History | Packed:
    """Return a history from its two parts. Raises Wrong if they do not form one."""
    tail = read_history(plain)
    if not packed:
        return tail
    try:
        return _read(tail, packed)
    except (ValueError, KeyError, IndexError, OverflowError):
        raise Wrong("its histories are not packed correctly") from None


def _read(tail: History, arrays: Arrays) -> Packed:
    """Raise ValueError, KeyError, IndexError or OverflowError for arrays that cannot be read."""
    total, size = (int(value) for value in _of_kind(arrays[_COUNTS], "i", 1))
    if not 0 <= total <= 2**53:
        raise ValueError("a count out of reach")
    epochs, updates = (
        Progression.of_array(_of_kind(arrays[name], "f", 2).astype(np.float64), total)
        for name in (_EPOCHS, _UPDATES)
    )
    names = [name.partition("/")[2] for name in arrays if name.startswith("sizes/")]
    found = series_of(tail)
    series = {name: found.get(name, np.full(tail.epochs.size, np.nan)) for name in sorted(names)}
    levels = tuple(_read_levels(arrays, series))
    blocks = tuple(_read_blocks(arrays, series, size))
    kept = tail.epochs.size
    known = sum(level.total for level in levels) + len(blocks) * size + kept
    if known != total or not np.array_equal(epochs.between(total - kept, total), tail.epochs):
        raise ValueError("parts that do not make a whole")
    return Packed(epochs, updates, levels, blocks, series)


def _of_kind(array: NDArray[np.generic], kind: str, dimensions: int) -> NDArray[np.generic]:
    if array.dtype.kind != kind or array.ndim != dimensions:
        raise ValueError("another kind of array")
    return array


def _read_levels(arrays: Arrays, series: Arrays) -> Iterator[Spans]:
    for number in range(_MOST_LEVELS):
        entries = arrays.get(f"spans/{number}")
        if entries is None:
            return
        entries = _of_kind(entries, "i", 1).astype(np.int64)
        if entries.size and not 1 <= entries.min() <= entries.max() <= 2**53 // entries.size:
            raise ValueError("spans of nothing")
        figures = {}
        for name in series:
            values = arrays.get(f"spans/{number}/{name}")
            if values is not None:
                if values.dtype.kind != "f" or values.shape != (entries.size, 3):
                    raise ValueError("spans without figures")
                figures[name] = values.astype(np.float64)
        yield Spans(entries, figures)


def _read_blocks(arrays: Arrays, series: Arrays, size: int) -> Iterator[Block]:
    """Yield the packed blocks, each unpacked once, so that errors are found here."""
    limits = Limits()
    if size == 0:
        return
    most = limits.exact // size + _SPARE_BLOCKS
    if size % limits.width or not 0 < size <= limits.exact:
        raise ValueError("blocks of another size")
    contents = {}
    for name in series:
        sizes = _of_kind(arrays[f"sizes/{name}"], "i", 1).astype(np.int64)
        whole = _of_kind(arrays[f"packed/{name}"], "u", 1).tobytes()
        if sizes.size > most or (sizes < 0).any() or sizes.sum() != len(whole):
            raise ValueError("blocks that are not there")
        ends = np.cumsum(sizes).tolist()
        contents[name] = [whole[end - n : end] for end, n in zip(ends, sizes.tolist(), strict=True)]
    for parts in zip(*contents.values(), strict=True):
        packed = {name: part for name, part in zip(contents, parts, strict=True) if part}
        yield read_block(packed, size, limits.width)
