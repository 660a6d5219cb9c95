"""Every figure of the list of runs says of which samples it is."""

import pytest

from core.pictures.snapshot import RunSummary
from gui.runs.list import RunsList
from gui.runs.table import LOSS, SCORE, TEST


def _run(number: int, metrics: dict[str, float], part: str) -> RunSummary:
    return RunSummary(
        number, f"Run {number}", "SGD", 1, 11, 0.3, 0.4, metrics, False, False, part=part
    )


def _titles(runs: RunsList) -> list[str]:
    items = [runs.table.horizontalHeaderItem(column) for column in (LOSS, TEST, SCORE)]
    return [item.text().replace("\n", " ") for item in items if item is not None]


@pytest.mark.parametrize(
    ("made", "last"),
    [
        ([({"accuracy": 0.9}, "test")], "Test accuracy"),
        ([({"accuracy": 0.9}, "training"), ({"accuracy": 1.0}, "training")], "Training accuracy"),
        ([({"accuracy": 0.9}, "test"), ({"accuracy": 1.0}, "training")], "Accuracy"),
        ([({"r2": 0.5}, "validation")], "Validation R²"),
        ([({"accuracy": 0.9}, "")], "Accuracy"),  # of an older file
        ([], "Accuracy"),
    ],
)
def test_titles_name_the_part(qtbot, made: list[tuple[dict[str, float], str]], last: str) -> None:
    runs = RunsList()
    qtbot.addWidget(runs)
    runs.show_runs(tuple(_run(k + 1, *one) for k, one in enumerate(made)))
    assert _titles(runs) == ["Training loss", "Test loss", last]
    if made:
        tip = runs.table.cell(0, SCORE).toolTip()
        assert made[-1][1] in tip and runs.settings.text().startswith("1 epoch · ")
