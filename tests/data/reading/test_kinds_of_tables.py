"""Kinds of tables: a small one of each, with the reading that a careful person expects.

A table is written as its text; what is expected is its inputs, its target and the second row as it
is read. A doubt that has to be told is given by some of its words.
"""

import json

import pytest

import main as program
from core.data.reading.new_rows import read_inputs
from core.data.reading.sampling import samples_of
from core.data.reading.telling.inspecting import as_object
from core.documents.project_file import described_table, is_table, open_with
from core.errors import UserError
from tests.amount import few

COUNT = 30
X = [f"{i * 7 % 11}.{i * 3 % 10}5" for i in range(COUNT)]
Y = ["yes" if i * i % 7 < 2 else "no" for i in range(COUNT)]


def rows(row, count=COUNT):
    return "".join(row(i) for i in range(count))


def beside(cell, sign=";", name="v"):
    """Return a table of a column beside numbers and a target of words."""
    return f"{name}{sign}x{sign}y\n" + rows(lambda i: f"{cell(i)}{sign}{X[i]}{sign}{Y[i]}\n")


def of(*cells):
    """Return a column that repeats some cells."""
    return lambda i: cells[i % len(cells)]


PLAIN = rows(lambda i: f"{X[i]},{i * 5 % 17},{Y[i]}\n")
NAMED = "a,b,y\n" + PLAIN
OLD = {"format": "backstep-project", "version": 1, "layers": [{"name": "dense", "units": 1}]}
AB = (["a", "b"], "y", [7.35, 5.0, "yes"])


@pytest.fixture
def told(tmp_path):
    def read(text, name="t.csv", *settings):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        table = described_table(path, settings)
        samples_of(table)
        return as_object(table)

    return read


def says(found, column=None):
    """Return all that is doubtful, about one column or the table."""
    return " | ".join(d["says"] for d in found["doubts"] if d["column"] == column)


@pytest.mark.parametrize(
    ("cells", "second"),
    [
        (of("1,234.50", "790.00", "23,456.78"), 790),
        (of("1.234,50", "790,00", "23.456,78"), 790),
        (of("5,25-", "3,50", "0,75"), 3.5),
        (of("3,50", "5,25-", "0,75"), -5.25),
        (of("790,-", "1776,-", "12,--"), 1776),
        (of("1.5×10^3", "2.5×10^3", "0.5x10^-2"), 2500),
        (of("1.5·10³", "2.5·10⁻³"), 0.0025),
        (of("1.5D+03", "2.5D-03", "1.0D+00"), 0.0025),
        (of("4,016e-03", "4,256e+03"), 4256),
        (of("'60", "'37", "'65"), 37),
        (of("1’234", "5’678", "12"), 5678),
        (of("1\u2009234", "5\u2009678", "12"), 5678),
        (of("R$ 1.234,50", "R$ 790,00"), 790),
        (of("６０", "３７", "６５"), 37),
    ],
)
def test_numbers(told, cells, second):
    for sign in ";\t|":
        found = told(beside(cells, sign))
        assert found["first_rows"][1][0] == pytest.approx(second)


def test_a_point_that_may_stand_between_thousands_is_told(told):
    text = "v;x;y\n" + rows(lambda i: f"{1 + i % 9}.{100 + i * 7};{i % 7};{Y[i]}\n")
    found = told(text)
    assert found["first_rows"][1][0] == pytest.approx(2.107)
    (doubt,) = [d for d in found["doubts"] if d["column"] == "v"]
    assert "is read as 1.1;" in doubt["says"]
    assert told(text, "u.csv", doubt["switch"])["first_rows"][1][0] == 2107


@pytest.mark.parametrize(
    "form",
    [
        "{d:02}/{m:02}/2023 08:30",
        "{m:02}/{d:02}/2023 08:30 PM",
        "{d} {M} 2023",
        "{d}. {G} 2023",
        "{d} de {S} de 2023",
        "{M} {d}, 2023",
        "2023-{M}-{d:02}",
        "Sun, {d:02} {M} 2023",
        "2023年{m}月{d}日",
        "2023{m:02}{d:02}",
        "{d:02}.{m:02}.23",
    ],
)
def test_dates(told, form):
    english, german = ("Jan", "Mar", "May"), ("Januar", "März", "Mai")
    spanish = ("enero", "marzo", "mayo")

    def cell(i):
        k = i * 3 % 28 // 10
        values = {"m": 2 * k + 1, "M": english[k], "G": german[k], "S": spanish[k]}
        return '"' + form.format(d=13 + i % 15, **values) + '"'

    found = told(beside(cell))
    (column,) = [c for c in found["columns"] if c["name"] == "v"]
    assert column["kind"] == "date" and column["minimum"][:10] == "2023-01-13"
    assert found["first_rows"][1][0] == 1.0


def test_a_date_that_reads_both_ways_names_the_switch(told):
    text = beside(lambda i: f"{1 + i % 12:02}/{1 + i * 5 % 12:02}/2023")
    found = told(text)
    assert "other way round" in says(found, "v")
    assert found["columns"][0]["minimum"] == "2023-01-01"
    assert found["first_rows"][1][0] == 152.0  # 2 June
    switch = "data.source.reading.dates=month first"
    assert switch in [d["switch"] for d in found["doubts"]]
    other = told(text, "u.csv", switch)
    assert other["first_rows"][1][0] == 36.0  # 6 February
    assert "other way round" not in says(other, "v")


def test_short_years_and_no_date(told):
    found = told(beside(lambda i: f"{1 + i % 28:02}.03.{30 + i}"))
    assert found["columns"][0]["minimum"] == "1930-03-01" and "1930" in says(found, "v")
    found = told(beside(lambda i: "0000-00-00" if i == 4 else f"2023-03-{1 + i % 28:02}"))
    assert (found["columns"][0]["kind"], found["columns"][0]["missing"]) == ("date", 1)


@pytest.mark.parametrize(
    "pair", ["nein ja", "нет да", "não sim", "nie tak", "いいえ はい", "falsch wahr", "no sì"]
)
def test_yes_and_no_in_several_languages(told, pair):
    no, yes = pair.split()
    found = told(beside(of(no, yes, yes)))
    assert found["columns"][0]["kind"] == "yes/no"


@pytest.mark.parametrize("mark", ["-", "None", "unknown", "k.A.", "not available", "нет данных"])
def test_a_mark_among_words_is_told(told, mark):
    found = told(beside(lambda i: mark if i in (3, 8) else "rgb"[i % 3]))
    assert "perhaps it means no value" in says(found, "v")
    (switch,) = [d["switch"] for d in found["doubts"]]
    text = beside(lambda i: mark if i in (3, 8) else "rgb"[i % 3])
    assert told(text, "u.csv", switch)["columns"][0]["missing"] == 2


def test_plus_and_minus_are_words(told):
    assert told(beside(of("+", "-", "-")))["doubts"] == []


@pytest.mark.parametrize("mark", ["-1", "-99", "999999", "-999,0"])
def test_a_number_that_may_mean_no_value_is_told(told, mark):
    found = told(beside(lambda i: mark if i in (3, 8) else f"{i % 13},{i}5"))
    assert f"{mark} may stand for a missing value, in 2 rows" in says(found, "v")


def test_codes_are_no_numbers(told):
    found = told(beside(of("01067", "10115", "04109")))
    assert found["first_rows"][1][0] == "10115" and "looks like a code" in says(found, "v")
    switch = "data.source.columns.v.kind=number"
    assert told(beside(of("01067", "10115")), "u.csv", switch)["first_rows"][0][0] == 1067
    # where all columns are padded with zeros, they are numbers
    text = "a;b;c;d;y\n" + rows(
        lambda i: ";".join(f"{i * k % 97:03}" for k in (3, 5, 7, 11)) + f";{Y[i]}\n"
    )
    assert told(text, "w.csv")["first_rows"][1][:4] == [3, 5, 7, 11]


FRAMES = {
    "note below": NAMED + "Source: office of statistics\n",
    "note after a blank line": NAMED + "\nSource: office, 2020\n",
    "count below": NAMED + "\n(30 rows affected)\n",
    "end of file sign": NAMED + "\x1a",
    "names and values above": "Station,5\nDate,2023-05-01\n\n" + NAMED,
    "repeated names": "a,b,y\n" + PLAIN + "a,b,y\n" + "1.5,2,no\n",
    "in apostrophes": "'a','b','y'\n" + rows(lambda i: f"{X[i]},{i * 5 % 17},'{Y[i]}'\n"),
    "lines in quotation marks": "\n".join(f'"{line}"' for line in NAMED.splitlines()),
    "markdown": "| a | b | y |\n|---|:-:|--:|\n"
    + rows(lambda i: f"| {X[i]} | {i * 5 % 17} | {Y[i]} |\n"),
    "database": " a | b | y\n---+---+---\n"
    + rows(lambda i: f" {X[i]} | {i * 5 % 17} | {Y[i]}\n")
    + "(30 rows)\n",
    "box": "+--+--+--+\n| a | b | y |\n+--+--+--+\n"
    + rows(lambda i: f"| {X[i]} | {i * 5 % 17} | {Y[i]} |\n")
    + "+--+--+--+\n",
    "ruled": "a      b      y\n------ ------ ----\n"
    + rows(lambda i: f"{X[i]:<7}{i * 5 % 17:<7}{Y[i]}\n"),
    "colons": NAMED.replace(",", ":"),
    "carets": NAMED.replace(",", "^"),
    "comment sign before the names": "#a,b,y\n" + PLAIN,
    "orange's flag": "a,b,cD#y\n" + PLAIN,
}


@pytest.mark.parametrize("name", few(FRAMES, 10))
def test_what_is_around_a_table(told, name):
    found = told(FRAMES[name])
    inputs, target, second = AB
    assert (found["inputs"], found["targets"]) == (inputs, [target])
    assert found["rows"] == COUNT + (name == "repeated names")
    assert found["first_rows"][1] == second


def test_a_fixed_width_table_may_have_blanks_and_gaps(told):
    names = ("John Smith", "Ann", "Maria Bell X")
    text = f"{'name':<14}{'a':>8}{'b':>8}{'y':>8}\n" + rows(
        lambda i: f"{names[i % 3]:<14}{X[i]:>8}{'' if i == 4 else i % 7:>8}{Y[i]:>8}\n"
    )
    found = told(text, "t.txt")
    assert found["inputs"] == ["name", "a", "b"] and found["first_rows"][1][:2] == ["Ann", 7.35]
    assert found["columns"][2]["missing"] == 1


def test_a_total_is_told_and_left_out_by_its_switch(told):
    text = "item,a,y\n" + rows(lambda i: f"n{i},{X[i]},{i * 3.5}\n") + "Total,150.5,1529.5\n"
    found = told(text)
    assert found["rows"] == COUNT + 1 and "looks like a total" in says(found)
    assert told(text, "u.csv", "data.source.reading.footer=1")["rows"] == COUNT
    sure = {
        "the sum": "item,a,y\n" + rows(lambda i: f"n{i},{X[i]},{i * 3.5}\n") + "Sum,,1522.5\n",
        "the mean": "item;a;y\n"
        + rows(lambda i: f"n{i};1.{i + 100};{i},5\n")
        + "Mittelwert;-;15,0\n",
        "its name below numbers": "a,b,y\n"
        + rows(lambda i: f"{i},{X[i]},{i * 3.5}\n")
        + "Total,1,2\n",
    }
    for kind, table in sure.items():
        found = told(table, "w.csv")
        assert found["rows"] == COUNT and "row 32" in says(found), kind
    note = NAMED + "Source: me\n"
    with pytest.raises(UserError, match="line 32: 1 cell"):
        told(note, "v.csv", "data.source.reading.footer=0")


@pytest.mark.parametrize(
    ("head", "cell"),
    [
        ("2000,2005,2010", lambda i, k: f"{(i * 7 + k) % 90}"),
        ("2021,2020,2019", lambda i, k: f"{i * k % 9}.25"),
        ("400.5,410.5,420.5", lambda i, k: f"0.{i * k % 97:02}"),
    ],
)
def test_names_that_are_numbers_in_even_steps(told, head, cell):
    text = f"{head},y\n" + rows(lambda i: ",".join(cell(i, k) for k in (1, 2, 3)) + f",{Y[i]}\n")
    found = told(text)
    assert found["inputs"] == head.split(",") and found["rows"] == COUNT


def test_dates_in_the_first_row_are_names_above_numbers_and_samples_above_dates(told):
    above = "place,1/22/20,1/23/20,1/24/20,y\n"
    found = told(above + rows(lambda i: f"p{i % 3},{i},{i * 3 % 7},{i * 2},{Y[i]}\n"))
    assert found["inputs"] == ["place", "1/22/20", "1/23/20", "1/24/20"]
    found = told(
        rows(lambda i: f"2023-03-{1 + i % 28:02},w{i % 3},2024-01-{1 + i % 9:02},{Y[i]}\n")
    )
    assert found["rows"] == COUNT and not found["reading"]["header"]


def test_equal_names_are_numbered_and_told(told):
    found = told("a,a,y\n" + PLAIN)
    assert found["inputs"] == ["a", "a 2"] and "both called" in says(found, "a 2")


@pytest.mark.parametrize("name", ["", "Kundennummer", "RowNumber", "编号", "ИД", "S.No", "obs"])
def test_what_names_the_rows_is_ignored(told, name):
    text = f"{name},a,b,y\n" + rows(lambda i: f"{i * 7919 % 997},{X[i]},{i % 5},{Y[i]}\n")
    assert told(text)["inputs"] == ["a", "b"]


def test_a_constant_last_column_is_not_predicted(told):
    found = told("a,b,y,c\n" + rows(lambda i: f"{X[i]},{i % 5},{Y[i]},1\n"))
    assert found["targets"] == ["y"] and "only one value" in says(found, "c")


RECORDS = [{"a": float(X[i]), "b": i * 5 % 17, "y": Y[i]} for i in range(COUNT)]
COLUMNS = {name: [record[name] for record in RECORDS] for name in "aby"}
JSON = {
    "columns": COLUMNS,
    "columns by row": {name: dict(enumerate(COLUMNS[name])) for name in COLUMNS},
    "rows by number": dict(enumerate(RECORDS)),
    "split": {
        "columns": ["a", "b", "y"],
        "index": list(range(COUNT)),
        "data": [list(record.values()) for record in RECORDS],
    },
    "table": {
        "schema": {"fields": [], "primaryKey": ["index"]},
        "data": [{"index": i, **record} for i, record in enumerate(RECORDS)],
    },
    "held": {"count": COUNT, "rows": RECORDS},
}


@pytest.mark.parametrize("indent", [None, 1])
@pytest.mark.parametrize("form", JSON)
def test_json(told, form, indent):
    found = told(json.dumps(JSON[form], indent=indent), "t.json")
    inputs, target, second = AB
    assert (found["inputs"], found["targets"]) == (inputs, [target])
    assert (found["rows"], found["first_rows"][1]) == (COUNT, second)


def test_lists_a_line(told):
    text = rows(lambda i: json.dumps(list(RECORDS[i].values())) + "\n")
    assert told(text, "t.jsonl")["first_rows"][1] == AB[2]


@pytest.mark.parametrize(
    "content",
    [
        {"format": "backstep", "layers": []},
        {"a": [1, 2, 3], "b": [1, 2]},
        {"x": 1, "y": {"z": 2}},
        {"data": {"source": {"name": "xor"}}, "layers": [{"name": "dense"}]},
    ],
)
def test_json_that_is_no_table(tmp_path, content):
    path = tmp_path / "t.json"
    path.write_text(json.dumps(content))
    assert not is_table(path)


ARFF = "@relation r\n@attribute a numeric\n@attribute b {'it\\'s','no, x'}\n@attribute y {p,q}\n"
ARFF_ROWS = {
    "quoted": ("{x},'it\\'s',{y}", "{x}, 'no, x' ,{y}"),
    "sparse": ("{{0 {x}, 2 {y}}}", "{{0 {x}, 1 'no, x', 2 {y}}}"),
    "tabs": ("{x}\tit\\'s\t{y}", '{x}\t"no, x"\t{y}'),
    "weighted": ("{x},'it\\'s',{y},{{2}}", "{x},'no, x',{y},{{0.5}}"),
}


@pytest.mark.parametrize("form", ARFF_ROWS)
def test_arff(told, form):
    def row(i):
        return ARFF_ROWS[form][i % 2].format(x=X[i], y="pq"[i % 3 > 0]) + "\n"

    found = told(ARFF + "@data\n" + rows(row), "t.arff")
    assert [line[1] for line in found["first_rows"][:2]] == ["it's", "no, x"]
    assert found["classes"] == ["p", "q"] and found["first_rows"][1][0] == 7.35


LANGUAGES = {
    "pl": ("cp1250", "kraj,gatunek", "Łódź Gdańsk Wrocław Poznań", "dąb świerk"),
    "cs": ("cp1250", "město,druh", "Plzeň Ústí Děčín Třebíč", "kůň želva"),
    "hu": ("cp1250", "város,fajta", "Győr Kőszeg Hódmezővásárhely", "tölgy fűz"),
    "hr": ("cp1250", "grad,vrsta", "Šibenik Đakovo Čakovec Požega", "konj mačka"),
    "ro": ("cp1250", "oraş,fel", "Iaşi Bucureşti Galaţi Timişoara", "stejar pisică"),
    "de": ("cp1252", "Größe,Baum", "Köln Düsseldorf Nürnberg Gießen", "Tanne Bäume"),
    "fr": ("cp1252", "ville,espèce", "Orléans Besançon Nîmes Sète", "chêne hêtre"),
    "pt": ("cp1252", "cidade,espécie", "Brasília Maceió Goiânia Belém", "cão gato"),
    "sv": ("cp1252", "ort,art", "Malmö Västerås Örebro Umeå", "björk ek"),
    "tr": ("cp1254", "şehir,tür", "İstanbul Iğdır Muğla Şırnak", "meşe çam"),
    "lt": ("cp1257", "miestas,rūšis", "Šiauliai Panevėžys Kėdainiai", "ąžuolas eglė"),
    "ru": ("cp1251", "город,вид", "Москва Казань Омск Тверь", "дуб берёза"),
    "ru koi8": ("koi8-r", "город,вид", "Москва Казань Омск Тверь", "дуб берёза"),
    "ru dos": ("cp866", "город,вид", "Москва Казань Омск Тверь", "дуб берёза"),
    "uk": ("cp1251", "місто,вид", "Київ Львів Одеса Чернівці", "дуб їжак"),
    "el": ("cp1253", "πόλη,είδος", "Αθήνα Πάτρα Λάρισα Βόλος", "δρυς πεύκο"),
    "he": ("cp1255", "עיר,סוג", "חיפה ירושלים אילת עכו", "חתול כלב"),
    "ar": ("cp1256", "مدينة,نوع", "القاهرة دبي الرياض بغداد", "قط كلب"),
    "th": ("cp874", "เมือง,ชนิด", "กรุงเทพ เชียงใหม่ ภูเก็ต พัทยา", "แมว หมา"),
    "zh": ("gb18030", "城市,种类", "北京 上海 广州 深圳", "猫 狗"),
    "zh-tw": ("big5", "城市,種類", "臺北 高雄 臺中 臺南", "貓 狗"),
    "ja": ("cp932", "都市,種類", "東京 大阪 京都 なごや", "ねこ いぬ"),
    "ja unix": ("euc_jp", "都市,種類", "東京 大阪 京都 名古屋", "猫 犬"),
    "ko": ("cp949", "도시,종류", "서울 부산 대구 인천", "고양이 개"),
    "pl iso": ("iso8859-2", "kraj,gatunek", "Łódź Gdańsk Wrocław Poznań", "dąb świerk"),
    "sv mac": ("mac-roman", "ort,art", "Malmö Västerås Örebro Umeå", "björk ek"),
    "utf-16 be": ("utf-16-be", "город,вид", "Москва Казань Омск Тверь", "дуб берёза"),
    "utf-16 le": ("utf-16-le", "도시,종류", "서울 부산 대구 인천", "고양이 개"),
}


@pytest.mark.parametrize("language", few(LANGUAGES, 12))
def test_the_encoding_is_found_by_the_letters_of_the_language(told, language):
    encoding, head, places, kinds = LANGUAGES[language]
    one, other = head.split(",")
    places, kinds = places.split(), kinds.split()
    text = f"{one},n,{other}\n" + rows(
        lambda i: f"{places[i % len(places)]},{i * 7 % 31},{kinds[i * i % 5 % 2]}\n"
    )
    found = told(text.encode(encoding))
    assert [column["name"] for column in found["columns"]] == [one, "n", other]
    assert {row[0] for row in found["first_rows"]} == set(places)
    assert found["classes"] == sorted(kinds)


def test_the_doubt_about_an_encoding_offers_the_next_likely_one(told):
    text = beside(of("dąb", "buk", "świerk"), ",")
    found = told(text.encode("iso8859-2"))
    (doubt,) = [d for d in found["doubts"] if "UTF-8" in d["says"]]
    assert doubt["switch"].startswith("data.source.reading.encoding=")
    assert doubt["switch"].partition("=")[2] != found["reading"]["encoding"]


def test_new_rows_of_these_kinds_are_read_alike(tmp_path):
    train, new = tmp_path / "t.csv", tmp_path / "new.csv"
    train.write_text(beside(of("1.5×10^3", "2×10^3")) + "\nSource: office of statistics\n")
    new.write_text("| x | v |\n|---|---|\n| 1.5 | 2.5×10^3 |\n| 2.5 | 1×10^2 |\n")
    columns = samples_of(described_table(train)).columns
    assert read_inputs(new, columns).tolist() == [[2500.0, 1.5], [100.0, 2.5]]


def test_new_rows_are_read_in_the_notation_of_training(tmp_path):
    """A few new rows may be read in two ways where the whole table was not."""
    train, new = tmp_path / "t.csv", tmp_path / "new.csv"
    text = "v;day;y\n" + rows(lambda i: f"1.{200 + i},50;{1 + i % 12:02}/{1 + i:02}/2023;{Y[i]}\n")
    train.write_text(text)
    table = described_table(train)
    assert table.columns[1].form.startswith("%m/%d")
    new.write_text("v;day\n2.100;02/03/2023\n2.300;03/04/2023\n")
    first = read_inputs(new, samples_of(table).columns)
    assert first[:, 0].tolist() == [2100.0, 2300.0]
    assert first[1, 1] - first[0, 1] == 29.0  # 3 February and 4 March


@pytest.mark.parametrize("command", [["inspect"], ["train", "--epochs", "1"]])
def test_what_a_large_table_takes_is_said_beforehand(tmp_path, capsys, monkeypatch, command):
    monkeypatch.setattr("core.data.table_files._TOLD", 100)
    path = tmp_path / "t.csv"
    path.write_text(NAMED)
    assert program.main([command[0], str(path), "--json", *command[1:]]) == 0
    told = capsys.readouterr()
    assert "MB of memory to read" in told.err and json.loads(told.out)


def test_a_table_set_for_a_project_is_read_by_the_present_rules(tmp_path):
    (tmp_path / "t.csv").write_text(",a,y\n" + rows(lambda i: f"{i},{X[i]},{Y[i]}\n"))
    project = tmp_path / "p.json"
    source = {"name": "circle"}
    project.write_text(json.dumps({**OLD, "data": {"source": source}}))
    table = json.dumps({"name": "table", "path": str(tmp_path / "t.csv")})
    _, made = open_with(project, [f"data.source={table}"])
    assert [column.name for column in made.data.source.draw(None, None).columns] == ["a"]
    # what a file says already keeps its meaning
    project.write_text(json.dumps({**OLD, "data": {"source": json.loads(table)}}))
    _, made = open_with(project, ["seed=3"])
    assert made.data.source.draw(None, None).input_names == ("column 1", "a")
