"""What a child of `core.disk.apart` may do, well and badly."""

import os
import pickle
import signal
import sys
import time

from core.errors import FileError


def well(file, tell, *, word):
    """Yield the contents of the file, and a word from the arguments."""
    tell(0.5)
    yield [file.read().decode(), word]
    yield {"pid": os.getpid()}


def modules(file, tell):
    yield sorted(sys.modules)


def places(file, tell):
    yield [os.getcwd(), sys.path]


def refuses(file, tell):
    yield 1
    raise FileError("this is the matter", "this is to be done")


def fails(file, tell):
    yield 1
    raise RuntimeError("it is broken")


def panics(file, tell):
    yield 1
    raise BaseException("a panic")


def prints(file, tell):
    print('["end"]')  # noqa: T201
    os.write(1, b"among the lines\n")
    os.write(2, b"a stack backtrace\n")
    yield 1


def aborts(file, tell):
    yield 1
    os.abort()


def is_killed(file, tell):
    yield 1
    os.kill(os.getpid(), signal.SIGKILL)


def ends_early(file, tell):
    yield 1
    os._exit(0)


def takes_memory(file, tell):
    held = []
    while True:
        held.append(bytearray(64 * 2**20))
        held[-1][::4096] = b"x" * len(held[-1][::4096])
        yield len(held)


def never_ends(file, tell, **_):
    yield os.getpid()
    while True:
        time.sleep(0.01)
        tell(0.25)


def says_nothing(file, tell):
    yield os.getpid()
    time.sleep(1000)


def says_too_much(file, tell):
    while True:
        yield "x" * 10_000


def writes_a_file(file, tell, *, path):
    with open(path, "w") as out:
        out.write("x")
    yield 1


def _raw(content):
    """Bypass the protocol, as a compromised child would."""
    for number in range(3, 20):
        try:
            os.write(number, content)
        except OSError:
            continue
        os._exit(0)


def says_pickles(file, tell):
    yield 1
    _raw(pickle.dumps(print))


def nests(file, tell):
    yield 1
    _raw(b'["item",' + b"[" * 100_000 + b"\n")


def says_surrogates(file, tell):
    yield 1
    _raw(b'["item", "\\ud800"]\n["end"]\n')


def says_what_is_no_line(file, tell):
    yield 1
    _raw(b'{"item": 1}\n["end"]\n')


def says_one_long_line(file, tell):
    yield "x" * 100_000
