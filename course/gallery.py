"""Voilà made the course's own: which addresses it answers, with which settings, and what a page says of itself."""

from __future__ import annotations

import json
import logging
import os
import shutil
import signal
import socket
import tempfile
from collections.abc import Callable
from contextlib import suppress
from http.client import responses
from pathlib import Path
from typing import Any

from jupyter_core.paths import jupyter_path
from jupyter_core.utils import run_sync
from jupyter_server.base.handlers import FileFindHandler
from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection
from jupyter_server.services.kernels.handlers import KernelHandler
from jupyter_server.services.kernels.kernelmanager import ServerKernelManager
from jupyter_server.services.kernels.websocket import KernelWebsocketHandler
from jupyterlab_server.themes_handler import ThemesHandler
from tornado.httpserver import HTTPServer
from tornado.ioloop import IOLoop
from tornado.web import HTTPError, RequestHandler
from traitlets.config import Config
from voila.app import Voila
from voila.handler import BaseVoilaHandler
from voila.shutdown_kernel_handler import VoilaShutdownKernelHandler
from voila.static_file_handler import AllowListFileHandler, MultiStaticFileHandler, TemplateStaticFileHandler
from voila.tornado.handler import TornadoVoilaHandler
from voila.tornado.kernel_websocket_handler import VoilaKernelWebsocketHandler

from course import catalog, compiled, lines, sockets
from course.kernels import QUIET
from course.texts import LANGUAGES, Words, known

INDEX = "index"
SHARE = Path(__file__).parent / "share" / "jupyter"
VIEWS = ("plain", "projector", "trainer")
THEMES = ("light", "dark")
# The third is Voilà's own holder of the registry that the other two write into.
EXTENSIONS = ("@jupyter-widgets/jupyterlab-manager", "anywidget", "@voila-dashboards/widgets-manager8")
# Said by Jupyter of every notebook that nobody signed, and of every visitor who asks for what is not there.
# Likewise of a laptop that slept, and of a page left open since the gallery was last started.
REMARKS = ("is not trusted", "wrote error", "WebSocket ping timeout", "invalid/expired login cookie")
IDENTITY = {"name": "partnership-course"}

# Of Voilà's own handlers only these are served: no tree, no contents, no login page.
SERVED = (
    KernelHandler,
    VoilaKernelWebsocketHandler,
    TemplateStaticFileHandler,
    MultiStaticFileHandler,
    AllowListFileHandler,
    FileFindHandler,
    ThemesHandler,
)


def settings() -> Config:
    """Return Voilà's settings for a workshop day."""
    config = Config()
    page = config.VoilaConfiguration
    page.template = "partnership"
    page.allow_template_override = "NO"
    page.allow_theme_override = "NOTEBOOK"  # the address is read, and checked, by describe
    page.prelaunch_hook = describe
    page.extension_allowlist = list(EXTENSIONS)
    page.show_tracebacks = False
    config.MappingKernelManager.allow_tracebacks = False
    config.MappingKernelManager.kernel_manager_class = "course.gallery.Kernel"
    # A page left open keeps its kernel all day; one closed without telling us loses it after half an hour.
    config.MappingKernelManager.cull_interval = 60
    config.MappingKernelManager.cull_idle_timeout = 30 * 60
    config.MappingKernelManager.cull_connected = False
    # A kernel that died has lost its widgets: starting it again would only make the page look alive.
    config.KernelRestarter.restart_limit = 0
    config.VoilaExecutor.timeout = 60
    config.VoilaExecutor.iopub_timeout = 60  # with a room at once, outputs come late; the stock four seconds lose them
    if sockets.fit(tempfile.gettempdir()):
        config.KernelManager.transport = "ipc"  # TCP ports clash when twenty people arrive at once
    config.Voila.kernel_websocket_connection_class = Connection
    config.Voila.config_file_paths = []  # a voila.json lying about must not change the course
    config.Voila.log_level = "WARN"
    # Only names of this machine are answered, so that no other web page can reach in through DNS.
    config.Voila.tornado_settings = {
        "allow_remote_access": False,
        "log_function": lambda _: None,
        "ws_ping_timeout": 30_000,  # ms; Jupyter's own default is refused by Tornado with a remark at each visit
    }
    return config


def describe(page: Page, notebook: Any, cwd: str) -> None:
    """Write into the notebook's metadata what the template says about this visit.

    Parameters
    ----------
    page : Page
        The request: its address holds ``lang``, ``theme`` and ``view``; unknown values are passed over.
    notebook : NotebookNode
        The notebook about to run, changed in place.
    cwd : str
        Passed by Voilà, not needed.
    """
    language, theme = page.language(), page.theme()
    words = Words("page", language)
    name = page.slug()
    titles = {row.slug: row.title[language] for row in catalog.concepts()}
    titles |= {page: Words("interface", language)(f"pages.{page}") for page in catalog.DASHBOARDS if page != INDEX}
    title = words("title.gallery") if name == INDEX else titles.get(name, name)
    notebook.metadata["title"] = f"{title} · {words('title.course')}"
    notebook.metadata["voila"] = {"theme": "dark" if theme == "dark" else "light"}
    notebook.metadata["wp"] = {
        "name": name,
        "language": language,
        "view": page.view(),
        "theme": theme,
        "words": {key: words(f"page.{key}", title=title) for key in words.node("page")},
    }


class _Plain(RequestHandler):
    """Fails in a few words for programs: Jupyter's own page for errors needs a folder that the gallery lacks."""

    def write_error(self, status_code: int, **_: Any) -> None:
        self.set_header("Content-Type", "application/json")
        self.finish({"message": responses.get(status_code, "")})


class _Handler(BaseVoilaHandler):
    """What every page of ours can do: read its address, and fail in words."""

    def asked(self, name: str) -> str | None:
        with suppress(HTTPError):  # bytes that are no text
            return self.get_query_argument(name, None)
        return None

    def language(self) -> str:
        return known(self.asked("lang") or os.environ.get("COURSE_LANGUAGE"))

    def theme(self) -> str:
        asked = self.asked("theme")
        return asked if asked in THEMES else "auto"

    def view(self) -> str:
        asked = self.asked("view")
        return asked if asked in VIEWS else VIEWS[0]

    def write_error(self, status_code: int, **_: Any) -> None:
        first = self.language()
        order = [first, *(other for other in LANGUAGES if other != first)]
        kind = "missing" if status_code in (404, 405) else "broken"
        messages = [
            {"language": code, **{key: Words("page", code)(f"{kind}.{key}") for key in ("title", "text", "back")}}
            for code in order
        ]
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.finish(self.render_template("message.html.j2", messages=messages, theme=self.theme(), view=self.view()))


class Page(_Handler, TornadoVoilaHandler):
    """One dashboard; the gallery where the address names none."""

    def slug(self) -> str:
        """Return the dashboard's name without its suffix."""
        return (self.path_kwargs.get("path") or INDEX).removesuffix(".ipynb")

    async def get(self, path: str | None = None) -> None:
        """Run the notebook and send it cell by cell; 404 where there is none."""
        if not (Path(self.contents_manager.root_dir) / f"{self.slug()}.ipynb").is_file():
            raise HTTPError(404)
        await super().get(path=path)  # pyright: ignore[reportGeneralTypeIssues]


class Missing(_Handler):
    """Any address that is not served."""

    async def get(self) -> None:
        """Answer 404 in both languages."""
        raise HTTPError(404)


class Farewell(_Plain, VoilaShutdownKernelHandler):
    """A page that closes sends its kernel away.

    The browser's last message carries no token, so Voilà's own handler refuses it and the kernel stays until it is
    culled; that the message comes from one of our pages is proof enough.
    """

    def check_xsrf_cookie(self) -> None:
        """Accept a message from this very address only."""
        if not self.check_origin():
            raise HTTPError(403)

    async def post(self, kernel_id: str) -> None:
        """End the kernel; one that is gone already is no error."""
        if kernel_id in self.kernel_manager:
            await super().post(kernel_id)  # pyright: ignore[reportGeneralTypeIssues]
        else:
            self.set_status(204)


class Identity(RequestHandler):
    """Says that the course is what answers on this port."""

    def get(self) -> None:
        """Send the name."""
        self.write(IDENTITY)


class Line(_Plain, VoilaKernelWebsocketHandler):
    """The line between a page and its kernel; Voilà's own takes every frame for one of the newer protocol."""

    def write_message(self, message: Any, binary: bool = False) -> Any:
        """Send what the kernel says, but for the source of a cell."""
        if self.selected_subprotocol == lines.NEWER:
            return super().write_message(message, binary)
        if isinstance(message, str) and json.loads(message).get("msg_type") == "execute_input":
            return None
        return KernelWebsocketHandler.write_message(self, message, binary)


PLAIN = {handler: type(handler.__name__, (_Plain, handler), {}) for handler in SERVED}
PLAIN[VoilaKernelWebsocketHandler] = Line


class Connection(ZMQChannelsWebsocketConnection):
    """Carries what a visitor may say to a kernel of this machine."""

    def handle_incoming_message(self, incoming_msg: str) -> None:
        """Pass a message on, or leave it with a word in the log."""
        try:
            lines.heard(incoming_msg, self.subprotocol)
        except lines.RefusedError as refused:
            self.log.warning("A visitor's message was not passed on: %s", refused)
            return
        super().handle_incoming_message(incoming_msg)


class Kernel(ServerKernelManager):
    """A kernel that keeps quiet about what no trainer can use, such as that the gallery has gone before it."""

    def format_kernel_cmd(self, extra_arguments: list[str] | None = None) -> list[str]:
        """Return the kernel's command, with only errors said in the window."""
        return [*super().format_kernel_cmd(extra_arguments), QUIET]


class Gallery(Voila):
    """Voilà on sockets already bound, serving dashboards and nothing else."""

    sockets: list[socket.socket]
    welcome: Callable[[], None]

    @property
    def data_dir(self) -> str:
        """Voilà's own folder of themes; the first one on the path is now ours, which has none."""
        return next(path for path in jupyter_path("voila") if (Path(path) / "themes").is_dir())

    def initialize(self, argv: list[str] | None = None) -> None:
        """Set up as Voilà does, and keep remarks that no trainer can use out of the window."""
        compiled.keep()
        super().initialize(argv)
        self.log.addFilter(lambda record: not any(remark in str(record.msg) for remark in REMARKS))
        logging.getLogger("tornado.general").setLevel(logging.ERROR)

    def init_settings(self) -> Any:
        """Let visitors' pages say what `lines` allows, whatever a later Voilà might allow them."""
        found = super().init_settings()
        self.kernel_manager.allowed_message_types = list(lines.ALLOWED)
        return found

    def init_handlers(self) -> list[Any]:  # pyright: ignore[reportIncompatibleMethodOverride]
        """Return the handlers of ``SERVED``, the two doors to a page, and a 404 for all the rest."""
        stock: Any = super().init_handlers()
        base = self.base_url if self.base_url.endswith("/") else f"{self.base_url}/"
        page = {
            "template_paths": self.template_paths,
            "config": self.config,
            "voila_configuration": self.voila_configuration,
        }
        return [
            *((row[0], PLAIN[row[1]], *row[2:]) for row in stock if row[1] in SERVED),
            (base, Page, {**page, "notebook_path": f"{INDEX}.ipynb"}),
            (rf"{base}voila/render/(?P<path>[a-z0-9_]+\.ipynb)", Page, page),
            (rf"{base}voila/api/shutdown/([\w-]+)", Farewell),
            (rf"{base}partnership", Identity),
            (r".*", Missing, {"voila_configuration": self.voila_configuration}),
        ]

    def listen(self) -> None:
        """Answer on the sockets until Ctrl-C or a request to end."""
        server = HTTPServer(self.app)
        server.add_sockets(self.sockets)
        self.ioloop = IOLoop.current()
        self.ioloop.add_callback(self.welcome)
        before = signal.signal(signal.SIGINT, self._handle_signal_stop)
        try:
            self.ioloop.start()
        finally:
            signal.signal(signal.SIGINT, signal.SIG_IGN)  # asked again: it is ending already
            server.stop()
            self.stop()
            signal.signal(signal.SIGINT, before)

    def stop(self) -> None:
        """End the kernels while their sockets are still there, then remove the folder that holds them."""
        run_sync(self.kernel_manager.shutdown_all)()
        shutil.rmtree(self.connection_dir, ignore_errors=True)


def lend_template() -> None:
    """Put the course's Voilà template first on Jupyter's path, where Voilà looks for templates and their files."""
    before = os.environ.get("JUPYTER_PATH")
    if str(SHARE) not in (before or "").split(os.pathsep):
        os.environ["JUPYTER_PATH"] = os.pathsep.join(filter(None, (str(SHARE), before)))
