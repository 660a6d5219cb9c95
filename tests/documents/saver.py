"""A program that saves and autosaves endlessly, to be killed: see test_kill.

It loads once, and forks a saver for every folder it reads from its input; it answers with the
saver's process id once it saves, and with another line when it is dead.
"""

import os
import sys
from pathlib import Path

from core.documents.autosave import Recovery
from core.documents.backstep_file import save_backstep
from core.run.resuming import kept_of
from core.training.timeline import Timeline
from tests.nets import dense, points, trainer


def states():
    """Two states of some megabytes, so that writing takes its time."""
    made = []
    for name, updates in (("old", 3), ("new", 7)):
        timeline = Timeline(
            trainer(
                [dense(300, "tanh"), dense(200, "tanh"), dense(1)],
                data={"source": points(11, inputs=20)},
                optimizer="adam",
                training={"batch_size": 4, "shuffle": True},
                name=name,
            )
        )
        timeline.run(updates=updates, seconds=60.0)
        made.append(kept_of(timeline.trainer.project, timeline.trainer, timeline))
    return made


def save_without_end(folder, made):
    recovery, key = Recovery(folder / "recovery"), Recovery.new_key()
    told = False
    while True:
        for kept in made:
            save_backstep(folder / "a.backstep", kept, None)
            recovery.write(key, kept, kept.project.name, folder / "a.backstep", None)
        if not told:
            os.write(1, f"{os.getpid()}\n".encode())
            told = True


def main():
    made = states()
    for kept in made:
        save_backstep(Path(sys.argv[1]) / f"{kept.project.name}.backstep", kept, None)
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            save_without_end(Path(line.strip()), made)
        os.waitpid(child, 0)
        os.write(1, b"dead\n")


if __name__ == "__main__":
    main()
