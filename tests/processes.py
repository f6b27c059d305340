"""Processes that a test kills."""

import psutil


def running(what: str) -> list[int]:
    """The ids of our descendants whose command line names ``what``; those that just ended are none of them."""
    found = []
    for child in psutil.Process().children(recursive=True):
        try:
            if what in "".join(child.cmdline()):
                found.append(child.pid)
        except psutil.Error:
            continue
    return found
