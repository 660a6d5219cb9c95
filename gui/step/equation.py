"""Painted equations: hovering over a number points at its edge or neuron, and vice versa.

Every number shows its full value under the cursor; arrow keys move from one to the next.
"""

from PySide6.QtCore import QCoreApplication, QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFont,
    QFontMetricsF,
    QGuiApplication,
    QHelpEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QMenu, QSizePolicy, QToolTip, QWidget

from core.lesson.cards.content import Block, plain
from core.lesson.glossary.finding import of_address
from core.lesson.numbers import full
from core.lesson.parts import Part
from gui.kit.colours import sign_text_colour
from gui.kit.fonts import body_font, number_font
from gui.kit.icons import mixed
from gui.kit.plain import plain_tip
from gui.kit.terms.asking import Asked, Resting
from gui.kit.theme import CARD_RADIUS, LIGHT, SPACE, Theme
from gui.step.equation_layout import Laid, Run, lay_out
from gui.step.plotting import add_plot, has_line, is_plot_key
from gui.step.symbols import SymbolFont

_ELIDE = Qt.TextElideMode.ElideRight


class EquationView(QWidget):
    """Blocks of an equation on a card; `pointed` carries a Part or None, `chosen` one clicked.

    T, or the menu, asks to plot the number under the cursor over time.
    """

    pointed = Signal(object)
    chosen = Signal(object)
    plot_requested = Signal(str)  # the address of a number

    def __init__(self, name: str, small: bool = False) -> None:
        super().__init__()
        self._theme, self._small = LIGHT, small
        self._blocks: tuple[Block, ...] = ()
        self._laid: tuple[int, Laid] | None = None
        self._at: int | None = None  # the run under the cursor, or chosen with the keys
        self._lit: Part | None = None
        self._resting = Resting(self, self._asked_at)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    # what it receives

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self.update()

    def show_blocks(self, blocks: tuple[Block, ...]) -> None:
        """Show equations."""
        if blocks == self._blocks:
            return
        self._blocks = blocks
        self._laid = None
        self._resting.leave()
        if self._at is not None:
            self._go(None)
        self.setAccessibleDescription(self.as_text())
        self.updateGeometry()
        self.update()

    def show_pointed(self, part: Part | None) -> None:
        """Highlight the numbers of a part of the network."""
        if part != self._lit:
            self._lit = part
            self.update()

    def blocks(self) -> tuple[Block, ...]:
        """Return what is shown."""
        return self._blocks

    def as_text(self) -> str:
        """Return the equations as text."""
        return "\n\n".join(plain(block) for block in self._blocks)

    # measures

    def _font(self, size: int) -> QFont:
        font = number_font(self.font())
        font.setPixelSize(round(size * self._scale()))
        return font

    def _symbols(self, size: int) -> SymbolFont:
        scripts = body_font(self.font())
        scripts.setPixelSize(round(size * self._scale()))
        return SymbolFont(self._font(size), scripts)

    def _scale(self) -> float:
        return body_font(self.font()).pixelSize() / 14.0

    def laid(self, width: int | None = None) -> Laid:
        """Return the places of everything for a width."""
        width = self.width() if width is None else width
        if self._laid is None or self._laid[0] != width:
            fonts: dict[int, SymbolFont] = {}

            def measure(size: int, text: str) -> float:
                if size not in fonts:
                    fonts[size] = self._symbols(size)
                return fonts[size].width(text)

            room = width - 2.0 * SPACE[2]
            self._laid = width, lay_out(self._blocks, room, self._scale(), measure, self._small)
        return self._laid[1]

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return round(self.laid(width).height) + 2 * SPACE[1]

    def sizeHint(self) -> QSize:
        return QSize(320, self.heightForWidth(max(320, self.width())))

    def minimumSizeHint(self) -> QSize:
        return QSize(200, 24)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.FontChange:
            self._laid = None
            self.updateGeometry()
        super().changeEvent(event)

    def run_rect(self, run: Run) -> QRectF:
        """Return where a run is painted."""
        return run.rect.translated(SPACE[2], SPACE[1])

    # what a person does

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._go(self._run_at(event.position()))
        self._resting.move(event.position())

    def leaveEvent(self, event: QEvent) -> None:
        self._go(None)
        self._resting.leave()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        at = self._run_at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and at is not None:
            self._choose(at)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        runs = self._stops()
        if event.matches(QKeySequence.StandardKey.Copy):
            self._copy(self._copied())
        elif event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right) and runs:
            step = 1 if event.key() == Qt.Key.Key_Right else -1
            if self._at in runs:
                self._go(runs[(runs.index(self._at) + step) % len(runs)])
            else:
                self._go(runs[0 if step > 0 else -1])
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._at is not None:
            self._choose(self._at)
        elif is_plot_key(event) and has_line(self._address()):
            self.plot_requested.emit(self._address())
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = QMenu(self)
        menu.setToolTipsVisible(True)
        translate = QCoreApplication.translate
        is_key = event.reason() is QContextMenuEvent.Reason.Keyboard
        if not is_key:
            self._go(self._run_at(QPointF(event.pos())))
        token = None if self._at is None else self.laid().runs[self._at].token
        if token is not None and token.value is not None:
            number = repr(token.value)
            menu.addAction(translate("StepPanel", "Copy number"), lambda: self._copy(number))
        menu.addAction(translate("StepPanel", "Copy equation"), lambda: self._copy(self.as_text()))
        address = self._address() if is_key else self.address_at(QPointF(event.pos()))
        add_plot(menu, address, self.plot_requested.emit)
        where = event.globalPos()
        if is_key and self._at is not None:
            rect = self.run_rect(self.laid().runs[self._at])
            where = self.mapToGlobal(rect.bottomLeft().toPoint())
        menu.exec(where)
        menu.deleteLater()

    def _address(self) -> str:
        """Return the address of the number that is pointed at, "" where there is none."""
        return "" if self._at is None else self.laid().runs[self._at].token.address

    def address_of_keys(self) -> str:
        """Return the address of the number that the arrow keys have gone to, "" for none."""
        return self._address()

    def address_at(self, place: QPointF) -> str:
        """Return the address of what stands at a place, the heads of lines included."""
        runs = self.laid().runs
        return next((r.token.address for r in runs if self.run_rect(r).contains(place)), "")

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            if self._resting.is_shown:
                return True  # the card has it
            at = self._run_at(QPointF(event.pos()))
            words = "" if at is None else self._words(at)
            QToolTip.showText(event.globalPos(), plain_tip(words), self)
            return True
        return super().event(event)

    def _words(self, at: int) -> str:
        token = self.laid().runs[at].token
        return token.text if token.value is None else full(token.value)

    def term_here(self) -> Asked | None:
        """Return the term of the number that arrow keys have come to."""
        return None if self._at is None else self._asked(self.laid().runs[self._at])

    def _asked_at(self, place: QPointF) -> Asked | None:
        """Return the term of the symbol at a place; a number's own tip has its digits."""
        runs = (run for run in self.laid().runs if run.token.value is None)
        return next((self._asked(run) for run in runs if self.run_rect(run).contains(place)), None)

    def _asked(self, run: Run) -> Asked | None:
        id_ = of_address(run.token.address)
        rect = self.run_rect(run).toAlignedRect()
        return Asked((id_,), rect, run.token.address) if id_ else None

    def _copied(self) -> str:
        value = None if self._at is None else self.laid().runs[self._at].token.value
        return self.as_text() if value is None else repr(value)

    def _copy(self, text: str) -> None:
        QGuiApplication.clipboard().setText(text)

    def _stops(self) -> list[int]:
        """Return the runs that arrow keys stop at: numbers, and symbols that are parts."""
        return [
            i
            for i, run in enumerate(self.laid().runs)
            if run.token.part is not None or run.token.value is not None
        ]

    def _run_at(self, place: QPointF) -> int | None:
        stops = self._stops()
        return next((i for i in stops if self.run_rect(self.laid().runs[i]).contains(place)), None)

    def _go(self, at: int | None) -> None:
        if at == self._at:
            return
        self._at = at
        runs = self.laid().runs
        self.pointed.emit(None if at is None or at >= len(runs) else runs[at].token.part)
        self.update()

    def _choose(self, at: int) -> None:
        part = self.laid().runs[at].token.part
        if part is not None:
            self.chosen.emit(part)

    # painting

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, laid = self._theme, self.laid()
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(QColor(theme.now if self.hasFocus() else theme.separator), 1.0))
            painter.setBrush(QColor(theme.panel))
            card = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
            painter.drawRoundedRect(card, CARD_RADIUS, CARD_RADIUS)
            symbols, metrics = self._symbols(laid.size), QFontMetricsF(self._font(laid.size))
            for i, run in enumerate(laid.runs):
                self._paint_run(painter, symbols, metrics, run, i == self._at)

    def _paint_run(
        self, painter: QPainter, symbols: SymbolFont, metrics: QFontMetricsF, run: Run, here: bool
    ) -> None:
        theme, token, rect = self._theme, run.token, self.run_rect(run)
        lit = token.part is not None and token.part == self._lit
        if here or lit:
            painter.setPen(QPen(QColor(theme.now), 1.0))
            painter.setBrush(QColor(mixed(theme.now, theme.panel, 0.13)))
            painter.drawRoundedRect(rect.adjusted(-2.0, 1.0, 2.0, -1.0), 4.0, 4.0)
        colour = QColor(theme.text)
        if token.now:
            colour = QColor(theme.now)
        elif token.value is not None:
            colour = sign_text_colour(theme, token.value)
        painter.setPen(colour)
        room = self.width() - SPACE[1] - rect.left()
        text = token.text
        if rect.width() > room:
            text = metrics.elidedText(text, _ELIDE, room)
        line = rect.center().y() + (metrics.ascent() - metrics.descent()) / 2.0
        symbols.paint(painter, QPointF(rect.left(), line), text)
