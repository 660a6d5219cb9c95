"""Fields of answers: what is typed, and what a person pastes."""

from gui.lessons.fields import CellsField


def test_all_numbers_may_be_pasted_into_the_first_field(qapp):
    field = CellsField(["one", "two"], 2)
    field.put("0.1 0.2")
    assert field.given() == "0.1 0.2"
    field.lines[0].setText("[[0.1, 0.2]]")
    field.lines[1].setText("")
    assert field.given() == "[[0.1, 0.2]]"
    field.lines[0].setText("- 0.1")
    field.lines[1].setText("0.2")
    assert field.given() == "-0.1 0.2"
