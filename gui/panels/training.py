"""The training panel: learning rate and batch size visible, the rest under "More…"."""

from dataclasses import replace

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from core.components.optimizers import Optimizer
from core.project import Project, TrainingOptions
from core.registry import Options
from core.words import say, translate
from gui.kit.form import ParameterForm, Row
from gui.kit.section import Section
from gui.kit.style import set_role
from gui.kit.texts import count, help_of, label_of
from gui.panels.base import Panel
from gui.panels.facts import DataFacts
from gui.panels.number_combo import NumberCombo

_translate = QCoreApplication.translate

RATES = (1e-5, 3e-5, 1e-4, 3e-4, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0)
BATCHES = (None, 1, 4, 10, 32, 100, 256)


class TrainingPanel(Panel):
    """How the network learns; the links at the bottom open what is not part of the project."""

    stops_requested = Signal()
    starts_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_translate("TrainingPanel", "Training"), parent)
        self._project: Project | None = None
        rate = Optimizer.parameter_named("learning_rate")
        self.rate = NumberCombo(rate, RATES)
        self.rate.edited.connect(self._rate_edited)
        self._add_row(self.rate)
        batch = TrainingOptions.parameter_named("batch_size")
        self.batch = NumberCombo(batch, BATCHES, _translate("TrainingPanel", "all"))
        self.batch.edited.connect(self._batch_edited)
        self._add_row(self.batch)
        self.more = Section(
            _translate("TrainingPanel", "More about training"),
            _translate(
                "TrainingPanel", "Loss, optimizer, regularization, when to stop, precision, seed"
            ),
        )
        self.rows.addWidget(self.more)
        layout = QVBoxLayout(self.more.body)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        self.parts = ParameterForm(
            only=("loss", "optimizer", "regularizer"), hidden=("learning_rate",)
        )
        self.parts.edited.connect(self._parts_edited)
        self.options = ParameterForm(hidden=("batch_size",))
        self.options.edited.connect(self._options_edited)
        self.seed = ParameterForm(only=("seed",))
        self.seed.edited.connect(self._seed_edited)
        for form in (self.parts, self.options, self.seed):
            form.wait_for(self.more.unfolding)
            layout.addWidget(form)
        self.starts_link = self._link(
            _translate("TrainingPanel", "Try many starts…"),
            _translate("TrainingPanel", "How often does it succeed from other starting weights?"),
        )
        self.starts_link.clicked.connect(self.starts_requested)
        self.stops_link = self._link(
            _translate("TrainingPanel", "Pause at…"),
            _translate("TrainingPanel", "Pause automatically at an update, an epoch or a loss"),
        )
        self.stops_link.clicked.connect(self.stops_requested)
        layout.addWidget(self.starts_link)
        layout.addWidget(self.stops_link)

    def show_project(self, project: Project) -> None:
        """Show the project's training settings."""
        self._project = project
        self.rate.set_value(project.optimizer.learning_rate)
        self.batch.set_value(project.batch_size)
        self._show_whether_batched(project.optimizer)
        self.parts.show_value(project)
        self.options.show_value(project.training)
        self.seed.show_value(project)

    def show_facts(self, facts: DataFacts | None) -> None:
        """Show how many samples "all" means."""
        text = _translate("TrainingPanel", "all")
        if facts is not None:
            text = say("TrainingPanel", "all {count}", count=count(facts.train_samples))
        self.batch.set_empty(text)

    def _show_whether_batched(self, optimizer: Optimizer) -> None:
        """Let no batch size be chosen where the optimizer takes the whole training part."""
        help = help_of(self.batch.parameter)
        if optimizer.whole_part:
            help = say(
                "TrainingPanel",
                "{optimizer} compares each gradient with the last one, and so takes the whole "
                "training part in every update",
                optimizer=translate("Components", optimizer.label),
            )
        self.batch.setEnabled(not optimizer.whole_part)
        self.batch.setToolTip(help)

    def _link(self, words: str, help: str) -> QPushButton:
        button = QPushButton(words)
        set_role(button, "link")
        button.setToolTip(help)
        button.setAccessibleName(words)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return button

    def _add_row(self, field: NumberCombo) -> None:
        parameter = field.parameter
        row = Row(label_of(parameter.name), help_of(parameter), field)
        field.refused.connect(row.show_error)
        self.rows.addWidget(row)

    def _send(self, project: Project, label: str) -> None:
        self._project = project
        self.edited.emit(project, label)

    def _rate_edited(self, rate: float) -> None:
        assert self._project is not None
        optimizer = replace(self._project.optimizer, learning_rate=rate)
        self._send(
            replace(self._project, optimizer=optimizer),
            _translate("TrainingPanel", "learning rate"),
        )

    def _batch_edited(self, size: object) -> None:
        assert self._project is not None
        training = replace(
            self._project.training, batch_size=size if isinstance(size, int) else None
        )
        self._send(
            replace(self._project, training=training), _translate("TrainingPanel", "batch size")
        )

    def _parts_edited(self, shown: Options, label: str) -> None:
        assert self._project is not None and isinstance(shown, Project)
        parts = {name: getattr(shown, name) for name in ("loss", "optimizer", "regularizer")}
        self._send(replace(self._project, **parts), label)

    def _options_edited(self, training: Options, label: str) -> None:
        assert self._project is not None and isinstance(training, TrainingOptions)
        size = self._project.training.batch_size
        self._send(replace(self._project, training=replace(training, batch_size=size)), label)

    def _seed_edited(self, shown: Options, label: str) -> None:
        assert self._project is not None and isinstance(shown, Project)
        self._send(self._project.with_new_weights(shown.seed), label)
