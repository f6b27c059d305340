"""What a program means: tree, values, reference interpreter, trace. Nothing here knows any surface text."""
