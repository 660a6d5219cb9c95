"""The small window that asks where training is to pause automatically."""

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QWidget,
)

from core.registry import Parameter
from core.run.stops import Stops
from gui.kit.dialog import SmallDialog
from gui.kit.form import Row
from gui.kit.number_field import NumberField

_translate = QCoreApplication.translate

_MOST = 10**12


def _integer(name: str, help: str) -> Parameter:
    return Parameter(name, "integer", None, help, low=1, high=_MOST, optional=True)


class StopsDialog(SmallDialog):
    """Sets where training pauses automatically; every change takes effect at once."""

    changed = Signal(object)  # Stops

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(
            _translate("StopsDialog", "Pause at"),
            _translate("StopsDialog", "Training pauses automatically; Play goes on from there."),
            parent,
        )
        self._sample: int | None = None
        self._has_classes = True
        self.update_field = self._row(
            _translate("StopsDialog", "At update"),
            _integer("update", _translate("StopsDialog", "pause after this many updates")),
        )
        self.epoch_field = self._row(
            _translate("StopsDialog", "At epoch"),
            _integer("epoch", _translate("StopsDialog", "pause after this many epochs")),
        )
        loss = _translate("StopsDialog", "pause once the training loss is at or under this")
        self.loss_field = self._row(
            _translate("StopsDialog", "At a training loss of"),
            Parameter("loss", "number", None, loss, optional=True),
        )
        words = _translate("StopsDialog", "When the followed sample changes class")
        self.sample_box = QCheckBox(words)
        self.sample_box.setAccessibleName(words)
        self.sample_box.clicked.connect(self._changed)
        self.rows.addWidget(self.sample_box)
        self.clear_button = self.add_button(
            _translate("StopsDialog", "Clear all"),
            _translate("StopsDialog", "Remove all automatic pauses"),
            self.clear,
        )
        self.add_close()
        self.follow(None)

    def stops(self) -> Stops:
        """Return what is set."""
        watched = self.sample_box.isChecked() and self.sample_box.isEnabled()
        return Stops(
            update=self.update_field.value(),  # type: ignore[arg-type]
            epoch=self.epoch_field.value(),  # type: ignore[arg-type]
            loss=self.loss_field.value(),
            sample=self._sample if watched else None,
        )

    def follow(self, sample: int | None) -> None:
        """Note which sample is followed; a change of its class can be watched for."""
        self._sample = sample
        self._offer_sample()

    def offer_classes(self, has_classes: bool) -> None:
        """Note whether samples have a class."""
        self._has_classes = has_classes
        self._offer_sample()

    def _offer_sample(self) -> None:
        help = _translate("StopsDialog", "Pause when sample {number} is taken for another class")
        help = help.format(number=(self._sample or 0) + 1)
        if self._sample is None:
            help = _translate("StopsDialog", "First click a point on the surface to follow it")
        if not self._has_classes:
            help = _translate("StopsDialog", "The data of this project have no classes")
        was = self.stops()
        self.sample_box.setEnabled(self._sample is not None and self._has_classes)
        self.sample_box.setToolTip(help)
        if self.stops() != was or self.sample_box.isChecked():
            self._changed()

    def _row(self, label: str, parameter: Parameter) -> NumberField:
        field = NumberField(parameter)
        field.lineEdit().setPlaceholderText(_translate("StopsDialog", "off"))
        row = Row(label, parameter.help[:1].upper() + parameter.help[1:], field)
        field.setToolTip(row.label.toolTip())
        field.setAccessibleName(label)
        field.edited.connect(lambda _: self._changed())
        field.refused.connect(row.show_error)
        self.rows.addWidget(row)
        return field

    def _changed(self) -> None:
        self.changed.emit(self.stops())

    def clear(self) -> None:
        """Remove all automatic pauses."""
        for field in (self.update_field, self.epoch_field, self.loss_field):
            field.set_value(None)
        self.sample_box.setChecked(False)
        self._changed()
