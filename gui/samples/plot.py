"""The samples with what the network says, as a table or a scatter, to filter and to follow."""

import numpy as np
from PySide6.QtCore import QCoreApplication, QSize, Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from core.counts import counted
from core.lesson.baselines import about_baselines, beside_baselines
from core.lesson.numbers import count
from core.pictures.baselines import Baselines
from core.pictures.images import ImageShape, image_shape
from core.pictures.samples import Samples, Shown
from core.pictures.snapshot import Facts, Snapshot, Wanted
from gui.kit.choice import Switch
from gui.kit.lines.few import FewLines
from gui.kit.picture import PixelPicture
from gui.kit.plot_parts import Heading, Reading, caption, colour_label, on_canvas
from gui.kit.theme import LIGHT, SPACE, Theme
from gui.samples.filters import SampleFilters
from gui.samples.model import part_name, sample_in_words
from gui.samples.scatter import SampleScatter
from gui.samples.table import SamplesTable

_translate = QCoreApplication.translate
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
    cell_left = Signal(object)  # the cell (true class, predicted class) to go back to

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = LIGHT
        self._facts: Facts | None = None
        self._samples: Samples | None = None
        self._simpler: Baselines | None = None
        self._scores: dict[str, float] = {}  # the network's scores by part, held-out parts first
        self._followed: int | None = None  # the sample followed in the last snapshot
        self._asked: int | None = None  # the point that was requested, until a snapshot has it
        self._title = Heading(_translate("SamplesPlot", "Samples"), "")
        self.filters = SampleFilters()
        self.part, self.right, self.cell = (
            self.filters.part,
            self.filters.right,
            self.filters.cell,
        )
        self.look = Switch(
            _translate("SamplesPlot", "How the samples are shown"),
            (
                (
                    _translate("SamplesPlot", "Table"),
                    _translate("SamplesPlot", "A row for every sample, with error and loss"),
                ),
                (
                    _translate("SamplesPlot", "Scatter"),
                    _translate("SamplesPlot", "A point for every sample, over any two inputs"),
                ),
            ),
        )
        self._scatter_made: SampleScatter | None = None  # a plot takes long to make
        self._under: int | None = None  # the sample under the cursor
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
        title.addWidget(self.filters)
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
        foot = QHBoxLayout()
        foot.setSpacing(SPACE[1])
        foot.addWidget(self.look)
        foot.addWidget(self._reading, 1)
        self._middle = QVBoxLayout()
        self._middle.addWidget(self.table, 1)
        column.addLayout(self._middle, 1)
        column.addWidget(self._empty, 1)
        column.addLayout(foot)
        self.filters.changed.connect(self._filtered)
        self.filters.left.connect(self.cell_left)
        self.table.picked.connect(self._picked)
        self.look.group.idToggled.connect(self._looked)

    @property
    def scatter(self) -> SampleScatter:
        """The scatter, made when it is asked for first."""
        if self._scatter_made is None:
            made = self._scatter_made = SampleScatter()
            made.hide()
            self._middle.addWidget(made, 1)
            made.picked.connect(self._picked)
            made.pointed.connect(self._pointed)
            made.set_theme(self._theme)
            made.show_facts(self._facts)
            made.show_samples(self._samples, self.table.rows.order)
        return self._scatter_made

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
        self._theme = theme
        if self._scatter_made is not None:
            self._scatter_made.set_theme(theme)
        self.picture.set_theme(theme)

    def forget(self) -> None:
        """Show all samples: another document begins."""
        self.filters.take(Shown())

    def show_facts(self, facts: Facts) -> None:
        """Take the parts and names of a build; keep the filters if possible."""
        self._facts, self._samples = facts, None
        self._followed = self._asked = self._under = None
        self.table.begin(facts)
        if self._scatter_made is not None:
            self._scatter_made.show_facts(facts)
        self._simpler = None
        self._image = image_shape(facts.raw_names, facts.raw_ranges)
        self._fit()
        self._title.setVisible(self._image is None)  # the tab has the same name
        self.filters.show_facts(facts)

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Show the samples of a moment; without samples, keep what is shown."""
        if self._facts is None:
            return
        if snapshot.samples is not None and snapshot.samples is not self._samples:
            self._samples = snapshot.samples
            self.table.show_samples(self._samples)
            self._scatter()
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
        if self._scatter_made is not None:
            self._scatter_made.show_facts(None)
        self._simpler = None
        self._compare()
        self._say()

    def let_go(self, *_: object) -> None:
        """Drop our own request: another view has asked for a sample or an input."""
        self._asked, self._followed = None, -1

    def show_cell(self, cell: tuple[int, int] | None, part: str | None = None) -> None:
        """Show only the samples of a cell (true class, predicted class); None shows all cells."""
        self.filters.show_cell(cell, part)

    def shown(self) -> Shown:
        """Return which samples are shown."""
        return self.filters.shown

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

    def _filtered(self) -> None:
        """Show what the filters choose."""
        self.table.choose(self.filters.shown)
        self._scatter()
        self._compare()
        self._mark()
        self._say()

    def _looked(self, *_: object) -> None:
        """Show the table or the scatter."""
        self._under = None
        self._say()

    def _scatter(self) -> None:
        """Give the scatter the samples that are shown: it draws them while it is in front."""
        if self._scatter_made is not None:
            self._scatter_made.show_samples(self._samples, self.table.rows.order)

    def _pointed(self, sample: int | None) -> None:
        self._under = sample
        self._say()

    def _picked(self, sample: int) -> None:
        samples = self._samples
        if samples is None:
            return
        point = int(samples.points[sample])
        self.table.pick(sample)
        self._asked = point if point >= 0 else None
        if point >= 0:
            self.follow_requested.emit(point)
        else:
            self._followed = None  # the snapshot will have these inputs, but no point
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
        if self.filters.shown.cell is not None and self._samples is not None and self.isVisible():
            points = self._samples.points[self.table.rows.order]
            points = points[points >= 0]
        self.marked.emit(points)

    def _compare(self) -> None:
        """Show the network's score and those of simpler models, on samples not learned from."""
        scores, simpler = self._scores, self._simpler
        if simpler is None or not scores:
            self._baselines.say("")
            return
        chosen = self.filters.shown.part
        part = chosen if chosen in scores else next(iter(scores))
        text = beside_baselines(
            simpler, part, scores[part], brief=self._image is not None or self._is_narrow()
        )
        said = _translate("SamplesPlot", "{part}: {scores}")
        said = said.format(part=part_name(part), scores=text)
        self._baselines.say(said, about_baselines(simpler))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Backspace and self.filters.shown.cell is not None:
            self.filters.go_back()
        else:
            super().keyPressEvent(event)

    def _say(self) -> None:
        reason, rows = "", self.table.rows.rowCount()
        if self._facts is None:
            reason = _translate("SamplesPlot", "No data yet.")
        elif self._samples is None:
            reason = _translate("SamplesPlot", "Being computed…")
        elif not rows:
            reason = _translate("SamplesPlot", "No sample matches now.")
        self._empty.setText(reason)
        self._empty.setVisible(bool(reason))
        scatter = self.look.chosen() == 1
        self.table.setVisible(not reason and not scatter)
        if scatter or self._scatter_made is not None:
            self.scatter.setVisible(not reason and scatter)
        if self._samples is None:
            self._reading.say("")
            self.picture.show_pixels(None, None)
            return
        text = _translate("SamplesPlot", "{shown} of {whole}").format(
            shown=count(rows), whole=counted(len(self._samples), "sample")
        )
        chosen = self.table.chosen()
        if self._scatter_made is not None:
            self._scatter_made.follow(chosen)
        if scatter and len(self.scatter.points()) < rows:
            more = _translate("SamplesPlot", " · {drawn} drawn")
            text += more.format(drawn=count(len(self.scatter.points())))
        if scatter and self._under is not None and self._facts is not None:
            text = sample_in_words(self._facts, self._samples, self._under)
        elif chosen is not None:
            more = _translate("SamplesPlot", " · sample {number} is followed")
            text += more.format(number=count(chosen + 1))
        if scatter and self._under is not None:
            chosen = self._under
        raw = None if chosen is None else self._samples.inputs[chosen]
        self.picture.show_pixels(self._image, raw, text if chosen is not None else "")
        self._reading.say(text)
