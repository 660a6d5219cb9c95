"""The runs of a document: the list of them, what a person does with it, and two compared."""
