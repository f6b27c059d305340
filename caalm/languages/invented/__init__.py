"""Invented languages: families of syntax that combine freely, a lexicon, and the renderer they share."""
