"""Programs of real languages as people write them, beyond the tree that all languages share.

A template is a small generator of whole programs; `catalogue` lists them all. What a program prints is not known
here: the real runtime says it (caalm.dataset.idiomatic).
"""
