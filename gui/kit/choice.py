"""Choices of one thing: from a list, of one component, or of a few buttons side by side."""

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QCoreApplication, QEvent, Qt, Signal
from PySide6.QtGui import QFontMetrics, QFontMetricsF, QHelpEvent, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QSizePolicy,
    QStyle,
    QStyleOptionComboBox,
    QStylePainter,
    QToolButton,
    QToolTip,
    QWidget,
)

from core.registry import Component
from gui.kit.plain import plain_tip
from gui.kit.style import set_role
from gui.kit.texts import component_help, component_label

_translate = QCoreApplication.translate

_MORE = "…"
#: of more items than that, it is not looked for a form that no other has
_MANY = 200


def told_apart(
    text: str,
    items: Sequence[str],
    mode: Qt.TextElideMode,
    room: int,
    metrics: QFontMetrics | QFontMetricsF,
) -> str:
    """Return a text shortened to a width in pixels, if possible so that no other item reads alike.

    “se…th” may be sepal_length or sepal_width; “s…ngth” is only one of them.
    """
    usual = metrics.elidedText(text, mode, room)
    others = [item for item in items if item != text and item[:1] == text[:1]]
    if usual == text or len(items) > _MANY:
        return usual
    if all(metrics.elidedText(item, mode, room) != usual for item in others):
        return usual
    for head in range(1, len(text)):
        for tail in range(len(text) - head - 1, 0, -1):
            begin, end = text[:head], text[-tail:]
            if metrics.horizontalAdvance(f"{begin}{_MORE}{end}") <= room:
                if not any(item.startswith(begin) and item.endswith(end) for item in others):
                    return f"{begin}{_MORE}{end}"
                break  # a shorter end is less distinct
    return usual


class Elided(QComboBox):
    """A combo box whose text has “…” where it is longer than its room."""

    #: where a text is shortened: names of columns often differ at their ends
    shortened = Qt.TextElideMode.ElideRight

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        # Qt measures the items at the first show only, but some come later
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)

    def paintEvent(self, event: QPaintEvent) -> None:
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        part = QStyle.SubControl.SC_ComboBoxEditField
        control = QStyle.ComplexControl.CC_ComboBox
        room = self.style().subControlRect(control, option, part, self).width()
        items = [self.itemText(row) for row in range(min(self.count(), _MANY + 1))]
        option.currentText = told_apart(
            option.currentText, items, self.shortened, room, self.fontMetrics()
        )
        painter = QStylePainter(self)
        painter.drawComplexControl(control, option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)
        painter.end()

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            # the whole text first, as it may be cut
            lines = [self.currentText(), self.toolTip()]
            text = "\n".join(dict.fromkeys(line for line in lines if line))
            QToolTip.showText(event.globalPos(), plain_tip(text), self)
            return True
        return super().event(event)


class QuietCombo(Elided):
    """A combo box that leaves the wheel to the surrounding panel, and may be narrow."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # so that Space still plays after a click
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(4)
        self.setMaxVisibleItems(20)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def showPopup(self) -> None:
        widest = self.view().sizeHintForColumn(0)
        self.view().setMinimumWidth(max(self.width(), widest + 28))
        super().showPopup()


def combo_of(*choices: tuple[str, object]) -> QuietCombo:
    """Return a combo box that offers values, each under its words."""
    combo = QuietCombo()
    for words, value in choices:
        combo.addItem(words, value)
    return combo


class Choice(QuietCombo):
    """One component of a registry, chosen by name; `chosen` carries the name."""

    chosen = Signal(str)

    def __init__(self, registry: Iterable[type[Component]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._registry = registry
        self._name = ""
        self._all = False
        self._fill()
        self.activated.connect(self._activated)

    def name(self) -> str:
        """Return the name of the chosen component, or "" if several are in use."""
        return self._name

    def set_name(self, name: str) -> None:
        """Show a component, or show with "" that several are in use."""
        if name != self._name or self.count() == 0:
            self._name = name
            self._fill()
        self._select()

    def _fill(self) -> None:
        self.blockSignals(True)
        self.clear()
        common = [item for item in self._registry if item.common]
        rare = [item for item in self._registry if not item.common]
        if self._name == "":
            self.addItem(_translate("Choice", "several"), "")
        for item in common:
            self._add(item)
        if rare and not self._all:
            for item in rare:
                if item.name == self._name:
                    self._add(item)
            self.insertSeparator(self.count())
            self.addItem(_translate("Choice", "More…"), _MORE)
        elif rare:
            self.insertSeparator(self.count())
            for item in rare:
                self._add(item)
        self._select()
        self.blockSignals(False)

    def _add(self, component: type[Component]) -> None:
        self.addItem(component_label(component), component.name)
        role = Qt.ItemDataRole.ToolTipRole
        self.setItemData(self.count() - 1, component_help(component), role)

    def _select(self) -> None:
        self.setCurrentIndex(self.findData(self._name))

    def _activated(self, index: int) -> None:
        name = self.itemData(index)
        if name == _MORE:
            self._all = True
            self._fill()
            self.showPopup()
            return
        if name and name != self._name:
            self._name = name
            self._fill()
            self.chosen.emit(name)
        else:
            self._select()


class Switch(QFrame):
    """A few buttons side by side, one of which is chosen."""

    def __init__(self, name: str, choices: tuple[tuple[str, str], ...]) -> None:
        super().__init__()
        set_role(self, "segments")
        self.setAccessibleName(name)
        self.group = QButtonGroup(self)
        self.group.setExclusive(True)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        for number, (text, tip) in enumerate(choices):
            button = QToolButton()
            button.setText(text)
            button.setCheckable(True)
            button.setToolTip(tip)
            button.setAccessibleName(text)
            button.setAccessibleDescription(tip)
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            set_role(button, "segment")
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            button.setChecked(number == 0)
            self.group.addButton(button, number)
            row.addWidget(button)

    def chosen(self) -> int:
        """Return the number of the chosen button."""
        return self.group.checkedId()

    def choose(self, number: int) -> None:
        """Choose a button."""
        self.group.button(number).setChecked(True)

    def button(self, number: int) -> QToolButton:
        """Return a button."""
        found = self.group.button(number)
        assert isinstance(found, QToolButton)
        return found
