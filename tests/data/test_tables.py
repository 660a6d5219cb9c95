import zipfile

import numpy as np
import pytest

import core.data.sheets
import core.data.table_files
from core.data.reading.new_rows import read_inputs
from core.data.samples import SOURCES, Column, Task
from core.data.streams import Stream, stream
from core.errors import DataError, FileError, ProjectError, UserError


@pytest.fixture
def table(tmp_path):
    """Write a table and return its samples."""

    def load(content, name="t.csv", **fields):
        data = content if isinstance(content, bytes) else content.encode()
        (tmp_path / name).write_bytes(data)
        return draw(tmp_path, name, **fields)

    return load


def draw(folder, path, **fields):
    source = SOURCES.read({"name": "table", "path": path, **fields}, "source")
    return source.draw(stream(0, Stream.DATA), folder)


def message(error):
    return f"{error.value.message} | {error.value.hint}"


ROWS = "a,b,y\n1,2,cat\n3,4,dog\n5,6,cat\n"


# what a good table gives


def test_two_classes_are_one_column_in_sorted_order(table):
    samples = table(ROWS.replace("cat", "zebra"))
    assert samples.task is Task.TWO_CLASSES
    assert samples.classes == ("dog", "zebra")
    assert samples.input_names == ("a", "b")
    assert samples.target_names == ("y",)
    assert samples.columns == (Column("a"), Column("b"))
    np.testing.assert_array_equal(samples.inputs, [[1, 2], [3, 4], [5, 6]])
    np.testing.assert_array_equal(samples.targets, [[1], [0], [1]])
    assert samples.notices == ()


def test_several_classes_are_one_hot_in_sorted_order(table):
    samples = table("a,y\n1,c\n2,a\n3,b\n4,a\n")
    assert samples.task is Task.CLASSES
    assert samples.classes == samples.target_names == ("a", "b", "c")
    np.testing.assert_array_equal(samples.targets.argmax(axis=1), [2, 0, 1, 0])


def test_numbered_classes_are_in_the_order_of_numbers_and_without_decimals(table):
    rows = "".join(f"{i},{value}\n" for i, value in enumerate(["10.0", "2.0", "1.0"] * 5))
    samples = table("a,y\n" + rows)
    assert samples.task is Task.CLASSES
    assert samples.classes == ("1", "2", "10")
    np.testing.assert_array_equal(samples.targets[:3].argmax(axis=1), [2, 1, 0])


def test_the_task_follows_the_target(table):
    many = "a,y\n" + "".join(f"{i},{i}\n" for i in range(30))
    fractions = "a,y\n" + "".join(f"{i},{i % 2 + 0.5}\n" for i in range(30))
    zero_one = "a,y\n1,0\n2,1\n3,1\n4,0\n"
    assert table(many).task is Task.REGRESSION
    assert table(fractions).task is Task.REGRESSION
    assert table(zero_one).task is Task.TWO_CLASSES
    assert table(zero_one, task="regression").task is Task.REGRESSION
    assert table(fractions, task="classes").classes == ("0.5", "1.5")


def test_a_column_of_words_is_one_hot(table):
    samples = table("colour,size,y\nred,1,0.5\nblue,2,1.5\nred,3,2.5\n")
    assert samples.input_names == ("colour=blue", "colour=red", "size")
    np.testing.assert_array_equal(samples.inputs, [[0, 1, 1], [1, 0, 2], [0, 1, 3]])
    assert samples.columns == (Column("colour", ("blue", "red")), Column("size"))


def test_columns_are_chosen_by_name(table):
    samples = table(ROWS, inputs=["b"], target="a")
    assert samples.input_names == ("b",)
    np.testing.assert_array_equal(samples.targets[:, 0], [1, 3, 5])
    samples = table(ROWS, target="a")
    assert samples.input_names == ("b", "y=cat", "y=dog")


def test_a_column_that_is_not_chosen_may_hold_anything(table):
    samples = table("a,b,y\n1,?,0\n2,,1\n3,x,1\n", inputs=["a"])
    np.testing.assert_array_equal(samples.inputs, [[1], [2], [3]])


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|", " ", "   "])
def test_delimiters(table, delimiter):
    samples = table(ROWS.replace(",", delimiter))
    np.testing.assert_array_equal(samples.inputs, [[1, 2], [3, 4], [5, 6]])


def test_decimal_commas_beside_semicolons(table):
    samples = table("a;b;y\n1,5;2;0,25\n-,5;1e3;4\n2,5e1;3;1\n")
    np.testing.assert_array_equal(samples.inputs, [[1.5, 2], [-0.5, 1000], [25, 3]])
    np.testing.assert_array_equal(samples.targets[:, 0], [0.25, 4, 1])


def test_blanks_inside_cells_do_not_separate(table):
    samples = table("first name,y\nred apple,1\ngreen apple,0\nred apple,0\n")
    assert samples.input_names == ("first name=green apple", "first name=red apple")


def test_quotes_line_ends_and_blank_lines(table):
    samples = table('"a, b",y\r\n"1",x\r\n\r\n2,"y"\r\n\r\n')
    assert samples.input_names == ("a, b",)
    np.testing.assert_array_equal(samples.inputs, [[1], [2]])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_unicode_is_read_without_a_notice(table, encoding):
    samples = table("größe,y\n1,ä\n2,é\n".encode(encoding))
    assert samples.input_names == ("größe",)
    assert samples.classes == ("ä", "é")
    assert samples.notices == ()


def test_windows_1252_is_read_with_a_notice(table):
    samples = table("größe,y\n1,ä\n2,é\n".encode("cp1252"))
    assert samples.input_names == ("größe",)
    assert "Windows-1252" in samples.notices[0]


def test_no_header_where_all_of_the_first_row_is_numbers(table):
    samples = table("1,2,0.5\n3,4,1.5\n")
    assert samples.input_names == ("column 1", "column 2")
    assert samples.target_names == ("column 3",)
    np.testing.assert_array_equal(samples.inputs, [[1, 2], [3, 4]])
    assert "no header" in samples.notices[0]


def test_no_header_where_the_first_row_is_like_the_others(table):
    samples = table("5.1,3.5,setosa\n7.0,3.2,versicolor\n6.3,3.3,setosa\n")
    assert len(samples.inputs) == 3
    assert samples.classes == ("setosa", "versicolor")


def test_empty_columns_at_the_end_are_left_out(table):
    samples = table("a,y,,\n1,0,,\n2,1,,\n")
    assert samples.input_names == ("a",)
    np.testing.assert_array_equal(samples.targets, [[0], [1]])


def test_path_from_the_folder_or_absolute(tmp_path):
    (tmp_path / "t.csv").write_text(ROWS)
    assert len(draw(tmp_path, "t.csv").inputs) == 3
    assert len(draw(None, str(tmp_path / "t.csv")).inputs) == 3


def test_written_and_read_again():
    fields = {"path": "t.csv", "inputs": ["a", "b"], "target": "y", "task": "classes"}
    source = SOURCES.read({"name": "table", **fields}, "source")
    assert source.write() == {"name": "table", **fields, "reading": None, "columns": None}
    assert SOURCES.read(source.write(), "source") == source


# what a bad table is told


@pytest.mark.parametrize("cell", ["", "NA", "nan", "?", "n/a", "  "])
def test_missing_cells_are_named(table, cell):
    with pytest.raises(DataError) as error:
        table(f"a,b,y\n1,2,0\n3,{cell},1\n5,6,1\n")
    assert "t.csv, row 3, column 'b'" in message(error)
    assert "fill it in" in message(error)


def test_a_missing_target_is_named(table):
    with pytest.raises(DataError, match="row 4, column 'y'"):
        table("a,b,y\n1,2,0\n3,1,1\n5,6,\n")


@pytest.mark.parametrize("cell", ["oops", "1_000", "1.2.3", "0x10"])
def test_a_stray_word_among_numbers_is_named(table, cell):
    with pytest.raises(DataError) as error:
        table(f"a,b,y\n1,2,0\n\n3,4,1\n{cell},6,1\n")
    assert f"t.csv, row 5, column 'a': '{cell}' is not a number" in message(error)
    assert "correct it" in message(error)


def test_a_stray_word_among_numbered_classes_is_named(table):
    with pytest.raises(DataError) as error:
        table("a,y\n1,0\n3,1\n5,l\n")
    assert "row 4, column 'y': 'l'" in message(error)
    assert "set the task to classes" in message(error)
    assert table("a,y\n1,0\n3,1\n5,l\n", task="classes").classes == ("0", "1", "l")


@pytest.mark.parametrize("cell", ["inf", "-Infinity", "1e999"])
def test_infinite_cells_are_named(table, cell):
    with pytest.raises(DataError, match=r"row 3, column 'a': .* is not a finite number"):
        table(f"a,y\n1,0\n{cell},1\n3,1\n")


def test_a_ragged_row_is_named_by_line_and_counts(table):
    with pytest.raises(DataError, match=r"t\.csv, line 3: 4 cells, but line 1 has 3"):
        table("a,b,y\n1,2,0\n1,2,3,0\n1,2,1\n")


def test_lines_count_as_an_editor_counts_them(table):
    with pytest.raises(DataError, match="row 6, column 'b'"):
        table('a,b,y\n1,"x\nx",0\n\n2,z,0\n3,,1\n')


def test_one_row(table):
    with pytest.raises(DataError, match=r"t\.csv has only one row of data"):
        table("a,y\n1,0\n")


def test_a_header_and_no_rows(table):
    with pytest.raises(DataError, match=r"t\.csv has a header but no rows"):
        table("a,y\n")


@pytest.mark.parametrize("value", ["cat", "1"])
def test_one_class(table, value):
    with pytest.raises(DataError, match=f"column 'y' holds only one class, '{value}'"):
        table(f"a,y\n1,{value}\n2,{value}\n")


def test_two_columns_of_one_name(table):
    with pytest.raises(DataError, match="columns 1 and 3 are both called 'a'"):
        table("a,b,a\n1,2,3\n3,4,5\n")


def test_one_column(table):
    with pytest.raises(DataError, match=r"t\.csv has only one column"):
        table("a\n1\n2\n")


def test_a_column_that_is_not_there_lists_those_that_are(table):
    for fields in ({"target": "z"}, {"inputs": ["a", "z"]}):
        with pytest.raises(DataError) as error:
            table(ROWS, **fields)
        assert "there is no column 'z'" in message(error)
        assert "it has a, b and y" in message(error)


def test_the_target_cannot_be_an_input(table):
    with pytest.raises(DataError, match="'y' is both an input and the target"):
        table(ROWS, inputs=["a", "y"])


def test_too_many_words_in_a_column(table):
    rows = "".join(f"word{i},{i % 2}\n" for i in range(21))
    with pytest.raises(DataError, match="column 'a' holds 21 different words"):
        table("a,y\n" + rows)


def test_words_cannot_be_a_regression(table):
    with pytest.raises(DataError, match="column 'y' holds words, not numbers"):
        table(ROWS, task="regression")


def test_too_many_classes(table):
    rows = "".join(f"{i},name{i}\n" for i in range(300))
    with pytest.raises(DataError, match="column 'y' holds 300 classes"):
        table("a,y\n" + rows)


@pytest.mark.parametrize("value", [[], "a", [1], ["a", "a"]])
def test_inputs_that_are_not_a_list_of_names(value):
    with pytest.raises(ProjectError, match=r"source\.inputs"):
        SOURCES.read({"name": "table", "path": "t.csv", "inputs": value}, "source")


# files that are no tables


def test_a_missing_file(tmp_path):
    with pytest.raises(FileError, match="there is no such file"):
        draw(tmp_path, "none.csv")


@pytest.mark.parametrize("path", ["", "a\0b.csv", "x" * 5000, "resource:", "resource:../x.csv"])
def test_paths_that_cannot_be(tmp_path, path):
    with pytest.raises(FileError):
        draw(tmp_path, path)


def test_a_folder(tmp_path):
    (tmp_path / "t.csv").mkdir()
    with pytest.raises(FileError, match="is a folder"):
        draw(tmp_path, "t.csv")


def test_a_device(tmp_path):
    with pytest.raises(FileError, match="not an ordinary file"):
        draw(tmp_path, "/dev/zero")


@pytest.mark.parametrize("content", [b"", b"\n \n", b"\xef\xbb\xbf"])
def test_an_empty_file(table, content):
    with pytest.raises(FileError, match="is empty"):
        table(content)


@pytest.mark.parametrize(
    "content",
    [bytes(range(256)) * 20, b"PK\x03\x04\0\0a,b\n1,2\n", b"\x81\x8d\x8f\x90\n", b"\xff\xfea"],
)
def test_binary_garbage(table, content):
    with pytest.raises(FileError, match="is not a text table"):
        table(content)


def test_an_open_quotation_mark_is_an_error_of_the_user(table):
    with pytest.raises(UserError):
        table('a,y\n1,0\n"2,1\n3,1\n' + "4,0\n" * 40_000)


def test_too_large_is_refused_before_reading(table, monkeypatch):
    monkeypatch.setattr(core.data.table_files, "MAX_BYTES", 10)
    monkeypatch.setattr("pathlib.Path.read_bytes", lambda self: pytest.fail("it was read"))
    with pytest.raises(FileError, match="more than"):
        table(ROWS)


@pytest.mark.parametrize(("bound", "value"), [("MAX_ROWS", 2), ("MAX_COLUMNS", 2)])
def test_too_many_rows_or_columns(table, monkeypatch, bound, value):
    monkeypatch.setattr(core.data.table_files, bound, value)
    with pytest.raises(FileError, match="that a table may have"):
        table(ROWS)


# spreadsheets


def write_xlsx(path, cells):
    """Write {"A1": value}; text as inline strings."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    rows = {}
    for place, value in cells.items():
        kind = ' t="inlineStr"' if isinstance(value, str) else ""
        held = f"<is><t>{value}</t></is>" if isinstance(value, str) else f"<v>{value}</v>"
        line = int("".join(filter(str.isdigit, place)))
        rows.setdefault(line, []).append(f'<c r="{place}"{kind}>{held}</c>')
    data = "".join(f'<row r="{line}">{"".join(row)}</row>' for line, row in rows.items())

    def relation(kind, target):
        return (
            f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
            f'Type="{office}/{kind}" Target="{target}"/></Relationships>'
        )

    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{package}/content-types">'
            '<Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/>'
            f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{kind}.worksheet+xml"/>'
            "</Types>",
        )
        archive.writestr("_rels/.rels", relation("officeDocument", "xl/workbook.xml"))
        archive.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets>'
            '<sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>',
        )
        archive.writestr(
            "xl/_rels/workbook.xml.rels", relation("worksheet", "worksheets/sheet1.xml")
        )
        archive.writestr(
            "xl/worksheets/sheet1.xml",
            f'<worksheet xmlns="{main}"><sheetData>{data}</sheetData></worksheet>',
        )


def write_ods(path, rows):
    """Write the XML of some rows as a spreadsheet."""
    names = "urn:oasis:names:tc:opendocument:xmlns"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(
            "META-INF/manifest.xml",
            f'<manifest:manifest xmlns:manifest="{names}:manifest:1.0"><manifest:file-entry '
            'manifest:full-path="/" '
            'manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/>'
            "</manifest:manifest>",
        )
        archive.writestr(
            "content.xml",
            f'<office:document-content xmlns:office="{names}:office:1.0" '
            f'xmlns:table="{names}:table:1.0" xmlns:text="{names}:text:1.0"><office:body>'
            f'<office:spreadsheet><table:table table:name="S">{rows}</table:table>'
            "</office:spreadsheet></office:body></office:document-content>",
        )


def ods_row(*values, attributes=""):
    cells = ""
    for value in values:
        if isinstance(value, str):
            cells += (
                '<table:table-cell office:value-type="string">'
                f"<text:p>{value}</text:p></table:table-cell>"
            )
        else:
            cells += f'<table:table-cell office:value-type="float" office:value="{value}"/>'
    return f"<table:table-row {attributes}>{cells}</table:table-row>"


EMPTY = (
    '<table:table-row table:number-rows-repeated="1048570">'
    '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
)
SHEET = {"A1": "a", "B1": "y", "A2": 1, "B2": "red", "A3": 2.5, "B3": "blue"}


def test_xlsx(tmp_path):
    write_xlsx(tmp_path / "t.xlsx", SHEET)
    samples = draw(tmp_path, "t.xlsx")
    np.testing.assert_array_equal(samples.inputs, [[1], [2.5]])
    assert samples.classes == ("blue", "red")


def test_rows_of_a_sheet_are_named_as_the_sheet_numbers_them(tmp_path):
    cells = {"A3": "a", "B3": "y", "A4": 1, "B4": 0, "A6": 2, "B6": 1, "B7": 1}
    write_xlsx(tmp_path / "t.xlsx", cells)
    with pytest.raises(DataError, match=r"t\.xlsx, row 7, column 'a': the cell is empty"):
        draw(tmp_path, "t.xlsx")


def test_ods_with_the_empty_rows_that_programs_append(tmp_path):
    rows = ods_row("a", "y") + ods_row(1, "red") + ods_row(2.5, "blue") + EMPTY
    write_ods(tmp_path / "t.ods", rows)
    samples = draw(tmp_path, "t.ods")
    np.testing.assert_array_equal(samples.inputs, [[1], [2.5]])
    assert samples.classes == ("blue", "red")


def test_a_cell_far_away_is_refused(tmp_path):
    write_xlsx(tmp_path / "t.xlsx", {**SHEET, "XFD1048576": 1})
    with pytest.raises(FileError, match="17,179,869,184 cells"):
        draw(tmp_path, "t.xlsx")


@pytest.mark.parametrize(
    "rows",
    [
        ods_row("a", "y") + ods_row(1, 2, attributes='table:number-rows-repeated="99999999"'),
        ods_row("a", "y") + EMPTY + ods_row(*range(20)),
        ods_row("a").replace("table-cell ", 'table-cell table:number-columns-repeated="99999999" '),
    ],
)
def test_repetition_without_end_is_refused(tmp_path, rows):
    write_ods(tmp_path / "t.ods", rows)
    with pytest.raises(FileError, match="cells, more than"):
        draw(tmp_path, "t.ods")


def test_a_sheet_that_unpacks_too_far_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(core.data.sheets, "MAX_UNPACKED", 100)
    write_xlsx(tmp_path / "t.xlsx", SHEET)
    with pytest.raises(FileError, match="unpacks to more than"):
        draw(tmp_path, "t.xlsx")


@pytest.mark.parametrize("name", ["t.xlsx", "t.xls", "t.ods"])
def test_what_is_no_spreadsheet(table, name):
    for content in (b"a,b\n1,2\n", b"PK\x03\x04" + bytes(100), b"\xd0\xcf\x11\xe0" + bytes(600)):
        with pytest.raises(FileError, match="is not a spreadsheet that can be read"):
            table(content, name=name)


# tables to predict from

COLUMNS = (Column("size"), Column("colour", ("blue", "red")))


@pytest.fixture
def inputs(tmp_path):
    def read(content, columns=COLUMNS):
        (tmp_path / "new.csv").write_text(content)
        return read_inputs(tmp_path / "new.csv", columns)

    return read


def test_columns_are_found_by_name_and_others_ignored(inputs):
    matrix = inputs("y,colour,size,note\n?,red,1,\n,red,2,x\n")
    np.testing.assert_array_equal(matrix, [[1, 0, 1], [2, 0, 1]])


def test_one_row_is_enough(inputs):
    np.testing.assert_array_equal(inputs("size,colour\n1,blue\n"), [[1, 1, 0]])


def test_by_position_without_a_header(inputs):
    np.testing.assert_array_equal(inputs("1,blue\n2,red\n"), [[1, 1, 0], [2, 0, 1]])
    numbers = (Column("a"), Column("b"))
    np.testing.assert_array_equal(inputs("1,2\n", numbers), [[1, 2]])


def test_a_header_of_numbers_is_known_by_the_names(inputs):
    numbers = (Column("1990"), Column("1991"))
    np.testing.assert_array_equal(inputs("1991,1990\n5,6\n", numbers), [[6, 5]])


def test_trained_without_a_header_the_target_may_come_along(inputs):
    trained = (Column("column 1"), Column("column 2"))
    np.testing.assert_array_equal(inputs("1,2,0\n3,4,1\n", trained), [[1, 2], [3, 4]])


def test_one_column_of_numbers(inputs):
    np.testing.assert_array_equal(inputs("x\n1\n2\n", (Column("x"),)), [[1], [2]])


def test_wrong_count_without_a_header(inputs):
    with pytest.raises(DataError, match="no header and 3 columns; the network takes 2"):
        inputs("1,2,3\n")


def test_a_column_that_is_missing(inputs):
    with pytest.raises(DataError) as error:
        inputs("size,note\n1,x\n")
    assert "there is no column colour" in message(error)
    assert "the file has size and note" in message(error)


def test_an_unknown_category(inputs):
    with pytest.raises(DataError) as error:
        inputs("size,colour\n1,blue\n2,green\n")
    assert "new.csv, row 3, column 'colour': 'green' is not a category" in message(error)
    assert "known are blue and red" in message(error)


def test_a_word_where_a_number_is_due(inputs):
    with pytest.raises(DataError, match="row 2, column 'size': 'big' is not a number"):
        inputs("size,colour\nbig,blue\n")
