"""A form built from the declared parameters of a component or an options record.

The form shows one frozen value and never changes it: every edit sends a new instance, made with
`dataclasses.replace`. It does not know what the value is for.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from PySide6.QtCore import QCoreApplication, Signal, SignalInstance, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from core.errors import ProjectError, UserError
from core.registry import Component, Options, Parameter
from gui.kit.choice import Choice, QuietCombo
from gui.kit.number_field import NumberField
from gui.kit.plain import Label
from gui.kit.style import set_role, text_scale
from gui.kit.terms.label import TermLabel
from gui.kit.texts import empty_text, help_of, label_of

_translate = QCoreApplication.translate

#: the width of a panel's contents, and the least width of a control beside its label
ROW_WIDTH, CONTROL_WIDTH = 182, 84


C = TypeVar("C", bound=Component)


def with_kind(old: Component, new: type[C]) -> C:
    """Return a component of another kind that keeps the fields they have in common."""
    kept = {}
    for item in new.parameters():
        known = item.name in {other.name for other in old.parameters()}
        if known and new.takes_over(item.name, old):
            try:
                kept[item.name] = item.read(_plain(getattr(old, item.name)), item.name)
            except UserError:
                continue
    missing = [item.name for item in new.parameters() if item.required and item.name not in kept]
    for name in missing:
        kept[name] = int(new.parameter_named(name).low)
    return new(**kept)


def _plain(value: Any) -> Any:
    return value.write() if isinstance(value, Options) else value


class Row(QWidget):
    """A label and a control, side by side if both fit, and a line for an error message.

    `room` is the width of the row in pixels at the usual text size.
    """

    def __init__(
        self, label: str, help: str, control: QWidget, wide: bool = False, room: int = ROW_WIDTH
    ) -> None:
        super().__init__()
        self.control = control
        self.label = TermLabel(label)
        self.label.setToolTip(help)
        self.label.setBuddy(control)
        self.error = Label()
        set_role(self.error, "error")
        self.error.setWordWrap(True)
        self.error.setVisible(False)
        if not control.accessibleName():
            control.setAccessibleName(label)
        if not control.toolTip():
            control.setToolTip(help)
        self.setFocusProxy(control)
        beside = room * text_scale() - CONTROL_WIDTH - 8
        above = wide or self.label.sizeHint().width() > beside
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setHorizontalSpacing(8)
        layout.setVerticalSpacing(2)
        if above:
            set_role(self.label, "caption")
            layout.addWidget(self.label, 0, 0, 1, 2)
            layout.addWidget(control, 1, 0, 1, 2)
        else:
            layout.addWidget(self.label, 0, 0)
            layout.addWidget(control, 0, 1)
            control.setMinimumWidth(CONTROL_WIDTH)
            control.setMaximumWidth(CONTROL_WIDTH + 10)
            layout.setColumnMinimumWidth(1, CONTROL_WIDTH)
            layout.setColumnStretch(0, 1)
        layout.addWidget(self.error, 2, 0, 1, 2)

    def show_error(self, message: str) -> None:
        """Show an error under the control, or clear it with ""."""
        self.error.setText(message)
        self.error.setVisible(bool(message))


class ParameterForm(QWidget):
    """Fields for the parameters of one Options; `edited` carries the new instance and a label.

    `only` names the fields to show, in order; `hidden` names those to leave out, also in nested
    forms.
    """

    edited = Signal(object, str)

    def __init__(
        self,
        only: Sequence[str] | None = None,
        hidden: Collection[str] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._only = only
        self._hidden = hidden
        self._value: Options | None = None
        self._waits = False
        self._shown: type[Options] | None = None
        self._setters: dict[str, Callable[[Any], None]] = {}
        self._fields: dict[str, QWidget] = {}
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(8)

    def value(self) -> Options | None:
        """Return what is shown."""
        return self._value

    def field(self, name: str) -> QWidget:
        """Return the control of a field. Raises KeyError if it is not shown."""
        self._make()
        return self._fields[name]

    def wait_for(self, unfolding: SignalInstance) -> None:
        """Make the fields only when they are about to be seen, or when one is asked for."""
        self._waits = True
        unfolding.connect(self._make)

    @Slot()
    def _make(self) -> None:
        if self._waits:
            self._waits = False
            self.show_value(self._value)

    def show_value(self, value: Options | None) -> None:
        """Show a value; fields are rebuilt only for another kind of value."""
        self._value = value
        if self._waits:
            return
        if type(value) is not self._shown:
            self._build(value)
        if value is not None:
            for name, setter in self._setters.items():
                setter(getattr(value, name))

    def _build(self, value: Options | None) -> None:
        self._shown = None if value is None else type(value)
        self._setters, self._fields = {}, {}
        while item := self._layout.takeAt(0):
            old = item.widget()
            assert old is not None  # this layout holds only controls
            old.hide()
            old.setParent(None)
            old.deleteLater()
        if value is None:
            return
        declared = {item.name: item for item in value.parameters()}
        for name in declared if self._only is None else self._only:
            make = getattr(self, f"_make_{declared[name].kind}", None)
            if name not in self._hidden and make is not None:
                self._layout.addWidget(make(declared[name]))

    def _take(self, name: str, value: Any) -> None:
        assert self._value is not None
        if getattr(self._value, name) == value:
            return
        self._value = replace(self._value, **{name: value})
        self._setters[name](value)
        self.edited.emit(self._value, label_of(name).lower())

    def _keep(self, parameter: Parameter, field: QWidget, setter: Callable[[Any], None]) -> None:
        self._fields[parameter.name] = field
        self._setters[parameter.name] = setter

    def _make_number(self, parameter: Parameter) -> QWidget:
        field = NumberField(parameter)
        words = field.lineEdit().placeholderText()
        wide = field.fontMetrics().horizontalAdvance(words) > CONTROL_WIDTH - 34
        row = Row(label_of(parameter.name), help_of(parameter), field, wide)
        field.edited.connect(lambda value: self._take(parameter.name, value))
        field.refused.connect(row.show_error)
        self._keep(parameter, field, field.set_value)
        return row

    _make_integer = _make_number

    def _make_text(self, parameter: Parameter) -> QWidget:
        field = QLineEdit()
        field.setPlaceholderText(empty_text(parameter.name))
        row = Row(label_of(parameter.name), help_of(parameter), field, wide=True)

        def commit() -> None:
            if not field.isModified():
                return
            text = field.text().strip() or (None if parameter.optional else "")
            try:
                parameter.read(text, label_of(parameter.name))
            except ProjectError as error:
                row.show_error(f"{error.message}: {error.hint}")
                return
            row.show_error("")
            self._take(parameter.name, text)

        def show(value: object) -> None:
            # several texts are shown as a list, and stay unless something is typed
            several = ", ".join(value) if isinstance(value, tuple) else value
            field.setText(str(several or ""))

        field.editingFinished.connect(commit)
        self._keep(parameter, field, show)
        return row

    def _make_boolean(self, parameter: Parameter) -> QWidget:
        field = QCheckBox(label_of(parameter.name))
        field.setToolTip(help_of(parameter))
        field.setAccessibleName(label_of(parameter.name))
        field.clicked.connect(lambda value: self._take(parameter.name, bool(value)))
        self._keep(parameter, field, field.setChecked)
        return field

    def _make_choice(self, parameter: Parameter) -> QWidget:
        field = QuietCombo()
        for name in parameter.choices:
            field.addItem(_words(name), name)
        field.activated.connect(lambda index: self._take(parameter.name, field.itemData(index)))

        def show(value: Any) -> None:
            known = len(parameter.choices)
            while field.count() > known:
                field.removeItem(known)
            if value not in parameter.choices:  # from a file: it stays until another is chosen
                field.addItem(", ".join(map(str, value)), value)
            field.setCurrentIndex(field.findData(value))

        self._keep(parameter, field, show)
        return Row(label_of(parameter.name), help_of(parameter), field, _is_wide(field))

    def _make_component(self, parameter: Parameter) -> QWidget:
        field = ComponentField(parameter, self._hidden)
        field.edited.connect(lambda value: self._take(parameter.name, value))
        self._keep(parameter, field.choice, field.set_value)
        self._fields[f"{parameter.name}."] = field.form
        return field

    def _make_options(self, parameter: Parameter) -> QWidget:
        holder = QWidget()
        layout = QVBoxLayout(holder)
        layout.setContentsMargins(0, 4, 0, 0)
        layout.setSpacing(8)
        title = Label(label_of(parameter.name))
        title.setToolTip(help_of(parameter))
        form = ParameterForm(hidden=self._hidden)
        form.setAccessibleName(label_of(parameter.name))
        form.setToolTip(help_of(parameter))
        form.edited.connect(lambda value, _: self._take(parameter.name, value))
        layout.addWidget(title)
        layout.addWidget(_indented(form))
        self._keep(parameter, form, form.show_value)
        self._fields[f"{parameter.name}."] = form
        return holder


class ComponentField(QWidget):
    """A choice of a component and, under it, the form of the chosen one."""

    edited = Signal(object)

    def __init__(self, parameter: Parameter, hidden: Collection[str] = ()) -> None:
        super().__init__()
        assert parameter.registry is not None
        self._registry = parameter.registry
        self._value: Component | None = None
        self.choice = Choice(parameter.registry)
        self.form = ParameterForm(hidden=hidden)
        self._nest = _indented(self.form)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(Row(label_of(parameter.name), help_of(parameter), self.choice, wide=True))
        layout.addWidget(self._nest)
        self.setFocusProxy(self.choice)
        self.choice.chosen.connect(self._chosen)
        self.form.edited.connect(self._edited)

    def set_value(self, value: Component) -> None:
        """Show a component."""
        self._value = value
        self.choice.set_name(value.name)
        self.form.show_value(value)
        shown = [p for p in value.parameters() if p.name not in self.form._hidden]
        self._nest.setVisible(bool(shown))

    def _chosen(self, name: str) -> None:
        assert self._value is not None
        self._edited(with_kind(self._value, self._registry.named(name)))

    def _edited(self, value: Component, _: str = "") -> None:
        self.set_value(value)
        self.edited.emit(value)


def _indented(form: QWidget) -> QWidget:
    holder = QWidget()
    layout = QHBoxLayout(holder)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.addWidget(form)
    return holder


def _is_wide(field: QComboBox) -> bool:
    metrics = field.fontMetrics()
    widest = max(metrics.horizontalAdvance(field.itemText(i)) for i in range(field.count()))
    return widest > CONTROL_WIDTH - 32


def _words(name: str) -> str:
    known = {
        "float64": "16 digits (float64)",
        "float32": "7 digits (float32)",
        "standard": "mean 0, deviation 1",
        "min_max": "0 to 1",
    }
    return _translate("Choices", known.get(name, name.replace("_", " ")))
