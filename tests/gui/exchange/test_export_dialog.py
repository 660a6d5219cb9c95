"""The export window: formats, names, what is replaced, and how it reports the outcome."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from core.documents.opening import opening_project
from core.errors import FileError
from core.formats.exporters import exporters
from core.run.trained import trained_of
from gui.exchange.exporting import ExportDialog, files_of
from tests.nets import trainer_of


@pytest.fixture
def dialog(qtbot, tmp_path) -> ExportDialog:
    window = ExportDialog()
    qtbot.addWidget(window)
    window.ask(tmp_path, "net")
    return window


@pytest.fixture
def asked(dialog) -> list[Path]:
    got: list[Path] = []
    dialog.export_requested.connect(got.append)
    return got


def choose(dialog: ExportDialog, suffix: str) -> None:
    dialog.list.setCurrentRow(list(exporters()).index(suffix))


def test_every_format_is_there_with_what_is_in_it(dialog) -> None:
    for row, (suffix, exporter) in enumerate(exporters().items()):
        dialog.list.setCurrentRow(row)
        assert dialog.list.item(row).text().endswith(suffix)
        assert dialog.carries.text() == exporter.carries != ""
        assert dialog.good_for.text(), f"{suffix} is good for nothing"
        assert dialog.name.text() == f"net{suffix}"
    assert dialog.list.count() == len(exporters())


def test_the_files_beside_are_those_that_exporters_write(tmp_path) -> None:
    trained = trained_of(trainer_of(opening_project()))
    for suffix, exporter in exporters().items():
        beside = [tmp_path / f"net{other}" for other in exporter.companions(trained)]
        assert list(files_of(tmp_path / f"net{suffix}")) == [tmp_path / f"net{suffix}", *beside]


def test_it_says_what_is_written_beside(dialog) -> None:
    choose(dialog, ".torch.py")
    assert dialog.beside.text() == "net.safetensors is written beside it."
    assert dialog.beside.isVisible()
    choose(dialog, ".json")
    assert not dialog.beside.isVisible()


def test_a_typed_suffix_chooses_its_format(dialog) -> None:
    for text, suffix in (("a.onnx", ".onnx"), ("a.torch.py", ".torch.py"), ("a.py", ".py")):
        dialog.name.clear()
        QTest.keyClicks(dialog.name, text)
        assert dialog.suffix() == suffix and dialog.name.text() == text


def test_a_name_without_suffix_gets_that_of_the_format(dialog, asked, tmp_path) -> None:
    choose(dialog, ".onnx")
    dialog.name.clear()
    QTest.keyClicks(dialog.name, "mine.v2")
    dialog.export()
    assert asked == [tmp_path / "mine.v2.onnx"]


def test_arrows_and_enter_export(dialog, asked, tmp_path) -> None:
    QTest.keyClick(dialog.list, Qt.Key.Key_Down)
    QTest.keyClick(dialog.list, Qt.Key.Key_Return)
    assert asked == [tmp_path / "net.json"]
    QTest.keyClick(dialog.list, Qt.Key.Key_Return)
    assert len(asked) == 1  # while it is being written, not again


def test_nothing_is_replaced_without_a_question(dialog, asked, tmp_path, monkeypatch) -> None:
    questions: list[list[str]] = []
    answer = False

    def may_replace(names: list[str]) -> bool:
        questions.append(list(names))
        return answer

    monkeypatch.setattr(dialog, "may_replace", may_replace)
    (tmp_path / "net.safetensors").write_bytes(b"mine")
    choose(dialog, ".torch.py")
    dialog.export()
    assert questions == [["net.safetensors"]] and asked == []
    answer = True
    dialog.export()
    assert asked == [tmp_path / "net.torch.py"]


def test_the_outcome_and_the_folder(dialog, asked, tmp_path) -> None:
    shown: list[Path] = []
    dialog.folder_wanted.connect(shown.append)
    assert not dialog.open_folder.isEnabled()
    dialog.export()
    assert dialog.is_waiting and not dialog.export_button.isEnabled()
    dialog.show_written(asked[0], "9 weights, compared on 4 samples")
    assert dialog.outcome.text() == (
        "net.npz: written and checked. 9 weights, compared on 4 samples."
    )
    assert not dialog.is_waiting
    dialog.open_folder.click()
    assert shown == [tmp_path]


def test_an_error_is_said_in_the_window_and_goes_with_another_format(dialog) -> None:
    dialog.export()
    dialog.show_error(FileError("ONNX has no such layer", "choose NPZ"))
    assert dialog.error.text() == "ONNX has no such layer: choose NPZ" and dialog.error.isVisible()
    assert dialog.export_button.isEnabled() and not dialog.open_folder.isEnabled()
    choose(dialog, ".json")
    assert not dialog.error.isVisible()


def test_a_file_needs_a_name_and_a_folder(dialog) -> None:
    dialog.name.setText("  ")
    dialog._name_edited("  ")
    assert not dialog.export_button.isEnabled()
    dialog.name.setText("net")
    dialog.folder.path.clear()
    assert not dialog.export_button.isEnabled()


def test_the_folder_is_remembered(dialog, tmp_path) -> None:
    other = tmp_path / "other"
    dialog.folder.set_folder(other)
    dialog.close()
    dialog.ask(tmp_path, "second")
    assert dialog.path() == other / "second.npz"


def test_every_control_has_a_name_and_help(dialog) -> None:
    controls = (dialog.list, dialog.name, dialog.folder.path, dialog.folder.button)
    for control in (*controls, dialog.export_button, dialog.open_folder):
        assert control.accessibleName() and control.toolTip()
