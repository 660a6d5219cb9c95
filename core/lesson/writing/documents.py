"""The row of documents that undo and redo go through, one for every edit of a lesson."""

from dataclasses import dataclass, replace

from core.lesson.lessons.described import Lesson

#: how many edits can be taken back
_MOST = 300


@dataclass(frozen=True)
class Documents:
    """A lesson as it is now, with those before and after it; each with the step it was edited in.

    Edits with the same key, one after another, are one: a word is not taken back letter by letter.
    """

    now: Lesson
    at: int = 0
    before: tuple[tuple[Lesson, int], ...] = ()
    after: tuple[tuple[Lesson, int], ...] = ()
    key: str = ""

    def edited(self, lesson: Lesson, at: int, key: str = "") -> "Documents":
        """Return it with an edited lesson in front, at a step; unchanged if nothing is."""
        if lesson == self.now:
            return replace(self, at=at)
        if key and key == self.key and self.before:
            return replace(self, now=lesson, at=at, after=())
        before = (*self.before, (self.now, self.at))[-_MOST:]
        return Documents(lesson, at, before, (), key)

    def looking(self, at: int) -> "Documents":
        """Return it at another step; the next edit is one of its own."""
        return replace(self, at=at, key="")

    def undone(self) -> "Documents":
        """Return it with the last edit taken back."""
        if not self.before:
            return self
        lesson, at = self.before[-1]
        after = ((self.now, self.at), *self.after)
        return Documents(lesson, at, self.before[:-1], after)

    def redone(self) -> "Documents":
        """Return it with the edit made again that was taken back last."""
        if not self.after:
            return self
        lesson, at = self.after[0]
        return Documents(lesson, at, (*self.before, (self.now, self.at)), self.after[1:])
