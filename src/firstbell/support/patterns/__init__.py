"""Patterns of absence and lateness: looked for every night, told in words, and set aside with a reason."""
