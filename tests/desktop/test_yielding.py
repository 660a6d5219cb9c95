"""While anybody asks for it, threads release the interpreter at once; then as before."""

import sys

from core.desktop.yielding import SHORT, yielding


def test_the_interval_is_short_until_the_last_has_ended() -> None:
    usual = sys.getswitchinterval()
    first, second = yielding(), yielding()
    first.__enter__()
    second.__enter__()
    first.__exit__(None, None, None)  # in any order: they are in different threads
    assert sys.getswitchinterval() <= SHORT * 1.01 < usual
    second.__exit__(None, None, None)
    assert sys.getswitchinterval() == usual
