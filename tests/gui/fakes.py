"""A session without a thread, and hand-made facts and snapshots: what the window is tested with."""

from pathlib import Path

import numpy as np

from core.components.layers import Dense
from core.data.samples import Task
from core.pictures.snapshot import (
    Facts,
    History,
    LayerPicture,
    Outcome,
    Points,
    Snapshot,
    Surface,
    View,
)
from core.project import Project
from core.run.states import State
from gui.thread.lull import Lull
from gui.thread.news import News


class FakeSession(News):
    """The signals and methods of the real session; calls are recorded in `calls`."""

    def __init__(self) -> None:
        super().__init__()
        self.state = State.EMPTY
        self.lull = Lull(self)
        self.calls: list[tuple[object, ...]] = []
        self.tickets = 0

    def names(self) -> list[object]:
        """Return the names of the calls so far."""
        return [call[0] for call in self.calls]

    def last(self, name: str) -> tuple[object, ...]:
        """Return the arguments of the last call of a method."""
        return next(call[1:] for call in reversed(self.calls) if call[0] == name)

    def tell_state(self, state: State) -> None:
        """Enter a state and report it."""
        self.state = state
        self.state_changed.emit(state)

    def load(self, project: Project, folder: Path | None) -> None:
        self.calls.append(("load", project, folder))

    def open_file(self, path: Path, tables: object = ()) -> None:
        self.calls.append(("open_file", path))

    def save_samples(self, path: Path, scaled: bool) -> None:
        self.calls.append(("save_samples", path, scaled))

    def open_table(self, path: Path, source: object) -> None:
        self.calls.append(("open_table", path, source))

    def look_at_table(self, source: object, settings: object = ()) -> None:
        self.calls.append(("look_at_table", source, settings))

    def give_up_reading(self) -> None:
        self.calls.append(("give_up_reading",))

    def forget_table(self) -> None:
        self.calls.append(("forget_table",))

    def apply(self, project: Project) -> None:
        self.calls.append(("apply", project))

    def play(self) -> None:
        self.calls.append(("play",))

    def pause(self) -> None:
        self.calls.append(("pause",))

    def step_update(self) -> None:
        self.calls.append(("step_update",))

    def step_epoch(self) -> None:
        self.calls.append(("step_epoch",))

    def reset(self) -> None:
        self.calls.append(("reset",))

    def ask_text(self, project: Project) -> None:
        self.calls.append(("ask_text", project))

    def solo_run(self, run_id: int) -> None:
        self.calls.append(("solo_run", run_id))

    def compare_runs(self, first: int, second: int) -> None:
        self.calls.append(("compare_runs", first, second))

    def end_race(self) -> None:
        self.calls.append(("end_race",))

    def set_speed(self, speed: float | None) -> None:
        self.calls.append(("set_speed", speed))

    def set_wanted(self, wanted: object) -> None:
        self.calls.append(("set_wanted", wanted))

    def set_view(self, view: object) -> None:
        self.calls.append(("set_view", view))

    def acknowledge(self) -> None:
        self.calls.append(("acknowledge",))

    def save(self, path: Path, project: Project, thumbnail_png: bytes | None) -> None:
        self.calls.append(("save", path, project, thumbnail_png))

    def autosave(self, *values: object) -> None:
        self.calls.append(("autosave", *values))

    def export(self, path: Path) -> None:
        self.calls.append(("export", path))

    def follow(self, sample: object) -> None:
        self.calls.append(("follow", sample))

    def probe(self, raw: object) -> None:
        self.calls.append(("probe", raw))

    def set_stops(self, stops: object) -> None:
        self.calls.append(("set_stops", stops))

    def go_to_moment(self, unit: object, number: object) -> None:
        self.calls.append(("go_to_moment", unit, number))

    def go_to_epoch(self, epoch: object) -> None:
        self.calls.append(("go_to_epoch", epoch))

    def set_slow_motion(self, speed: object) -> None:
        self.calls.append(("set_slow_motion", speed))

    def set_budget(self, budget: object) -> None:
        self.calls.append(("set_budget", budget))

    def step(self, unit: object) -> None:
        self.calls.append(("step", unit))

    def step_back(self, unit: object) -> None:
        self.calls.append(("step_back", unit))

    def go_to(self, update: object) -> None:
        self.calls.append(("go_to", update))

    def go_to_backward(self, layer: object) -> None:
        self.calls.append(("go_to_backward", layer))

    def go_to_phase(self, phases: object) -> None:
        self.calls.append(("go_to_phase", phases))

    def cancel_going(self) -> None:
        self.calls.append(("cancel_going",))

    def pin(self, name: object = "") -> None:
        self.calls.append(("pin", name))

    def rename_pin(self, number: object, name: object) -> None:
        self.calls.append(("rename_pin", number, name))

    def delete_pin(self, number: object) -> None:
        self.calls.append(("delete_pin", number))

    def compare_moments(self, first: object, second: object) -> None:
        self.calls.append(("compare_moments", first, second))

    def check_gradients(self) -> None:
        self.calls.append(("check_gradients",))

    def ask_nudge(self, layer: object, name: object, index: object) -> None:
        self.calls.append(("ask_nudge", layer, name, index))

    def ticket(self) -> int:
        self.tickets += 1
        return self.tickets

    def do(self, command: object) -> None:
        self.calls.append(("do", command))

    def ask_over_time(self, quantities: object, first: object, last: object) -> None:
        self.calls.append(("ask_over_time", quantities, first, last))

    def set_watched(self, quantities: object) -> None:
        self.calls.append(("set_watched", quantities))

    def ask_loss_along(self, layer: object, name: object, index: object) -> None:
        self.calls.append(("ask_loss_along", layer, name, index))

    def save_history(self, path: object) -> None:
        self.calls.append(("save_history", path))

    def look_at_weights(self, path: object, project: object) -> None:
        self.calls.append(("look_at_weights", path, project))

    def turn_weights(self) -> None:
        self.calls.append(("turn_weights",))

    def answer_weights(self, name: str, value: str) -> None:
        self.calls.append(("answer_weights", name, value))

    def forget_weights(self) -> None:
        self.calls.append(("forget_weights",))

    def ask_epochs(self) -> None:
        self.calls.append(("ask_epochs",))

    def make_strip(self, folder: object, epochs: object, size: object, together: object) -> None:
        self.calls.append(("make_strip", folder, epochs, size, together))

    def cancel_strip(self) -> None:
        self.calls.append(("cancel_strip",))

    def set_values(self, layer: object, name: object, index: object, values: object) -> None:
        self.calls.append(("set_values", layer, name, index, values))

    def put_back_values(self, layer: object, name: object, index: object, values: object) -> None:
        self.calls.append(("set_values", layer, name, index, values))

    def set_frozen(self, layer: object, name: object, index: object, frozen: object) -> None:
        self.calls.append(("set_frozen", layer, name, index, frozen))

    def set_frozen_mask(self, mask: object) -> None:
        self.calls.append(("set_frozen_mask", mask))

    def rename_run(self, run_id: object, name: object) -> None:
        self.calls.append(("rename_run", run_id, name))

    def hide_run(self, run_id: object, hidden: object) -> None:
        self.calls.append(("hide_run", run_id, hidden))

    def delete_run(self, run_id: object) -> None:
        self.calls.append(("delete_run", run_id))

    def return_to_run(self, run_id: object) -> None:
        self.calls.append(("return_to_run", run_id))

    def cancel_starts(self) -> None:
        self.calls.append(("cancel_starts",))

    def shut_down(self) -> None:
        self.calls.append(("shut_down",))


def xor_facts(run_id: int = 1, test_samples: int = 0) -> Facts:
    """Return the facts of XOR."""
    inputs = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    targets = np.array([[0.0], [1.0], [1.0], [0.0]])
    return Facts(
        run_id=run_id,
        task=Task.TWO_CLASSES,
        classes=("0", "1"),
        raw_names=("x1", "x2"),
        input_names=("x1", "x2"),
        target_names=("y",),
        points=Points(inputs, targets, np.zeros(4, dtype=bool)),
        threshold=0.5,
        updates_per_epoch=1,
        parameters=9,
        loss_label="binary cross-entropy",
        train_samples=4,
        test_samples=test_samples,
        raw_means=np.array([0.5, 0.5]),
        raw_ranges=((-0.5, 1.5), (-0.5, 1.5)),
    )


def xor_snapshot(
    project: Project,
    epoch: int = 140,
    loss: float | None = 0.087,
    test_loss: float | None = None,
    outcome: Outcome = Outcome.NONE,
) -> Snapshot:
    """Return a picture of a network over two inputs, with made-up numbers."""
    rng = np.random.default_rng(3)
    layers, inputs = [], 2
    for layer in project.layers:
        units = layer.units_out(inputs)
        arrays = {}
        label = layer.label
        activation = ""
        if isinstance(layer, Dense):
            arrays = {
                "weight": rng.normal(0.0, 1.6, (inputs, units)),
                "bias": rng.normal(0.0, 1.0, units),
            }
            activation = layer.activation.name
            label = f"{units} · {layer.activation.label}"
        layers.append(LayerPicture(layer.name, label, inputs, units, activation, arrays))
        inputs = units
    x, y = np.meshgrid(np.linspace(-0.5, 1.5, 100), np.linspace(-0.5, 1.5, 100))
    band = np.abs(x + y - 1.0) < 0.6
    outputs = np.where(band, 0.95, 0.05)[:, :, None]
    maps = tuple(
        np.tanh(
            np.stack([x[::4, ::4] - y[::4, ::4] * (unit % 3) for unit in range(p.units)], axis=2)
        )
        for p in layers
    )
    epochs = np.arange(float(epoch + 1))
    return Snapshot(
        run_id=1,
        update=epoch,
        epoch=epoch,
        layers=tuple(layers),
        loss=loss,
        test_loss=test_loss,
        penalty=0.0,
        train_metrics={"accuracy": 1.0},
        test_metrics={} if test_loss is None else {"accuracy": 0.975},
        history=History(epochs, 0.7 * np.exp(-epochs / 60.0), np.empty(0)),
        outcome=outcome,
        surface=Surface(View(0, 1, (-0.5, 1.5), (-0.5, 1.5)), outputs, maps),
        updates_per_second=62.0,
        learning_rate=0.5,
    )
