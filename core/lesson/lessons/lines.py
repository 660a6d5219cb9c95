"""Line numbers in the text of a lesson: tomllib does not give them."""

import re

_HEADER = re.compile(r"\s*\[\[\s*(step(?:\.task)?)\s*\]\]")
_KEY = re.compile(r"\s*([A-Za-z_][A-Za-z0-9_]*)\s*=")
_TRIPLE = ("'" * 3, '"' * 3)


class Lines:
    """The lines of steps, tasks and their keys; lines count from 1, steps and tasks from 0."""

    def __init__(self, text: str) -> None:
        self._found: dict[tuple[int, int, str], int] = {}
        step = task = -1
        inside = ""
        # TOML ends a line with a line feed only; splitlines would at other characters too
        for number, line in enumerate(text.split("\n"), 1):
            if inside:
                inside = "" if line.count(inside) % 2 else inside
                continue
            header = _HEADER.match(line)
            if header is not None:
                step, task = (step, task + 1) if "." in header[1] else (step + 1, -1)
                self._found[step, task, ""] = number
                continue
            key = _KEY.match(line)
            if key is not None:
                self._found.setdefault((step, task, key[1]), number)
            for mark in _TRIPLE:
                if line.count(mark) % 2:
                    inside = mark
                    break

    def of(self, step: int = -1, task: int = -1, key: str = "") -> int:
        """Return the line of a key of a step (from 0) or task, or of the table it is in."""
        for place in ((step, task, key), (step, task, ""), (step, -1, "")):
            if place in self._found:
                return self._found[place]
        return 1
