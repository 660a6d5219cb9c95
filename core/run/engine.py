"""What plays updates on this machine, in words: the tape of NumPy's own loops, or the phases."""

from core.training.tape.engine import DEFAULT, engine_asked_for
from core.training.tape.loops import Unplayable
from core.training.tape.player import player
from core.words import say


def engine_in_words(refused: str = "") -> str:
    """Return how updates are done here, and why the phases do them if they do.

    `refused` is why the phases train the network at hand, "" if it is played.

    Raises UserError if the environment asks for an engine that does not exist.
    """
    asked = engine_asked_for() or DEFAULT
    if asked != "tape":
        return say("About", "Training: by the phases, as the environment asks")
    try:
        player()
    except Unplayable as reason:
        return say("About", "Training: by the phases ({reason})", reason=reason)
    if refused:
        return say("About", "Training: this network by the phases ({reason})", reason=refused)
    return say("About", "Training: NumPy's own loops, played from a tape")
