"""The fields of the editor: what is none of their form is no value, and no error."""

import pytest
from pytestqt.qtbot import QtBot

from gui.writing.fields import LineField


@pytest.mark.parametrize(
    ("form", "text", "value"),
    [
        ("wholes", "1, 3", (1, 3)),
        ("wholes", "", ()),
        ("wholes", "1, x", None),
        ("wholes", "9" * 5000, None),
        ("whole", "12", 12),
        ("whole", "", 0),
        ("whole", "9" * 5000, None),
        ("number", "0,005", 0.005),
        ("number", "nan", None),
        ("number", "1e999", None),
        ("names", "W1[2,1], b1[1]", ("W1[2,1]", "b1[1]")),
    ],
)
def test_a_field_has_the_value_of_its_form(
    qtbot: QtBot, form: str, text: str, value: object
) -> None:
    field = LineField("Name", "Help", form)
    qtbot.addWidget(field)
    field.setText(text)
    assert field.value() == value
