"""The network explained: three texts that follow the project, to be copied and saved."""

import ast
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QPushButton

from core.lesson.formulas.network import explain
from gui.examine.explain import ExplainDialog
from tests.nets import dense, project


@pytest.fixture
def dialog(qtbot, project) -> ExplainDialog:
    made = ExplainDialog()
    qtbot.addWidget(made)
    made.show_project(project, 2)
    made.bring()
    yield made
    made.close()


def button(page, words: str) -> QPushButton:
    return next(b for b in page.foot.findChildren(QPushButton) if b.text() == words)


def test_three_texts(dialog, project) -> None:
    found = explain(project, 2)
    assert dialog.plain.text() == found.plain
    assert dialog.latex.text() == found.latex
    assert dialog.python.text() == found.python
    assert "Z₁ = X·W₁ + b₁" in dialog.plain.text()
    assert not dialog.isModal()


def test_it_follows_the_project(dialog) -> None:
    made = project([dense(4, "relu"), dense(1, "sigmoid")])
    dialog.show_project(made, 5)
    assert "relu" in dialog.plain.text() and "W1 (5, 4)" in dialog.python.text()
    dialog.close()
    dialog.show_project(replace(made, seed=7), 6)
    assert "W1 (5, 4)" in dialog.python.text()  # made once it is seen
    dialog.bring()
    assert "W1 (6, 4)" in dialog.python.text()


def test_state_before_the_first_update_is_said_in_a_comment(dialog) -> None:
    dialog.show_project(project(optimizer={"name": "adam"}), 2)
    text = dialog.python.text()
    head = text.split("import numpy")[0].splitlines()
    assert head[0] == "# Before the first update:" and "# t = 0" in head
    assert all(line.startswith("#") for line in head if line)
    ast.parse(text)


def test_copying(dialog, qtbot) -> None:
    for page in (dialog.plain, dialog.latex, dialog.python):
        qtbot.mouseClick(page.copy, Qt.MouseButton.LeftButton)
        assert QGuiApplication.clipboard().text() == page.text()


@pytest.mark.parametrize(("name", "suffix"), [("latex", ".tex"), ("python", ".py")])
def test_saving(dialog, monkeypatch, tmp_path, name, suffix) -> None:
    page = getattr(dialog, name)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "net"), ""))
    button(page, "Save as…").click()
    text = (tmp_path / f"net{suffix}").read_text(encoding="utf-8")
    assert page.text() in text and dialog.said() == f"Saved as net{suffix}"
    if suffix == ".tex":
        assert text.startswith("\\documentclass") and text.count("\\end{document}") == 1


def test_saving_where_it_cannot_be_says_so(dialog, monkeypatch, tmp_path) -> None:
    target = tmp_path / "none" / "net.py"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    button(dialog.python, "Save as…").click()
    assert "does not exist" in dialog.said() and not target.exists()
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: ("", ""))
    button(dialog.python, "Save as…").click()
    assert "does not exist" in dialog.said()


def test_escape_closes_and_tab_goes_on(dialog, qtbot) -> None:
    dialog.formulas.view.setFocus()
    qtbot.keyClick(dialog.formulas.view, Qt.Key.Key_Tab)
    assert dialog.formulas.copy.hasFocus()
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_the_buttons_of_the_text_in_front_are_in_one_row_with_close(dialog) -> None:
    for page in (dialog.formulas, dialog.plain, dialog.latex, dialog.python):
        dialog.tabs.setCurrentWidget(page)
        shown = [b for b in dialog.findChildren(QPushButton) if b.isVisible()]
        assert page.copy in shown and any(b.text() == "Close" for b in shown)
        others = {"Copy": 1, "Save as PDF…": page is dialog.formulas}
        for words, times in others.items():
            assert sum(b.text() == words for b in shown) == times
        middles = {b.mapTo(dialog, b.rect().center()).y() for b in shown}
        assert max(middles) - min(middles) <= 2
