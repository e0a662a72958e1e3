"""The gallery as a service of the Hub: behind its login, or open to everybody, below the Hub's address."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

import psutil
from jupyter_server.utils import url_path_join
from jupyterhub.singleuser.extension import JupyterHubAuthorizer, JupyterHubIdentityProvider
from tornado.ioloop import PeriodicCallback
from tornado.netutil import bind_sockets

from course import gallery
from course.dashboards import own_folder
from course.kernels.warm import CHOICE, NAME, WARM, available
from course.texts import spoken
from deploy import remote
from deploy.local.server import closed, hushed
from deploy.local.state import GATEWAY, HOST, HubError, gateway

OFTEN = 60_000  # milliseconds between two looks for processes that ended with nobody to notice


class Login(JupyterHubIdentityProvider):
    """The Hub's login. Stand-alone Voilà registers a provider's addresses without the path it lives under."""

    def __init__(self, token: str = "", **options: Any) -> None:
        super().__init__(**options)  # the Hub's own token counts, not the one that Voilà would give

    def get_handlers(self) -> list[Any]:
        """Return the addresses of the login, below the gallery's own."""
        base: str = self.parent.base_url  # pyright: ignore[reportOptionalMemberAccess, reportAttributeAccessIssue]
        return [(url_path_join(base, row[0]), *row[1:]) for row in super().get_handlers()]


class Kernel(gallery.Kernel):
    """A dashboard's kernel, which is not told what its server knows."""

    async def start_kernel(self, *args: Any, **options: Any) -> Any:
        """Start it with fewer variables."""
        options["env"] = hushed(options.get("env") or dict(os.environ))
        return await super().start_kernel(*args, **options)


class Page(gallery.Page):
    """A page that gives its visitor the word without which the Hub's login counts for no request of a script."""

    async def get(self, path: str | None = None) -> None:
        """Set the word as a cookie, then answer."""
        _ = self.xsrf_token
        await super().get(path=path)


class HubGallery(gallery.Gallery):
    """The gallery below the Hub's address; with ``login`` its stock handlers and ours want the Hub's leave."""

    login = True

    def init_handlers(self) -> list[Any]:
        """Return the gallery's handlers and, behind a login, those of the login."""
        own = super().init_handlers()
        if not self.login:
            return own
        pages = [(row[0], Page, *row[2:]) if row[1] is gallery.Page else row for row in own]
        return [*self.identity_provider.get_handlers(), *pages]


class Orphans:
    """The first process within walls is given every process whose parent has gone, and has to take note of its end.

    Whoever started a process himself takes note at once: what is seen twice has ended unnoticed.
    """

    def __init__(self) -> None:
        self._seen: set[int] = set()

    def look(self) -> None:
        """Take note of those that had ended already at the last look."""
        ended = set()
        for child in psutil.Process().children():
            with suppress(psutil.Error):
                if child.status() == psutil.STATUS_ZOMBIE:
                    ended.add(child.pid)
        for pid in ended & self._seen:
            with suppress(ChildProcessError):
                os.waitpid(pid, os.WNOHANG)
        self._seen = ended


def welcome() -> None:
    """Begin to warm the process that forks kernels; what it is started with, every kernel can read."""
    if available() and os.environ[CHOICE] == NAME:
        WARM.language, WARM.handed = spoken(), hushed
        WARM.start()
    if os.getpid() == 1:  # within walls
        PeriodicCallback(Orphans().look, OFTEN).start()


def main() -> int:
    """Serve until asked to end."""
    if os.getpid() == 1:  # the process outside the walls still bears the mark by which the Hub finds what is left
        closed()
    try:
        far = gateway(os.environ.get(GATEWAY, ""))
    except HubError as error:
        print(error.said(spoken()), file=sys.stderr)
        return 1
    HubGallery.login = "--public" not in sys.argv[1:]
    config = gallery.settings()
    config.MappingKernelManager.kernel_manager_class = "deploy.local.dashboards.Kernel"
    if far:
        remote.behind(config, far)
    else:
        os.environ.setdefault(CHOICE, NAME)
    config.Voila.base_url = os.environ["JUPYTERHUB_SERVICE_PREFIX"]
    door = urlsplit(os.environ["PARTNERSHIP_DOOR"]).hostname
    config.Voila.tornado_settings["local_hostnames"] = ["localhost", HOST, *([door] if door else [])]
    if HubGallery.login:
        config.Voila.identity_provider_class = Login
        config.Voila.authorizer_class = JupyterHubAuthorizer
    gallery.lend_template()
    served = HubGallery.instance(root_dir=str(own_folder()), ip=HOST, config=config)
    port = urlsplit(os.environ["JUPYTERHUB_SERVICE_URL"]).port
    listen = os.environ.get("PARTNERSHIP_LISTEN", HOST)
    served.sockets, served.welcome = bind_sockets(port or 0, listen), (lambda: None) if far else welcome
    served.initialize([])
    served.start()
    WARM.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
