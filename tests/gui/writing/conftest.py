"""What the tests of the editor share."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from gui.documents.questions import Answer
from tests.gui.real import RealWindow
from tests.gui.writing.author import Author


@pytest.fixture
def author(shared: RealWindow, tmp_path: Path, monkeypatch: Any) -> Iterator[Author]:
    monkeypatch.setattr(shared.window.lessons, "folder", tmp_path / "lessons")
    monkeypatch.setattr(shared.window.files, "ask", lambda: Answer.DISCARD)
    made = Author(shared)
    yield made
    shared.window.lessons.leave()
    made.writing.close()
    if made.writing.dialog is not None:
        made.writing.dialog.close()
