"""Prints the folder that lm-evaluation-harness wants as its ``--include_path``.

python -m caalm.evaluation.adapters   ->   .../caalm/evaluation/adapters/harness
"""

from caalm.evaluation.adapters import harness_folder

print(harness_folder())
