"""The encoding of the locale: Qt needs UTF-8, and says in four lines where it is another."""

import sys
from collections.abc import MutableMapping

_UTF8 = "C.UTF-8"


def take_utf8(environment: MutableMapping[str, str], encoding: str) -> None:
    """Let a locale of another encoding write UTF-8; language, numbers and dates stay its own.

    `environment` is the process's own: C libraries and programs started from here read it.
    """
    if encoding.upper().replace("-", "") == "UTF8":
        return
    everything = environment.pop("LC_ALL", None)
    if everything:  # it goes before all others, so these come to say the same
        for name in [name for name in environment if name.startswith("LC_")]:
            del environment[name]
        environment["LANG"] = everything
    environment["LC_CTYPE"] = _UTF8


def encoding_of_locale() -> str:
    """Return the encoding of the locale that C libraries use, UTF-8 where they have no other."""
    if sys.platform in ("win32", "darwin"):
        return "UTF-8"
    import locale

    return locale.nl_langinfo(locale.CODESET)
