"""Typeset formulas: where the parts of one are, and the document they are read and copied in."""

import numpy as np
import pytest
from PySide6.QtGui import QFont, QImage, QPainter, QTextCursor

from core.lesson.typeset.parsing import parse
from gui.typeset.boxes import Typesetter
from gui.typeset.document import FormulaView


@pytest.fixture
def setter() -> Typesetter:
    font = QFont("Inter")
    font.setPixelSize(20)
    return Typesetter(font)


def ink(box) -> np.ndarray:
    """Return where a box paints, with a margin of 10 around it."""
    size = (int(box.width) + 20, int(box.height) + 20)
    image = QImage(*size, QImage.Format.Format_Grayscale8)
    image.fill(255)
    with QPainter(image) as painter:
        box.paint(painter, 10.0, box.up + 10.0)
    view = np.frombuffer(image.constBits(), np.uint8).reshape(size[1], image.bytesPerLine())
    return view[:, : size[0]] < 128


@pytest.mark.parametrize(
    "latex",
    [
        r"\frac{\partial L}{\partial W_{1}} = A^\top \, \frac{x}{\sqrt{v} + 1}",
        r"\left(\frac{a}{b}\right)^{2}",
        r"\begin{cases} z & z > 0 \\ 0 & \text{else} \end{cases}",
        r"\begin{bmatrix} 1 & 2 \\ 3 & 4 \\ 5 & 6 \end{bmatrix}",
        r"\hat{X}_{2} \cdot {\bar{\sigma}^2}^{(2)}",
        r"\left\lVert w\right\rVert",
    ],
)
def test_everything_is_painted_inside_its_box(setter, latex) -> None:
    box = setter.lay_out(parse(latex))
    black = ink(box)
    assert black.any()
    rows, columns = np.flatnonzero(black.any(axis=1)), np.flatnonzero(black.any(axis=0))
    assert rows[0] >= 7 and rows[-1] <= black.shape[0] - 8
    assert columns[0] >= 7 and columns[-1] <= black.shape[1] - 6


def test_a_fraction_is_higher_than_its_parts_and_scripts_are_smaller(setter) -> None:
    letter = setter.lay_out(parse("x"))
    fraction = setter.lay_out(parse(r"\frac{x}{y}"))
    assert fraction.height > 1.7 * letter.height
    raised, lowered = setter.lay_out(parse("x^{2}")), setter.lay_out(parse("x_{2}"))
    assert raised.up > letter.up and lowered.down > letter.down
    assert raised.width < 2 * letter.width
    high = setter.lay_out(parse(r"\left(\frac{x}{y}\right)"))
    assert high.height >= fraction.height


@pytest.fixture
def view(qtbot) -> FormulaView:
    widget = FormulaView()
    qtbot.addWidget(widget)
    widget.resize(400, 300)
    widget.show_sections(
        (
            ("", "given", ""),
            ("Forward", "", "Z_{1} &= X \\, W_{1} \\\\\nA_{1} &= \\tanh\\left(Z_{1}\\right)"),
        )
    )
    widget.show()
    return widget


def test_what_is_selected_is_copied_as_text(view, qtbot) -> None:
    assert view.toPlainText() == "given\nForward\nZ₁ = X W₁\nA₁ = tanh(Z₁)"
    view.moveCursor(QTextCursor.MoveOperation.End)
    view.moveCursor(QTextCursor.MoveOperation.StartOfBlock, QTextCursor.MoveMode.KeepAnchor)
    assert view.createMimeDataFromSelection().text() == "A₁ = tanh(Z₁)"


def test_a_wide_formula_is_drawn_smaller(view, qtbot) -> None:
    line = " + ".join(f"W_{{{k}}}" for k in range(40))
    view.show_sections((("", "", line),))
    view.grab()
    document = view.document()
    assert document.idealWidth() <= view.viewport().width() or (
        view.box_of(_format(view)).width * 0.5 > view.viewport().width() - 40
    )


def _format(view):
    cursor = view.textCursor()
    cursor.setPosition(1)
    return cursor.charFormat()
