"""The words of the field: what each means, its formula, and the number that it has now.

terms    the terms, read from their files, in a language
finding  terms in a text, and the term of a number
now      what a term comes to at the moment that is shown
"""
