"""Kernels that start in a blink: forked from a process in which everything they need has been read already.

Chosen with `JUPYTER_DEFAULT_PROVISIONER_NAME=partnership` for whatever starts kernels.

`provisioner` is what Jupyter asks for a kernel; `warm` keeps the process that forks them, `parent` is that process.
"""

QUIET = "--IPKernelApp.log_level=ERROR"  # the one argument, beside its file, with which the course starts kernels
