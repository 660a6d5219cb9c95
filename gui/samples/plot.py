"""The samples in a table with what the network says, to sort by error, filter, and follow."""

from dataclasses import replace

import numpy as np
from PySide6.QtCore import QCoreApplication, QSize, Qt, Signal
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from core.data.samples import Task
from core.lesson.baselines import about_baselines, beside_baselines
from core.lesson.numbers import count
from core.pictures.baselines import Baselines
from core.pictures.images import ImageShape, image_shape
from core.pictures.samples import Samples, Shown
from core.pictures.snapshot import Facts, Snapshot, Wanted
from gui.kit.picture import PixelPicture
from gui.kit.plain import plain_tip
from gui.kit.plot_parts import (
    FewLines,
    Heading,
    Reading,
    caption,
    colour_label,
    on_canvas,
    small_combo,
)
from gui.kit.style import set_role
from gui.kit.tabs import Page, Tab
from gui.kit.theme import LIGHT, SPACE, Theme
from gui.samples.cell import Cell
from gui.samples.model import class_name, part_name
from gui.samples.table import SamplesTable

_translate = QCoreApplication.translate
_PARTS = ("train", "test", "validation")
#: the side of a sample that is a picture, in pixels: as high as the two rows beside it
_PICTURE = 66
#: below this width, in pixels, texts are shortened
_NARROW = 330


class SamplesPlot(QWidget):
    """Shows the samples of a snapshot while visible; reports which one a person chooses."""

    wanted_changed = Signal()  # what wants() returns has changed
    follow_requested = Signal(int)  # the number of a sample among the facts' points
    probe_requested = Signal(object)  # raw inputs (r,) of a sample that is not among them
    marked = Signal(object)  # numbers of the points (k,) in a cell of the confusion matrix

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._facts: Facts | None = None
        self._samples: Samples | None = None
        self._shown = Shown()
        self._simpler: Baselines | None = None
        self._scores: dict[str, float] = {}  # the network's scores by part, held-out parts first
        self._followed: int | None = None  # the sample followed in the last snapshot
        self._asked: int | None = None  # the point that was requested, until a snapshot has it
        self._title = Heading(_translate("SamplesPlot", "Samples"))
        self.part = small_combo(_translate("SamplesPlot", "Show the samples of one part only"))
        self.right = small_combo(_translate("SamplesPlot", "Show right or wrong samples only"))
        for text, right in (
            (_translate("SamplesPlot", "all"), None),
            (_translate("SamplesPlot", "wrong"), False),
            (_translate("SamplesPlot", "right"), True),
        ):
            self.right.addItem(text, right)
        self.part.setMinimumContentsLength(7)
        self.right.setMinimumContentsLength(5)
        self.part.setMinimumWidth(96)  # these shrink in a narrow column
        self.right.setMinimumWidth(60)
        self.cell = Cell()
        set_role(self.cell, "small")
        tip = _translate("SamplesPlot", "Show all cells of the confusion matrix again")
        self.cell.setAccessibleDescription(tip)
        self.cell.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._baselines = FewLines(_translate("SamplesPlot", "Compared with simpler models"))
        self.table = SamplesTable(
            _translate("SamplesPlot", "Samples"),
            _translate(
                "SamplesPlot",
                "Up and Down follow another sample. Left and Right choose a column; Enter sorts "
                "by it, or reverses the order.",
            ),
        )
        self._image: ImageShape | None = None
        self.picture = PixelPicture(_PICTURE, _translate("SamplesPlot", "The sample as a picture"))
        self.picture.hide()
        self._empty = caption()
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setWordWrap(True)
        self._reading = Reading(_translate("SamplesPlot", "Reading"))
        self._build()
        self.setAccessibleName(_translate("SamplesPlot", "Samples"))
        self.set_theme(LIGHT)
        self._say()

    def _build(self) -> None:
        title = QHBoxLayout()
        title.setSpacing(SPACE[1])
        title.addWidget(self._title, 1)
        title.addStretch(0)
        for widget in (self.cell, self.right, self.part):
            title.addWidget(widget)
        words = QVBoxLayout()
        words.setSpacing(SPACE[0])
        words.addLayout(title)
        words.addWidget(self._baselines)
        head = QHBoxLayout()
        head.setSpacing(SPACE[1])
        head.addLayout(words, 1)
        head.addWidget(self.picture)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE[2], SPACE[1], SPACE[2], SPACE[1])
        column.setSpacing(SPACE[0])
        column.addLayout(head)
        column.addWidget(self.table, 1)
        column.addWidget(self._empty, 1)
        column.addWidget(self._reading)
        self.part.activated.connect(self._choose)
        self.right.activated.connect(self._choose)
        self.cell.clicked.connect(lambda: self.show_cell(None))
        self.table.picked.connect(self._picked)
        self.cell.hide()

    def sizeHint(self) -> QSize:
        return QSize(360, 320)

    # what it receives

    def wants(self) -> Wanted:
        """Return what snapshots have to contain: the samples, while they are visible."""
        return Wanted.SAMPLES if self.isVisible() else Wanted.NOTHING

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        on_canvas(self, theme)
        colour_label(self._title, theme.text)
        colour_label(self._baselines, theme.text)
        colour_label(self._reading, theme.secondary)
        colour_label(self._empty, theme.secondary)
        self.table.set_theme(theme)
        self.picture.set_theme(theme)

    def show_facts(self, facts: Facts) -> None:
        """Take the parts and names of a build; keep the filters if possible."""
        same = self._facts is not None and self._facts.classes == facts.classes
        self._facts, self._samples = facts, None
        self._followed = self._asked = None
        lengths = (facts.train_samples, facts.test_samples, facts.validation_samples)
        there = [part for part, samples in zip(_PARTS, lengths, strict=True) if samples]
        shown = self._shown
        if shown.part not in there:
            shown = replace(shown, part=None)
        if not same:
            shown = replace(shown, cell=None, right=None)
        self.part.clear()
        self.part.addItem(_translate("SamplesPlot", "all parts"), None)
        for part in there:
            self.part.addItem(part_name(part), part)
        self.part.setVisible(len(there) > 1)
        self.table.begin(facts)
        self._simpler = None
        self._image = image_shape(facts.raw_names, facts.raw_ranges)
        self._fit()
        self._title.setVisible(self._image is None)  # the tab has the same name
        self._take(shown)

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Show the samples of a moment; without samples, keep what is shown."""
        if self._facts is None:
            return
        if snapshot.samples is not None and snapshot.samples is not self._samples:
            self._samples = snapshot.samples
            self.table.show_samples(self._samples)
            self._mark()
        if snapshot.baselines is not None:
            held = (
                ("test", snapshot.test_metrics),
                ("validation", snapshot.validation_metrics),
                ("train", snapshot.train_metrics),
            )
            metric = snapshot.baselines.metric
            self._scores = {part: found[metric] for part, found in held if metric in found}
            self._simpler = snapshot.baselines
            self._compare()
        self._take_followed(None if snapshot.probe is None else snapshot.probe.sample)
        self._say()

    def clear(self) -> None:
        """Show nothing."""
        self._facts = self._samples = self._image = None
        self.picture.hide()
        self.table.begin(None)
        self._simpler = None
        self._compare()
        self._say()

    def let_go(self, *_: object) -> None:
        """Drop our own request: another view has asked for a sample or an input."""
        self._asked, self._followed = None, -1

    def show_cell(self, cell: tuple[int, int] | None, part: str | None = None) -> None:
        """Show only the samples of a cell (true class, predicted class); None shows all cells."""
        shown = replace(self._shown, cell=cell)
        if cell is not None:
            shown = replace(shown, right=None, part=part)
        self._take(shown)

    def shown(self) -> Shown:
        """Return which samples are shown."""
        return self._shown

    def reading(self) -> str:
        """Return the line under the table."""
        return self._reading.text()

    def compared(self) -> str:
        """Return the line that compares the network with simpler models."""
        return self._baselines.text()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()
        self._compare()

    def _is_narrow(self) -> bool:
        return self.width() < _NARROW

    def _fit(self) -> None:
        """Hide the picture if there is no room for it beside the text; the surface shows it too."""
        self.picture.setVisible(self._image is not None and not self._is_narrow())

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._mark()
        self.wanted_changed.emit()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.marked.emit(np.zeros(0, dtype=np.intp))
        self.wanted_changed.emit()

    # what a person does

    def _choose(self, *_: object) -> None:
        part, right = self.part.currentData(), self.right.currentData()
        self._take(Shown(part, right, self._shown.cell))

    def _take(self, shown: Shown) -> None:
        self._shown = shown
        self.part.setCurrentIndex(max(0, self.part.findData(shown.part)))
        self.right.setCurrentIndex(max(0, self.right.findData(shown.right)))
        self.cell.setVisible(shown.cell is not None)
        classes = self._facts is not None and self._facts.task is not Task.REGRESSION
        self.right.setVisible(classes and shown.cell is None)  # a cell is all right or all wrong
        if shown.cell is not None and self._facts is not None:
            true, said = (class_name(self._facts, k) for k in shown.cell)
            text = _translate("SamplesPlot", "true {true}, said {said}").format(
                true=true, said=said
            )
            self.cell.say(text)
            self.cell.setToolTip(plain_tip(f"{text}\n{self.cell.accessibleDescription()}"))
        self.table.choose(shown)
        self._compare()
        self._mark()
        self._say()

    def _picked(self, sample: int) -> None:
        samples = self._samples
        if samples is None:
            return
        point = int(samples.points[sample])
        self._asked = point if point >= 0 else None
        if point >= 0:
            self.follow_requested.emit(point)
        else:
            self.probe_requested.emit(np.array(samples.inputs[sample], dtype=np.float64))
        self._say()

    def _take_followed(self, point: int | None) -> None:
        """Choose the row of the followed point, unless a later request was made here."""
        if self._asked is not None:
            if point != self._asked:
                return
            self._asked, self._followed = None, point
        if point == self._followed or self._samples is None:
            return
        self._followed = point
        if point is None:
            self.table.pick(None)
            return
        found = np.flatnonzero(self._samples.points == point)
        self.table.pick(int(found[0]) if len(found) else None)

    # words

    def _mark(self) -> None:
        """Report which points the chosen cell holds, so that they can be marked."""
        points = np.zeros(0, dtype=np.intp)
        if self._shown.cell is not None and self._samples is not None and self.isVisible():
            points = self._samples.points[self.table.rows.order]
            points = points[points >= 0]
        self.marked.emit(points)

    def _compare(self) -> None:
        """Show the network's score and those of simpler models, on samples not learned from."""
        scores, simpler = self._scores, self._simpler
        if simpler is None or not scores:
            self._baselines.say("")
            return
        chosen = self._shown.part
        part = chosen if chosen in scores else next(iter(scores))
        text = beside_baselines(
            simpler, part, scores[part], brief=self._image is not None or self._is_narrow()
        )
        said = _translate("SamplesPlot", "{part}: {scores}")
        said = said.format(part=part_name(part), scores=text)
        self._baselines.say(said, about_baselines(simpler))

    def _say(self) -> None:
        reason, rows = "", self.table.rows.rowCount()
        if self._facts is None:
            reason = _translate("SamplesPlot", "No data yet.")
        elif self._samples is None:
            reason = _translate("SamplesPlot", "Nothing computed yet.")
        elif not rows:
            reason = _translate("SamplesPlot", "No sample matches now.")
        self._empty.setText(reason)
        self._empty.setVisible(bool(reason))
        self.table.setVisible(not reason)
        if self._samples is None:
            self._reading.say("")
            self.picture.show_pixels(None, None)
            return
        text = _translate("SamplesPlot", "{shown} of {whole} samples").format(
            shown=count(rows), whole=count(len(self._samples))
        )
        chosen = self.table.chosen()
        if chosen is not None:
            more = _translate("SamplesPlot", " · sample {number} is followed")
            text += more.format(number=count(chosen + 1))
        raw = None if chosen is None else self._samples.inputs[chosen]
        self.picture.show_pixels(self._image, raw, text if chosen is not None else "")
        self._reading.say(text)


def _page() -> Page:
    plot = SamplesPlot()
    return Page(plot, themed=plot, facts=plot, in_front=plot, wishes=plot)


def tab() -> Tab:
    """Return the view's tab: its name, help and icon."""
    return Tab(
        "samples",
        _translate("Tabs", "&Samples"),
        _translate("Tabs", "Every sample with what the network says and how far off it is"),
        _page,
    )
