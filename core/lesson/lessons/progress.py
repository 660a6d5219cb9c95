"""How far somebody is in a lesson: the step at hand, and every answer so far."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from core.errors import FileError
from core.lesson.lessons.report import Answered, Report, read_report
from core.lesson.lessons.score import Score, score_of
from core.records import Record

if TYPE_CHECKING:
    from core.lesson.lessons.described import Lesson

FORMAT, VERSION = "backstep-progress", 1
_MOST_ID = 200


class Progress(Record):
    """Where one lesson was left, of the version in which it was played."""

    lesson: str
    version: int
    step: str = ""
    answers: tuple[Answered, ...] = ()

    @classmethod
    def begin(cls, lesson: "Lesson") -> "Progress":
        """Return the progress of who has not begun."""
        return cls(lesson.id, lesson.version)

    def fits(self, lesson: "Lesson") -> bool:
        """Return whether it is of this lesson, in this version."""
        return (self.lesson, self.version) == (lesson.id, lesson.version)

    def answer(self, step: str, task: str) -> Answered | None:
        """Return one task as it was left, None where it was not begun."""
        for answer in self.answers:
            if (answer.step, answer.task) == (step, task):
                return answer
        return None

    def with_answer(self, answered: Answered) -> "Progress":
        """Return it with one task as it is now."""
        here = (answered.step, answered.task)
        others = tuple(each for each in self.answers if (each.step, each.task) != here)
        return Progress(self.lesson, self.version, self.step, (*others, answered))

    def at(self, step: str) -> "Progress":
        """Return it at another step."""
        return Progress(self.lesson, self.version, step, self.answers)

    def report(self, name: str, lesson: "Lesson") -> Report:
        """Return what is handed in under a name: every task of the lesson, in its order."""
        return Report(
            name,
            lesson.id,
            lesson.version,
            tuple(
                self.answer(step.id, task.id)
                or Answered(step.id, task.id, "", "open", tries=0, hints=0, seconds=0.0)
                for step, task in lesson.tasks()
            ),
        )

    def score(self, lesson: "Lesson") -> Score:
        """Return how many tasks were answered rightly, and how many predictions came true."""
        return score_of(lesson, self.answers)

    def to_json(self) -> dict[str, Any]:
        """Return it as its file has it."""
        report = Report("", self.lesson, self.version, self.answers)
        return {"format": FORMAT, "version": VERSION, "at": self.step, "report": report.to_json()}


def read_progress(found: Any, file: str) -> Progress:
    """Return the progress of a file's JSON. Raises FileError for what is none."""
    hint = "begin the lesson again: its file is then written anew"
    if not isinstance(found, Mapping) or found.get("format") != FORMAT:
        raise FileError(f"{file} holds no progress", hint)
    step = found.get("at")
    if found.get("version") != VERSION or not isinstance(step, str):
        raise FileError(f"{file} holds the progress of another version", hint)
    report = read_report(found.get("report"), file)
    return Progress(report.lesson, report.lesson_version, step[:_MOST_ID], report.answers)
