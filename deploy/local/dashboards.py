"""The gallery as a service of the Hub: behind its login, or open to everybody, below the Hub's address."""

from __future__ import annotations

import os
import sys
from typing import Any
from urllib.parse import urlsplit

from jupyter_server.utils import url_path_join
from jupyterhub.singleuser.extension import JupyterHubAuthorizer, JupyterHubIdentityProvider
from tornado.netutil import bind_sockets

from course import gallery
from course.dashboards import own_folder
from deploy.local.server import hushed
from deploy.local.state import HOST


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


def main() -> None:
    """Serve until asked to end."""
    HubGallery.login = "--public" not in sys.argv[1:]
    config = gallery.settings()
    config.MappingKernelManager.kernel_manager_class = "deploy.local.dashboards.Kernel"
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
    served.sockets, served.welcome = bind_sockets(port or 0, listen), lambda: None
    served.initialize([])
    served.start()


if __name__ == "__main__":
    main()
