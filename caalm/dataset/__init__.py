"""The data: who is train and who is held out, the endless training stream, and data sets on disk."""
