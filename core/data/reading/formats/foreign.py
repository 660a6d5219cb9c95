"""Foreign files: what a file is, by how it begins, whose name does not tell or that is no table."""

from pathlib import Path

from core.data.reading.encodings.finding import encoding_of, is_text
from core.data.reading.splitting import delimiter_of, quote_of, sample_of
from core.disk.gzipped import head_of
from core.disk.writing import open_ordinary
from core.errors import FileError
from core.words import say

_AS_CSV = "save the table as CSV in the program that made it, and open that"
#: how files begin, what they are, and what to do; signs of text are compared in small letters
_KINDS: tuple[tuple[bytes, str, str], ...] = (
    (b"%pdf", "a PDF document", "copy the table into a spreadsheet program and save it as CSV"),
    (b"par1", "a Parquet file", "read it with pandas and save it: read_parquet(…).to_csv(…)"),
    (b"arrow1", "an Arrow file", "read it with pandas and save it: read_feather(…).to_csv(…)"),
    (b"fea1", "a Feather file", "read it with pandas and save it: read_feather(…).to_csv(…)"),
    (b"\x89hdf", "an HDF5 file", _AS_CSV),
    (b"matlab 5.0 mat-file", "a MATLAB file", "save the table with writetable or writematrix"),
    (b"sqlite format 3", "an SQLite database", "export one of its tables as CSV"),
    (b"\x93numpy", "a NumPy array", "save it with numpy.savetxt(…, delimiter=',')"),
    (b"rdx", "an R workspace", "save the table in R with write.csv"),
    (b"$fl2", "an SPSS file", _AS_CSV),
    (b"<stata_dta>", "a Stata file", _AS_CSV),
    (b"bzh", "compressed by bzip2", "unpack it and open the table in it"),
    (b"\xfd7zxz", "compressed by xz", "unpack it and open the table in it"),
    (b"7z\xbc\xaf", "an archive", "unpack it and open the table in it"),
    (b"rar!", "an archive", "unpack it and open the table in it"),
    (b"\x28\xb5\x2f\xfd", "compressed by zstd", "unpack it and open the table in it"),
    (b"\x89png", "a picture", "open the table from which it was made"),
    (b"\xff\xd8\xff", "a picture", "open the table from which it was made"),
    (b"gif8", "a picture", "open the table from which it was made"),
    (b"version https://git-lfs", "a note by Git LFS, not the table", "get it with git lfs pull"),
    (b"<!doctype", "a web page", "open it in a spreadsheet program and save it as XLSX or CSV"),
    (b"<html", "a web page", "open it in a spreadsheet program and save it as XLSX or CSV"),
    (b"<table", "a web page", "open it in a spreadsheet program and save it as XLSX or CSV"),
    (b"<?xml", "an XML file", "open it in a spreadsheet program and save it as XLSX or CSV"),
    (b"{\\rtf", "a text document", "copy the table into a spreadsheet program and save it as CSV"),
)
_LOOKED_AT = 512
#: bytes from which is found whether they are a table
_BEGINNING = 2**14


def foreign(name: str, beginning: bytes) -> FileError | None:
    """Return the error for a file that is of a kind known not to be a table, else None."""
    head = beginning[:_LOOKED_AT].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    for sign, kind, hint in _KINDS:
        if head.startswith(sign):
            return FileError(
                say(
                    "Table", "{file} is not a table but {kind}", file=name, kind=say("Table", kind)
                ),
                say("Table", hint),
            )
    return None


def begins_as_table(path: Path) -> bool:
    """Return whether a file with an unknown name begins as a table: lines with several cells."""
    try:
        with open_ordinary(path) as file:
            raw = head_of(file.read(_BEGINNING), _BEGINNING)
    except OSError:
        return False
    encoding, _ = encoding_of(raw[: raw.rfind(b"\n") + 1] or raw)
    text = raw.decode(encoding, "ignore") if encoding else ""
    if not is_text(text) or foreign(path.name, raw) is not None:
        return False
    lines = sample_of(text.splitlines())
    return len(lines) > 1 and delimiter_of(lines, quote_of(lines)) != ""


def known_kind(path: Path) -> FileError | None:
    """Return the error for a file of a kind that is known not to be a table, else None."""
    try:
        with open_ordinary(path) as file:
            head = file.read(_LOOKED_AT)
    except OSError:
        return None
    return foreign(path.name, head) or archive(path)


def archive(path: Path) -> FileError | None:
    """Return the error for a zip archive that is no spreadsheet, with the name of a file in it."""
    import zipfile

    try:
        with open_ordinary(path) as file, zipfile.ZipFile(file) as found:
            inside = [each for each in found.namelist()[:1000] if not each.endswith("/")]
    except (OSError, ValueError, RuntimeError, zipfile.BadZipFile):
        return None
    documents = ("content.xml", "[Content_Types].xml")
    if not inside or any(each in documents or each.startswith("xl/") for each in inside):
        return None
    return FileError(
        say("Table", "{file} is not a table but an archive", file=path.name),
        say("Table", "unpack it and open the table in it, such as {file}", file=inside[0][:80]),
    )
