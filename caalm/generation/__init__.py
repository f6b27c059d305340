"""Drawing: programs, invented languages, and whole items with a label that their text decides."""
