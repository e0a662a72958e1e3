"""Kernels that start in a blink: forked from a process in which everything they need has been read already.

`provisioner` is what Jupyter asks for a kernel; `warm` keeps the process that forks them, `parent` is that process.
"""
