"""Tasks: what is asked of the model, as pure functions from text to prompt, target and extracted prediction.

Training, evaluation and serving all call these; a prompt is worded here and nowhere else.
"""
