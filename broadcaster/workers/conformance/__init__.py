"""A small controller that tests one speaker against the book of LOA/1, clause by clause."""
