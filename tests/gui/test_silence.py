"""The benchmark of silences names its cases."""

import pytest

from core.errors import UserError
from gui.silence import silences


def test_an_unknown_case_is_refused_with_those_there_are() -> None:
    with pytest.raises(UserError, match="2 × 2") as caught:
        silences(False, "2 × 2 neurons")
    assert "iris" in str(caught.value.hint)
