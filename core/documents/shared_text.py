"""A project as one line of text, to be sent in a message and pasted again.

The line is `backstep:1:` and, in URL-safe base64 (RFC 4648), a zlib stream (RFC 1950) of JSON: the
project with its weights where they fit, and the person's own table if it is small. Nothing in it is
ever run, no file that it names is read, and what it unpacks to is bounded.
"""

import base64
import binascii
import re
import zlib
from dataclasses import dataclass, replace
from pathlib import Path, PurePath
from typing import Any

from core.data.table_files import find_table
from core.disk.json_text import check_texts, parse_json, to_json
from core.disk.writing import read_bytes
from core.documents.zip_parts import check_json
from core.errors import FileError, UserError
from core.project import Project, Weights
from core.words import plain_name, say, translate

_NAME, _VERSION = "backstep", 1
#: the longest line that is made: mail and chat programs take it whole
MOST_LETTERS = 100_000
#: so many weights may fit
MOST_NUMBERS = MOST_LETTERS // 8
#: the longest text that is read, and what it may unpack to, in bytes
MOST_READ, _MOST_BYTES = 4 * 1024**2, 16 * 1024**2
_HEAD = re.compile(rf"\s*{_NAME}:(\d{{1,6}}):", re.ASCII)
_RESOURCE = "resource:"


@dataclass(frozen=True)
class SharedText:
    """The line, and whether the weights are in it; `left_out`: there was no room for them."""

    text: str
    weights: bool = False
    left_out: bool = False


@dataclass(frozen=True)
class Shared:
    """What a line holds: a project, and the content of its table if it has one."""

    project: Project
    table: bytes | None = None

    def with_table(self, path: Path) -> Project:
        """Return the project with its table at a path."""
        data = self.project.data
        return replace(self.project, data=replace(data, source=data.source.with_file(str(path))))


def is_shared(text: str) -> bool:
    """Return whether a text begins as such a line."""
    return _HEAD.match(text[:200]) is not None


def shared(project: Project, weights: Weights | None, folder: Path | None = None) -> SharedText:
    """Return a project as a line, with trained weights if they are given and fit.

    Tables are looked for from `folder`. Raises FileError if it would be too long, or the table
    cannot be read.
    """
    content: dict[str, Any] = {}
    name = project.data.source.file
    if name is not None and not name.startswith(_RESOURCE):
        path = find_table(name, folder)
        table = read_bytes(path, _MOST_BYTES)
        content["file"] = base64.b64encode(table).decode("ascii")
        data = replace(project.data, source=project.data.source.with_file(path.name))
        project = replace(project, data=data)
    given = project if weights is None else replace(project, weights=weights, optimizer_state=None)
    text = _line({"project": given.to_json(), **content})
    if len(text) <= MOST_LETTERS:
        return SharedText(text, weights=given.weights is not None)
    if weights is not None and project.weights is None:
        text = _line({"project": project.to_json(), **content})
        if len(text) <= MOST_LETTERS:
            return SharedText(text, left_out=True)
    raise FileError(
        say(
            "Shared",
            "As text this project has {n} letters, more than the {most} that programs for messages "
            "take",
            n=f"{len(text):,}",
            most=f"{MOST_LETTERS:,}",
        ),
        translate("Shared", "save it, and send the file"),
    )


def _line(content: dict[str, Any]) -> str:
    packed = zlib.compress(to_json(content).encode(), 9)
    return f"{_NAME}:{_VERSION}:{base64.urlsafe_b64encode(packed).decode('ascii').rstrip('=')}"


def read_shared(text: str) -> Shared:
    """Return what a line holds; spaces and line ends that a mail program put in do not matter.

    Raises FileError for a text that is damaged, too long, or from a newer program, ProjectError for
    a project that does not make sense.
    """
    if len(text) > MOST_READ:
        raise FileError(
            translate("Shared", "The text is too long to be a project"),
            translate("Shared", "copy the line again, and nothing else"),
        )
    head = _HEAD.match(text)
    if head is None:
        raise _damaged()
    if int(head[1]) != _VERSION:
        raise FileError(
            say("Shared", "The text is of version {found}", found=int(head[1])),
            translate("Shared", "paste it into a newer Backstep"),
        )
    content = _unpacked("".join(text[head.end() :].split()))
    name = translate("Shared", "the text")
    try:
        check_json(content, name, len(content))
        found = parse_json(content, name)
        check_texts(found, content, name)
    except FileError:
        raise _damaged() from None
    if not isinstance(found, dict) or not found.keys() <= {"project", "file"}:
        raise _damaged()
    project = Project.from_json(found.get("project"))
    return Shared(project, _table(project, found.get("file")))


def _unpacked(letters: str) -> bytes:
    """Return what the letters stand for, at most `_MOST_BYTES`."""
    try:
        packed = base64.b64decode(
            letters.encode("ascii") + b"=" * (-len(letters) % 4), altchars=b"-_", validate=True
        )
        unpacking = zlib.decompressobj()
        content = unpacking.decompress(packed, _MOST_BYTES)
    except (UnicodeEncodeError, binascii.Error, zlib.error):
        raise _damaged() from None
    if unpacking.unconsumed_tail:
        raise FileError(
            say("Shared", "The text unpacks to more than {n} MB", n=_MOST_BYTES // 1024**2),
            translate("Shared", "ask for the project as a file"),
        )
    if not unpacking.eof or unpacking.unused_data:
        raise _damaged()
    return content


def _table(project: Project, value: Any) -> bytes | None:
    """Return the table that came with a project. Raises UserError if it names another file."""
    name = project.data.source.file
    if name is None or name.startswith(_RESOURCE):
        return None
    if not isinstance(value, str) or PurePath(name).name != name or name in ("", ".", ".."):
        raise UserError(
            say("Shared", "The table {name} did not come with the text", name=plain_name(name)),
            translate("Shared", "ask for the project as a file: that holds its table"),
        )
    try:
        return base64.b64decode(value.encode("ascii"), validate=True)
    except (UnicodeEncodeError, binascii.Error):
        raise _damaged() from None


def _damaged() -> FileError:
    return FileError(
        translate("Shared", "The text is damaged: a part of it is missing or was changed"),
        translate("Shared", "copy the whole line again, from “backstep:” to its end"),
    )
