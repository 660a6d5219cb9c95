"""A locale of another encoding than UTF-8 keeps all but its encoding."""

import pytest

from core.desktop.encoding import encoding_of_locale, take_utf8


@pytest.mark.parametrize("encoding", ("UTF-8", "utf8"))
def test_utf_8_is_left_alone(encoding: str) -> None:
    environment = {"LC_ALL": "de_DE.UTF-8"}
    take_utf8(environment, encoding)
    assert environment == {"LC_ALL": "de_DE.UTF-8"}


def test_the_language_stays() -> None:
    environment = {"LANG": "de_DE", "HOME": "/"}
    take_utf8(environment, "ISO-8859-1")
    assert environment == {"LANG": "de_DE", "LC_CTYPE": "C.UTF-8", "HOME": "/"}


def test_what_goes_before_all_others_still_does() -> None:
    environment = {"LANG": "de_DE", "LC_NUMERIC": "fr_FR", "LC_ALL": "C"}
    take_utf8(environment, "ANSI_X3.4-1968")
    assert environment == {"LANG": "C", "LC_CTYPE": "C.UTF-8"}


def test_the_encoding_is_named() -> None:
    assert encoding_of_locale()
