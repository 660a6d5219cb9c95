"""Lessons: steps at moments of training, with tasks whose answers the engine computes.

described    what a lesson is: steps, moments, tasks
reading      a lesson read from TOML; every error says file, line and step
lines        line numbers in the text of a lesson
expressions  answers as expressions of addresses, evaluated without running any code
answering    the right answer to a task, from the numbers of its moment
attempts     the rules of answering: tries, hints, and the answer shown
checking     a given answer compared with it: right, or wrong by a named slip
texts        text with symbols and numbers filled in
translated   a lesson with the texts of another language
standing     whether a snapshot is the moment of a step
progress     how far a learner is
showing      the numbers of a step, for where there is no window
score        how well a lesson went, predictions apart
report       a learner's answers, and a table of many reports
"""
