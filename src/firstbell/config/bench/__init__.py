"""How fast, how small: the budgets measured in one run, each beside the best rival and beside what the machine can do.

Each file in `rows` measures one thing: `measure(place)` yields what it found. A new row is a new file and its name in
`rows.ROWS`. Nothing here is asserted by a test, for a time is true of one machine at one moment only.
"""
