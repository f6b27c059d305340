"""The tasks of lm-evaluation-harness: one file a suite, and what they share."""
