"""Real execution traces: a program of a real language runs in the jail, and its steps come back in our text form.

>>> trace_execution("python", "a = 2\\nprint(a * 3)").steps  # doctest: +SKIP
'1 a=2\\n2 a=2*3:6;>6\\n'
"""

from caalm.runtimes.tracing.trace import RealTrace, trace_execution, trace_many

__all__ = ["RealTrace", "trace_execution", "trace_many"]
