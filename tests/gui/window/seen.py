"""Every text that can be come upon in the window: written, painted, in tips, for readers."""

from collections.abc import Iterator
from typing import Any

import pyqtgraph
import pytest
from PySide6.QtCore import QAbstractItemModel, QAbstractListModel, QModelIndex, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QComboBox,
    QGraphicsView,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)

_ROOT = QModelIndex()
_ROLES = (
    Qt.ItemDataRole.DisplayRole,
    Qt.ItemDataRole.ToolTipRole,
    Qt.ItemDataRole.AccessibleTextRole,
)


class Painted:
    """Collects what is painted as text, from when it is made on."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.texts: set[str] = set()
        for name in ("drawText", "drawStaticText"):
            monkeypatch.setattr(QPainter, name, self._heard(getattr(QPainter, name)))

    def _heard(self, draw: Any) -> Any:
        def heard(painter: QPainter, *given: Any) -> Any:
            for each in given:
                text = each if isinstance(each, str) else getattr(each, "text", None)
                if text:
                    self.texts.add(text if isinstance(text, str) else text())
            return draw(painter, *given)

        return heard


def seen(painted: Painted) -> Iterator[tuple[str, str]]:
    """Yield every text of the visible windows, with the widget that has it."""
    painted.texts.clear()
    for window in QApplication.topLevelWidgets():
        if window.isVisible():
            window.grab()
            for widget in (window, *window.findChildren(QWidget)):
                if widget.isVisible():
                    yield from ((text, _name(widget)) for text in _of(widget) if text)
    yield from ((text, "painted") for text in painted.texts)


def _name(widget: QWidget) -> str:
    return f"{type(widget).__name__} {widget.accessibleName()!r}"


def _of(widget: QWidget) -> Iterator[str]:
    yield from (widget.toolTip(), widget.accessibleName(), widget.accessibleDescription())
    yield from (widget.windowTitle(), widget.statusTip(), widget.whatsThis())
    if isinstance(widget, QTextEdit | QPlainTextEdit):
        yield widget.toPlainText()
    elif isinstance(widget, QComboBox):
        yield from (widget.itemText(row) for row in range(widget.count()))
    elif isinstance(widget, QAbstractItemView):
        yield from _of_model(widget.model())
    elif isinstance(widget, QGraphicsView):
        yield from _of_scene(widget)
    elif isinstance(widget, QLabel | QLineEdit) or hasattr(widget, "text"):
        text = widget.text  # type: ignore[union-attr]
        found = text() if callable(text) else text
        if isinstance(found, str):
            yield found


def _of_model(model: QAbstractItemModel) -> Iterator[str]:
    for row in range(min(model.rowCount(_ROOT), 50)):
        columns = 1 if isinstance(model, QAbstractListModel) else model.columnCount(_ROOT)
        for column in range(columns):
            for role in _ROLES:
                found = model.index(row, column).data(role)
                if isinstance(found, str):
                    yield found


def _of_scene(view: QGraphicsView) -> Iterator[str]:
    for item in view.scene().items() if view.scene() is not None else ():
        yield item.toolTip()
        if isinstance(item, pyqtgraph.TextItem) or hasattr(item, "toPlainText"):
            yield item.toPlainText()
