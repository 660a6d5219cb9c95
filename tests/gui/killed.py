"""A program whose windows work with files, to be killed: see documents/test_kill.

It loads once, and forks a window for every line it reads, which names a folder and what to do. It
answers with the window's process id once the work begins, and with another line when it is dead.
Each window holds work marked by its learning rate, which was set aside before anything begins.
"""

import os
import signal
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from core.components.layers import Dense
from gui.kit.settings import Settings
from tests.gui.keeping_room import Answer, Room

#: the learning rate by which the work is recognised
MARK = 0.123


def say(text):
    os.write(1, f"{text}\n".encode())


def window(folder):
    return Room(folder, Settings(folder / "settings.ini"), pytest.MonkeyPatch())


def worked(room):
    """Give a window a network of a few hundred kilobytes, and the work in it."""
    project = room.document.project
    layers = (Dense(units=150), Dense(units=100), project.layers[-1])
    optimizer = replace(project.optimizer, learning_rate=MARK)
    room.document.edit(replace(project, layers=layers, weights=None, optimizer=optimizer), "work")
    room.session.train(3)


def prepare(folder):
    """Leave work that is only set aside, for a file that was saved without it."""
    room = window(folder)
    room.save_as(folder / "a.backstep")
    worked(room)
    room.keeping.autosave()


def opening(folder):
    room = window(folder)
    room.save_as(folder / "a.backstep")
    worked(room)
    room.keeping.autosave()
    whole = (folder / "a.backstep").read_bytes()
    (folder / "damaged.backstep").write_bytes(whole[: len(whole) // 2])
    say(os.getpid())
    while True:
        room.files._open(folder / "damaged.backstep")
        room.keeping.autosave()


def saving(folder):
    room = window(folder)
    room.save_as(folder / "a.backstep")
    worked(room)
    room.keeping.autosave()
    say(os.getpid())
    while True:
        room.files.save()
        room.session.train(1)


def autosaving(folder):
    room = window(folder)
    room.save_as(folder / "a.backstep")
    worked(room)
    room.keeping.autosave()
    say(os.getpid())
    while True:
        room.session.train(1)
        room.keeping.autosave()


def recovering(folder):
    room = window(folder)
    (found,) = room.keeping._found()
    say(os.getpid())
    room.keeping.recover(found)
    room.session.train(1)
    room.keeping.autosave()
    room.answers["changed_outside"] = []
    room.files.save()


def quitting(folder):
    room = window(folder)
    room.save_as(folder / "a.backstep")
    worked(room)
    room.keeping.autosave()
    say(os.getpid())
    room.answers["unsaved"] = [Answer.SAVE]
    room.close()


DEEDS = {
    deed.__name__: deed for deed in (prepare, opening, saving, autosaving, recovering, quitting)
}


def main():
    for line in sys.stdin:
        name, _, folder = line.strip().partition(" ")
        child = os.fork()
        if child == 0:
            from PySide6.QtWidgets import QApplication

            application = QApplication(["killed"])
            DEEDS[name](Path(folder))
            if name != "prepare":
                signal.pause()  # done, and still to be killed
            os._exit(0 if application else 1)
        os.waitpid(child, 0)
        say("dead")


if __name__ == "__main__":
    main()
