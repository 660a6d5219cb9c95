"""Forms built from declared parameters, used as a person uses them: typing, Enter, Esc, clicks."""

from dataclasses import dataclass

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from core.components.activations import ACTIVATIONS
from core.components.layers import LAYERS, Dense, Dropout
from core.components.losses import LOSSES
from core.components.optimizers import OPTIMIZERS, Adam, Lbfgs, Sgd
from core.components.regularizers import REGULARIZERS, NoRegularizer
from core.components.schedules import SCHEDULES, StepSchedule
from core.data.samples import SOURCES
from core.project import DataOptions, StopRules, TrainingOptions
from core.registry import Options, Registry, parameter
from gui.kit.choice import Choice
from gui.kit.form import ParameterForm, Row, with_kind
from gui.kit.number_field import NumberField
from gui.kit.texts import shown_number, typed_number


@dataclass(frozen=True)
class Everything(Options):
    rate: float = parameter(0.5, "a number", low=0.0, low_open=True, high=10.0)
    units: int = parameter(4, "a whole number", low=1, high=100)
    maybe: float | None = parameter(None, "a number or none", kind="number", optional=True)
    on: bool = parameter(True, "yes or no")
    kind: str = parameter("mean", "one of two", choices=("mean", "sum"))
    word: str | None = parameter(None, "a text", kind="text", optional=True)


def shown(qtbot: QtBot, value: Options) -> tuple[ParameterForm, list[object]]:
    form = ParameterForm()
    qtbot.addWidget(form)
    form.show_value(value)
    form.show()
    qtbot.waitExposed(form)
    edits: list[object] = []
    form.edited.connect(lambda new, _: edits.append(new))
    return form, edits


def number(form: ParameterForm, name: str) -> NumberField:
    field = form.field(name)
    assert isinstance(field, NumberField)
    return field


def type_into(field: NumberField, text: str, end: Qt.Key | None = Qt.Key.Key_Return) -> None:
    field.setFocus()
    field.lineEdit().selectAll()
    QTest.keyClicks(field.lineEdit(), text)
    if end is not None:
        QTest.keyClick(field, end)


def error_at(field: QWidget) -> str:
    row = field.parentWidget()
    assert isinstance(row, Row)
    return row.error.text() if row.error.isVisibleTo(row) else ""


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0.25", 0.25),
        ("0,25", 0.25),
        ("2,5e-3", 0.0025),
        ("1E-2", 0.01),
        (" 3 ", 3.0),
        (".5", 0.5),
        ("1/4", 0.25),
        ("2*0.5", 1.0),
    ],
)
def test_numbers_are_taken_as_people_type_them(qtbot: QtBot, text: str, value: float) -> None:
    form, edits = shown(qtbot, Everything())
    type_into(number(form, "rate"), text)
    assert edits == ([Everything(rate=value)] if value != 0.5 else [])
    assert form.value() == Everything(rate=value)


def test_a_typed_minus_of_print_is_a_minus() -> None:
    assert typed_number("−3") == -3
    assert typed_number("1e3") == 1000.0
    assert isinstance(typed_number("12"), int)


@pytest.mark.parametrize("text", ["abc", "1.2.3", "1,2,3", "1_000", "", "--1"])
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        typed_number(text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("fast", "not a number"),
        ("-1", "range"),
        ("0", "range"),
        ("inf", "finite"),
        ("nan", "finite"),
    ],
)
def test_a_wrong_number_is_explained_at_the_field_and_kept(
    qtbot: QtBot, text: str, words: str
) -> None:
    form, edits = shown(qtbot, Everything())
    field = number(form, "rate")
    type_into(field, text)
    assert edits == []
    assert form.value() == Everything()
    assert field.text() == text
    assert words in error_at(field)
    assert field.property("bad") is True
    form.show_value(Everything())  # the project comes back unchanged: what is typed stays
    assert field.text() == text
    type_into(field, "0.75")
    assert edits == [Everything(rate=0.75)]
    assert error_at(field) == ""
    assert field.property("bad") is False


def test_escape_brings_back_the_old_number(qtbot: QtBot) -> None:
    form, edits = shown(qtbot, Everything())
    field = number(form, "rate")
    type_into(field, "7", end=Qt.Key.Key_Escape)
    assert field.text() == "0.5"
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert edits == []


def test_leaving_the_field_commits(qtbot: QtBot) -> None:
    form, edits = shown(qtbot, Everything())
    form.activateWindow()
    qtbot.waitUntil(form.isActiveWindow)
    type_into(number(form, "rate"), "2", end=None)
    form.field("on").setFocus()
    qtbot.waitUntil(lambda: edits == [Everything(rate=2.0)])


def test_whole_numbers_step_and_stop_at_their_ends(qtbot: QtBot) -> None:
    form, edits = shown(qtbot, Everything())
    field = number(form, "units")
    field.setFocus()
    QTest.keyClick(field, Qt.Key.Key_Up)
    assert edits == [Everything(units=5)]
    type_into(field, "1")
    QTest.keyClick(field, Qt.Key.Key_Down)
    assert form.value() == Everything(units=1)
    type_into(field, "2.5")
    assert "whole number" in error_at(field)
    assert form.value() == Everything(units=1)


def test_an_optional_number_may_be_left_empty(qtbot: QtBot) -> None:
    form, edits = shown(qtbot, Everything())
    field = number(form, "maybe")
    assert field.text() == ""
    type_into(field, "3")
    assert edits[-1] == Everything(maybe=3.0)
    field.lineEdit().selectAll()
    QTest.keyClick(field.lineEdit(), Qt.Key.Key_Delete)
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert edits[-1] == Everything(maybe=None)


def test_a_needed_number_may_not_be_empty(qtbot: QtBot) -> None:
    form, edits = shown(qtbot, Everything())
    field = number(form, "rate")
    field.lineEdit().selectAll()
    QTest.keyClick(field.lineEdit(), Qt.Key.Key_Delete)
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert "missing" in error_at(field)
    assert edits == []


def test_boxes_choices_and_texts(qtbot: QtBot) -> None:
    form, edits = shown(qtbot, Everything())
    box, choice, text = form.field("on"), form.field("kind"), form.field("word")
    assert isinstance(box, QCheckBox) and isinstance(choice, QComboBox)
    assert isinstance(text, QLineEdit)
    box.click()
    assert edits[-1] == Everything(on=False)
    choice.setFocus()
    QTest.keyClick(choice, Qt.Key.Key_Down)
    assert edits[-1] == Everything(on=False, kind="sum")
    QTest.keyClicks(text, "price")
    QTest.keyClick(text, Qt.Key.Key_Return)
    assert edits[-1] == Everything(on=False, kind="sum", word="price")
    text.clear()
    QTest.keyClick(text, Qt.Key.Key_Return)
    assert edits[-1] == Everything(on=False, kind="sum", word=None)


def test_the_value_shown_is_never_changed(qtbot: QtBot) -> None:
    value = Everything()
    form, edits = shown(qtbot, value)
    type_into(number(form, "rate"), "9")
    assert value == Everything(rate=0.5)
    assert edits[0] is not value


def test_a_nested_component_has_a_form_of_its_own(qtbot: QtBot) -> None:
    form, edits = shown(qtbot, Sgd())
    choice = form.field("schedule")
    assert isinstance(choice, Choice)
    choice.setCurrentIndex(choice.findData("step"))
    choice.activated.emit(choice.currentIndex())
    assert edits[-1] == Sgd(schedule=StepSchedule())
    nested = form.field("schedule.")
    assert isinstance(nested, ParameterForm)
    type_into(number(nested, "every"), "50")
    assert edits[-1] == Sgd(schedule=StepSchedule(every=50))


def test_nested_options_are_edited_in_place(qtbot: QtBot) -> None:
    form, edits = shown(qtbot, TrainingOptions())
    nested = form.field("stop.")
    assert isinstance(nested, ParameterForm)
    type_into(number(nested, "patience"), "20")
    assert edits == [TrainingOptions(stop=StopRules(patience=20))]


def test_rare_components_are_under_more(qtbot: QtBot) -> None:
    choice = Choice(ACTIVATIONS)
    qtbot.addWidget(choice)
    choice.set_name("tanh")
    names = [choice.itemData(i) for i in range(choice.count())]
    common = [item.name for item in ACTIVATIONS if item.common]
    assert names[: len(common)] == common
    assert "gelu" not in names
    choice.show()
    choice.activated.emit(choice.count() - 1)
    names = [choice.itemData(i) for i in range(choice.count())]
    assert set(ACTIVATIONS.names()) <= set(names)
    assert choice.name() == "tanh"
    choice.hidePopup()
    chosen: list[str] = []
    choice.chosen.connect(chosen.append)
    choice.activated.emit(choice.findData("gelu"))
    assert chosen == ["gelu"]


def test_a_rare_component_in_use_is_shown(qtbot: QtBot) -> None:
    choice = Choice(ACTIVATIONS)
    qtbot.addWidget(choice)
    choice.set_name("mish")
    assert choice.currentText() == "mish"


def test_another_kind_keeps_what_both_have() -> None:
    assert with_kind(Sgd(learning_rate=0.2), Adam) == Adam(learning_rate=0.2)
    assert with_kind(Sgd(learning_rate=0.2), Lbfgs) == Lbfgs()  # there it is the first trial's
    assert with_kind(Lbfgs(), Sgd) == Sgd()
    assert with_kind(Dropout(), Dense).units == 1


@pytest.mark.parametrize(
    "registry", [ACTIVATIONS, LAYERS, LOSSES, OPTIMIZERS, REGULARIZERS, SCHEDULES, SOURCES]
)
def test_every_component_gets_a_form(qtbot: QtBot, registry: Registry) -> None:
    form = ParameterForm()
    qtbot.addWidget(form)
    for kind in registry:
        needed = {item.name: 3 for item in kind.parameters() if item.required}
        if any(item.kind == "values" for item in kind.parameters() if item.required):
            continue
        value = kind(**needed)
        form.show_value(value)
        assert form.value() == value
        for item in kind.parameters():
            if item.kind == "values":
                continue
            field = form.field(item.name)
            assert field.accessibleName(), (kind.name, item.name)
            assert field.toolTip(), (kind.name, item.name)


def test_the_same_kind_of_value_keeps_its_fields(qtbot: QtBot) -> None:
    form, _ = shown(qtbot, Sgd())
    field = form.field("momentum")
    form.show_value(Sgd(momentum=0.5))
    assert form.field("momentum") is field
    assert number(form, "momentum").text() == "0.5"


def test_only_names_what_is_shown_and_in_which_order(qtbot: QtBot) -> None:
    form = ParameterForm(only=("test_share", "scaling"))
    qtbot.addWidget(form)
    form.show_value(DataOptions(source=SOURCES.named("xor")()))
    with pytest.raises(KeyError):
        form.field("seed")
    assert list(form._fields) == ["test_share", "scaling"]


@pytest.mark.parametrize("value", [0.1, 1e-5, 3, None, 0.1 + 0.2, 1e300])
def test_a_shown_number_can_be_typed_back(value: float | None) -> None:
    text = shown_number(value)
    assert (typed_number(text) if text else None) == value


def test_a_component_without_fields_has_an_empty_form(qtbot: QtBot) -> None:
    form, _ = shown(qtbot, NoRegularizer())
    assert form.layout() is not None and form.layout().count() == 0
