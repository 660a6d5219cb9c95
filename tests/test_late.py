"""A part that is made when it is first wanted shows what it would show if it had been there."""

from core.late import Late, made


def told(late: Late[list[str]]) -> None:
    late.tell("theme", lambda part: part.append("light"))
    late.tell("facts", lambda part: part.append("facts"))
    late.tell("theme", lambda part: part.append("dark"))


def test_it_is_made_once_connected_first_and_then_told_the_last_of_each_kind() -> None:
    making: list[int] = []
    late: Late[list[str]] = Late(lambda: making.append(1) or ["made"])  # type: ignore[func-returns-value]
    told(late)
    late.connect(lambda part: part.append("connected"))
    assert late.there() is None and not making
    assert late.part() == ["made", "connected", "facts", "dark"]
    assert late.part() is late.there() and making == [1]


def test_one_that_is_there_is_told_at_once() -> None:
    late = made([""])
    told(late)
    late.connect(lambda part: part.append("connected"))
    assert late.part() == ["", "light", "facts", "dark", "connected"]


def test_one_that_asks_for_itself_while_it_is_told_is_made_once() -> None:
    late: Late[list[str]] = Late(list)
    late.connect(lambda part: late.part().append("again"))
    assert late.part() == ["again"]
