"""Saved files for tests: everything that has state, and files that were tampered with."""

import io
import zipfile
from dataclasses import replace
from pathlib import Path

from core.documents.backstep_file import save_backstep
from core.documents.project_file import Opened, load, open_file
from core.errors import UserError
from core.run.resuming import kept_of, resume, resumed_timeline
from tests.nets import dense, points, project, trainer

TABLE = "a,b,y\n1,2,yes\n2,1,no\n3,5,yes\n4,4,no\n5,1,yes\n6,2,no\n"


def everything(optimizer, **training):
    """A trainer with dropout, batch normalization, a schedule, a test part and partial batches."""
    fields = {"momentum": 0.9} if optimizer == "sgd" else {}
    return trainer(
        [
            dense(4, "tanh"),
            {"name": "batch_norm"},
            {"name": "dropout", "rate": 0.3},
            dense(1),
        ],
        data={"source": points(11), "test_share": 0.2},
        optimizer={"name": optimizer, "schedule": "cosine", **fields},
        training={"batch_size": 4, "shuffle": True, **training},
        seed=3,
    )


def save(path, one, folder=None, timeline=None, **fields):
    save_backstep(path, replace(kept_of(one.project, one, timeline), **fields), folder)


def reopened(path):
    opened = open_file(path)
    return resume(opened, load(opened))


def reopened_timeline(path):
    opened = open_file(path)
    return resumed_timeline(resume(opened, load(opened)), opened.recording)


def attempt(path, content):
    """Return whether a file opens, builds, goes back and trains on, with all its runs.

    Nothing but a UserError may come out.
    """
    path.write_bytes(content)
    try:
        opened = open_file(path)
        for one in (opened, *(Opened.of_run(run, opened.folder) for run in opened.runs)):
            timeline = resumed_timeline(resume(one, load(one)), one.recording)
            timeline.go_to(timeline.start)
            timeline.go_to(timeline.end)
            timeline.trainer.run(updates=3)
    except UserError as error:
        assert error.message and error.hint and "\n" not in error.message
        return False
    return True


def parts(content):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(members, method=zipfile.ZIP_DEFLATED):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def with_table(folder, name="own.csv"):
    (folder / Path(name).parent).mkdir(exist_ok=True)
    (folder / name).write_text(TABLE, encoding="utf-8")
    return project(
        [dense(3, "tanh"), dense(1, "sigmoid")],
        data={"source": {"name": "table", "path": name}, "scaling": "standard"},
        loss="binary_cross_entropy",
        training={"batch_size": 2, "shuffle": True},
    )
