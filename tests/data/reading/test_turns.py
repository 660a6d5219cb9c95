"""Long columns are processed in turns, with the same result as all at once."""

from collections import Counter

import numpy as np
import pytest

from core.data.reading import packed, text
from core.data.reading.cells.marks import Marks
from core.data.reading.grid import counted_words
from core.data.reading.kinds import Reader
from core.data.reading.options import Reading
from core.data.reading.packed import different, in_turns, pieces
from core.data.reading.text import text_grid


def test_every_cell_comes_once(monkeypatch):
    monkeypatch.setattr(packed, "PIECE", 3)
    assert list(pieces(list("abcdefgh"))) == [list("abc"), list("def"), list("gh")]
    words = list("abracadabra")
    assert counted_words(words) == Counter(words)
    assert list(counted_words(words)) == list(dict.fromkeys(words))


def test_numbers_are_read_in_turns(monkeypatch):
    monkeypatch.setattr(packed, "PIECE", 4)
    reader = Reader(".", None, Marks(None))
    cells = [f"{i / 8}" for i in range(11)]
    read = reader.read("a", cells)
    assert np.array_equal(read.numbers, np.arange(11) / 8)
    # Python reads 1_000 as a number, a table does not
    assert reader.read("a", [*cells, "1_000"]).stray == (11, "1_000")
    assert reader.read("a", [*cells, "x"]).stray == (11, "x")


@pytest.mark.thorough
def test_lines_are_taken_off_whole():
    text = "a,b\n" + "1,2\r\n" * 300_000 + "3,4"
    rows = text_grid("t.csv", text, Reading()).rows
    assert len(rows) == 300_002 and rows[-1] == (300_002, ["3", "4"])


def test_values_and_different_cells_are_gathered_in_turns(monkeypatch):
    monkeypatch.setattr(packed, "PIECE", 3)
    words = list("abracadabra")
    assert in_turns(words, ord, np.int16).tolist() == list(map(ord, words))
    assert different(words) == set(words)
    assert in_turns([], ord, np.int16).shape == (0,) and different([]) == set()


def test_reading_a_text_is_watched_and_may_be_ended(monkeypatch):
    monkeypatch.setattr(text, "_WATCHED", 2)
    shares = []
    lines = "a,b\n" + "1,2\n# a comment\n" * 5
    text_grid("t.csv", lines, Reading(), watch=shares.append)
    assert shares == sorted(shares) and 0 < shares[0] < shares[-1] <= 1

    def end(_):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        text_grid("t.csv", lines, Reading(), watch=end)
