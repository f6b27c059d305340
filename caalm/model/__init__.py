"""The model: sizes, tokenizer, checkpoints, engines that generate, and the Predictor, the one door to all of them.

>>> from caalm.model.sizes import SIZES
>>> sorted(SIZES)
['15m', '1m', '3m', '5m']
"""
