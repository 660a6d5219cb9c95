"""Texts in Markdown as the terminal shows them."""

from core.cli.flowing import flowed


def test_a_paragraph_fills_the_lines_and_the_next_one_begins_anew():
    text = "One two\nthree four five six.\n \nSeven **eight** and *Play*.\n"
    assert flowed(text, 20) == "One two three four\nfive six.\n\nSeven eight and\nPlay."


def test_a_number_stays_beside_its_name():
    assert flowed("The weights are long, w = −0.5.", 25) == "The weights are long,\nw = −0.5."


def test_chinese_lines_are_joined_without_a_blank():
    assert (
        flowed("这条链是\n直的，\n其中 x = 2，\nb = 3。", 100)
        == "这条链是直的，其中 x = 2，b = 3。"
    )
    assert flowed("它是\nsigmoid 的\n导数", 100) == "它是 sigmoid 的导数"


def test_products_and_code_keep_their_stars():
    text = "It is `dZ1 = dA1 * A1 * (1 - A1**2)`, A1*(1 - A1)*2."
    assert flowed(text, 100) == text


def test_lists_tables_and_code_stay_as_they_are():
    for text in ("- one\n- two", "| a | b |\n| - | - |", "    x = 1\n    y = 2", "1. one\n2. two"):
        assert flowed(text, 20) == text.strip()
    assert flowed("**Bold** begins\nit.", 40) == "Bold begins it."
    assert flowed("*Play*\nand `x`\n`y`", 40) == "Play and `x` `y`"
    assert flowed("", 40) == ""
