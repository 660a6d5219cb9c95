"""What dialogs have found out about one document is not offered in the next."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from core.components.optimizers import Adam
from core.documents.opening import opening_project
from core.pictures.edits import FreezeEdit
from core.pictures.findings import Finding, Found, GradientCheck, RateTest, RateTried
from core.run.answers import Answer
from core.run.starts import StartResult
from gui.window.main_window import MainWindow
from tests.gui.fakes import xor_facts, xor_snapshot
from tests.gui.kept import Kept

#: every dialog is opened in a whole window
pytestmark = pytest.mark.thorough

STARTS = [
    StartResult(3, 0.01, None, 1.0, True, False),
    StartResult(4, 0.5, None, 0.5, False, False),
]
RATES = RateTest(
    tuple(RateTried(10.0**k, loss) for k, loss in enumerate((1.0, 0.1))), 0.5, 1.0, True
)


@pytest.fixture
def window(kept: Kept, qtbot: QtBot) -> Iterator[MainWindow]:
    kept.renew(qtbot)
    yield kept.window
    kept.put_away()


def another(window: MainWindow) -> None:
    window.document.replace_all(replace(opening_project(), name="Another"), None)


def test_the_best_start_of_another_document_is_not_used(window: MainWindow) -> None:
    window.dialogs.ask_starts()
    starts: Any = window.dialogs.starts
    starts.run.click()
    starts.show_results(STARTS, 2)
    assert starts.best.isEnabled()
    changed = window.document.project.with_new_weights(3)
    window.document.edit(changed, "the best start")
    assert starts.best.isEnabled()  # other weights, the same network
    window.document.edit(replace(changed, optimizer=Adam()), "optimizer")
    window.document.edit(replace(changed, layers=changed.layers[1:]), "layer")
    assert not starts.best.isEnabled() and starts.summary.text() == ""
    starts.run.click()
    starts.show_results(STARTS, 2)
    assert starts.best.isEnabled()
    another(window)
    assert not starts.best.isEnabled()


def test_starts_under_way_are_given_up_with_the_document(window: MainWindow) -> None:
    window.dialogs.ask_starts()
    starts: Any = window.dialogs.starts
    starts.run.click()
    another(window)
    starts.show_results(STARTS, 2)  # they were on their way
    assert not starts.best.isEnabled() and starts.summary.text() == ""


def test_the_rate_found_for_another_document_is_not_used(window: MainWindow) -> None:
    window.doctor.rates.ask()
    rates: Any = window.doctor.rates.dialog
    rates.show_test(RATES)
    assert rates.use.isEnabled()
    another(window)
    assert not rates.use.isEnabled()


def test_what_was_found_in_another_run_is_not_said_of_this_one(
    window: MainWindow, kept: Kept
) -> None:
    window.past.ask_find()
    finding: Any = window.past.finding
    finding.field.setText("loss < 0.1")
    finding._find_or_cancel()
    found = Found("loss < 0.1", 140, "loss", 0.09, 140, 0, 200)
    kept.session.answered.emit(Answer("found", (found,), kept.session.tickets))
    assert "140" in finding.says.text()
    kept.session.facts_ready.emit(xor_facts(run_id=2))
    assert finding.says.text() == "" and finding.field.text() == "loss < 0.1"


def test_a_gradient_check_of_another_network_is_not_shown(window: MainWindow, kept: Kept) -> None:
    window.bugs.mend()
    mending: Any = window.bugs.dialog
    kept.session.gradients_checked.emit(GradientCheck((), 4, np.zeros(0), (), (), (), (), None))
    assert mending._check is not None
    first = xor_snapshot(window.document.project)
    kept.session.snapshot_ready.emit(first)
    assert mending._check is not None  # the same moment
    kept.session.snapshot_ready.emit(replace(first, run_id=first.run_id + 1))
    assert mending._check is None and window.bugs._checked is None


def test_pictures_of_another_run_are_drawn_no_further(
    window: MainWindow, kept: Kept, tmp_path: Path
) -> None:
    window.exchange.ask_strip()
    strip: Any = window.exchange.strip
    strip.folder.set_folder(tmp_path)
    strip.run.click()
    assert strip.is_running
    another(window)
    assert not strip.is_running and "cancel_strip" in kept.session.names()


def test_arrays_of_another_network_are_not_compared(window: MainWindow, kept: Kept) -> None:
    from gui.examine.notebook import NotebookDialog

    window.examine.notebook = notebook = NotebookDialog(window)
    notebook.set_arrays({"X": np.ones((4, 2)), "W1": np.ones((2, 4))})
    notebook.name.setCurrentText("W1")
    kept.session.facts_ready.emit(xor_facts(run_id=2))
    assert notebook.words()[1].startswith("Nothing is computed yet")
    notebook.set_arrays({"X": np.ones((4, 2)), "W1": np.zeros((2, 4))})
    assert notebook.name.currentText() == "W1"


def test_a_remedy_is_taken_only_where_it_is_to_act(window: MainWindow, kept: Kept) -> None:
    window.doctor.ask()
    doctor: Any = window.doctor.dialog
    before = window.document.project
    remedy = {"optimizer.learning_rate": 0.125}
    finding = Finding("overfitting", "Overfitting", "", "", remedy, back_to=3)
    for reached in (5, 3):  # stopped on the way, then not
        doctor.applied.emit(finding)
        kept.session.going.emit(True)
        kept.session.snapshot_ready.emit(replace(xor_snapshot(before), update=9))
        kept.session.going.emit(False)
        kept.session.snapshot_ready.emit(replace(xor_snapshot(before), update=reached))
        assert (window.document.project != before) == (reached == 3)


def test_a_freeze_that_an_old_network_refused_is_not_the_next_one(
    window: MainWindow, kept: Kept
) -> None:
    numbers, document, session = window.numbers, window.document, kept.session
    numbers.show_facts(replace(xor_facts(), parameters=10**6))  # too many to keep in the project
    numbers.set_frozen(0, "weight", (0, 0), True)
    document.edit(replace(document.project, layers=document.project.layers[1:]), "fewer layers")
    numbers.show_facts(replace(xor_facts(), parameters=10**6))
    numbers.set_frozen(0, None, None, True)
    (asked,) = numbers._requests
    steps = document.stack.count()
    session.edited.emit(FreezeEdit(None, np.ones(3, dtype=bool)))
    assert document.stack.count() == steps + 1
    assert document.stack.undoText() == asked.label


def test_what_a_lock_does_not_let_through_is_not_said_to_be_done(window: MainWindow) -> None:
    said: list[str] = []
    window.dialogs.told.connect(said.append)
    window.exchange.told.connect(said.append)
    changed = replace(window.document.project, optimizer=Adam())
    window.exchange._compared = window.document.project
    window.document.guard(lambda *_: False, False)
    window.dialogs._use_start(77)
    window.exchange._accept(changed, "weights of a file")
    assert said == []
    window.document.guard(None, True)
    window.exchange._accept(changed, "weights of a file")
    assert len(said) == 1


def test_a_race_is_of_the_network_as_it_is(window: MainWindow) -> None:
    window.run_commands.race.ask()
    form: Any = window.run_commands.race.form
    form.what.setCurrentIndex(1)
    form._offer()
    chosen = form.what.currentText()
    edited = replace(window.document.project, layers=window.document.project.layers[1:])
    window.document.edit(edited, "fewer layers")
    asked: list[object] = []
    form.chosen.connect(lambda first, _: asked.append(first))
    form._start()
    assert form.what.currentText() == chosen and asked in ([edited], [])
    assert form._project is edited
