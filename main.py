"""Backstep: `main.py [FILE]` opens the window, `main.py COMMAND …` works without one."""

import os
import sys

# One thread is as fast or faster on small networks, and the bits depend on the number of threads.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

INSTALL = "run: pip install uv && uv run main.py"
COMMANDS = (
    "train",
    "predict",
    "trace",
    "walk",
    "check",
    "export",
    "history",
    "strip",
    "examples",
    "bench",
    "self-test",
)


def main(arguments):
    """Run a command or the window; returns the exit status."""
    if sys.version_info < (3, 11):  # noqa: UP036  (said before anything newer is imported)
        return complain(
            "Backstep needs Python 3.11 or newer", "run: pip install uv && uv run main.py"
        )
    if arguments[:1] == ["--read-apart"] and len(arguments) == 3:
        from core.disk.child import serve

        return serve(*arguments[1:])
    try:
        return dispatch(arguments)
    except ModuleNotFoundError as error:
        package = (error.name or "").partition(".")[0]
        if package in ("core", "gui", ""):
            raise
        return complain(f"the package {package} is not installed", INSTALL)


def dispatch(arguments):
    """Choose between the command line and the window."""
    from core.errors import UserError

    try:
        if arguments[:1] == ["self-test"] and len(arguments) == 1:
            from gui.self_test import self_test

            return self_test()
        if arguments[:1] == ["bench"] and "--window" in arguments:
            from gui.window_bench import window_bench

            check_arguments(arguments)
            if not os.environ.get("DISPLAY") and not os.environ.get("WAYLAND_DISPLAY"):
                os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
            return window_bench("--json" in arguments)
        if arguments and (arguments[0] in COMMANDS or arguments[0].startswith("-")):
            from core.cli.commands import run

            return run(arguments)
        if len(arguments) > 1:
            raise UserError("one file opens at a time", "see main.py --help")
        if arguments and not os.path.isfile(arguments[0]):
            raise UserError(
                f"{arguments[0]} is neither a file nor a command",
                "give a project or a table, or one of " + ", ".join(COMMANDS),
            )
        from core import __version__
        from gui.app import run as run_window

        return run_window(arguments[0] if arguments else None, __version__)
    except UserError as error:
        return complain(error.message, error.hint)
    except MemoryError:
        return complain(
            "the computer has no memory left for this network and these data",
            "take fewer units, a smaller batch or float32",
        )
    except BrokenPipeError:
        # whoever read the output has gone; nothing more can be said
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def check_arguments(arguments):
    """Raise UserError for arguments that the command line does not know."""
    from core.cli.commands import build_parser

    build_parser().parse_args(arguments)


def complain(message, hint):
    """Say what is wrong and what to do, in two lines."""
    sys.stderr.write(f"error: {message}\nhint: {hint}\n")
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
