"""Reading a table: how its file is read, what each column holds, and what is doubtful about it."""
