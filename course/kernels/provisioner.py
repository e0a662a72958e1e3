"""What Jupyter asks for a kernel: forked from the warm parent where that gives the same, else started as ever."""

from __future__ import annotations

import asyncio
import os
import sys
from typing import Any

from jupyter_client.provisioning.local_provisioner import LocalProvisioner

from course.kernels.warm import WARM, UnavailableError, available, scrubbed

LAUNCHER = "ipykernel_launcher"


def arguments(cmd: list[str]) -> list[str] | None:
    """Return what a command gives to ipykernel; None where it starts something else, or another Python.

    Examples
    --------
    >>> import sys
    >>> arguments([sys.executable, "-m", "ipykernel_launcher", "-f", "kernel.json"])
    ['-f', 'kernel.json']
    >>> arguments(["R", "--slave"])
    """
    if LAUNCHER not in cmd or os.path.realpath(cmd[0]) != os.path.realpath(sys.executable):
        return None
    place = cmd.index(LAUNCHER)
    options = [part for part in cmd[1:place] if part != "-Xfrozen_modules=off"]  # for the debugger's start alone
    return cmd[place + 1 :] if options == ["-m"] else None


class ForkProvisioner(LocalProvisioner):
    """Jupyter's local kernels, forked from a warm parent.

    Everything after the start is Jupyter's own: interrupts, restarts, ends, culling.
    """

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> Any:
        """Fork the kernel, or start it the stock way; whoever asked does not notice but for the time."""
        argv = arguments(cmd)
        if argv is None or not available() or scrubbed(kwargs):
            return await super().launch_kernel(cmd, **kwargs)
        env = {**(kwargs.get("env") or os.environ), "JPY_PARENT_PID": str(os.getpid())}
        cwd = str(kwargs.get("cwd") or os.getcwd())
        try:
            self.process: Any = await asyncio.to_thread(WARM.kernel, argv, env, cwd)
        except UnavailableError as error:
            self.log.debug("kernel started the stock way: %s", error)
            return await super().launch_kernel(cmd, **kwargs)
        self.pid = self.pgid = self.process.pid
        self.cwd = kwargs.get("cwd") or os.getcwd()
        return self.connection_info
