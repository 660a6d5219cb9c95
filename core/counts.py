"""How many there are of something, in words: 1 epoch, 12 epochs, 1,200 samples.

A number beside a noun is written here and nowhere else, so that the noun agrees with it.
"""

from core.words import say

#: a noun as programs write it: with one, and with any other number
_NOUNS = {
    "bin": ("{n} bin", "{n} bins"),
    "cell": ("{n} cell", "{n} cells"),
    "character": ("{n} character", "{n} characters"),
    "class": ("{n} class", "{n} classes"),
    "column": ("{n} column", "{n} columns"),
    "constant": ("{n} constant", "{n} constants"),
    "draw": ("{n} draw", "{n} draws"),
    "entry": ("{n} entry", "{n} entries"),
    "epoch": ("{n} epoch", "{n} epochs"),
    "file": ("{n} file", "{n} files"),
    "frame": ("{n} frame", "{n} frames"),
    "gradient": ("{n} gradient", "{n} gradients"),
    "input": ("{n} input", "{n} inputs"),
    "key": ("{n} key", "{n} keys"),
    "layer": ("{n} layer", "{n} layers"),
    "letter": ("{n} letter", "{n} letters"),
    "line": ("{n} line", "{n} lines"),
    "minute": ("{n} minute", "{n} minutes"),
    "neuron": ("{n} neuron", "{n} neurons"),
    "number": ("{n} number", "{n} numbers"),
    "output": ("{n} output", "{n} outputs"),
    "picture": ("{n} picture", "{n} pictures"),
    "point": ("{n} point", "{n} points"),
    "project": ("{n} project", "{n} projects"),
    "report": ("{n} report", "{n} reports"),
    "row": ("{n} row", "{n} rows"),
    "sample": ("{n} sample", "{n} samples"),
    "sheet": ("{n} sheet", "{n} sheets"),
    "step": ("{n} step", "{n} steps"),
    "target column": ("{n} target column", "{n} target columns"),
    "target": ("{n} target", "{n} targets"),
    "task": ("{n} task", "{n} tasks"),
    "training point": ("{n} training point", "{n} training points"),
    "training sample": ("{n} training sample", "{n} training samples"),
    "try": ("{n} try", "{n} tries"),
    "update": ("{n} update", "{n} updates"),
    "value": ("{n} value", "{n} values"),
    "weight": ("{n} weight", "{n} weights"),
}.items()


def counted(number: int, noun: str) -> str:
    """Return a count with its noun, with commas between thousands.

    Raises KeyError for a noun that is not in the table.
    """
    one, many = dict(_NOUNS)[noun]
    return say("Counts", one if number == 1 else many, n=f"{number:,}")
