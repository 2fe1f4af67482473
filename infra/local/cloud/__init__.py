"""ministack with what it lacks for this product: one module per concern, run by `.venv-cloud`.

Every module that replaces something in ministack first asks `mending` whether the thing is still
there; a version that differs refuses to start instead of half working.
"""
