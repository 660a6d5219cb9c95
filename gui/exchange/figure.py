"""Saving a figure: its format, size and theme, with a preview."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QSize, Qt
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QWidget

from core.errors import UserError
from core.registry import Parameter
from gui.exchange.arranging import arranged
from gui.exchange.file_field import FileField
from gui.kit.choice import QuietCombo
from gui.kit.dialog import SmallDialog
from gui.kit.figure_export import SCALE, figure_image, save_figure
from gui.kit.form import Row
from gui.kit.number_field import NumberField
from gui.kit.plain import Label
from gui.kit.style import set_role, text_scale
from gui.kit.theme import DARK, LIGHT, Theme

_translate = QCoreApplication.translate

SMALLEST, LARGEST = 200, 8000
USUAL = QSize(1600, 1200)
_PREVIEW = QSize(420, 315)
#: how much the preview grows with the text
_GROWS = 1.3
#: an ending that another program's format has: it is written by the export of the network
TIKZ = ".tex"


class FigureDialog(SmallDialog):
    """Asks how a plot is to be saved, shows it so, and saves it."""

    def __init__(
        self,
        plot: QWidget,
        path: Path,
        now: Callable[[], Theme],
        saved: Callable[[Path], None],
        export: Callable[[Path], None] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        """`now` returns the theme that the plot has; `saved` is told the file.

        `export` writes the plot as TikZ, if it can be.
        """
        title = _translate("FigureDialog", "Save {name}").format(name=plot.accessibleName())
        super().__init__(title, "", parent)
        self.about.hide()
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._plot, self._now, self._saved, self._export = plot, now, saved, export
        self.format = QuietCombo()
        for words, ending in (
            (_translate("FigureDialog", "PNG"), ".png"),
            (_translate("FigureDialog", "SVG"), ".svg"),
            (_translate("FigureDialog", "PDF"), ".pdf"),
        ):
            self.format.addItem(words, ending)
        if export is not None:
            self.format.addItem(_translate("FigureDialog", "TikZ (LaTeX)"), TIKZ)
        self.theme = QuietCombo()
        self.theme.addItem(_translate("FigureDialog", "light"), LIGHT)
        self.theme.addItem(_translate("FigureDialog", "dark"), DARK)
        self.theme.setCurrentIndex(1 if now().dark else 0)
        words = _translate("FigureDialog", "pixels of the figure; a drawing has the same shape")
        self.wide = NumberField(
            Parameter("width", "integer", USUAL.width(), words, SMALLEST, LARGEST)
        )
        self.high = NumberField(
            Parameter("height", "integer", USUAL.height(), words, SMALLEST, LARGEST)
        )
        self.file = FileField(
            _translate("FigureDialog", "File of the figure"),
            _translate("FigureDialog", "Figure (*.png *.svg *.pdf)"),
        )
        self.file.set_file(path.with_name(path.name + ".png"))
        self.preview, self.error = Label(), Label()
        self._build()
        self.show_preview()

    def _build(self) -> None:
        # on a small screen larger text needs the height more than the preview does
        self.preview.setFixedSize(_PREVIEW * min(_GROWS, text_scale()))
        self.preview.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.preview.setAccessibleName(_translate("FigureDialog", "Preview"))
        self.preview.setWordWrap(True)
        set_role(self.error, "error")
        self.error.setWordWrap(True)
        self.error.hide()
        row = QHBoxLayout()
        row.setSpacing(12)
        fields = {
            self.format: _translate("FigureDialog", "Format"),
            self.theme: _translate("FigureDialog", "Colours"),
            self.wide: _translate("FigureDialog", "Width"),
            self.high: _translate("FigureDialog", "Height"),
        }
        for field, label in fields.items():
            field.setAccessibleName(label)
            row.addWidget(Row(label, label, field, wide=True), 1)
        self.rows.addWidget(self.preview, 0, Qt.AlignmentFlag.AlignHCenter)
        self.rows.addLayout(row)
        label = _translate("FigureDialog", "File")
        help = _translate("FigureDialog", "Where the figure goes")
        self.rows.addWidget(Row(label, help, self.file, wide=True))
        self.rows.addWidget(self.error)
        self.save = self.add_button(
            _translate("FigureDialog", "Save"),
            _translate("FigureDialog", "Save the figure (Enter)"),
            self._save,
            primary=True,
        )
        self.add_close()
        self.format.activated.connect(self._choose_format)
        self.theme.activated.connect(lambda _: self.show_preview())
        for number in (self.wide, self.high):
            number.edited.connect(lambda _: self.show_preview())

    # ------------------------------------------------------------------ the figure

    @property
    def pixels(self) -> QSize:
        """The size of the figure in pixels."""
        return QSize(int(self.wide.value() or 0), int(self.high.value() or 0))

    def image(self) -> QImage:
        """Return the figure as it would be saved, as a picture."""
        with arranged(self._plot, self._room(), self.theme.currentData(), self._now()):
            return figure_image(self._plot)

    def _room(self) -> QSize:
        return (self.pixels / SCALE).expandedTo(QSize(40, 40))

    def show_preview(self) -> None:
        """Draw the figure as it would be saved."""
        is_tikz = self.format.currentData() == TIKZ
        for field in (self.theme, self.wide, self.high):
            field.setEnabled(not is_tikz)
        if is_tikz:
            self.preview.setText(
                _translate(
                    "FigureDialog",
                    "The network as lines of TikZ, to be included in a LaTeX document.",
                )
            )
            return
        share = self.devicePixelRatioF()
        image = self.image().scaled(
            self.preview.size() * share,
            Qt.AspectRatioMode.KeepAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )
        image.setDevicePixelRatio(share)
        self.preview.setPixmap(QPixmap.fromImage(image))

    # ------------------------------------------------------------------ what a person does

    def _choose_format(self) -> None:
        path = self.file.file()
        if path.name:
            self.file.set_file(path.with_suffix(self.format.currentData()))
        self.show_preview()

    def _save(self) -> None:
        self.wide.commit()
        self.high.commit()
        path = self.file.file()
        if not path.name:
            self._say(_translate("FigureDialog", "Name a file for the figure first."))
            return
        if path.suffix.lower() != self.format.currentData():
            path = path.with_name(path.name + self.format.currentData())
            self.file.set_file(path)
        if not self.file.may_write():
            return
        try:
            if path.suffix == TIKZ and self._export is not None:
                self._export(path)
            else:
                with arranged(self._plot, self._room(), self.theme.currentData(), self._now()):
                    save_figure(self._plot, path)
        except UserError as error:
            self._say(f"{error.message}: {error.hint}" if error.hint else error.message)
            return
        self._saved(path)
        self.close()

    def _say(self, error: str) -> None:
        """Say why nothing was saved."""
        self.error.setText(error)
        self.error.show()
