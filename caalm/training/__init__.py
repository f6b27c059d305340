"""Training: packing examples into rows, the loop, its optimisers and its exactly resumable state.

`caalm.training.loop.train(config, stream)` is the door; a stream is any callable from (worker, workers, start) to
examples.
"""
