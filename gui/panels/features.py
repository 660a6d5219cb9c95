"""Which features of two inputs the network sees: one box each, with at least one ticked."""

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QWidget

from core.data.features import FEATURES
from core.words import say
from gui.kit.plain import Label
from gui.kit.style import set_role

_translate = QCoreApplication.translate

#: what the network sees if a project does not say
PLAIN = ("x1", "x2")


class FeatureBoxes(QWidget):
    """A box for each feature; `edited` carries the names, or None for the two plain inputs."""

    edited = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._boxes: dict[str, QCheckBox] = {}
        self._names: tuple[str, ...] = PLAIN
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(2)
        title = Label(_translate("FeatureBoxes", "Features"))
        set_role(title, "caption")
        grid.addWidget(title, 0, 0, 1, 2)
        for i, feature in enumerate(FEATURES.values()):
            box = QCheckBox(feature.label)
            box.setToolTip(say("FeatureBoxes", "Use {name} as an input", name=feature.label))
            box.setAccessibleName(_translate("FeatureBoxes", "Feature") + " " + feature.name)
            box.clicked.connect(self._clicked)
            self._boxes[feature.name] = box
            grid.addWidget(box, 1 + i // 2, i % 2)
        self.error = Label()
        set_role(self.error, "error")
        self.error.setWordWrap(True)
        self.error.setVisible(False)
        grid.addWidget(self.error, 1 + len(FEATURES), 0, 1, 2)

    def box(self, name: str) -> QCheckBox:
        """Return the box of a feature."""
        return self._boxes[name]

    def show_features(self, names: tuple[str, ...] | None) -> None:
        """Tick the features in use; None means the two plain inputs."""
        self._names = PLAIN if names is None else names
        self.error.setVisible(False)
        for name, box in self._boxes.items():
            box.setChecked(name in self._names)

    def _clicked(self) -> None:
        names = tuple(name for name, box in self._boxes.items() if box.isChecked())
        if not names:
            self.show_features(self._names)
            self.error.setText(
                _translate("FeatureBoxes", "At least one input is needed; tick another one first.")
            )
            self.error.setVisible(True)
            return
        self._names = names
        self.error.setVisible(False)
        self.edited.emit(None if names == PLAIN else names)
