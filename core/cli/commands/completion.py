"""`completion`: a script that lets a shell complete commands, options and files."""

import argparse

from core.cli.command import OK, Command, tell
from core.cli.names import command_names
from core.resources import program

SHELLS = ("bash", "zsh", "fish")


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("shell", choices=SHELLS)


def completion(arguments: argparse.Namespace) -> int:
    """Print the script of a shell, made from the parsers of all commands."""
    tell(script(arguments.shell))
    return OK


def options() -> dict[str, dict[str, tuple[str, ...]]]:
    """Return the options of every command, each with its possible values, if they are few."""
    from core.cli.program import build_parser

    parser = build_parser(command_names())
    (choices,) = (a for a in parser._actions if isinstance(a, argparse._SubParsersAction))
    return {
        name: {
            option: tuple(map(str, action.choices or ()))
            for action in own._actions
            for option in action.option_strings
            if option.startswith("--")
        }
        for name, own in choices.choices.items()
    }


def script(shell: str) -> str:
    """Return the script of a shell: bash, zsh or fish."""
    # `uv run main.py` is completed as main.py, an installed program as backstep
    name = program().split()[-1]
    found = options()
    if shell == "fish":
        return _fish(name, found)
    bash = _bash(name, found)
    if shell == "bash":
        return bash
    return f"#compdef {name}\nautoload -U +X bashcompinit && bashcompinit\n{bash}"


def _bash(name: str, found: dict[str, dict[str, tuple[str, ...]]]) -> str:
    lines = [
        "_backstep() {",
        '    local word="${COMP_WORDS[COMP_CWORD]}" before="${COMP_WORDS[COMP_CWORD-1]}"',
        '    local command="" i',
        "    for ((i = 1; i < COMP_CWORD; i++)); do",
        '        case "${COMP_WORDS[i]}" in',
        f"            {'|'.join(found)})",
        '                command="${COMP_WORDS[i]}"',
        "                break",
        "                ;;",
        "        esac",
        "    done",
        '    local words=""',
        '    case "$command $before" in',
    ]
    for command, own in found.items():
        for option, choices in own.items():
            if choices:
                lines.append(f'        "{command} {option}") words="{" ".join(choices)}" ;;')
    lines += [f'        "completion completion") words="{" ".join(SHELLS)}" ;;']
    lines += ["    esac", "    if [[ -z $words ]]; then", '        case "$command" in']
    lines.append(f'            "") words="{" ".join(found)}" ;;')
    for command, own in found.items():
        lines.append(f'            {command}) words="{" ".join(own)}" ;;')
    lines += [
        "        esac",
        "    fi",
        '    COMPREPLY=($(compgen -W "$words" -- "$word") $(compgen -f -- "$word"))',
        "}",
        f"complete -o filenames -F _backstep {name}",
    ]
    return "\n".join(lines)


def _fish(name: str, found: dict[str, dict[str, tuple[str, ...]]]) -> str:
    lines = [f"complete -c {name} -n __fish_use_subcommand -a '{' '.join(found)}'"]
    for command, own in found.items():
        seen = f"-n '__fish_seen_subcommand_from {command}'"
        for option, choices in own.items():
            words = f" -xa '{' '.join(choices)}'" if choices else ""
            lines.append(f"complete -c {name} {seen} -l {option[2:]}{words}")
    lines.append(
        f"complete -c {name} -n '__fish_seen_subcommand_from completion' -xa '{' '.join(SHELLS)}'"
    )
    return "\n".join(lines)


COMMAND = Command(
    "completion", "print a script that completes commands in your shell", _arguments, completion
)
