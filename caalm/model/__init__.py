"""The model: sizes, tokenizer, checkpoints, engines that generate, and the Predictor, the one door to all of them.

>>> from caalm.model.sizes import SIZES
>>> "15m" in SIZES
True
"""
