"""Worksheets as PDF: nothing is cut, no table divided, a page for each sheet where it fits."""

import re

import pytest
from pytestqt.qtbot import QtBot

from core.data.dataset import load_dataset
from core.documents.project_file import open_file
from core.resources import resource_path
from core.run.learning.worksheets import sheets
from gui.worksheets.pages import A4, LETTER, Pages, as_pdf, rows_of
from tests.nets import dense, project

LOSS = {"name": "binary_cross_entropy"}
ONE_INPUT = {"name": "points", "inputs": [[0.5], [1]], "targets": [[0], [1]]}
CASES = {
    "xor": (open_file(resource_path("examples") / "xor.json").project, 1, 1),
    "wide": (project([dense(5, "tanh"), dense(1, "sigmoid")], ONE_INPUT, loss=LOSS), 1, 2),
    "batch": (project([dense(1, "tanh"), dense(1, "sigmoid")], loss=LOSS), 4, 2),
}


@pytest.mark.parametrize("paper", [A4, LETTER])
@pytest.mark.parametrize("case", CASES)
def test_every_part_has_room_on_the_page_and_a_sheet_on_its_pages(
    qtbot: QtBot, case: str, paper: object
) -> None:
    one, batch, most = CASES[case]
    found = [s for s, _ in sheets(one, load_dataset(one.data, one.data_seed(), None), 2, 1, batch)]
    for is_key in (False, True):
        pages = Pages(paper, "sheets", is_key)  # type: ignore[arg-type]
        for sheet in found:
            for row in rows_of(sheet, is_key, pages.width):
                assert sum(block.width for block in row) <= pages.width + 1
                assert max(block.height for block in row) < pages.foot / 2
            pages.add(sheet)
        assert 2 <= pages.count <= 2 * most
        assert len(re.findall(rb"/Type /Page\b", pages.finish())) == pages.count


def test_a_table_that_is_wider_than_the_page_is_made_smaller(qtbot: QtBot) -> None:
    one, *_ = CASES["wide"]
    ((sheet, _),) = sheets(one, load_dataset(one.data, one.data_seed(), None), 1, 1)
    narrow = 600.0
    grids = [block for row in rows_of(sheet, False, narrow) for block in row]
    assert max(block.width for block in grids) == pytest.approx(narrow)


def test_the_paper_is_what_was_chosen(qtbot: QtBot) -> None:
    one, *_ = CASES["xor"]
    ((sheet, _),) = sheets(one, load_dataset(one.data, one.data_seed(), None), 1, 1)
    for paper, size in ((A4, rb"595(\.\d+)? 84[12]"), (LETTER, rb"612(\.0+)? 792")):
        assert re.search(rb"/MediaBox \[0 0 " + size, as_pdf([sheet], True, paper))
