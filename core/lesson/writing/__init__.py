"""Writing lessons: a lesson is an immutable document, and edits make another of it.

toml         values as TOML
written      a lesson as the text of its file, checked by reading it back
edits        steps and tasks added, moved, changed and taken away
proposing    the task that asks for a number, and what else is proposed
documents    the row of documents that undo and redo go through
"""
