"""`lesson`: lessons without the window: check, print the key, play, and grade reports."""

import argparse
from pathlib import Path

from core.cli.command import FAILED, OK, Command, tell
from core.cli.lesson_play import play
from core.counts import counted
from core.disk.csv_text import csv_text
from core.disk.json_text import parse_json
from core.disk.writing import check_writable, read_bytes, write_bytes
from core.documents.lesson_file import LessonFile, open_lesson
from core.errors import UserError
from core.lesson.lessons.answering import key_of
from core.lesson.lessons.report import read_report, rows_of
from core.run.learning.lessons import problems, stand_at

_MOST_REPORT = 4 * 1024**2


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "action",
        choices=("check", "answers", "grade", "play"),
        help="check it, print its key, grade reports into a table, or play it here",
    )
    parser.add_argument(
        "files",
        nargs="+",
        type=Path,
        metavar="FILE",
        help="a lesson (folder, lesson.toml, .lesson or the name of a supplied one), or reports",
    )
    parser.add_argument("--out", type=Path, metavar="OUT.csv", help="where grade writes its table")
    parser.add_argument(
        "--report", type=Path, metavar="OUT.json", help="the report that play writes"
    )
    parser.add_argument(
        "--language", metavar="CODE", help="the language of play and answers: zh, pt"
    )
    parser.add_argument("--name", default="", metavar="NAME", help="the name in the report")


def lesson(arguments: argparse.Namespace) -> int:
    """Check, print, play or grade."""
    if arguments.action == "grade":
        return _grade(arguments)
    if arguments.action == "play":
        if len(arguments.files) > 1:
            raise UserError("only one lesson can be played at a time", "give one FILE")
        file = _in_language(open_lesson(arguments.files[0]), arguments.language)
        return play(file, arguments.report, arguments.name)
    wrong = 0
    for path in arguments.files:
        file = open_lesson(path)
        if arguments.action == "check":
            wrong += _check(file)
        else:
            _answers(_in_language(file, arguments.language))
    return FAILED if wrong else OK


def _in_language(file: LessonFile, language: str | None) -> LessonFile:
    if language is None or language == file.lesson.language:
        return file
    return file.translated(language)[0]


def _check(file: LessonFile) -> int:
    others = [file.translated(language) for language in file.languages()]
    found = list(problems(file, *(other.lesson for other, _ in others)))
    for other, missing in others:
        found += [f"{other.lesson.language}: not translated: {name}" for name in missing]
    for problem in found:
        tell(problem)
    steps, tasks = len(file.lesson.steps), len(file.lesson.tasks())
    verdict = "✓" if not found else f"! {len(found)} wrong"
    tell(f"{file.lesson.id}: {counted(steps, 'step')}, {counted(tasks, 'task')}  {verdict}")
    return len(found)


def _answers(file: LessonFile) -> None:
    tell(f"{file.lesson.title} ({file.lesson.id})")
    for step in file.lesson.steps:
        stand = stand_at(file, step) if step.tasks else None
        for task in step.tasks:
            assert stand is not None
            tell(f"{step.id} / {task.id}: {key_of(task, stand.update, file.lesson.digits)}")


def _grade(arguments: argparse.Namespace) -> int:
    if arguments.out is not None:
        check_writable(arguments.out)
    reports = [
        read_report(parse_json(read_bytes(path, _MOST_REPORT), path.name), path.name)
        for path in arguments.files
    ]
    text = csv_text(rows_of(reports))
    if arguments.out is None:
        tell(text.rstrip("\n"))
    else:
        write_bytes(arguments.out, text.encode("utf-8"))
        tell(f"{arguments.out.name}: {counted(len(reports), 'report')}")
    return OK


COMMAND = Command("lesson", "check, play and grade lessons", _arguments, lesson)
