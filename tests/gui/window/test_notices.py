"""What is said when an edit starts the training of a file again."""

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from PySide6.QtWidgets import QApplication, QWidget

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


@pytest.mark.parametrize(("width", "below"), [(240, True), (700, False)])
def test_in_a_narrow_column_the_buttons_are_below_the_message(qtbot, width, below):
    column = QWidget()
    qtbot.addWidget(column)
    column.resize(width, 500)
    bar = NoticeBar()
    bar.lie_over(column)
    column.show()
    words = "“Softmax and cross-entropy” is left: 0 of 5 right, and kept. Its network stays here"
    bar.show_notice(words, actions=[("Hand in…", lambda: None)])
    QApplication.processEvents()
    (button,) = bar.actions_shown()
    assert button.width() >= button.sizeHint().width()
    assert bar.message.height() >= bar.message.heightForWidth(bar.message.width())
    top = button.mapTo(bar, button.rect().topLeft()).y()
    assert (top >= bar.message.geometry().bottom()) is below
    assert bar.message.width() > 0.4 * bar.width() and column.rect().contains(bar.geometry())
