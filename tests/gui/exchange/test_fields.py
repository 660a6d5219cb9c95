"""The fields for files and folders: whatever is typed, they give a path, and no error."""

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from gui.exchange.exporting import ExportDialog
from gui.exchange.file_field import FileField
from gui.exchange.folder_field import FolderField
from gui.exchange.strip import StripDialog

#: a person that there is not, a name that no disk holds, and what is no file
TYPED = ["", "~", "~nobody-here", "~nobody-here/x.png", "n" * 300, "/", "..", "\0"]


@pytest.mark.parametrize("typed", TYPED)
def test_anything_typed_is_a_path_that_may_be_asked_about(qtbot: QtBot, typed: str) -> None:
    field = FileField("File", "All (*)")
    qtbot.addWidget(field)
    there = set()
    field.path.setText(typed)
    field.changed.connect(lambda: there.add(field.file()))
    field.path.setText(typed + "a")
    assert there == {field.file()}
    assert field.may_write()
    assert isinstance(field.file(), Path)


def test_the_home_of_a_person_is_meant_by_a_tilde(qtbot: QtBot) -> None:
    field = FolderField("Folder")
    qtbot.addWidget(field)
    field.path.setText("~/pictures")
    assert field.folder() == Path.home() / "pictures"


@pytest.mark.parametrize("name", ["n" * 300, "~nobody-here"])
def test_dialogs_ask_for_what_is_typed(qtbot: QtBot, tmp_path: Path, name: str) -> None:
    export = ExportDialog()
    qtbot.addWidget(export)
    export.ask(tmp_path, "net")
    export.name.setText(name)
    with qtbot.waitSignal(export.export_requested):
        export.export()
    strip = StripDialog()
    qtbot.addWidget(strip)
    strip.show_recorded(0, 60)
    strip.ask(tmp_path)
    strip.folder.path.setText(str(tmp_path / name))
    with qtbot.waitSignal(strip.strip_requested):
        strip.run.click()


def test_a_file_is_named_after_the_document_until_a_person_names_it(
    qtbot: QtBot, tmp_path: Path
) -> None:
    field = FileField("File", "All (*)")
    qtbot.addWidget(field)
    field.propose(tmp_path / "xor.gif")
    field.propose(tmp_path / "iris.gif")
    assert field.file() == tmp_path / "iris.gif"
    field.set_file(tmp_path / "iris.mp4")
    field.propose(tmp_path / "wine.gif")
    assert field.file() == tmp_path / "wine.mp4"
    field.set_file(tmp_path / "mine.mp4")
    field.propose(tmp_path / "xor.gif")
    assert field.file() == tmp_path / "mine.mp4"
