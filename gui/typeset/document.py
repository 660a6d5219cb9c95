"""A document of texts and formulas that can be read, selected, copied and printed.

A formula is an object in the text; what is copied of it is its line of plain text.
"""

from PySide6.QtCore import QEvent, QMimeData, QRect, QRectF, QSizeF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QPagedPaintDevice,
    QPainter,
    QPalette,
    QPyTextObject,
    QResizeEvent,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
)
from PySide6.QtWidgets import QTextEdit, QWidget

from core.lesson.typeset.parsing import lines_of, parse
from core.lesson.typeset.parts import Part, Row, Text
from core.lesson.typeset.plain import plain
from gui.kit.fonts import heading_font
from gui.typeset.boxes import Box, Typesetter

_FORMULA = int(QTextFormat.ObjectTypes.UserObject) + 1
_NUMBER = int(QTextFormat.Property.UserProperty) + 1
#: the character that stands for an object in a text, and what ends a line in a selection
_OBJECT, _LINE_END = "\ufffc", "\u2029"
#: above and below a line, in pixels
_AROUND = 3.0
#: a formula that is wider than the page is drawn smaller, down to this share
_SMALLEST = 0.5


class _Formulas(QPyTextObject):
    """Paints the formulas of one document."""

    def __init__(self, view: "FormulaView") -> None:
        super().__init__(view)
        self._view = view

    def intrinsicSize(self, document: QTextDocument, _: int, format: QTextFormat) -> QSizeF:
        box = self._view.box_of(format)
        share = self._share(document, box)
        return QSizeF(box.width * share, (box.height + 2 * _AROUND) * share)

    def _share(self, document: QTextDocument, box: Box) -> float:
        room = document.textWidth() - 2 * document.documentMargin() - 24.0
        if room <= 0.0 or box.width <= room:
            return 1.0
        return max(_SMALLEST, room / box.width)

    def drawObject(
        self,
        painter: QPainter,
        rect: QRectF | QRect,
        document: QTextDocument,
        _: int,
        format: QTextFormat,
    ) -> None:
        box = self._view.box_of(format)
        share = self._share(document, box)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(self._view.ink)
        painter.translate(rect.topLeft())
        painter.scale(share, share)
        box.paint(painter, 0.0, box.up + _AROUND)
        painter.restore()


class FormulaView(QTextEdit):
    """Shows sections of formulas, which are written in LaTeX."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setReadOnly(True)
        self.setTabChangesFocus(True)
        flags = Qt.TextInteractionFlag
        self.setTextInteractionFlags(flags.TextSelectableByMouse | flags.TextSelectableByKeyboard)
        self._boxes: list[Box] = []
        self._plain: list[str] = []
        self._ink: QColor | None = None
        self._sections: tuple[tuple[str, str, str], ...] = ()
        self._formulas = _Formulas(self)
        self.document().documentLayout().registerHandler(_FORMULA, self._formulas)

    @property
    def ink(self) -> QColor:
        """The colour of formulas."""
        return self._ink or self.palette().color(QPalette.ColorRole.Text)

    def box_of(self, format: QTextFormat) -> Box:
        """Return the laid-out formula of an object in the text."""
        return self._boxes[int(format.property(_NUMBER))]

    def show_sections(self, sections: tuple[tuple[str, str, str], ...]) -> None:
        """Show sections: a title, a text, and lines of LaTeX as in an align* block."""
        if sections == self._sections:
            return
        self._sections = sections
        at = self.verticalScrollBar().value()
        self._write()
        self.verticalScrollBar().setValue(at)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and getattr(self, "_sections", None):
            self._write()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.document().markContentsDirty(0, self.document().characterCount())

    def _write(self) -> None:
        self.document().clear()
        self._boxes, self._plain = [], []
        setter = Typesetter(_bigger(self.font()))
        cursor = QTextCursor(self.document())
        title_format, text_format = QTextCharFormat(), QTextCharFormat()
        title_format.setFont(heading_font(self.font()))
        is_first = True
        for title, text, block in self._sections:
            if title:
                self._begin(cursor, is_first, 12.0)
                cursor.insertText(title, title_format)
                is_first = False
            for line in text.splitlines():
                self._begin(cursor, is_first, 2.0)
                cursor.insertText(line, text_format)
                is_first = False
            for left, right in lines_of(block) if block else ():
                self._begin(cursor, is_first, 2.0, 12.0)
                self._insert(cursor, setter, parse(left), parse(right))
                is_first = False
        self.moveCursor(QTextCursor.MoveOperation.Start)

    def _begin(self, cursor: QTextCursor, is_first: bool, above: float, left: float = 0.0) -> None:
        format = QTextBlockFormat()
        format.setTopMargin(0.0 if is_first else above)
        format.setLeftMargin(left)
        if is_first:
            cursor.setBlockFormat(format)
        else:
            cursor.insertBlock(format, QTextCharFormat())

    def _insert(self, cursor: QTextCursor, setter: Typesetter, left: Part, right: Part) -> None:
        line = right if left == Row(()) or left == Text("") else Row((left, right))
        if isinstance(line, Row):  # signs know their neighbours only within one row
            line = Row(tuple(part for one in line.parts for part in _flat(one)))
        format = QTextCharFormat()
        format.setObjectType(_FORMULA)
        format.setProperty(_NUMBER, len(self._boxes))
        format.setVerticalAlignment(QTextCharFormat.VerticalAlignment.AlignMiddle)
        self._boxes.append(setter.lay_out(line))
        self._plain.append(plain(line).strip())
        format.setToolTip(self._plain[-1])
        cursor.insertText(_OBJECT, format)

    # ------------------------------------------------------------------ taking it along

    def text_of(self, cursor: QTextCursor) -> str:
        """Return what is selected as plain text, the formulas as lines of it."""
        found: list[str] = []
        document, end = self.document(), cursor.selectionEnd()
        place = QTextCursor(document)
        for at in range(cursor.selectionStart(), end):
            letter = document.characterAt(at)
            if letter == _OBJECT:
                place.setPosition(at + 1)
                found.append(self._plain[int(place.charFormat().property(_NUMBER))])
            else:
                found.append("\n" if letter == _LINE_END else letter)
        return "".join(found)

    def toPlainText(self) -> str:
        cursor = QTextCursor(self.document())
        cursor.select(QTextCursor.SelectionType.Document)
        return self.text_of(cursor)

    def createMimeDataFromSelection(self) -> QMimeData:
        data = QMimeData()
        data.setText(self.text_of(self.textCursor()))
        return data

    def print_on(self, device: QPagedPaintDevice) -> None:
        """Print everything on a paged device, black on white."""
        self._ink = QColor("black")
        try:
            self.document().print_(device)
        finally:
            self._ink = None


def _flat(part: Part) -> tuple[Part, ...]:
    return part.parts if isinstance(part, Row) else (part,)


def _bigger(font: QFont) -> QFont:
    made = QFont(font)
    made.setPixelSize(round(max(8, font.pixelSize() if font.pixelSize() > 0 else 14) * 1.15))
    return made
