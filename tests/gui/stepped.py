"""Steps made by the engine: the snapshots that the step panel is shown."""

import json

import numpy as np

from core.data.dataset import load_dataset
from core.pictures.snapshot import Wanted
from core.project import Project
from core.resources import resource_path
from core.run.makers.snapshots import SnapshotMaker, facts_of
from core.training.timeline import Timeline
from core.training.trainer import Trainer
from core.training.walk import Walk


class Stepped:
    """A trainer that is walked phase by phase, and the snapshot of every stop."""

    def __init__(self, project, folder=None):
        dataset = load_dataset(project.data, project.data_seed(), folder)
        self.trainer = Trainer(project, dataset)
        self.walk = Walk(Timeline(self.trainer))
        self.maker = SnapshotMaker(self.trainer, 1)
        self.facts = facts_of(self.trainer, 1)

    def snapshot(self):
        history = self.trainer.history.since(0)
        return self.maker.make(
            Wanted.STEP | Wanted.WEIGHTS, self.trainer.evaluate(), history, 0.0, self.walk
        )

    def step(self, phases=1):
        with np.errstate(all="ignore"):
            for _ in range(phases):
                self.walk.step()
        return self.snapshot()

    def update(self):
        """Walk through one whole update; yield the snapshot of every stop."""
        for _ in range(self.walk.phases):
            yield self.step()


def opening():
    """Return the project the window opens on."""
    path = resource_path("examples") / "xor.json"
    return Project.from_json(json.loads(path.read_text(encoding="utf-8")))
