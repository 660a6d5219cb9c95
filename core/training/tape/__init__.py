"""The tape: an update recorded once as NumPy's own inner loops, and played many at a time.

The phases of a plan stay what is stepped, described and recorded. What they do is a fixed row of
NumPy calls over fixed arrays; the calls cost ten times what the loops inside them do. So the calls
are seen once, by arrays that tell (`recorded`), written down as loops with their addresses
(`writing`), and called in order by a hundred lines of C without the interpreter's lock (`player`).
The mathematics is NumPy's in both cases, and the bits are the same: `engine` compares them byte
for byte before it trusts a tape, and on any doubt the phases run.
"""
