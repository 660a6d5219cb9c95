"""The data panel: which data, how noisy, and under "More…" all further settings."""

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QSizePolicy,
    QSlider,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from core.counts import counted
from core.data.options import DataOptions
from core.data.samples import SOURCES, Source
from core.project import Project
from core.project_edits import loosened
from core.registry import Options
from core.words import plain, plain_name, say, shortened
from gui.kit.form import ParameterForm
from gui.kit.plain import Label, isolated
from gui.kit.section import Section
from gui.kit.style import set_role
from gui.kit.terms.label import TermLabel
from gui.kit.texts import component_help, component_label, count
from gui.kit.theme import Theme
from gui.panels.base import Panel
from gui.panels.facts import DataFacts
from gui.panels.features import FeatureBoxes
from gui.panels.thumbnails import SourceButton

_translate = QCoreApplication.translate

_COLUMNS, _SIDE, _PICTURE = 5, 33, 27
#: the most classes for which the caption counts samples
_FEW_CLASSES = 6
#: letters of the name of a class that are shown where all are listed
_MOST_OF_CLASS = 24
#: and of that of a file: the window's title has the whole of it
_MOST_OF_FILE = 60


class DataPanel(Panel):
    """Pictures of the data sources, noise, and the source's own settings.

    `dragged` is like `edited`, with a key under which consecutive edits are one step of undo.
    `source_chosen` comes just before the edit that changes the source, because that may require
    another output layer. `table_requested` asks for a table of the person's own,
    `drawing_requested` for points drawn by hand, `reading_requested` for the window with the
    settings for reading the present table.
    """

    dragged = Signal(object, str, str)
    source_chosen = Signal()
    examples_requested = Signal()
    table_requested = Signal()
    drawing_requested = Signal()
    reading_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_translate("DataPanel", "Data"), parent)
        self._project: Project | None = None
        self._two_inputs = False
        #: the data last counted, and the text about them
        self._counted: tuple[DataOptions, str] | None = None
        self._drags = 0
        self._buttons = QButtonGroup(self)
        self._pictures: dict[str, SourceButton] = {}
        self.rows.addLayout(self._build_pictures())
        self.caption = Label()
        set_role(self.caption, "caption")
        self.caption.setWordWrap(True)
        self.rows.addWidget(self.caption)
        self.rows.addLayout(self._build_noise())
        self.more = Section(
            _translate("DataPanel", "More about the data"),
            _translate(
                "DataPanel",
                "Samples, shape, features, scaling, validation and test share, examples",
            ),
        )
        self.rows.addWidget(self.more)
        self._build_more(QVBoxLayout(self.more.body))

    def picture(self, name: str) -> QToolButton:
        """Return the button of a source."""
        return self._pictures[name]

    def set_theme(self, theme: Theme) -> None:
        """Draw the pictures in the colours of a theme."""
        for button in self._pictures.values():
            button.set_theme(theme)

    def show_project(self, project: Project) -> None:
        """Show the project's data settings."""
        self._project = project
        source = project.data.source
        self._buttons.setExclusive(False)
        for name, button in self._pictures.items():
            button.setChecked(name == source.name)
        self._buttons.setExclusive(True)
        noise = source.scatter
        self._noise_row.setEnabled(noise is not None)
        self.noise.blockSignals(True)
        self.noise.setValue(round(100 * (noise or 0.0)))
        self.noise.blockSignals(False)
        self.noise_value.setText(f"{self.noise.value()} %")
        self.reading_button.setVisible(source.file is not None)
        self.source_form.show_value(source)
        self.data_form.show_value(project.data)
        self.features.show_features(project.data.features)
        known = self._counted is not None and self._counted[0] == project.data
        self.caption.setText(
            self._counted[1] if known and self._counted else _file_name(source) or _title(source)
        )

    def show_facts(self, facts: DataFacts | None) -> None:
        """Show how many samples there are; offer features if there are two inputs."""
        self._two_inputs = facts is not None and len(facts.raw_names) == 2
        self.features.setVisible(self._two_inputs)
        if self._project is None:
            return
        source = self._project.data.source
        name = _file_name(source) or _title(source)
        if facts is None:
            self.caption.setText(name)
            return
        total = facts.train_samples + facts.test_samples + facts.validation_samples
        text = _translate("DataPanel", "{name} · {points}")
        text = text.format(name=name, points=counted(total, "point"))
        if facts.validation_samples:
            more = _translate("DataPanel", ", {count} validation")
            text += more.format(count=count(facts.validation_samples))
        if facts.test_samples:
            text += _translate("DataPanel", ", {count} test").format(
                count=count(facts.test_samples)
            )
        said = "\n".join((text, *_class_lines(facts), *facts.notices))
        self._counted = self._project.data, said
        self.caption.setText(said)

    def _build_pictures(self) -> QVBoxLayout:
        both, grid = QVBoxLayout(), QGridLayout()
        both.setSpacing(4)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(4)
        row, column, group = 0, 0, ""
        for source in SOURCES:
            if source.group == "own":
                continue
            if column == _COLUMNS or (group == "gates" and source.group != "gates"):
                row, column = row + 1, 0
            group = source.group
            grid.addWidget(self._picture_button(source), row, column)
            column += 1
        self.table_button = self._own_button(
            _translate("DataPanel", "Table…"),
            _translate("DataPanel", "Your own table"),
            _translate("DataPanel", "Learn from a table of your own: CSV, TSV, Excel, ODS"),
        )
        self.table_button.clicked.connect(self.table_requested)
        self.draw_button = self._own_button(
            _translate("DataPanel", "Draw…"),
            _translate("DataPanel", "Draw your own points"),
            _translate("DataPanel", "Draw points of your own, or touch up those of these data"),
        )
        self.draw_button.clicked.connect(self.drawing_requested)
        own = QHBoxLayout()
        own.setContentsMargins(0, 0, 0, 0)
        own.setSpacing(4)
        own.addWidget(self.table_button)
        own.addWidget(self.draw_button)
        own.addStretch(1)
        for button in (self.table_button, self.draw_button):
            button.setMinimumWidth((_COLUMNS * (_SIDE + 4) - 4 - 4) // 2)  # larger text needs more
            button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        grid.setColumnStretch(_COLUMNS, 1)
        both.addLayout(grid)
        both.addLayout(own)
        return both

    def _own_button(self, words: str, name: str, tip: str) -> QPushButton:
        button = QPushButton(words)
        set_role(button, "small")
        button.setToolTip(tip)
        button.setAccessibleName(name)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setFixedHeight(_SIDE)
        return button

    def _picture_button(self, source: type[Source]) -> SourceButton:
        button = SourceButton(source, _PICTURE)
        set_role(button, "thumbnail")
        button.setCheckable(True)
        button.setFixedSize(_SIDE, _SIDE)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        name = component_label(source)
        button.setToolTip(f"{name[:1].upper()}{name[1:]}\n{component_help(source)}")
        button.setAccessibleName(name)
        button.clicked.connect(lambda _=False, name=source.name: self._choose(name))
        self._buttons.addButton(button)
        self._pictures[source.name] = button
        return button

    def _build_noise(self) -> QVBoxLayout:
        help = _translate("DataPanel", "How far points are moved, as a share of their spread")
        self._noise_row = QWidget()
        row = QHBoxLayout(self._noise_row)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        label = TermLabel(_translate("DataPanel", "Noise"))
        self.noise = QSlider(Qt.Orientation.Horizontal)
        self.noise.setRange(0, 50)
        self.noise.setPageStep(5)
        self.noise.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        for told in (label, self.noise):
            told.setToolTip(help)
        self.noise.setAccessibleName(_translate("DataPanel", "Noise in percent"))
        self.noise_value = Label("0 %")
        set_role(self.noise_value, "number")
        self.noise_value.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.noise_value.setMinimumWidth(self.noise_value.fontMetrics().horizontalAdvance("00 % "))
        self.noise.sliderPressed.connect(self._drag_starts)
        self.noise.valueChanged.connect(self._noise_moved)
        for widget, stretch in ((label, 0), (self.noise, 1), (self.noise_value, 0)):
            row.addWidget(widget, stretch)
        layout = QVBoxLayout()
        layout.addWidget(self._noise_row)
        return layout

    def _build_more(self, layout: QVBoxLayout) -> None:
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        self.features = FeatureBoxes()
        self.features.edited.connect(self._features_edited)
        self.reading_button = QPushButton(_translate("DataPanel", "Columns and reading…"))
        self.reading_button.setToolTip(
            _translate("DataPanel", "How the table is read, what each column is for, the target")
        )
        self.reading_button.setAccessibleName(_translate("DataPanel", "Columns and reading"))
        self.reading_button.clicked.connect(self.reading_requested)
        self.source_form = ParameterForm(
            hidden=("noise", "path", "reading", "columns", "inputs", "target", "task")
        )
        self.source_form.edited.connect(self._source_edited)
        self.data_form = ParameterForm(only=("scaling", "validation_share", "test_share"))
        self.data_form.edited.connect(self._data_edited)
        self.examples_link = QPushButton(_translate("DataPanel", "All examples…"))
        set_role(self.examples_link, "link")
        self.examples_link.setToolTip(
            _translate("DataPanel", "Prepared projects: data, network and settings that fit")
        )
        self.examples_link.setAccessibleName(_translate("DataPanel", "All examples"))
        self.examples_link.clicked.connect(self.examples_requested)
        parts = (self.reading_button, self.features, self.source_form, self.data_form)
        for widget in (*parts, self.examples_link):
            layout.addWidget(widget)
        for form in (self.source_form, self.data_form):
            form.wait_for(self.more.unfolding)
        self.features.setVisible(False)
        self.reading_button.setVisible(False)

    def _choose(self, name: str) -> None:
        if self._project is None:
            return
        kind = SOURCES.named(name)
        if name == self._project.data.source.name:
            self.show_project(self._project)
            return
        source = kind()
        noise = self._project.data.source.scatter
        self._use(source.scattered(noise) if noise else source)

    def _use(self, source: Source) -> None:
        """Switch to another source; features and given weights belong to the old one."""
        assert self._project is not None
        project = self._project
        data = DataOptions(source=source, scaling=project.data.scaling, seed=project.data.seed)
        same_story = project.data.source.group == source.group == "gates"
        changed = replace(project, data=data)
        if not same_story:
            changed = replace(loosened(changed, inputs=True), weights=None)
        if project.name == _title(project.data.source):
            changed = replace(changed, name=_title(source))
        self.source_chosen.emit()
        self._project = changed
        self.edited.emit(changed, _translate("DataPanel", "data"))

    def _drag_starts(self) -> None:
        self._drags += 1

    def _noise_moved(self, value: int) -> None:
        self.noise_value.setText(f"{value} %")
        if self._project is None or self._project.data.source.scatter is None:
            return
        if not self.noise.isSliderDown():
            self._drags += 1
        source = self._project.data.source.scattered(value / 100)
        self._project = replace(self._project, data=replace(self._project.data, source=source))
        key = f"noise {self._drags}"
        self.dragged.emit(self._project, _translate("DataPanel", "noise"), key)

    def _source_edited(self, source: Options, label: str) -> None:
        assert self._project is not None and isinstance(source, Source)
        self.source_chosen.emit()
        self._send(replace(self._project.data, source=source), label)

    def _data_edited(self, data: Options, label: str) -> None:
        assert self._project is not None and isinstance(data, DataOptions)
        kept = replace(
            self._project.data,
            scaling=data.scaling,
            test_share=data.test_share,
            validation_share=data.validation_share,
        )
        self._send(kept, label)

    def _features_edited(self, features: object) -> None:
        assert self._project is not None
        names = features if isinstance(features, tuple) else None
        self._project = replace(loosened(self._project, inputs=True), weights=None)
        data = replace(self._project.data, features=names)
        self._send(data, _translate("DataPanel", "features"))

    def _send(self, data: DataOptions, label: str) -> None:
        assert self._project is not None
        self._project = replace(self._project, data=data)
        self.edited.emit(self._project, label)


def _title(source: Source) -> str:
    """Return the name of a project about this source before it has its own name."""
    label = component_label(source)
    title = label[:1].upper() + label[1:]
    if not source.origin:
        return title
    return say(
        "DataPanel", "{title} (from {origin})", title=title, origin=plain_name(source.origin)
    )


def _file_name(source: Source) -> str:
    """Return the name of the file that a source reads, or "" if it reads none."""
    name = Path((source.file or "").removeprefix("resource:")).name
    return plain(shortened(name, _MOST_OF_FILE))


def _in_short(name: str) -> str:
    """Return the name of a class for a line that names them all."""
    return isolated(shortened(name, _MOST_OF_CLASS))


def _class_lines(facts: DataFacts) -> list[str]:
    """Return how many training samples each class has, if there are few classes."""
    if not 1 < len(facts.class_counts) <= _FEW_CLASSES:
        return []
    told = zip(facts.classes, facts.class_counts, strict=True)
    said = " · ".join(
        say("DataPanel", "{count} of class {name}", count=count(number), name=name)
        if name.isdecimal()  # else it would read like a share of a number
        else say(
            "DataPanel",
            "{count} of {name}",
            count=count(number),
            name=isolated(shortened(name, 30)),
        )
        for name, number in told
    )
    return [say("DataPanel", "Training part: {classes}", classes=said)]
