"""A program's skeleton: its tree with names and literals abstracted. Two programs of one skeleton are near-duplicates.

>>> from caalm.program.nodes import Assign, BinOp, Constant, Name, Print, Program
>>> skeleton_text(Program((Assign("n", Constant(3)), Print((BinOp(Name("n"), "*", Constant(7)),)))))
'Program([Assign(v0,int),Print([BinOp(v0,*,int)])],[])'

It is a skeleton of the tree, not of the text: the same idea in two languages is one skeleton.
"""

from caalm.program.nodes import Constant, Declaration, Intrinsic, Name, Program
from caalm.rng import stable_hash

_NAMES = ("target", "targets", "source", "name", "id", "function", "parameters", "path")


def skeleton_text(program: Program) -> str:
    """The tree: variables by the order in which they come up, literals by their type, steps by their direction."""
    names: dict[str, str] = {}

    def write(node: object, field: str) -> str:
        if isinstance(node, tuple):
            return "[" + ",".join([write(part, field if field in _NAMES else "") for part in node]) + "]"
        if isinstance(node, str):
            return names.setdefault(node, f"v{len(names)}") if field in _NAMES else "" if field == "picture" else node
        if isinstance(node, Name):
            return write(node.id, "id")
        if isinstance(node, Constant):
            return type(node.value).__name__
        if node is None or isinstance(node, bool):
            return str(node)
        if isinstance(node, int):
            return "up" if node > 0 else "down"
        if isinstance(node, Declaration):
            return ""  # pictures and initial values are COBOL's literals
        kind = type(node)
        if kind is Intrinsic:  # its name is the language's, and says what is done
            return f"{node.name}({write(node.arguments, '')})"  # type: ignore[attr-defined]
        return f"{kind.__name__}({','.join([write(getattr(node, part), part) for part in kind.__match_args__])})"  # type: ignore[attr-defined]

    lines = f",{len(program.lines)} lines" if program.lines else ""
    return f"Program({write(program.body, '')},{write(program.pictures, '')}{lines})"


def skeleton_hash(program: Program) -> int:
    """A hash of the skeleton, equal on every machine."""
    return stable_hash("skeleton", skeleton_text(program))
