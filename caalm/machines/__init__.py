"""Programs that are not our tree: machines that draw, run, write and trace programs of their own.

>>> sorted(MACHINES)[:4], len(MACHINES)
(['accumulator', 'assembly', 'clauses', 'declarative'], 10)
"""

from collections.abc import Mapping

from caalm.machines import clauses, declarative, jumps, rewriting, stack, tape, turing
from caalm.machines.machine import Machine

MACHINES: Mapping[str, Machine] = {
    **jumps.MACHINES,
    **{module.MACHINE.name: module.MACHINE for module in (stack, rewriting, clauses, declarative, tape, turing)},
}
"""All machines by name."""
