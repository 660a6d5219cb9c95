"""Every example of the program, stepped through phase by phase in the step panel."""

import pytest

from core.data.dataset import load_dataset
from core.documents.examples import examples
from core.documents.project_file import open_file
from core.lesson.cards.lights import light_of
from core.pictures.snapshot import Wanted
from core.run.makers.snapshots import SnapshotMaker
from core.training.timeline import Timeline
from core.training.trainer import Trainer
from core.training.walk import Walk
from gui.network.diagram import NetworkDiagram
from gui.step.panel import StepPanel
from tests.amount import few

#: single stops are in quicker tests beside this one
pytestmark = pytest.mark.thorough


@pytest.mark.parametrize("example", few(examples(), 2), ids=lambda item: item.path.stem)
def test_every_stop_of_every_example(qtbot, example):
    opened = open_file(example.path)
    data = opened.project.data
    trainer = Trainer(opened.project, load_dataset(data, opened.project.data_seed(), opened.folder))
    walk, maker = Walk(Timeline(trainer)), SnapshotMaker(trainer, 1)
    panel, diagram = StepPanel(), NetworkDiagram()
    diagram.resize(700, 600)
    for widget in (panel, diagram):
        qtbot.addWidget(widget)
        widget.show_facts(maker.facts)
        widget.show()
    for done in range(1, walk.phases + 1):
        walk.step()
        figures, history = trainer.evaluate(), trainer.history.since(0)
        snapshot = maker.make(Wanted.STEP | Wanted.MAPS, figures, history, 0.0, walk)
        panel.show_snapshot(snapshot)
        diagram.show_snapshot(snapshot)
        diagram.show_light(light_of(snapshot.step, snapshot.layers, panel._cursor))
        card = panel.sheet.card
        assert f"{done} of {walk.phases}" in card.place
        assert card.title and card.why and card.line
        assert not panel.grab().isNull() and not diagram.grab().isNull()
