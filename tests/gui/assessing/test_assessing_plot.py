"""The tab Assess: curves whose threshold is dragged, calibration, residuals, importance."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from core.data.samples import Task
from core.pictures.assessing.importance import Importance
from core.pictures.assessing.ranking import ranking
from core.pictures.baselines import Baseline, Baselines
from core.pictures.samples import Samples
from core.pictures.snapshot import Wanted
from gui.assessing.lines import FittedLines
from gui.assessing.plot import AssessingPlot
from gui.assessing.views import CALIBRATION, IMPORTANCE, PRECISION, ROC
from gui.kit.theme import DARK, LIGHT
from tests.gui.made import facts, snapshot

#: it takes seconds, and has quicker relatives
pytestmark = pytest.mark.thorough

LEFT = Qt.MouseButton.LeftButton


def samples(given, outputs, drawn=None) -> Samples:
    points = given.points
    m, none = len(points.targets), np.zeros((len(points.targets), 0), dtype=np.intp)
    true = said = none
    if given.task is Task.CLASSES:
        true, said = (each.argmax(axis=1)[:, None] for each in (points.targets, outputs))
    elif given.task is Task.TWO_CLASSES:
        true, said = points.targets.astype(np.intp), (outputs > given.threshold).astype(np.intp)
    error = np.abs(outputs - points.targets).max(axis=1)
    part = points.test.astype(np.intp)
    numbers = np.arange(m) if drawn is None else drawn
    return Samples(("train", "test"), part, points.inputs, points.targets, outputs, true, said,
                   error, numbers, error)  # fmt: skip


def baselines(given, found) -> Baselines:
    """One that always says the mean of the targets, and one that knows them."""
    of = {name: found.part == k for k, name in enumerate(found.parts)}
    level = given.points.targets.mean(axis=0)
    constant = {
        n: np.broadcast_to(level, given.points.targets[rows].shape) for n, rows in of.items()
    }
    knowing = {name: given.points.targets[rows] for name, rows in of.items()}
    metric = "r2" if given.task is Task.REGRESSION else "accuracy"
    both = (Baseline("most_frequent", {"test": 0.4}, constant),
            Baseline("logistic", {"test": 1.0}, knowing))  # fmt: skip
    return Baselines(metric, both)


@pytest.fixture
def plot(qtbot) -> AssessingPlot:
    widget = AssessingPlot()
    qtbot.addWidget(widget)
    widget.resize(400, 460)
    widget.show()
    return widget


def noisy(given, seed=0):
    """Probabilities that are right more often than not."""
    rng = np.random.default_rng(seed)
    raw = given.points.targets + rng.normal(0, 0.6, given.points.targets.shape)
    if given.task is Task.CLASSES:
        shares = np.exp(raw)
        return shares / shares.sum(axis=1, keepdims=True)
    return 1.0 / (1.0 + np.exp(1.5 - 3.0 * raw))


def show(plot, task=Task.TWO_CLASSES, outputs=None, drawn=None, **fields):
    given = replace(facts(task, classes=3 if task is Task.CLASSES else 2, **fields),
                    train_samples=30, test_samples=10)  # fmt: skip
    found = samples(given, noisy(given) if outputs is None else outputs(given), drawn)
    plot.show_facts(given)
    plot.show_snapshot(replace(snapshot(), samples=found, baselines=baselines(given, found)))
    QApplication.processEvents()
    return found


def choose(plot, name: str, qtbot) -> None:
    """Choose a figure with the keys."""
    plot.figure.setFocus()
    qtbot.keyClick(plot.figure, Qt.Key.Key_Home)
    while plot.figure.currentData() != name:
        before = plot.figure.currentIndex()
        qtbot.keyClick(plot.figure, Qt.Key.Key_Down)
        assert plot.figure.currentIndex() == before + 1, name
    QApplication.processEvents()


def place_of(view, x: float, y: float) -> QPoint:
    return view.plot.mapFromScene(view.item.getViewBox().mapViewToScene(QPointF(x, y)))


def expected(found):
    test = found.part == 1
    return ranking(found.outputs[test, 0], found.true[test, 0] == 1)


def test_the_curve_is_that_of_the_test_part_beside_the_baselines(plot) -> None:
    found = show(plot)
    assert plot.part.currentData() == "test"
    x, y = plot.views.curve(ROC).curve.getData()
    right = expected(found)
    np.testing.assert_array_equal(np.array(right.roc()), np.array([x, y]))
    said = plot.views.curve(ROC).whole.text().replace("\u00a0", " ")
    assert said == f"AUC {right.auc:.3f} · most frequent class 0.500 · " + (
        "logistic regression 1.00"
    )
    assert plot.views.curve(ROC).counts.text().startswith("TP ")


def test_the_threshold_is_dragged_along_the_curve(plot, qtbot) -> None:
    right = expected(show(plot))
    view, viewport = plot.views.curve(ROC), plot.views.curve(ROC).plot.viewport()
    x, y = right.roc()
    seen = []
    view.chosen.connect(seen.append)
    qtbot.mousePress(viewport, LEFT, pos=place_of(view, 0.0, 0.0))
    assert right.at(plot.threshold()).true_positives == 0
    for place in (2, len(right.thresholds)):
        pos = place_of(view, x[place], y[place])
        QTest.mouseMove(viewport, pos)
        move_held(viewport, pos)
        at = right.at(plot.threshold())
        taken = at.true_positives + at.false_positives
        assert taken == right.true_positives[place - 1] + right.false_positives[place - 1]
        mark = view.mark.getData()
        assert (mark[0][0], mark[1][0]) == (pytest.approx(x[place]), pytest.approx(y[place]))
    qtbot.mouseRelease(viewport, LEFT, pos=place_of(view, 1.0, 1.0))
    assert len(seen) >= 3 and view.counts.text().endswith("TN 0")
    # the other curve has the same threshold
    choose(plot, PRECISION, qtbot)
    assert plot.views.curve(PRECISION).threshold.threshold() == plot.threshold() == seen[-1]


def move_held(widget, pos: QPoint) -> None:
    """Move the mouse with the left button held: QTest's own moves hold none."""
    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QMouseEvent

    at = QPointF(pos)
    event = QMouseEvent(QEvent.Type.MouseMove, at, widget.mapToGlobal(at), Qt.MouseButton.NoButton,
                        LEFT, Qt.KeyboardModifier.NoModifier)  # fmt: skip
    QApplication.sendEvent(widget, event)


def test_the_threshold_moves_with_keys_and_comes_back(plot, qtbot) -> None:
    right = expected(show(plot))
    assert plot.threshold() == 0.5 and not plot.views.curve(ROC).threshold.reset.isEnabled()
    plot.views.curve(ROC).plot.setFocus()
    qtbot.keyClick(plot.views.curve(ROC).plot, Qt.Key.Key_Right)
    assert plot.threshold() == pytest.approx(0.51)
    qtbot.keyClick(plot.views.curve(ROC).threshold.slider, Qt.Key.Key_PageDown)
    assert plot.threshold() == pytest.approx(0.41)
    qtbot.keyClick(plot.views.curve(ROC).plot, Qt.Key.Key_Home)
    assert plot.threshold() == 0.0
    at = right.at(0.0)
    assert (
        plot.views.curve(ROC).counts.text()
        == f"TP {at.true_positives} · FP {at.false_positives} · FN 0 · TN 0"
    )
    assert "recall 100.0" in plot.views.curve(ROC).rates.text()
    qtbot.keyClick(plot.views.curve(ROC).plot, Qt.Key.Key_End)
    assert "precision · · recall 0.0" in plot.views.curve(ROC).rates.text()  # nothing is taken: 0/0
    qtbot.mouseClick(plot.views.curve(ROC).threshold.reset, LEFT)
    assert plot.threshold() == 0.5


def test_a_curve_that_the_keyboard_has_reached_is_framed(plot, qtbot) -> None:
    show(plot)
    view = plot.views.curve(ROC)
    plot.activateWindow()
    plot.figure.setFocus()
    view.plot.setFocus(Qt.FocusReason.TabFocusReason)
    border = view.item.getViewBox().border
    assert border.style() != Qt.PenStyle.NoPen and border.color().name() == LIGHT.now
    plot.figure.setFocus()
    assert view.item.getViewBox().border.style() == Qt.PenStyle.NoPen
    qtbot.mouseClick(view.plot.viewport(), LEFT, pos=place_of(view, 0.5, 0.5))
    assert view.plot.hasFocus()
    assert view.item.getViewBox().border.style() == Qt.PenStyle.NoPen


def test_every_class_is_asked_against_the_rest_and_keeps_its_threshold(plot, qtbot) -> None:
    found = show(plot, Task.CLASSES)
    assert [plot.question.itemText(k) for k in range(3)] == [f"kind {k} or not" for k in range(3)]
    qtbot.keyClick(plot.views.curve(ROC).plot, Qt.Key.Key_Right)
    plot.question.setFocus()
    qtbot.keyClick(plot.question, Qt.Key.Key_Down)
    test = found.part == 1
    right = ranking(found.outputs[test, 1], found.true[test, 0] == 1)
    assert plot.views.curve(ROC).whole.text().startswith(f"AUC {right.auc:.3f}")
    assert plot.threshold() == 0.5
    qtbot.keyClick(plot.question, Qt.Key.Key_Up)
    assert plot.threshold() == pytest.approx(0.51)
    assert "largest" in plot.views.curve(ROC).threshold.reset.accessibleName()


def test_calibration_is_read_bin_by_bin(plot, qtbot) -> None:
    found = show(plot)
    choose(plot, CALIBRATION, qtbot)
    view = plot.views.calibration
    assert view.reading.text() == "10 samples in 10 bins; point at one to read it"
    view.plot.setFocus()
    qtbot.keyClick(view.plot, Qt.Key.Key_Right)
    low = found.outputs[(found.part == 1) & (found.outputs[:, 0] <= 0.1), 0]
    assert view.reading.text().startswith("0.0 % to 10.0 %: ")
    if len(low):
        assert f"{len(low)} samples" in view.reading.text()
    else:
        assert view.reading.text().endswith("no samples")
    qtbot.keyClick(view.plot, Qt.Key.Key_Left)
    assert view.reading.text().startswith("0.0 % to 10.0 %: ")  # there is no bin before it
    assert view.whole.text().startswith("expected calibration error 0.")


def test_the_part_is_the_test_part_unless_a_person_chose_another(plot, qtbot) -> None:
    given = replace(facts(Task.TWO_CLASSES), train_samples=40)
    plot.show_facts(given)  # there is only a training part
    assert plot.part.currentData() == "train"
    found = show(plot)
    assert plot.part.currentData() == "test"
    plot.part.setFocus()
    qtbot.keyClick(plot.part, Qt.Key.Key_Down)
    train = found.part == 0
    right = ranking(found.outputs[train, 0], found.true[train, 0] == 1)
    assert plot.views.curve(ROC).whole.text().startswith(f"AUC {right.auc:.3f}")
    show(plot)
    assert plot.part.currentData() == "train"  # of the same classes


def test_of_several_classes_the_most_likely_is_calibrated_first(plot, qtbot) -> None:
    show(plot, Task.CLASSES)
    choose(plot, CALIBRATION, qtbot)
    assert plot.question.currentText() == "the most likely class" and plot.reason() == ""


@pytest.mark.parametrize(
    ("outputs", "figure", "said"),
    [
        (lambda given: given.points.targets * 4.0 - 2.0, CALIBRATION, "not probabilities"),
        (lambda given: np.full((40, 1), np.nan), ROC, "No output is a finite number"),
        (lambda given: np.full((40, 1), np.nan), CALIBRATION, "No output is a finite number"),
    ],
)
def test_why_there_is_no_figure_is_said(plot, qtbot, outputs, figure, said) -> None:
    show(plot, outputs=outputs)
    choose(plot, figure, qtbot)
    assert said in plot.reason()
    show(plot)
    assert plot.reason() == ""


def test_a_part_with_one_class_has_no_roc_curve_but_says_why(plot, qtbot) -> None:
    given = facts(Task.TWO_CLASSES)
    given = replace(given, points=replace(given.points, targets=np.ones((40, 1))), train_samples=40)
    found = samples(given, np.full((40, 1), 0.7))
    plot.show_facts(given)
    plot.show_snapshot(replace(snapshot(), samples=found))
    assert "only samples of 1: a ROC curve needs others too" in plot.reason()
    choose(plot, PRECISION, qtbot)
    assert (
        plot.reason() == "" and plot.views.curve(PRECISION).whole.text() == "average precision 1.00"
    )


def test_scores_beyond_0_and_1_have_a_slider_of_their_own(plot, qtbot) -> None:
    show(plot, outputs=lambda given: given.points.targets * 6.0 - 3.0, threshold=0.0)
    assert plot.threshold() == 0.0
    qtbot.keyClick(plot.views.curve(ROC).plot, Qt.Key.Key_Right)
    assert 0.0 < plot.threshold() < 0.2
    qtbot.keyClick(plot.views.curve(ROC).plot, Qt.Key.Key_Home)
    assert plot.threshold() < -3.0 and plot.views.curve(ROC).counts.text().endswith("FN 0 · TN 0")


def test_a_residual_is_clicked_and_followed_and_the_largest_by_key(plot, qtbot) -> None:
    rng = np.random.default_rng(2)
    noise = rng.normal(size=(40, 1))
    found = show(plot, Task.REGRESSION, lambda given: given.points.targets + noise)
    assert plot.figure.currentText() == "Residuals" and not plot.question.isVisible()
    test = np.flatnonzero(found.part == 1)
    view = plot.views.residuals
    e = found.targets[:, 0] - found.outputs[:, 0]
    alone = test[np.argmax(found.outputs[test, 0])]
    with qtbot.waitSignal(plot.follow_requested) as asked:
        at = place_of(view, found.outputs[alone, 0], e[alone])
        qtbot.mouseClick(view.plot.viewport(), LEFT, pos=at)
    assert asked.args == [alone] and f"sample {alone + 1}, test: residual" in view.reading.text()
    plot.views.residuals.follow(None)
    view.plot.setFocus()
    with qtbot.waitSignal(plot.follow_requested) as asked:
        qtbot.keyClick(view.plot, Qt.Key.Key_Right)
    assert asked.args == [test[np.argmax(np.abs(e[test]))]]
    assert view.whole.text().startswith("R² ") and "logistic regression 1" in view.whole.text()
    assert view.bars.opts["x1"].sum() == 10


def test_a_residual_that_is_no_point_is_probed(plot, qtbot) -> None:
    found = show(plot, Task.REGRESSION, drawn=np.full(40, -1))
    with qtbot.waitSignal(plot.probe_requested) as asked:
        qtbot.keyClick(plot.views.residuals.plot, Qt.Key.Key_Right)
    assert asked.args[0].tolist() in found.inputs[found.part == 1].tolist()


def importance(update=0) -> Importance:
    drops = np.array([[0.1, 0.2], [0.4, 0.6], [0.0, 0.0]])
    return Importance("test", "accuracy", 0.9, ("a", "b", "c"), drops, 0, 10, update, 1)


def test_importance_is_asked_for_cancelled_and_shown_in_order(plot, qtbot) -> None:
    show(plot)
    choose(plot, IMPORTANCE, qtbot)
    view = plot.views.importance
    assert view.empty.isVisible() and not plot.question.isVisible()
    view.repeats.setFocus()
    qtbot.keyClick(view.repeats, Qt.Key.Key_Up)
    with qtbot.waitSignal(plot.importance_asked) as asked:
        qtbot.mouseClick(view.button, LEFT)
    assert asked.args == ["test", 11, 0] and view.button.text() == "Cancel"
    with qtbot.waitSignal(plot.importance_cancelled):
        qtbot.keyClick(view.button, Qt.Key.Key_Space)
    plot.show_importance(None)
    assert view.button.text() == "Measure" and view.empty.isVisible()
    plot.show_importance(importance())
    assert view.bars.accessibleDescription().startswith("b: 0.500 ± 0.100; a: 0.150 ± 0.050; c: 0")
    said = view.said.text().replace("\u00a0", " ")
    assert "test, accuracy 90.0 %" in said and "logistic regression 100.0 %" in said
    plot.show_snapshot(replace(snapshot(), update=7))
    assert "measured after update 0: the network has changed" in view.said.text()
    view.grab()
    show(plot)  # another build
    assert view.empty.isVisible()


def test_it_asks_for_samples_only_while_it_is_seen_and_survives_nothing(plot) -> None:
    assert plot.wants() == Wanted.SAMPLES
    plot.set_theme(DARK)
    show(plot)
    plot.clear()
    assert plot.reason() == "No data yet."
    plot.hide()
    assert plot.wants() == Wanted.NOTHING


def test_it_fits_into_the_column_of_a_small_window(plot, qtbot) -> None:
    show(plot, Task.CLASSES)
    for name in (ROC, PRECISION, CALIBRATION, IMPORTANCE):
        choose(plot, name, qtbot)
        assert plot.minimumSizeHint().width() <= 280


def test_a_hundred_thousand_samples_are_drawn_with_few_points(plot) -> None:
    given = facts(Task.TWO_CLASSES, samples=100_000)
    given = replace(given, train_samples=75_000, test_samples=25_000)
    plot.show_facts(given)
    plot.show_snapshot(replace(snapshot(), samples=samples(given, noisy(given))))
    assert len(plot.views.curve(ROC).curve.getData()[0]) <= 1_002 and plot.reason() == ""


@pytest.mark.parametrize("pixels", [14, 21])
@pytest.mark.parametrize("figure", [ROC, PRECISION, CALIBRATION, IMPORTANCE, "residuals"])
def test_in_a_low_room_the_words_fold_and_nothing_is_cut(plot, qtbot, pixels, figure) -> None:
    font = plot.font()
    font.setPixelSize(pixels)
    plot.setFont(font)
    show(plot, Task.REGRESSION if figure == "residuals" else Task.CLASSES)
    choose(plot, figure, qtbot)
    if figure == IMPORTANCE:
        plot.show_importance(importance())
    view = plot.views.currentWidget()
    for high, folded in ((600, False), (plot.minimumSizeHint().height(), True), (600, False)):
        plot.resize(300, high)
        QApplication.processEvents()
        assert view.is_folded() is folded
        assert view.height() >= view.minimumSizeHint().height()
        for line in view.findChildren(FittedLines):
            assert (view.rect().contains(line.geometry()) and line.toolTip()) or not line.text()
        plot.grab()
    if figure == ROC:
        assert view.counts.isVisible() and view.counts.text() in view.rates.toolTip()
