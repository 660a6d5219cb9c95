"""The part of an exported script that reads a table: numbers, words and dates as `predict` does.

What it does not understand (encodings but UTF-8, names of months, units that differ), it refuses in
one line; it never reads a cell as another number than `predict`.
"""

READING = r'''def read_table(path):
    """The inputs of a CSV table, one row per sample: columns by name, cells as in training."""
    try:
        with open(path, newline="", encoding="utf-8-sig") as file:
            text = file.read().replace("\r\n", "\n").replace("\r", "\n")
        # spreadsheets name the separator in a first line
        said = re.match('"?sep=([,;\t|])"?[ \t]*\n', text, re.IGNORECASE)
        marks, text = (said[1], text[said.end() :]) if said else (",;\t|", text)
        tables = {mark: rows_of(text, mark, 2 if said else 1) for mark in marks}
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        sys.exit(f"error: {path} cannot be read: {error}")
    if not tables[marks[0]]:
        sys.exit(f"error: {path} is empty")
    names = [name for name, *_ in columns]
    for mark, rows in tables.items():
        for start, (_, head) in enumerate(rows[:20], 1):
            loose = [loosely(name) for name in head]
            if loose == [loosely(name) for name in names_as_numbers()] and head != names:
                return [[number(cell, ".") for cell in row] for _, row in rows[start:]]
            known = [name for name in names if name in head or loose.count(loosely(name)) == 1]
            if known == names:
                places = [loose.index(loosely(name)) for name in names]
                places = [head.index(n) if n in head else i for n, i in zip(names, places)]
                return inputs_of(path, rows[start:], places, mark, len(head))
    mark = max(tables, key=lambda mark: len(tables[mark][0][1]))
    rows, head, places = tables[mark], tables[mark][0][1], list(range(len(names)))
    if len(head) != len(names) and all(re.fullmatch("column [0-9]+", name) for name in names):
        places = [int(name[7:]) - 1 for name in names]  # without a header, as in training
    elif len(head) != len(names):
        places = [len(head)]
    counted = head in [[str(i + first) for i in range(len(head))] for first in (0, 1)]
    if max(places) >= len(head) or not any(map(is_number, head)) or counted:
        missing = [name for name in names if name not in head]
        sys.exit(f"error: {path} has no column {', '.join(missing)}; it has {', '.join(head)}")
    return inputs_of(path, rows, places, mark, len(head))


def rows_of(text, mark, first):
    """The rows of a text that are not empty: the line of each, and its cells."""
    rows, line = [], first
    reader = csv.reader((f"{row}\n" for row in text.split("\n")), delimiter=mark)
    for row in reader:
        cells = [cell.strip() for cell in row]
        if any(cells):
            rows.append((line, cells))
        line = reader.line_num + first
    return rows


def loosely(name):
    """A name without regard to capitals and spaces."""
    return " ".join(name.casefold().split())


def names_as_numbers():
    """The header of a table that holds the inputs themselves: 0 or 1 for words, days for dates."""
    names = []
    for name, kind, words, _ in columns:
        each = [f"{name}={word}" for word in words]
        one = name if kind in ("number", "percent") else f"{name}, as a number"
        names += each if kind == "category" else [one]
    return names


def inputs_of(path, rows, places, mark, width):
    """The inputs in the cells of rows; nan for a missing cell that has no value to take."""
    if not rows:
        sys.exit(f"error: {path} has no rows below its header")
    for line, row in rows:
        if len(row) < width or any(row[width:]):
            sys.exit(f"error: {path}, line {line}: cells: {len(row)}, expected: {width}")
    cells = [[row[i] for _, row in rows] for i in places]
    kinds = [kind in ("number", "percent") for _, kind, *_ in columns]
    numeric = [column for column, whether in zip(cells, kinds) if whether]
    usual, inputs = decimal_sign(numeric, mark), []
    for column, (name, kind, words, fill) in zip(cells, columns):
        if name in any_case:
            known = {**{loosely(word): word for word in words}, **digits.get(name, {})}
            column = [known.get(loosely(cell), cell) for cell in column]
        sign, found = usual, []
        if kind in ("number", "percent") and not all_numbers(column, sign):
            other = "." if sign == "," else ","
            sign = other if all_numbers(column, other) else sign
        if kind in ("number", "percent"):
            compare_units(path, name, column)
        for (line, _), cell in zip(rows, column):
            try:
                value = value_in(cell, kind, words, sign)
            except ValueError as error:
                sys.exit(f"error: {path}, line {line}, column {name!r}: {cell!r} is {error}")
            found.append(fill if value is None else value)
        missing = [value is None for value in found]
        each = [[value == word for value in found] for word in words]
        for values in each if kind == "category" else [found]:
            made = zip(values, missing)
            inputs.append([float("nan") if gone else float(value) for value, gone in made])
    return [list(row) for row in zip(*inputs)]


def compare_units(path, name, column):
    """Say if something else stands beside the numbers than in training."""
    filled = [cell for cell in column if cell.lower() not in (*no_value, *no_number)]
    usual = usual_units.get(name, "")
    here = max(map(unit_of, filled), default=usual)
    if here != usual:
        both = f"with {here or 'nothing'} beside them, in training {usual or 'nothing'}"
        print(f"{path}, column {name!r}: numbers {both}", file=sys.stderr)


def value_in(cell, kind, words, sign):
    """The value in a cell: None if it is missing; raise ValueError if it is something else."""
    if kind in ("category", "yes/no"):
        if cell in words:
            return cell if kind == "category" else words.index(cell)
        if cell.lower() in no_value:
            return None
        raise ValueError("none of " + ", ".join(words))
    if cell.lower() in no_value or cell.lower() in no_number:
        return None
    if kind == "date":
        return days_in(cell, *words)
    lap = re.fullmatch(r"(\d{1,3}):([0-5]\d(?:[.,]\d+)?)", cell)
    if kind == "laps" and lap:
        return int(lap[1]) / 60 + float(lap[2].replace(",", ".")) / 3600
    hours = re.fullmatch(r"(\d{1,3}):([0-5]\d)(?::([0-5]\d(?:\.\d+)?))?", cell)
    if kind in ("hours", "laps") and hours:
        return int(hours[1]) + int(hours[2]) / 60 + float(hours[3] or 0) / 3600
    value = None if kind in ("hours", "laps") else number(cell, sign)
    if value is None:
        raise ValueError("not a time of day" if kind in ("hours", "laps") else "not a number")
    return number(cell, sign, -2) if kind == "percent" and unit_of(cell) == "%" else value


def days_in(cell, form, first):
    """The days from the day 0 to a date, which is written as in training or as 2024-01-31."""
    day = None
    if form != "iso":
        text = cell
        if "~" in form:  # a month by its English name
            text = re.sub(r"\s*[-,]?\s*([A-Za-z]{3})[a-z]*[-.,]?\s*", month_in, cell).strip()
        try:
            day = datetime.datetime.strptime(text, form)
        except ValueError:
            pass
    if day is None:
        try:
            day = datetime.datetime.fromisoformat(cell.replace(",", "."))
        except ValueError:
            raise ValueError("not a date; write it as 2024-01-31") from None
    elif "%y" in form:  # years of two digits: 29 is 2029, 30 is 1930
        day = day.replace(year=day.year % 100 + (2000 if day.year % 100 < 30 else 1900))
    if day.tzinfo is not None:
        day = (day - day.utcoffset()).replace(tzinfo=None)
    return (day - datetime.datetime(1970, 1, 1)).total_seconds() / 86400 - first


def month_in(found):
    """The sign for a month whose name is found in a date."""
    place = "janfebmaraprmayjunjulaugsepoctnovdec".find(found[1].lower())
    return f" ~{place // 3 + 1:02} " if place % 3 == 0 else found[0]


def all_numbers(column, sign):
    """Whether every cell is a number or missing, and all have the same unit, if any."""
    filled = [cell for cell in column if cell.lower() not in (*no_value, *no_number)]
    units = {unit_of(cell) for cell in filled}
    same = len(units - {""}) < 2 and ("" not in units or all(unit in "\x24€£¥" for unit in units))
    return same and all(number(cell, sign) is not None for cell in filled)


def parts_of(cell):
    """Sign, digits, power of ten and unit of a number; None for another cell."""
    cell = cell.replace("\u2212", "-").replace("\u2019", "'")
    cell = re.sub("[\u00a0\u202f\u2009]", " ", cell)
    digits = r"(\d[\d.,' ]*|[.,]\d+)([eE][+-]?\d+)?"
    unit = r"([\x24€£¥%]|[kcm]?m|[km]?g|m[ls]|kWh?|hPa|mph|ft|lb|oz)?"
    found = re.fullmatch(rf"([+-]?)([\x24€£¥]?) *([+-]?){digits} *{unit}", cell)
    if not found or (found[1] and found[3]) or (found[2] and found[6]):
        return None
    return found[1] + found[3], found[4].strip(), found[5] or "", found[2] or found[6] or ""


def unit_of(cell):
    """What stands beside a number: a currency, percent or a unit."""
    return (parts_of(cell) or [""])[-1]


def number(cell, sign, shift=0):
    """The number in a cell with this decimal sign, perhaps with thousands in groups, or None.

    It is times 10 to the power of shift.
    """
    parts = parts_of(cell)
    if parts is None:
        return None
    minus, digits, power, _ = parts
    if not re.fullmatch(rf"\d+([{sign}]\d*)?|[{sign}]\d+", digits):
        other = "." if sign == "," else ","
        groups = rf"[1-9]\d{{0,2}}([{other}' ])\d{{3}}(\1\d{{3}})*([{sign}]\d*)?"
        if power or not re.fullmatch(groups, digits):
            return None
        digits = re.sub(f"[{other}' ]", "", digits)
    power = f"e{int(power[1:] or 0) + shift}" if shift else power
    value = float(minus + digits.replace(",", ".") + power)
    return value if abs(value) < float("inf") else None


def is_number(cell):
    """Whether a cell is a number with one of the decimal signs."""
    return number(cell, ".") is not None or number(cell, ",") is not None


def decimal_sign(numeric, mark):
    """The decimal sign of a table: the one that columns need; if none do, that of training."""
    need, doubtful = {".": 0, ",": 0}, {".": False, ",": False}
    for column in numeric:
        filled = {cell for cell in column if cell.lower() not in (*no_value, *no_number)}
        reads = {sign: all(number(cell, sign) is not None for cell in filled) for sign in need}
        seen = next((sign for sign in ",." if any(sign in cell for cell in filled)), None)
        if seen and reads["."] != reads[","]:
            need["." if reads["."] else ","] += 1
        elif seen and reads["."]:
            doubtful[seen] = True
    if need["."] or need[","]:
        return "." if need["."] else ","
    if mark != "," or doubtful[","]:
        comma = doubtful[","] and not doubtful["."] and mark != ","
        return decimal or ("," if comma else ".")
    return "."'''
