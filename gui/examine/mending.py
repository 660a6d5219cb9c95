"""Mend it: where the gradient check disagrees, and the line of the backward pass with the slip."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from core.lesson.names.numbers import symbol
from core.lesson.numbers import count, figure
from core.lesson.parts import Part
from core.pictures.findings import GradientCheck
from core.pictures.snapshot import LayerPicture
from core.run.learning.mending import LayerCode
from core.words import say
from gui.kit.choice import Elided
from gui.kit.dialog import SmallDialog
from gui.kit.fonts import number_font
from gui.kit.style import set_role
from gui.kit.terms.label import TermLabel

_translate = QCoreApplication.translate


class MendDialog(SmallDialog):
    """Leads from the check to the line; `mended` is emitted when the right one is chosen."""

    check_wanted = Signal()
    worst_wanted = Signal()
    mended = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(
            _translate("MendDialog", "Mend the bug"),
            _translate(
                "MendDialog",
                "One line of the backward pass is wrong. The gradient check shows where: what "
                "comes out of a wrong line, and all that follows from it, disagrees.",
            ),
            parent,
        )
        self._code: tuple[LayerCode, ...] = ()
        self._check: GradientCheck | None = None
        self._layers: tuple[LayerPicture, ...] = ()
        self._tried = 0
        self._is_mended = False
        self.where = TermLabel()
        self.where.setWordWrap(True)
        self.worst = QPushButton(_translate("MendDialog", "Show the worst number"))
        self.worst.setToolTip(
            _translate("MendDialog", "Show the number that disagrees most, where it is computed")
        )
        self.worst.setAccessibleName(self.worst.text())
        self.worst.setAutoDefault(False)
        self.worst.clicked.connect(self.worst_wanted)
        self.layer: QComboBox = Elided()
        self.layer.setAccessibleName(_translate("MendDialog", "Layer"))
        self.layer.setToolTip(_translate("MendDialog", "The layer whose lines are shown"))
        self.layer.currentIndexChanged.connect(self._fill)
        self.question = TermLabel(_translate("MendDialog", "Which line is wrong?"))
        set_role(self.question, "heading")
        self._box = QWidget()
        self._lines = QVBoxLayout(self._box)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.setSpacing(6)
        self.choices: list[QRadioButton] = []
        self._group: QButtonGroup | None = None
        self.answer = TermLabel()
        self.answer.setWordWrap(True)
        left = Qt.AlignmentFlag.AlignLeft
        self.rows.addWidget(self.where)
        self.rows.addWidget(self.worst, 0, left)
        for widget in (self.question, self.layer, self._box, self.answer):
            self.rows.addWidget(widget)
        self.rows.addStretch(1)
        self.check = self.add_button(
            _translate("MendDialog", "Check gradients"),
            _translate("MendDialog", "Compare every gradient with central differences (Ctrl+K)"),
            self.check_wanted.emit,
        )
        self.mend = self.add_button(
            _translate("MendDialog", "Mend it"),
            _translate("MendDialog", "Mend the chosen line, if it is the wrong one (Enter)"),
            self._mend,
            primary=True,
        )
        self.add_close()
        self.resize(520, 440)
        self._show()

    # ------------------------------------------------------------------ what it receives

    def begin(self) -> None:
        """Begin with another bug: nothing is known of it yet."""
        self._check, self._tried, self._is_mended = None, 0, False
        self._code = ()
        self.answer.clear()
        self._show()

    def show_layers(self, layers: tuple[LayerPicture, ...]) -> None:
        """Take the network's layers, for the names of numbers."""
        self._layers = layers

    def show_code(self, code: Sequence[LayerCode]) -> None:
        """Show the lines of the backward pass; none if no bug is planted."""
        if self._is_mended or tuple(code) == self._code:
            return
        self._code = tuple(code)
        self.layer.blockSignals(True)
        self.layer.clear()
        for layer in self._code:
            self.layer.addItem(layer.title)
        self.layer.blockSignals(False)
        self._fill()
        self._show()

    def show_check(self, check: GradientCheck | None) -> None:
        """Show what the gradient check has found; None: the network has changed since."""
        self._check = check
        self._show()

    def said(self, words: str) -> None:
        """Say which bug it was."""
        self.answer.setText(words)

    def is_mended(self) -> bool:
        """Return whether the line has been found."""
        return self._is_mended

    # ------------------------------------------------------------------ what it does

    def _fill(self) -> None:
        for button in self.choices:
            button.hide()
            self._lines.removeWidget(button)
            button.deleteLater()
        self.choices, self._group = [], QButtonGroup(self)
        code = self._shown_code()
        for number, line in enumerate(code.lines if code is not None else ()):
            button = QRadioButton(line.replace("&", "&&"))
            button.setFont(QFont(number_font(button.font())))
            button.setAccessibleName(line)
            button.setToolTip(_translate("MendDialog", "Choose it (arrow keys)"))
            self._group.addButton(button, number)
            self._lines.addWidget(button)
            self.choices.append(button)
            button.toggled.connect(self._show)
        self._show()

    def _shown_code(self) -> LayerCode | None:
        at = self.layer.currentIndex()
        return self._code[at] if 0 <= at < len(self._code) else None

    def _mend(self) -> None:
        code = self._shown_code()
        chosen = -1 if self._group is None else self._group.checkedId()
        if code is None or chosen < 0:
            return
        if chosen == code.wrong:
            self._is_mended, self._check = True, None
            self._show()
            self.mended.emit()
            return
        self._tried += 1
        self.answer.setText(self._miss(code))

    def _miss(self, code: LayerCode) -> str:
        """Return what is said of a line that is right."""
        if code.wrong is not None:
            if self._tried > 1:
                return _translate(
                    "MendDialog", "That line is right, but one of this layer is not: compare them."
                )
            return _translate("MendDialog", "That line is right.")
        if self._tried > 1:
            return _translate(
                "MendDialog",
                "That line is right, and so is every line of this layer. Going backwards, the slip "
                "is in the first layer that disagrees, or in the last line of the one before it.",
            )
        return _translate("MendDialog", "That line is right. Does this layer disagree at all?")

    def _show(self, *_: object) -> None:
        chosen = self._group is not None and self._group.checkedId() >= 0
        known = bool(self._code) and not self._is_mended
        for widget in (self.question, self.layer, self._box):
            widget.setVisible(known)
        self.worst.setVisible(self._failures() > 0 and not self._is_mended)
        self.mend.setEnabled(known and chosen)
        self.where.setText(self._where_words())
        if self.isVisible():
            self.grow()

    def _failures(self) -> int:
        return 0 if self._check is None else self._check.failures

    def _where_words(self) -> str:
        check = self._check
        if check is None:
            if self._is_mended:
                return _translate("MendDialog", "Mended. Checking the gradients again…")
            if not self._code:
                return _translate("MendDialog", "No bug is planted: nothing is to be mended.")
            return _translate("MendDialog", "First check the gradients: red edges say where it is.")
        if not check.failures:
            if self._is_mended:
                return _translate("MendDialog", "Mended: every gradient agrees again.")
            return _translate(
                "MendDialog",
                "In this batch every gradient agrees: some slips need another batch. Step on, and "
                "check again.",
            )
        lines = [
            say(
                "MendDialog", "{layer}: {wrong} of {all} disagree",
                layer=layer.title, wrong=count(wrong), all=count(whole),
            )
            for layer in self._code
            for wrong, whole in [self._in_layer(layer.layer)]
        ]  # fmt: skip
        worst = check.worst
        if worst is not None:
            words = say(
                "MendDialog", "Worst: {number}: by the engine {engine}, by differences {numeric}",
                number=self._symbol(check), engine=figure(worst.slope),
                numeric=figure(worst.numeric),
            )  # fmt: skip
            if worst.numeric:
                ratio = figure(worst.slope / worst.numeric)
                words += say("MendDialog", ", ratio {ratio}", ratio=ratio)
            lines.append(words)
        return "\n".join(lines)

    def _in_layer(self, layer: int) -> tuple[int, int]:
        """Return how many gradients of a layer disagree, and how many were checked."""
        arrays = [] if self._check is None else self._check.arrays
        own = [each for each in arrays if each.layer == layer]
        return sum(each.failures for each in own), sum(each.checked for each in own)

    def _symbol(self, check: GradientCheck) -> str:
        worst = check.worst
        if worst is None or worst.layer >= len(self._layers):
            return ""
        return symbol(Part(worst.layer, worst.name, tuple(worst.index)), self._layers)
