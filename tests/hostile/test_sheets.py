"""Damaged or malicious spreadsheets: one clear error, and the program goes on."""

import random
import zipfile

import pytest

from core.data.first_reading.cells import read_cells
from core.errors import FileError, UserError
from tests.data.test_tables import write_xlsx
from tests.hostile.cases import CASES
from tests.hostile.made_sheets import ROWS, small_ods, small_xls, small_xlsx, spoil

#: it takes seconds, and has quicker relatives
pytestmark = pytest.mark.thorough

KINDS = {"xls": small_xls, "xlsx": small_xlsx, "ods": small_ods}


def answered(path):
    """Return whether a table is read; False if it is refused with an error."""
    try:
        cells = read_cells(path)
    except UserError as error:
        assert error.message and error.hint
        assert "Error(" not in error.message and "panicked" not in error.message
        return False
    assert all(len(row) == len(cells.names) for row in cells.rows)
    return True


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("named", [*KINDS, "csv"])
def test_the_content_says_what_a_file_is(tmp_path, kind, named):
    KINDS[kind](tmp_path / f"t.{named}")
    cells = read_cells(tmp_path / f"t.{named}")
    assert cells.names == ("a", "y") and len(cells.rows) == ROWS
    assert cells.rows[0] == ["1", "red"] and cells.rows[1] == ["1.5", "blue"]


def test_text_with_the_name_of_a_spreadsheet(tmp_path):
    (tmp_path / "t.xls").write_text("a,y\n1,2\n3,4\n")
    with pytest.raises(FileError, match="is not a spreadsheet that can be read"):
        read_cells(tmp_path / "t.xls")


@pytest.mark.parametrize("name", ["02-xlsx-far-cell-named.xls", "03-xlsx-far-cell-part-dat.xlsx"])
def test_a_cell_far_away_is_refused_whatever_things_are_called(name):
    with pytest.raises(FileError, match="17,179,869,184 cells"):
        read_cells(CASES / name)


def test_a_cell_far_away_that_is_not_found_beforehand(tmp_path):
    """Another root element hides the sheet; the library requests 550 GB, which kills the child."""
    write_xlsx(tmp_path / "t.xlsx", {"A1": 1, "XFD1048576": 2})
    with zipfile.ZipFile(tmp_path / "t.xlsx") as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(tmp_path / "t.xlsx", "w") as archive:
        for name, part in parts.items():
            archive.writestr(
                name,
                part.replace(b"worksheet xmlns", b"other xmlns").replace(
                    b"</worksheet>", b"</other>"
                ),
            )
    with pytest.raises(FileError, match="stopped suddenly"):
        read_cells(tmp_path / "t.xlsx")


@pytest.mark.parametrize("path", sorted(CASES.glob("*.xls")), ids=lambda path: path.name)
def test_damaged_xls(path, capfd):
    with pytest.raises(FileError):
        read_cells(path)
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("path", sorted(CASES.glob("*.ods")), ids=lambda path: path.name)
def test_an_encoding_that_nobody_knows(path):
    with pytest.raises(FileError, match="unknown encoding"):
        read_cells(path)


def test_long_texts_are_handed_over_in_pieces(tmp_path):
    """Thirty rows of texts as long as a spreadsheet allows: more than a line may have."""
    long = "x" * 32_000
    cells = {f"{column}{row}": long for row in range(2, 32) for column in "BCDEFGHIJKLMNOPQRST"}
    write_xlsx(tmp_path / "t.xlsx", {"A1": "a", **cells})
    with zipfile.ZipFile(tmp_path / "t.xlsx") as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(tmp_path / "t.xlsx", "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    rows = read_cells(tmp_path / "t.xlsx").rows
    assert len(rows) == 30 and rows[-1][-1] == long


@pytest.mark.thorough
def test_eight_million_strings(tmp_path):
    """They are not cells: nothing visits each of them."""
    path = tmp_path / "t.xlsx"
    small_xlsx(path)
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    with (
        zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive,
        archive.open("xl/sharedStrings.xml", "w") as part,
    ):
        part.write(f'<sst xmlns="{main}">'.encode())
        for _ in range(800):
            part.write(b"<si><t/></si>" * 10_000)
        part.write(b"</sst>")
    resource = pytest.importorskip("resource")
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert answered(path)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert after.ru_utime - before.ru_utime < 10.0


def spoil_often(folder, kind, seeds):
    """Return how many of the spoiled files were read all the same."""
    good = folder / f"good.{kind}"
    KINDS[kind](good)
    content = good.read_bytes()
    path = folder / f"t.{kind}"
    read = 0
    for seed in seeds:
        path.write_bytes(spoil(random.Random(seed), content))
        try:
            read += answered(path)
        except Exception as error:
            raise AssertionError(f"{kind}, seed {seed}: {error!r}") from error
    return read


@pytest.mark.thorough
@pytest.mark.parametrize("kind", KINDS)
def test_spoiled_at_random(tmp_path, kind):
    spoil_often(tmp_path, kind, range(12))


@pytest.mark.long
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("kind", KINDS)
def test_spoiled_very_often(tmp_path, kind):
    read = spoil_often(tmp_path, kind, range(100, 1100))
    assert 20 < read < 980


@pytest.mark.long
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("path", sorted(CASES.glob("*.xls")), ids=lambda path: path.name)
def test_damaged_xls_spoiled_further(tmp_path, path):
    content = path.read_bytes()
    for seed in range(60):
        (tmp_path / "t.xls").write_bytes(spoil(random.Random(seed), content))
        answered(tmp_path / "t.xls")
