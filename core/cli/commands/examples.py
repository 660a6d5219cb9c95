"""`examples`: the example projects."""

import argparse
import sys
from pathlib import Path

from core.cli.command import OK, Command, tell
from core.disk.writing import write_bytes
from core.documents.backstep_file import save_backstep
from core.documents.examples import example_named
from core.documents.examples import examples as all_examples
from core.documents.kept import Kept
from core.documents.project_file import SUFFIX, open_file
from core.errors import UserError
from core.resources import program


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", nargs="?", metavar="NAME")
    parser.add_argument("--out", type=Path, metavar="FILE")


def examples(arguments: argparse.Namespace) -> int:
    """List the examples, or write one."""
    if arguments.name is None:
        if arguments.out is not None:
            raise UserError("--out needs the name of an example", f"see {program()} examples")
        known = all_examples()
        width = max(len(example.name) for example in known)
        for example in known:
            tell(f"{example.name:<{width}}  {example.about}")
        return OK
    example = example_named(arguments.name)
    content = example.path.read_bytes()
    if arguments.out is None:
        sys.stdout.write(content.decode())
    elif arguments.out.suffix.lower() == SUFFIX:  # not JSON: nothing would open it
        save_backstep(arguments.out, Kept(open_file(example.path).project), example.path.parent)
    else:
        write_bytes(arguments.out, content)
    return OK


COMMAND = Command(
    "examples", "list the example projects, or write one to a file", _arguments, examples
)
