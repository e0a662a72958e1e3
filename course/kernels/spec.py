"""What is wrong with Jupyter's entry for the kernel of the course, before anything is started with it."""

from __future__ import annotations

import re
import shlex
import shutil
import sys
from typing import NamedTuple

from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel

KERNEL = "python3"


class Fault(NamedTuple):
    """A fault: ``no_kernel`` or ``broken_kernel``, the command that mends it, and the program that is not there."""

    key: str
    line: str
    program: str = ""


def reinstalling(package: str) -> str:
    """Return the command that installs a package anew for this very Python.

    Examples
    --------
    >>> reinstalling("ipykernel").partition(" -m ")[2]
    'pip install --force-reinstall ipykernel'
    """
    return f"{shlex.quote(sys.executable)} -m pip install --force-reinstall {package}"


def fault() -> Fault | None:
    """Return what keeps Jupyter from starting the kernel ``python3``; None where nothing does."""
    try:
        program = KernelSpecManager().get_kernel_spec(KERNEL).argv[0]
    except NoSuchKernel:
        return Fault("no_kernel", reinstalling("ipykernel"))
    # Jupyter puts this very Python in the place of a bare name such as "python3".
    if not re.fullmatch(r"python\d?(\.\d+)?", program) and not shutil.which(program):
        line = f"{shlex.quote(sys.executable)} -m jupyter_client.kernelspecapp remove -f {KERNEL}"
        return Fault("broken_kernel", line, program)
    return None
