"""Exams: suites that are drawn from a seed, so that a fresh one never stood in anybody's training data.

caalm exam hash --seed 90210...      before: publish what it prints, and train
caalm exam draw --seed 90210...      after: the same programs, with that very hash
"""
