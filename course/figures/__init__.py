"""Matplotlib figures made from model output, in the reader's language; one module per concept."""
