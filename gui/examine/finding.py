"""A finding of the doctor as a card: what it is, how it was measured, the remedy, its future."""

from typing import Any

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from core.lesson.names.layers import layer_title
from core.lesson.numbers import rough
from core.pictures.findings import Finding, Futures
from core.project import Project
from gui.examine.futures import FuturesPlot
from gui.kit.style import set_role
from gui.kit.terms.label import TermLabel
from gui.kit.texts import count, label_of
from gui.kit.theme import LIGHT, Theme

_translate = QCoreApplication.translate


class FindingCard(QFrame):
    """One finding, with the buttons *Show me*, *See both futures* and *Take it*.

    The first is there if it has a place, the others if it has a remedy; *Find a rate…* if that is
    another learning rate.
    """

    shown = Signal(object)  # Finding
    applied = Signal(object)  # Finding
    foresee = Signal(object)  # Finding
    stop_foreseeing = Signal()
    rate_wanted = Signal()

    def __init__(
        self,
        finding: Finding,
        project: Project,
        plots: frozenset[str],
        parent: QWidget | None = None,
        theme: Theme = LIGHT,
    ) -> None:
        super().__init__(parent)
        self.finding = finding
        set_role(self, "card")
        self.setAccessibleName(finding.title)
        self.setAccessibleDescription(f"{finding.measured}. {finding.says}.")
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(6)
        self.title, self.measured, self.says = (
            TermLabel(text) for text in (finding.title, f"{finding.measured}.", f"{finding.says}.")
        )
        set_role(self.title, "title")
        set_role(self.says, "caption")
        self.remedy = TermLabel("\n".join(remedy_words(project, finding)))
        self.remedy.setVisible(finding.remedy is not None)
        for label in (self.title, self.measured, self.says, self.remedy):
            label.setWordWrap(True)
            column.addWidget(label)
        self.plot = FuturesPlot()
        self.plot.set_theme(theme)
        self.outcome = TermLabel()
        self.outcome.setWordWrap(True)
        for widget in (self.plot, self.outcome):
            widget.hide()
            column.addWidget(widget)
        self._is_foreseeing = False
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch(1)
        self.show_me = self._button(
            _translate("FindingCard", "Show me"),
            _translate("FindingCard", "Show the plot and select the layer that this is about"),
        )
        self.show_me.clicked.connect(lambda: self.shown.emit(self.finding))
        self.find_rate = self._button(
            _translate("FindingCard", "Find a rate…"),
            _translate("FindingCard", "Try growing learning rates on a copy, and choose one"),
        )
        self.find_rate.clicked.connect(self.rate_wanted)
        self.both = self._button("", "")
        self.both.clicked.connect(self._foresee_or_stop)
        self.apply = self._button(_translate("FindingCard", "Take it"), _take_help())
        self.apply.clicked.connect(lambda: self.applied.emit(self.finding))
        remedy = finding.remedy
        self.show_me.setVisible(bool(finding.units) or finding.plot in plots)
        self.find_rate.setVisible(remedy is not None and "optimizer.learning_rate" in remedy)
        for button in (self.both, self.apply):
            button.setVisible(remedy is not None)
        for button in (self.show_me, self.find_rate, self.both, self.apply):
            row.addWidget(button)
        column.addLayout(row)
        self._possible = True
        self._show_foreseeing()

    def _button(self, words: str, help: str) -> QPushButton:
        button = QPushButton(words)
        button.setToolTip(help)
        button.setAccessibleName(f"{words}: {self.finding.title}")
        button.setAutoDefault(False)
        return button

    def set_possible(self, possible: bool) -> None:
        """Enable the remedy, or say that it was for other settings."""
        self._possible = possible
        help = _take_help()
        if not possible:
            help = _translate("FindingCard", "The settings have changed since: look again first")
        self.apply.setEnabled(possible)
        self.apply.setToolTip(help)
        self.find_rate.setEnabled(possible)
        self._show_foreseeing()

    # ------------------------------------------------------------------ both futures

    def begin_foreseeing(self) -> None:
        """Ask for both futures."""
        if self.finding.remedy is not None and self._possible and not self._is_foreseeing:
            self._is_foreseeing = True
            self.outcome.setText(_translate("FindingCard", "Training on without it and with it…"))
            self.outcome.show()
            self._show_foreseeing()
            self.foresee.emit(self.finding)

    def show_futures(self, futures: Futures | None) -> None:
        """Show both as far as they have come; None: they were given up."""
        if not self._is_foreseeing:
            return
        self._is_foreseeing = futures is not None and not futures.is_over
        if futures is None:
            self.outcome.setVisible(self.plot.isVisibleTo(self))
            self.outcome.setText(_translate("FindingCard", "Stopped: this is how far both came."))
        else:
            self.plot.show_futures(futures)
            self.plot.show()
            if futures.is_over:
                self.outcome.setText(f"{futures.words[:1].upper()}{futures.words[1:]}.")
        self._show_foreseeing()

    def is_foreseeing(self) -> bool:
        """Return whether both futures are on their way."""
        return self._is_foreseeing

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self.plot.set_theme(theme)

    def _foresee_or_stop(self) -> None:
        if self._is_foreseeing:
            self.stop_foreseeing.emit()
        else:
            self.begin_foreseeing()

    def _show_foreseeing(self) -> None:
        words = _translate("FindingCard", "See both futures")
        help = _translate(
            "FindingCard", "Train on without this and with it, on copies, and compare"
        )
        if self._is_foreseeing:
            words = _translate("FindingCard", "Stop")
            help = _translate("FindingCard", "Stop training both futures")
        self.both.setText(words)
        self.both.setToolTip(help)
        self.both.setAccessibleName(f"{words}: {self.finding.title}")
        self.both.setEnabled(self._possible or self._is_foreseeing)


def _take_help() -> str:
    return _translate("FindingCard", "Take this remedy; a single Undo takes it back")


def remedy_words(project: Project, finding: Finding) -> list[str]:
    """Return a line for each thing that a remedy does: Learning rate: 10 → 1."""
    back = []
    if finding.back_to is not None:
        words = _translate("FindingCard", "Go back to update {update}")
        back.append(words.format(update=count(finding.back_to)))
    return back + [
        _setting_words(project, path.split("."), value)
        for path, value in (finding.remedy or {}).items()
    ]


def _setting_words(project: Project, path: list[str], value: Any) -> str:
    if path == ["weights"] and value is None:
        return _translate("FindingCard", "Starting weights: new draw")
    name = label_of(path[-1])
    if path[0] == "layers" and len(path) > 1:
        name = f"{layer_title(project.layers, int(path[1]))}, {name[:1].lower()}{name[1:]}"
    elif path == ["data", "seed"]:
        name = _translate("FindingCard", "Seed of the data")
    before = _value_words(_value_at(project.to_json(), path))
    return f"{name}: {before} → {_value_words(value)}"


def _value_at(description: Any, path: list[str]) -> Any:
    for step in path:
        if isinstance(description, list):
            description = description[int(step)]
        elif isinstance(description, dict):
            description = description.get(step)
        else:
            return None
    return description


def _value_words(value: Any) -> str:
    if isinstance(value, dict):
        value = value.get("name")
    if value is None:
        return _translate("FindingCard", "none")
    if isinstance(value, bool):
        yes = _translate("FindingCard", "on")
        return yes if value else _translate("FindingCard", "off")
    if isinstance(value, float):
        return rough(value)
    if isinstance(value, list):
        return count(len(value))
    return str(value).replace("_", " ")
