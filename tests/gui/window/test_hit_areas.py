"""Every button of the window is at least 24 pixels wide and high."""

import pytest
from PySide6.QtWidgets import QAbstractButton

from gui.network.layout import Column
from tests.gui.real import RealWindow

#: the window as a whole is in other tests too
pytestmark = pytest.mark.thorough


def test_every_button_can_be_hit(shared: RealWindow) -> None:
    window, seen = shared.window, 0
    for view in ("train_view", "step_view"):
        window.actions_table[view].trigger()
        shared.settle()
        for button in window.findChildren(QAbstractButton):
            if button.isVisible() and not button.objectName().startswith("Scroll"):
                seen += 1
                named = button.accessibleName() or button.text()
                assert min(button.width(), button.height()) >= 24, (view, named, button.size())
    assert seen > 30
    columns = window.diagram.scene.layout.columns
    tiles = [column for column in columns if isinstance(column, Column) and not column.is_strip]
    assert all(2 * column.bias_reach >= min(24.0, 0.6 * column.size) for column in tiles)
