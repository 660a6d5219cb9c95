"""A finding of the doctor as a card: what it is, how it was measured, and the remedy."""

from typing import Any

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from core.lesson.names.layers import layer_title
from core.lesson.numbers import rough
from core.pictures.findings import Finding
from core.project import Project
from gui.kit.plain import Label
from gui.kit.style import set_role
from gui.kit.texts import label_of

_translate = QCoreApplication.translate


class FindingCard(QFrame):
    """One finding, with the buttons *Show me* and *Apply* if it has a place and a remedy."""

    shown = Signal(object)  # Finding
    applied = Signal(object)  # Finding

    def __init__(
        self,
        finding: Finding,
        project: Project,
        plots: frozenset[str],
        parent: QWidget | None = None,
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
            Label(text) for text in (finding.title, f"{finding.measured}.", f"{finding.says}.")
        )
        set_role(self.title, "title")
        set_role(self.says, "caption")
        self.remedy = Label("\n".join(remedy_words(project, finding)))
        self.remedy.setVisible(finding.remedy is not None)
        for label in (self.title, self.measured, self.says, self.remedy):
            label.setWordWrap(True)
            column.addWidget(label)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch(1)
        self.show_me = self._button(
            _translate("FindingCard", "Show me"),
            _translate("FindingCard", "Show the plot and select the layer that this is about"),
        )
        self.show_me.clicked.connect(lambda: self.shown.emit(self.finding))
        self.apply = self._button(
            _translate("FindingCard", "Apply"),
            _translate("FindingCard", "Apply this; a single Undo takes it back"),
        )
        self.apply.clicked.connect(lambda: self.applied.emit(self.finding))
        self.show_me.setVisible(bool(finding.units) or finding.plot in plots)
        self.apply.setVisible(finding.remedy is not None)
        for button in (self.show_me, self.apply):
            row.addWidget(button)
        column.addLayout(row)

    def _button(self, words: str, help: str) -> QPushButton:
        button = QPushButton(words)
        button.setToolTip(help)
        button.setAccessibleName(f"{words}: {self.finding.title}")
        button.setAutoDefault(False)
        return button

    def set_possible(self, possible: bool) -> None:
        """Enable the remedy, or say that it was for other settings."""
        help = _translate("FindingCard", "Apply this; a single Undo takes it back")
        if not possible:
            help = _translate("FindingCard", "The settings have changed since: look again first")
        self.apply.setEnabled(possible)
        self.apply.setToolTip(help)


def remedy_words(project: Project, finding: Finding) -> list[str]:
    """Return a line for each setting that a remedy changes: Learning rate: 10 → 1."""
    return [
        _setting_words(project, path.split("."), value)
        for path, value in (finding.remedy or {}).items()
    ]


def _setting_words(project: Project, path: list[str], value: Any) -> str:
    if path == ["weights"] and value is None:
        return _translate("FindingCard", "Starting weights: new draw")
    name = label_of(path[-1])
    if path[0] == "layers":
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
    return str(value).replace("_", " ")
