"""Files are read within a bound, and nothing is read of one beyond it."""

import tracemalloc

import pytest

from core.disk.writing import read_bytes
from core.errors import FileError

MEGABYTE = 1024**2


@pytest.mark.thorough
def test_nothing_of_a_file_that_is_too_large_is_read(tmp_path):
    path = tmp_path / "large"
    with path.open("wb") as file:
        file.truncate(200 * MEGABYTE)
    tracemalloc.start()
    try:
        with pytest.raises(FileError, match="larger than 64 MB"):
            read_bytes(path, 64 * MEGABYTE)
        assert tracemalloc.get_traced_memory()[1] < MEGABYTE
    finally:
        tracemalloc.stop()
    assert len(read_bytes(path, 200 * MEGABYTE)) == 200 * MEGABYTE
