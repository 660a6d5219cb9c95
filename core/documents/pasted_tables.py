"""Tables pasted from a spreadsheet: each becomes a file, for as long as it is used.

A project refers to its table as a file. A pasted table has none, so it gets one in a folder for
temporary files; saving the project includes it.
"""

import re
from pathlib import Path

from core.data.table_files import MAX_BYTES
from core.documents.kept import Unpacked
from core.errors import DataError, FileError
from core.words import plain_name, say
from core.words import translate as _translate


class PastedTables:
    """The pasted tables; their files are deleted with this object."""

    def __init__(self) -> None:
        self._unpacked: Unpacked | None = None
        self._count = 0

    def add(self, text: str) -> Path:
        """Write a text as a table and return its file.

        Raises DataError if there is no text, FileError if it cannot be written.
        """
        content = text.encode("utf-8", "replace")
        if not text.strip():
            raise DataError(
                _translate("Pasted", "There is no table to paste"),
                _translate("Pasted", "first copy cells of a spreadsheet, with their header"),
            )
        if len(content) > MAX_BYTES:
            raise FileError(
                say("Pasted", "The copied text has {n} MB", n=len(content) // 2**20),
                _translate("Pasted", "save it as CSV or XLSX and open that"),
            )
        self._count += 1
        number = "" if self._count == 1 else f" {self._count}"
        return self._write(Path(f"Pasted table{number}.txt"), content)

    def put(self, name: str, content: bytes) -> Path:
        """Write a table that came in a text, under its own name in a folder of its own.

        Raises FileError if it cannot be written, or its name is no name of a file here.
        """
        if re.search(r'[/\\:<>"|?*\x00-\x1f]', name):
            raise FileError(
                say("Pasted", "The table cannot be called {name}", name=plain_name(name)),
                _translate("Pasted", "ask for the project as a file"),
            )
        self._count += 1
        return self._write(Path(str(self._count)) / name, content)

    def _write(self, name: Path, content: bytes) -> Path:
        self._unpacked = self._unpacked or Unpacked()
        path = self._unpacked.folder / name
        try:
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(content)
        except OSError as error:
            raise FileError(
                say("Pasted", "The copied text cannot be written: {why}", why=error.strerror),
                _translate("Pasted", "make room in the folder for temporary files"),
            ) from None
        return path
