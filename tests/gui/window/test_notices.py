"""What is said when an edit starts the training of a file again."""

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from core.components.layers import Dense
from core.documents.opening import opening_project
from core.pictures.snapshot import Outcome
from gui.documents.document import Document
from gui.kit.notice_bar import NoticeBar
from gui.window.notices import Notices


def snapshot(update):
    return SimpleNamespace(update=update, epoch=1, outcome=Outcome.NONE)


@pytest.mark.parametrize(
    ("path", "updates", "times"),
    [("a.backstep", 1200, 1), ("a.backstep", 0, 0), ("a.json", 1200, 0)],
)
def test_an_edit_that_starts_the_training_of_a_file_again_says_so_once(
    qtbot, monkeypatch, path, updates, times
):
    bar, document = NoticeBar(), Document(opening_project())
    qtbot.addWidget(bar)
    told = []
    monkeypatch.setattr(bar, "show_notice", lambda message, *rest: told.append(message))
    notices = Notices(bar, document, SimpleNamespace(), bar)
    document.replace_all(opening_project(), Path(path))
    notices.show_snapshot(snapshot(updates))
    for units in (5, 6):
        layers = (Dense(units=units), *document.project.layers[1:])
        document.edit(replace(document.project, layers=layers), "units")
    assert len(told) == times
    assert all("after 1,200 updates" in message for message in told)
