"""A program that has windows do things with files, to be killed: see documents/test_kill.

It loads once, and forks a window for every line that it reads, a folder and what is to be done. It
answers with the window's number once that begins, and with a line more when it is dead. A window
has work in it that is marked by its learning rate, and was set aside before anything begins.
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

#: the learning rate by which the work is known again
MARK = 0.123


def say(text):
    os.write(1, f"{text}\n".encode())


def window(folder):
    return Room(folder, Settings(folder / "settings.ini"), pytest.MonkeyPatch())


def worked(room):
    """Give a window a network of some hundred kilobytes, and the work in it."""
    project = room.document.project
    layers = (Dense(units=150), Dense(units=100), project.layers[-1])
    optimizer = replace(project.optimizer, learning_rate=MARK)
    room.document.edit(replace(project, layers=layers, weights=None, optimizer=optimizer), "work")
    room.session.train(3)


def prepare(folder):
    """Leave work that is set aside only, of a file that is saved without it."""
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
