"""The panels, through the controls that a person uses; what is asserted is the Project."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSlider,
    QAbstractSpinBox,
    QComboBox,
    QLabel,
    QListWidget,
    QScrollBar,
    QStyleOptionViewItem,
    QWidget,
)
from pytestqt.qtbot import QtBot

from core.components.activations import Relu, Sine, Tanh
from core.components.initializers import HeNormal
from core.components.layers import BatchNorm, Dense, Dropout
from core.components.losses import MeanSquaredError
from core.components.optimizers import Adam, Rprop
from core.data.choosing import table_source
from core.data.samples import SOURCES
from core.project import Project, StopRules
from gui.kit.choice import Choice
from gui.kit.form import ParameterForm, Row
from gui.kit.number_field import NumberField
from gui.kit.theme import DARK, LIGHT, SETTINGS_WIDTH
from gui.panels.base import Panel
from gui.panels.data import DataPanel
from gui.panels.network import NetworkPanel
from gui.panels.thumbnails import thumbnail
from gui.panels.training import RATES, TrainingPanel
from tests.gui.fakes import xor_facts


class Edits(list[tuple[Project, str]]):
    """What a panel has sent; the last project is shown again, as the window does."""

    def __init__(self, panel: Panel) -> None:
        super().__init__()
        self._panel = panel
        panel.edited.connect(self._take)

    def _take(self, project: Project, label: str) -> None:
        self.append((project, label))
        self._panel.show_project(project)  # type: ignore[attr-defined]

    @property
    def project(self) -> Project:
        return self[-1][0]


def choose(choice: Choice, name: str) -> None:
    if choice.findData(name) < 0:
        choice.activated.emit(choice.count() - 1)
        choice.hidePopup()
    choice.setCurrentIndex(choice.findData(name))
    choice.activated.emit(choice.findData(name))


def type_into(field: QWidget, text: str) -> None:
    edit = field.lineEdit()  # type: ignore[attr-defined]
    edit.selectAll()
    QTest.keyClicks(edit, text)
    QTest.keyClick(edit, Qt.Key.Key_Return)


def number(form: QWidget, name: str) -> NumberField:
    assert isinstance(form, ParameterForm)
    field = form.field(name)
    assert isinstance(field, NumberField)
    return field


@pytest.fixture
def data(qtbot: QtBot, project: Project) -> DataPanel:
    panel = DataPanel()
    qtbot.addWidget(panel)
    panel.set_theme(LIGHT)
    panel.show_project(project)
    panel.show()
    return panel


@pytest.fixture
def network(qtbot: QtBot, project: Project) -> NetworkPanel:
    panel = NetworkPanel()
    qtbot.addWidget(panel)
    panel.set_theme(LIGHT)
    panel.show_project(project)
    panel.show()
    return panel


@pytest.fixture
def training(qtbot: QtBot, project: Project) -> TrainingPanel:
    panel = TrainingPanel()
    qtbot.addWidget(panel)
    panel.show_project(project)
    panel.show()
    return panel


# ---------------------------------------------------------------------- data


def test_every_source_has_a_picture_of_its_own(data: DataPanel) -> None:
    pictures = {}
    for source in SOURCES:
        if source.group == "own":
            continue
        assert data.picture(source.name).toolTip()
        image = thumbnail(source, LIGHT, 27, 1.0).pixmap(27, 27).toImage()
        pictures[source.name] = bytes(image.constBits())
        dark = thumbnail(source, DARK, 27, 1.0).pixmap(27, 27).toImage()
        assert dark.width() == 27
    assert len(set(pictures.values())) == len(pictures)


def test_a_button_has_the_picture_of_its_source_in_the_theme(data: DataPanel) -> None:
    circle, sine = data.picture("circle"), data.picture("sine")
    data.set_theme(LIGHT)
    assert circle.grab().toImage() != sine.grab().toImage()
    light = sine.grab().toImage()
    data.set_theme(DARK)
    assert sine.grab().toImage() != light


def test_a_picture_is_sharp_on_a_dense_screen(data: DataPanel) -> None:
    icon = thumbnail(SOURCES.named("circle"), LIGHT, 27, 2.0)
    assert icon.availableSizes()[0].width() == 54


def test_choosing_data_keeps_the_training_and_drops_what_belongs_to_the_old(
    data: DataPanel, project: Project
) -> None:
    edits = Edits(data)
    chosen: list[bool] = []
    data.source_chosen.connect(lambda: chosen.append(True))
    data.picture("circle").click()
    assert len(edits) == 1 and edits[0][1] == "data"
    new = edits.project
    assert new.data.source == SOURCES.named("circle")()
    assert new.training == project.training and new.optimizer == project.optimizer
    assert new.layers == project.layers
    assert new.weights is None and new.data.features is None
    assert new.name == "Circle"
    assert chosen == [True]
    assert data.picture("circle").isChecked() and not data.picture("xor").isChecked()


def test_another_gate_keeps_the_given_weights(data: DataPanel, project: Project) -> None:
    edits = Edits(data)
    data.picture("and").click()
    assert edits.project.weights == project.weights is not None


def test_a_project_with_a_name_of_its_own_keeps_it(data: DataPanel, project: Project) -> None:
    data.show_project(replace(project, name="Lesson 3"))
    edits = Edits(data)
    data.picture("circle").click()
    assert edits.project.name == "Lesson 3"


def test_choosing_the_data_in_use_is_no_edit(data: DataPanel) -> None:
    edits = Edits(data)
    data.picture("xor").click()
    assert edits == []
    assert data.picture("xor").isChecked()


def test_noise_belongs_to_sources_that_have_it(data: DataPanel) -> None:
    assert not data.noise.isEnabled()
    edits = Edits(data)
    data.picture("spiral").click()
    assert data.noise.isEnabled()
    dragged: list[tuple[Project, str]] = []
    data.dragged.connect(lambda new, _, key: dragged.append((new, key)))
    data.noise.setSliderDown(True)
    for value in (10, 20, 30):
        data.noise.setValue(value)
    data.noise.setSliderDown(False)
    assert [new.data.source.noise for new, _ in dragged] == [0.1, 0.2, 0.3]
    assert len({key for _, key in dragged}) == 1
    data.noise.setSliderDown(True)
    data.noise.setValue(5)
    data.noise.setSliderDown(False)
    assert dragged[-1][1] != dragged[0][1]
    data.show_project(dragged[2][0])
    data.picture("moons").click()
    assert edits.project.data.source.noise == 0.3


def test_the_caption_says_how_many_points(data: DataPanel, project: Project) -> None:
    data.show_facts(xor_facts())
    assert data.caption.text() == "XOR · 4 points"
    data.show_project(replace(project, data=replace(project.data, source=SOURCES.named("blobs")())))
    data.show_facts(replace(xor_facts(), train_samples=1500, test_samples=500))
    assert data.caption.text() == "Blobs · 2,000 points, 500 test"
    data.show_facts(replace(xor_facts(), notices=("column a is constant",)))
    assert "column a is constant" in data.caption.text()


def test_features_are_for_two_inputs_and_one_is_needed(data: DataPanel, project: Project) -> None:
    data.more.set_open(True)
    assert not data.features.isVisible()
    data.show_facts(xor_facts())
    assert data.features.isVisible()
    edits = Edits(data)
    data.features.box("x1*x2").click()
    assert edits.project.data.features == ("x1", "x2", "x1*x2")
    assert edits.project.weights is None
    data.features.box("x1*x2").click()
    assert edits.project.data.features is None
    data.features.box("x1").click()
    assert edits.project.data.features == ("x2",)
    done = len(edits)
    data.features.box("x2").click()
    assert len(edits) == done
    assert data.features.box("x2").isChecked()
    assert data.features.error.isVisible()
    data.show_facts(replace(xor_facts(), raw_names=("a", "b", "c")))
    assert not data.features.isVisible()


def test_the_rest_of_the_data_is_under_more(data: DataPanel) -> None:
    edits = Edits(data)
    data.picture("blobs").click()
    assert not data.source_form.isVisible()
    QTest.keyClick(data.more.head, Qt.Key.Key_Space)
    assert data.source_form.isVisible()
    type_into(number(data.source_form, "classes"), "5")
    assert edits.project.data.source.classes == 5
    type_into(number(data.data_form, "test_share"), "0,3")
    assert edits.project.data.test_share == 0.3
    type_into(number(data.source_form, "samples"), "2")
    assert edits.project.data.source.samples == 500


def test_a_table_of_ones_own_is_asked_for(data: DataPanel, qtbot: QtBot, tmp_path: Path) -> None:
    with qtbot.waitSignal(data.table_requested, timeout=10_000):
        QTest.mouseClick(data.table_button, Qt.MouseButton.LeftButton)
    project = data._project
    assert project is not None
    assert not data.reading_button.isVisibleTo(data.more.body)
    source = table_source(str(tmp_path / "flowers.csv"))
    table = replace(project, data=replace(project.data, source=source))
    data.show_project(table)
    assert data.caption.text() == "flowers.csv"
    data.show_facts(replace(xor_facts(), train_samples=10))
    assert data.caption.text() == "flowers.csv · 10 points"
    QTest.keyClick(data.more.head, Qt.Key.Key_Space)
    with qtbot.waitSignal(data.reading_requested, timeout=10_000):
        QTest.mouseClick(data.reading_button, Qt.MouseButton.LeftButton)
    for hidden in ("path", "target", "inputs", "reading", "columns"):
        with pytest.raises(KeyError):
            data.source_form.field(hidden)


def test_the_examples_are_asked_for(data: DataPanel, qtbot: QtBot) -> None:
    with qtbot.waitSignal(data.examples_requested, timeout=10_000):
        data.examples_link.click()


# ---------------------------------------------------------------------- network


def test_one_activation_for_all_hidden_layers(network: NetworkPanel, project: Project) -> None:
    edits = Edits(network)
    choose(network.activation, "relu")
    hidden, output = edits.project.layers
    assert isinstance(hidden, Dense) and hidden.activation == Relu()
    assert output == project.layers[1]
    assert edits.project.weights == project.weights
    choose(network.activation, "sine")
    assert edits.project.layers[0] == replace(hidden, activation=Sine())


def test_different_activations_are_shown_as_several(
    network: NetworkPanel, project: Project
) -> None:
    layers = (Dense(units=2, activation=Tanh()), Dense(units=2, activation=Relu()))
    network.show_project(replace(project, layers=(*layers, project.layers[-1])))
    assert network.activation.name() == ""
    assert network.activation.currentText() == "several"


def test_layers_are_added_moved_and_removed(network: NetworkPanel, project: Project) -> None:
    edits = Edits(network)
    hidden, output = project.layers
    network.select_layer(0)
    menu = network.add.menu()
    assert menu is not None
    by_name = dict(zip(("dense", "dropout", "batch_norm"), menu.actions(), strict=False))
    by_name["dropout"].trigger()
    assert edits.project.layers == (hidden, Dropout(), output)
    assert edits.project.weights is None
    assert network.selected() == 1
    network.up.click()
    assert edits.project.layers == (Dropout(), hidden, output)
    assert network.selected() == 0
    assert not network.up.isEnabled()
    network.down.click()
    assert edits.project.layers == (hidden, Dropout(), output)
    assert not network.down.isEnabled()
    network.remove.click()
    assert edits.project.layers == (hidden, output)
    by_name["dense"].trigger()
    assert edits.project.layers[1] == Dense(units=4, activation=Tanh())


def test_a_layer_is_added_before_the_output_where_none_is_selected(
    network: NetworkPanel, project: Project
) -> None:
    edits = Edits(network)
    network.add_layer("batch_norm")
    assert edits.project.layers == (project.layers[0], BatchNorm(), project.layers[1])


def test_the_output_stays_last_and_cannot_be_removed(network: NetworkPanel) -> None:
    network.select_layer(1)
    assert not network.remove.isEnabled() and not network.up.isEnabled()
    assert not network.kind.isEnabled()
    network.select_layer(0)
    assert not network.down.isEnabled()
    assert network.remove.isEnabled()


def test_the_selected_layer_has_a_form(network: NetworkPanel, project: Project) -> None:
    edits = Edits(network)
    assert not network.card.isVisible()
    QTest.mouseClick(
        network.layers.viewport(),
        Qt.MouseButton.LeftButton,
        pos=network.layers.visualItemRect(network.layers.item(0)).center(),
    )
    assert network.card.isVisible()
    type_into(number(network.form, "units"), "7")
    assert edits.project.layers[0] == replace(project.layers[0], units=7)
    assert edits.project.weights is None
    field = network.form.field("initializer")
    assert isinstance(field, Choice)
    choose(field, "he_normal")
    assert edits.project.layers[0].initializer == HeNormal()
    network.form.field("bias").click()  # type: ignore[attr-defined]
    assert edits.project.layers[0].bias is False
    choose(network.kind, "dropout")
    assert edits.project.layers[0] == Dropout()
    choose(network.kind, "dense")
    assert isinstance(edits.project.layers[0], Dense)


@pytest.mark.parametrize("text", ["0", "-3", "2.5", "1e9", "many"])
def test_bad_numbers_of_neurons_are_refused_at_the_field(network: NetworkPanel, text: str) -> None:
    edits = Edits(network)
    network.select_layer(0)
    field = number(network.form, "units")
    type_into(field, text)
    assert edits == []
    row = field.parentWidget()
    assert isinstance(row, Row) and not row.error.isHidden() and row.error.text()
    assert field.text() == text


def test_neurons_are_added_and_taken_but_for_the_last(network: NetworkPanel) -> None:
    edits = Edits(network)
    network.change_units(0, 1)
    assert edits.project.layers[0].units == 3
    for _ in range(5):
        network.change_units(0, -1)
    assert edits.project.layers[0].units == 1
    assert len(edits) == 3


def test_the_activation_of_one_layer_keeps_the_given_weights(
    network: NetworkPanel, project: Project
) -> None:
    edits = Edits(network)
    network.select_layer(1)
    field = network.form.field("activation")
    assert isinstance(field, Choice)
    choose(field, "tanh")
    assert edits.project.layers[1].activation == Tanh()
    assert edits.project.weights == project.weights


# ---------------------------------------------------------------------- training


def test_the_learning_rate_is_picked_or_typed(training: TrainingPanel) -> None:
    edits = Edits(training)
    assert RATES[0] == 1e-5 and RATES[-1] == 10.0
    training.rate.setCurrentIndex(0)
    training.rate.activated.emit(0)
    assert edits.project.optimizer.learning_rate == 1e-5
    assert training.rate.currentText() == "0.00001"
    type_into(training.rate, "0,25")
    assert edits.project.optimizer.learning_rate == 0.25
    type_into(training.rate, "1e-3*5")
    assert edits.project.optimizer.learning_rate == 0.005
    type_into(training.rate, "1/3")
    assert edits.project.optimizer.learning_rate == 1 / 3
    assert edits[-1][1] == "learning rate"


@pytest.mark.parametrize("text", ["-1", "0", "fast", ""])
def test_a_wrong_learning_rate_is_refused_at_the_field(training: TrainingPanel, text: str) -> None:
    edits = Edits(training)
    edit = training.rate.lineEdit()
    edit.clear()
    QTest.keyClicks(edit, text)
    QTest.keyClick(edit, Qt.Key.Key_Return)
    assert edits == []
    row = training.rate.parentWidget()
    assert isinstance(row, Row) and row.error.text() and row.error.isVisible()
    QTest.keyClick(training.rate, Qt.Key.Key_Escape)
    assert training.rate.currentText() == "0.5"
    assert not row.error.isVisible()


def test_rprop_takes_the_whole_part_and_says_so(training: TrainingPanel, project: Project) -> None:
    batches = replace(project, training=replace(project.training, batch_size=2))
    training.show_project(replace(batches, optimizer=Rprop()))
    assert training.batch.currentText().startswith("all") and not training.batch.isEnabled()
    assert "whole" in training.batch.toolTip()
    training.show_project(batches)
    assert training.batch.currentText() == "2" and training.batch.isEnabled()


def test_the_batch_is_all_or_a_number(training: TrainingPanel) -> None:
    edits = Edits(training)
    training.show_facts(xor_facts())
    assert training.batch.currentText() == "all 4"
    type_into(training.batch, "2")
    assert edits.project.training.batch_size == 2
    assert edits[-1][1] == "batch size"
    training.batch.setCurrentIndex(0)
    training.batch.activated.emit(0)
    assert edits.project.training.batch_size is None
    assert training.batch.currentText() == "all 4"
    type_into(training.batch, "0")
    assert edits.project.training.batch_size is None


def test_the_rest_of_training_is_under_more(training: TrainingPanel, project: Project) -> None:
    edits = Edits(training)
    training.more.set_open(True)
    optimizer, loss = training.parts.field("optimizer"), training.parts.field("loss")
    assert isinstance(optimizer, Choice) and isinstance(loss, Choice)
    choose(optimizer, "adam")
    assert edits.project.optimizer == Adam(learning_rate=0.5)
    type_into(number(training.parts.field("optimizer."), "beta1"), "0.8")
    assert edits.project.optimizer == Adam(learning_rate=0.5, beta1=0.8)
    choose(loss, "mean_squared_error")
    assert edits.project.loss == MeanSquaredError()
    type_into(number(training.options, "epochs"), "300")
    assert edits.project.training.epochs == 300
    type_into(number(training.options.field("stop."), "target_loss"), "0.05")
    assert edits.project.training.stop == StopRules(target_loss=0.05)
    assert edits.project.training.batch_size is None
    type_into(number(training.seed, "seed"), "42")
    assert edits.project.seed == 42
    assert edits.project.weights is None
    assert edits.project.data.seed == 0


def test_a_live_edit_keeps_what_other_fields_hold(training: TrainingPanel) -> None:
    edits = Edits(training)
    type_into(training.rate, "0.2")
    type_into(training.batch, "3")
    training.parts.field("optimizer")
    type_into(number(training.parts.field("optimizer."), "momentum"), "0.9")
    project = edits.project
    assert (project.optimizer.learning_rate, project.optimizer.momentum) == (0.2, 0.9)
    assert project.training.batch_size == 3


# ---------------------------------------------------------------------- all


@pytest.mark.parametrize("kind", [DataPanel, NetworkPanel, TrainingPanel])
def test_panels_fit_the_column_and_wrap_no_label(
    qtbot: QtBot, project: Project, kind: type[Panel]
) -> None:
    panel = kind()
    qtbot.addWidget(panel)
    panel.show_project(project)  # type: ignore[attr-defined]
    panel.show_facts(xor_facts())  # type: ignore[attr-defined]
    for name in ("more",):
        if hasattr(panel, name):
            getattr(panel, name).set_open(True)
    if isinstance(panel, NetworkPanel):
        panel.select_layer(0)
    panel.show()
    assert panel.minimumSizeHint().width() <= SETTINGS_WIDTH - 10
    for row in panel.findChildren(Row):
        label = row.label
        assert isinstance(label, QLabel) and not label.wordWrap()
        assert label.sizeHint().width() <= SETTINGS_WIDTH - 24


@pytest.mark.parametrize("kind", [DataPanel, NetworkPanel, TrainingPanel])
def test_every_control_has_a_name_and_a_tooltip(
    qtbot: QtBot, project: Project, kind: type[Panel]
) -> None:
    panel = kind()
    qtbot.addWidget(panel)
    panel.show_project(project)  # type: ignore[attr-defined]
    if isinstance(panel, NetworkPanel):
        panel.select_layer(0)
    kinds = (QAbstractButton, QAbstractSlider, QComboBox, QAbstractSpinBox, QListWidget)
    controls = [
        widget
        for base in kinds
        for widget in panel.findChildren(base)
        if not widget.objectName().startswith("qt_") and not isinstance(widget, QScrollBar)
    ]
    assert len(controls) > 4
    for widget in controls:
        assert widget.focusPolicy() & Qt.FocusPolicy.TabFocus, widget
        assert widget.accessibleName() or widget.text(), widget  # type: ignore[attr-defined]
        assert widget.toolTip(), widget


def test_a_long_line_is_said_shorter_and_never_without_its_number(network, project):
    layers = (Dense(units=64, activation=Relu()), Dense(units=64, activation=Relu()))
    network.show_project(replace(project, layers=(*layers, project.layers[-1]), weights=None))
    network.show()

    def drawn(row: int) -> str:
        option = QStyleOptionViewItem()
        option.font = network.layers.font()
        network.layers.itemDelegate().initStyleOption(option, network.layers.model().index(row, 0))
        return option.text

    network.layers.resize(400, 100)
    assert drawn(1) == "Hidden layer 2 · 64 · ReLU"
    network.layers.resize(170, 100)
    assert [drawn(row) for row in range(3)] == [
        "Hidden 1 · 64 · ReLU",
        "Hidden 2 · 64 · ReLU",
        "Output · 1 · sigmoid",
    ]
    assert network.layers.item(1).text() == "Hidden layer 2 · 64 · ReLU"  # as it is read aloud
    # of other layers the widest line is another
    wide = Dense(units=10_000_000_000)
    room = network.layers.fontMetrics().horizontalAdvance("Output layer · 1 · sigmoid") + 40
    network.layers.resize(room, 100)
    network.show_project(replace(project, layers=(wide, project.layers[-1]), weights=None))
    assert drawn(1) == "Output · 1 · sigmoid"
    network.show_project(replace(project, layers=project.layers[-1:], weights=None))
    assert drawn(0) == "Output layer · 1 · sigmoid"


def test_the_lines_of_many_layers_are_measured_once(qtbot: QtBot, project: Project) -> None:
    """Each line is drawn by how wide the widest is: a hundred of them must not be ten thousand."""
    network = NetworkPanel()
    qtbot.addWidget(network)
    layers = project.layers[:-1] * 20 + project.layers[-1:]
    asked = []
    item = network.layers.item
    network.layers.item = lambda row: (asked.append(row), item(row))[1]  # type: ignore[method-assign]
    network.show_project(replace(project, layers=layers))
    option = QStyleOptionViewItem()
    for row in range(len(layers)):
        index = network.layers.model().index(row, 0)
        network.layers.itemDelegate().initStyleOption(option, index)
    assert len(asked) <= 3 * len(layers)
