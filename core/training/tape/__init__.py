"""The tape: an update recorded once as NumPy's own inner loops, and played many at a time.

Stepping, describing and recording still use the phases of a plan. These are a fixed sequence of
NumPy calls over fixed arrays, and the calls cost ten times as much as the loops inside them. So the
calls are observed once, with arrays that report them (`recorded`), written down as loops with their
addresses (`writing`), and called in order by a hundred lines of C without the interpreter's lock
(`player`). The mathematics is NumPy's in both cases, and the bits are the same: `engine` compares
them byte for byte before it trusts a tape, and in case of doubt the phases run.
"""
