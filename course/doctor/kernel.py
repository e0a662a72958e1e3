"""A kernel tried out: started the quick way, which falls back to Jupyter's own, and asked something."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

from course.doctor.trial import Prepared

PATIENCE = 60.0  # seconds after which a kernel that does not answer is taken to be broken


def prepared(stack: ExitStack) -> Prepared:
    """Start a kernel and say whether it was forked: ``forked``, 1 or 0.

    Raises
    ------
    RuntimeError
        If no kernel starts, or it does not answer.
    """
    from jupyter_client.manager import KernelManager
    from jupyter_client.provisioning.factory import KernelProvisionerFactory

    from course import sockets
    from course.kernels.spec import KERNEL
    from course.kernels.warm import NAME, WARM, Forked

    KernelProvisionerFactory.instance().default_provisioner_name = NAME
    folder = stack.enter_context(TemporaryDirectory(prefix="partnership-doctor-", ignore_cleanup_errors=True))
    manager = KernelManager(kernel_name=KERNEL, connection_file=str(Path(folder) / "kernel.json"))
    if sockets.fit(folder):  # without a port that another program may take first
        manager.transport, manager.ip = "ipc", str(Path(folder) / "kernel")
    stack.callback(WARM.close)  # else an end that comes early would wait until it is warm
    manager.start_kernel()
    stack.callback(manager.shutdown_kernel, now=True)
    client = manager.blocking_client()
    client.start_channels()
    stack.callback(client.stop_channels)
    client.wait_for_ready(timeout=PATIENCE)
    answer = client.execute_interactive("6 * 7", timeout=PATIENCE, output_hook=lambda _: None)
    if answer["content"]["status"] != "ok":
        raise RuntimeError("the kernel cannot reckon")
    forked = isinstance(getattr(manager.provisioner, "process", None), Forked)
    return {"forked": float(forked)}, dict
