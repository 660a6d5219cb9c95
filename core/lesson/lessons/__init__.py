"""Lessons: steps at moments of a training, with tasks whose answers the engine works out.

described    what a lesson is: steps, moments, tasks
reading      a lesson read from TOML; every error says file, line and step
lines        where in the text of a lesson something stands
expressions  answers as expressions of addresses, worked out without running anything
answering    what the right answer of a task is, in the numbers of its moment
attempts     the rules of answering: tries, hints, and the answer shown
checking     a given answer held against it: right, or by which slip it is wrong
texts        text with symbols and numbers put in
translated   a lesson with the texts of another language
progress     how far somebody is
report       what somebody has answered, and a table of many reports
"""
