"""Evaluation: suites of programs, predictions for them, scores beside trivial baselines, and tables of all that."""
