"""Backstep: `main.py [FILE]` opens the window, `main.py COMMAND …` works without one.

Installed, this file is `backstep/__main__.py`; its commands are `backstep …` and `backstep-gui`.
"""

import contextlib
import os
import signal
import sys
import threading
import warnings

# One thread is as fast or faster on small networks, and the bits depend on the number of threads.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

INSTALL = (
    "run: pip install --upgrade backstep"
    if __package__
    else "run: pip install uv && uv run main.py"
)
#: the names of installed packages whose components and formats to load, separated by commas
EXTENSIONS = "BACKSTEP_EXTENSIONS"
#: ways to start a window that no longer starts normally, or to open a file in the open window
WAYS = ("--safe-mode", "--reset-settings", "--same-window")
#: the most characters of a traceback in a desktop message box, which has no scroll bar
MOST_DETAILS = 1500
#: the exit status that a shell reports for a program ended by Ctrl+C
INTERRUPTED = 128 + signal.SIGINT


def main(arguments):
    """Run a command or the window; return the exit status."""
    return guarded(dispatch, arguments)


def command():
    """Run the command line: the script `backstep`."""
    keep_numpy_quiet()
    return ended(main(sys.argv[1:]))


def window():
    """Open the window: the script `backstep-gui`."""
    keep_numpy_quiet()
    return ended(guarded(open_window, sys.argv[1:]))


def keep_numpy_quiet():
    """Print no warning of a number that was too large: standard error is for errors in two lines.

    Whoever asks for warnings, by `-W` or PYTHONWARNINGS, has them.
    """
    if not sys.warnoptions:
        warnings.simplefilter("ignore", RuntimeWarning)


def ended(status):
    """Return a status, and from now on ignore Ctrl+C: nothing is left to interrupt."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    return status


def guarded(work, arguments):
    """Do work, and report in a line or two if it was interrupted; return the exit status."""
    caught = []

    def interrupt(number, _frame):
        caught.append(number)
        raise KeyboardInterrupt

    # a shell's background job ignores Ctrl+C, and another thread cannot handle it
    listens = (
        signal.getsignal(signal.SIGINT) is signal.default_int_handler
        and threading.current_thread() is threading.main_thread()
    )
    try:
        if listens:
            signal.signal(signal.SIGINT, interrupt)
        return answered(work, arguments)
    except BaseException as error:
        # a library that is interrupted while being imported may raise a different error
        if not caught and not isinstance(error, KeyboardInterrupt):
            raise
        if isinstance(error, SystemExit):
            raise
        if sys.stderr is not None:
            sys.stderr.write("interrupted\n")
        return INTERRUPTED
    finally:
        if listens:
            signal.signal(signal.SIGINT, signal.default_int_handler)


def answered(work, arguments):
    """Do work, and report in two lines what the person can put right; return the exit status."""
    if sys.version_info < (3, 11):  # noqa: UP036  (said before anything newer is imported)
        return complain("Backstep needs Python 3.11 or newer", INSTALL)
    if arguments[:1] == ["--read-apart"] and len(arguments) == 3:
        from core.disk.child import serve

        return serve(*arguments[1:])
    if getattr(sys, "frozen", False):
        if arguments[:1] == ["--run-script"] and len(arguments) > 1:
            from core.formats.scripts.running import serve as run_script

            return run_script(*arguments[1:])
        give_back_libraries()
    try:
        return said(work, arguments)
    except ModuleNotFoundError as error:
        package = (error.name or "").partition(".")[0]
        if package in ("core", "gui", "backstep", ""):
            raise
        return complain(f"the package {package} is not installed", INSTALL)


def give_back_libraries():
    """Let programs started from here find the system's libraries, not the bundled ones.

    PyInstaller put its own folder into the library path, and kept the earlier value.
    """
    kept = os.environ.pop("LD_LIBRARY_PATH_ORIG", None)
    if kept is not None:
        os.environ["LD_LIBRARY_PATH"] = kept
    else:
        os.environ.pop("LD_LIBRARY_PATH", None)


def said(work, arguments):
    """Load the requested extensions and do the work; report a UserError in two lines."""
    from core.errors import UserError

    try:
        try:
            return work(load_extensions(arguments))
        finally:
            print_rest()
    except UserError as error:
        return complain(error.message, error.hint)
    except MemoryError:
        return complain(
            "the computer has no memory left for this network and these data",
            "use fewer neurons, a smaller batch or float32",
        )
    except ModuleNotFoundError:
        raise
    except BrokenPipeError:
        return 0  # nobody reads the output any more
    except Exception:
        if not is_double_click():
            raise
        import traceback

        return complain(
            "something went wrong inside Backstep before its window appeared",
            "it may start with --safe-mode or --reset-settings; details for whoever fixes it:\n\n"
            + traceback.format_exc()[-MOST_DETAILS:],
        )


def print_rest():
    """Flush standard output now, while a failure can still be reported.

    Raises UserError on a full disk, BrokenPipeError if nobody reads any more.
    """
    from core.cli.command import cannot_print

    if sys.stdout is None:
        return
    try:
        sys.stdout.flush()
    except OSError as error:
        # otherwise Python would try once more as it exits
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if isinstance(error, BrokenPipeError):
            raise
        raise cannot_print(error) from None


def load_extensions(arguments):
    """Load the extensions named by the environment and `--with NAME`; return the rest."""
    names = [name.strip() for name in os.environ.get(EXTENSIONS, "").split(",")]
    left = list(arguments)
    while left and (left[0] == "--with" or left[0].startswith("--with=")):
        first = left.pop(0)
        if first == "--with" and not left:
            from core.errors import UserError

            raise UserError("--with needs the name of an extension", "write --with NAME")
        names.append(left.pop(0) if first == "--with" else first.partition("=")[2])
    wanted = [name for name in names if name]
    if wanted:
        from core.extensions import load

        for name in dict.fromkeys(wanted):
            load(name)
    return left


def dispatch(arguments):
    """Choose between the command line and the window."""
    from core.cli.names import command_names

    if arguments[:1] == ["self-test"] and len(arguments) == 1:
        from gui.self_test import self_test

        return self_test()
    if arguments[:1] == ["bench"] and "--window" in arguments:
        from gui.window_bench import window_bench

        checked_arguments(arguments)
        need_no_screen()
        return window_bench("--json" in arguments)
    if arguments[:1] == ["bench"] and "--start" in arguments and has_window():
        from core.benchmarks import start
        from gui.first_paint import screen_in, windows

        checked_arguments(arguments)
        need_no_screen()
        sys.stdout.write(start.bench("--json" in arguments, windows(), screen_in) + "\n")
        return 0
    if arguments[:1] == ["bench"] and "--silence" in arguments:
        from gui.silence import silences

        asked = checked_arguments(arguments)
        need_no_screen()
        return silences(asked.json, asked.case)
    if arguments[:1] == ["bench"] and any(a.split("=")[0] == "--soak" for a in arguments):
        from gui.soak import soak

        asked = checked_arguments(arguments)
        need_no_screen()
        return soak(asked.soak, asked.example, asked.json)
    if arguments[:1] and arguments[0] in WAYS:
        return open_window(arguments)
    if arguments and (arguments[0] in command_names() or arguments[0].startswith("-")):
        from core.cli.program import run

        return run(arguments)
    return open_window(arguments)


def open_window(arguments):
    """Open the window, on a file if one is given; return the exit status when it is closed."""
    from core import __version__
    from core.cli.names import command_names
    from core.errors import UserError
    from core.resources import program

    ways = [argument for argument in arguments if argument in WAYS]
    arguments = [argument for argument in arguments if argument not in WAYS]
    if len(arguments) > 1:
        raise UserError("only one file can be opened at a time", f"see {program()} --help")
    if arguments and not os.path.isfile(arguments[0]):
        raise UserError(
            f"{arguments[0]} is neither a file nor a command",
            "give a project or a table, or one of " + ", ".join(command_names()),
        )
    from gui.app import run as run_window

    return run_window(arguments[0] if arguments else None, __version__, ways)


def checked_arguments(arguments):
    """Return the parsed arguments; raise UserError for those that are unknown."""
    from core.cli.program import build_parser

    return build_parser().parse_args(arguments)


def has_window():
    """Return whether the packages of the window are installed."""
    from importlib.util import find_spec

    return find_spec("PySide6") is not None and find_spec("pyqtgraph") is not None


def need_no_screen():
    """Let Qt draw into memory where there is no display."""
    if not os.environ.get("DISPLAY") and not os.environ.get("WAYLAND_DISPLAY"):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


def is_double_click():
    """Return whether the window was started where no terminal shows what is written."""
    if sys.version_info < (3, 11):  # noqa: UP036  (nothing newer is imported then)
        return False
    from core.desktop.telling import is_seen

    # a command comes from a script, which reads the exit status
    bare = not [word for word in sys.argv[1:] if word not in WAYS and not os.path.isfile(word)]
    return bare and not is_seen(sys.stderr)


def complain(message, hint):
    """Report what is wrong and what to do in two lines, or in a window if there is no terminal."""
    # a program without a console has no standard error on Windows
    if sys.stderr is not None:
        # on a full disk, the exit status has to suffice
        with contextlib.suppress(OSError):
            sys.stderr.write(f"error: {message}\nhint: {hint}\n")
    if is_double_click():
        from core.desktop.telling import show

        show(message, hint)
    return 2


if __name__ == "__main__":
    sys.exit(command())
