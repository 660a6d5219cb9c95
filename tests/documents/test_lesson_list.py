"""The list of lessons: groups, languages, and that no lesson is listed twice."""

import pytest

from core.documents.lesson_file import shipped_lessons
from core.documents.lesson_list import lesson_groups, lesson_languages, read_on


def test_the_lessons_are_in_three_groups_each_once():
    groups = lesson_groups("en", None)
    assert [group.title for group in groups] == ["First steps", "Training", "Tutorials"]
    names = [entry.path.parent.name for group in groups for entry in group.entries]
    assert tuple(names) == shipped_lessons() and len(set(names)) == len(names)


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("zh", "给定权重，走一步"),
        ("pt", "Pesos dados, um passo"),
        ("en", "Given weights, one step"),
        ("fr", "Given weights, one step"),
    ],
)
def test_tutorials_are_listed_in_the_language_that_is_wanted(language, title):
    titles = [entry.lesson.title for entry in lesson_groups(language, None)[2].entries]
    assert title in titles


def test_every_tutorial_has_all_three_languages():
    assert lesson_languages() == ("en", "pt", "zh")
    for language in lesson_languages():
        for entry in lesson_groups(language, None)[2].entries:
            assert entry.lesson.language == language


def test_lessons_are_read_in_slices_and_known_from_then_on():
    # where none has been read yet (no lesson is in this language), each slice reads at least one
    slices = 0
    while not read_on("xx", 0.0):
        slices += 1
    assert slices == len(shipped_lessons())
    assert read_on("xx", 0.0)
