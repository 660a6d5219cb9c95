"""A learner's answers in a lesson, and the table of many reports.

A report can be edited: it is not proof against cheating.
"""

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from core.errors import FileError
from core.records import Record

FORMAT, VERSION = "backstep-report", 1
_MOST_ANSWERS, _MOST_TEXT = 5000, 2000
#: "guessed" is a prediction that did not come true: it counts against nobody
STATES = ("right", "shown", "wrong", "guessed", "open")
_HINT = "a report is written by Lessons ▸ Hand in…, or by lesson play --report"
HEAD = ("name", "lesson", "step", "task", "result", "tries", "hints", "minutes")


class Answered(Record):
    """The final state of a task: the last answer, the result, and the tries and hints it took."""

    step: str
    task: str
    given: str
    result: str
    tries: int
    hints: int
    seconds: float


class Report(Record):
    """The answers of one person to one lesson."""

    name: str
    lesson: str
    lesson_version: int
    answers: tuple[Answered, ...]

    def to_json(self) -> dict[str, Any]:
        """Return the report in the form of its file."""
        return {
            "format": FORMAT,
            "version": VERSION,
            "name": self.name,
            "lesson": self.lesson,
            "lesson_version": self.lesson_version,
            "answers": [asdict(answer) for answer in self.answers],
        }


def read_report(found: Any, file: str) -> Report:
    """Return the report in a file's JSON. Raises FileError if it is not one."""
    if not isinstance(found, dict) or found.get("format") != FORMAT:
        raise FileError(f"{file} is not a report", _HINT)
    answers = found.get("answers")
    if found.get("version") != VERSION or not isinstance(answers, list):
        raise FileError(f"{file} is a report of another version", f"this program reads {VERSION}")
    if len(answers) > _MOST_ANSWERS:
        raise FileError(f"{file} holds too many answers", f"{_MOST_ANSWERS:,} at most")
    return Report(
        _text(found, "name", file),
        _text(found, "lesson", file),
        int(_number(found, "lesson_version", file)),
        tuple(_answered(answer, file) for answer in answers),
    )


def _answered(found: Any, file: str) -> Answered:
    if not isinstance(found, dict):
        raise FileError(f"{file}: an answer is not an object", "hand the report in again")
    result = _text(found, "result", file)
    if result not in STATES:
        raise FileError(f"{file}: “{result[:40]}” is not a result", "hand the report in again")
    return Answered(
        _text(found, "step", file),
        _text(found, "task", file),
        _text(found, "given", file),
        result,
        int(_number(found, "tries", file)),
        int(_number(found, "hints", file)),
        _number(found, "seconds", file),
    )


def _text(found: dict[str, Any], key: str, file: str) -> str:
    value = found.get(key)
    if not isinstance(value, str):
        raise FileError(f"{file}: {key} is not a text", "hand the report in again")
    return value[:_MOST_TEXT]


def _number(found: dict[str, Any], key: str, file: str) -> float:
    value = found.get(key)
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value < 1e9:
        raise FileError(f"{file}: {key} is not a number", "hand the report in again")
    return float(value)


def rows_of(reports: Iterable[Report]) -> list[list[Any]]:
    """Return the table of reports: one row per answer, below `HEAD`."""
    rows: list[list[Any]] = [list(HEAD)]
    for report in reports:
        for answer in report.answers:
            minutes = f"{answer.seconds / 60:.1f}"
            own = [report.name, report.lesson, answer.step, answer.task, answer.result]
            rows.append([*own, answer.tries, answer.hints, minutes])
    return rows
