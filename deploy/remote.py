"""Dashboards whose kernels run behind a Jupyter kernel gateway, with all that the gallery does for kernels of its own.

Jupyter's client of a gateway passes on every message a visitor sends, loses the line at the first message with binary
parts, hands over variables only as far as the gateway was told to let them through, and takes a kernel that is gone for
one that lives. What is here of it replaces just that.
"""

from __future__ import annotations

import asyncio
import json
import os
import time
from collections.abc import Mapping
from contextlib import suppress
from queue import Empty
from typing import Any
from urllib.parse import parse_qsl, urlencode
from uuid import uuid4

from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_client.kernelspec import KernelSpec
from jupyter_server.gateway.connections import GatewayWebSocketConnection
from jupyter_server.gateway.gateway_client import GatewayClient, gateway_request
from jupyter_server.gateway.managers import GatewayKernelManager, GatewayKernelSpecManager, GatewayMappingKernelManager
from jupyter_server.services.kernels.connection.base import serialize_msg_to_ws_v1
from jupyter_server.utils import url_path_join
from tornado.escape import json_decode, json_encode, url_escape
from tornado.httpclient import AsyncHTTPClient, HTTPClientError, HTTPRequest
from tornado.web import HTTPError
from tornado.websocket import WebSocketClientConnection, WebSocketClosedError, WebSocketError, websocket_connect
from traitlets.config import Config

from course import lines

# What a page's kernel is told of its visit; nothing else of the server's variables leaves this machine.
HANDED = ("QUERY_STRING", "SCRIPT_NAME", "SERVER_SOFTWARE", "COURSE_LANGUAGE")
USER = "KERNEL_USERNAME"  # under which an enterprise gateway starts kernels, if the operator says so
KNOCK = 5.0  # seconds a gateway may take to answer at all
AT_ONCE = 200  # requests to the gateway under way; Tornado's ten would keep a room waiting
FAREWELL = 5.0  # seconds in which the kernels are ended at the end
LOST = 90.0  # seconds after which a line that broke counts as lost for good
BEAT = 30.0  # seconds between two looks whether the other end of a line is still there
LARGEST = 64 * 1024 * 1024  # bytes of a message from a kernel
Env = Mapping[str, str]
BROKEN = (OSError, HTTPClientError, HTTPError, WebSocketError, WebSocketClosedError)


def behind(config: Config, address: str) -> None:
    """Change the gallery's settings so that its kernels run behind the gateway at ``address``."""
    client = GatewayClient.instance()
    client.url, client.connect_timeout = address, KNOCK
    AsyncHTTPClient.configure(None, max_clients=AT_ONCE)
    config.VoilaConfiguration.multi_kernel_manager_class = Kernels
    config.VoilaConfiguration.kernel_spec_manager_class = GatewayKernelSpecManager
    config.Voila.kernel_websocket_connection_class = Connection
    config.MappingKernelManager.kernel_manager_class = "deploy.remote.Kernel"


def handed(env: Env) -> dict[str, str]:
    """Return what a kernel is told: of the page's address all but a token, with which one may come to a Hub.

    Examples
    --------
    >>> handed({"QUERY_STRING": "lang=pl&token=x", "JUPYTERHUB_API_TOKEN": "x"})
    {'QUERY_STRING': 'lang=pl'}
    """
    told = {name: env[name] for name in HANDED if name in env}
    if "QUERY_STRING" in told:
        asked = parse_qsl(told["QUERY_STRING"], keep_blank_values=True)
        told["QUERY_STRING"] = urlencode([pair for pair in asked if pair[0] != "token"])
    return told


async def dialled(kernel_id: str) -> WebSocketClientConnection:
    """Return a line to a kernel behind the gateway, in the protocol that can carry binary parts."""
    client = GatewayClient.instance()
    place = url_path_join(client.ws_url or "", client.kernels_endpoint, url_escape(kernel_id), "channels")
    request = HTTPRequest(f"{place}?session_id={uuid4().hex}", **client.load_connection_args())
    line = await websocket_connect(request, subprotocols=[lines.NEWER], max_message_size=LARGEST, ping_interval=BEAT)
    if line.selected_subprotocol != lines.NEWER:
        line.close()
        raise WebSocketError("the gateway does not speak the protocol that carries binary parts")
    return line


def died(message: lines.Message) -> bool:
    """Return whether the gateway says that a kernel died; one that it starts again has none of the page's widgets."""
    return message.kind == "status" and message.part("content").get("execution_state") in ("restarting", "dead")


class Kernel(GatewayKernelManager):
    """A kernel behind the gateway.

    Attributes
    ----------
    surroundings : dict
        What it is told of its visit.
    broken : float or None
        Since when the page's line to it has been broken.
    """

    surroundings: dict[str, str]
    broken: float | None = None

    @property
    def kernel_spec(self) -> KernelSpec:
        """The kernel's entry is the gateway's affair; this machine may have none."""
        return KernelSpec()

    def client(self, **_: Any) -> Client:
        """Return what runs the notebook's cells."""
        return Client(self, parent=self)

    async def start_kernel(
        self, *, kernel_name: str = "python3", env: Mapping[str, str] | None = None, **_: Any
    ) -> None:
        """Start it with no variable of ours; the few of `HANDED` are told to it once it answers."""
        self.surroundings = handed(env or {})
        given = {USER: os.environ[USER]} if USER in os.environ else {}
        headers = {"Content-Type": "application/json"}
        body = json_encode({"name": kernel_name, "env": given})
        answer = await gateway_request(self.kernels_url, method="POST", headers=headers, body=body)
        self.kernel = json_decode(answer.body)
        self.kernel_id = self.kernel["id"]
        self.kernel_url = url_path_join(self.kernels_url, url_escape(str(self.kernel_id)))

    async def is_alive(self) -> bool:
        """Ask the gateway; one that does not answer has no kernels."""
        if not self.has_kernel:
            return False
        with suppress(*BROKEN):
            return await self.refresh_model() is not None
        return False

    async def shutdown_kernel(self, now: bool = False, restart: bool = False) -> None:
        """End it; where the gateway does not answer there is nothing to end."""
        try:
            await super().shutdown_kernel(now=now, restart=restart)
        except BROKEN as error:
            self.log.warning("kernel %s could not be ended: %s", self.kernel_id, error)


class Kernels(GatewayMappingKernelManager):
    """The kernels of this gallery behind the gateway; those of others there it neither sees nor ends."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._kernels: dict[str, Kernel] = {}  # pyright: ignore[reportIncompatibleVariableOverride]

    async def kernel_model(self, kernel_id: str) -> dict[str, Any]:
        """Return what the gateway says of a kernel: 404 for one that is gone, 503 while the gateway does not answer."""
        kernel = self._kernels.get(str(kernel_id))
        if kernel is None:
            raise HTTPError(404)
        try:
            model = await kernel.refresh_model()
        except BROKEN as error:
            raise HTTPError(503) from error
        if model is None or (kernel.broken and time.monotonic() - kernel.broken > LOST):
            await self.shutdown_kernel(kernel_id)
            raise HTTPError(404)
        return model

    def remove_kernel(self, kernel_id: str) -> Kernel | None:
        """Forget a kernel."""
        self._kernel_connections.pop(kernel_id, None)
        return self._kernels.pop(kernel_id, None)

    async def list_kernels(self, **_: Any) -> list[dict[str, Any]]:
        """Return what the gateway says of each kernel; its own list, of everybody's kernels, may be closed to us."""
        found = []
        for kernel_id in list(self._kernels):
            with suppress(HTTPError):
                found.append(await self.kernel_model(kernel_id))
        return found

    async def shutdown_all(self, now: bool = False) -> None:
        """End all kernels, as far as the gateway answers in time."""
        ends = [asyncio.ensure_future(kernel.shutdown_kernel(now=True)) for kernel in self._kernels.values()]
        if ends:
            _, late = await asyncio.wait(ends, timeout=FAREWELL)
            for end in late:
                end.cancel()
        self._kernels.clear()


class Channel:
    """One channel of a client: what has come on it, and the way to send."""

    def __init__(self, name: str, client: Client) -> None:
        self._name, self._client = name, client
        self.come: asyncio.Queue[dict[str, Any] | None] = asyncio.Queue()

    async def get_msg(self, timeout: float | None = None) -> dict[str, Any]:
        """Return the next message; `queue.Empty` where none comes in time, `RuntimeError` on a line that is lost."""
        try:
            message = await asyncio.wait_for(self.come.get(), timeout)
        except TimeoutError:
            raise Empty from None
        if message is None:
            self.come.put_nowait(None)
            raise RuntimeError("the line to the kernel is lost")
        return message

    def send(self, message: dict[str, Any]) -> None:
        """Send a message; on a line that is lost, nothing."""
        pack = self._client.session.pack
        parts = [pack(message[name]) for name in lines.JSON]
        self._client.say(serialize_msg_to_ws_v1(parts, self._name))

    def start(self) -> None:
        """Do nothing: all channels are one line."""

    stop = start

    def is_alive(self) -> bool:
        """Return whether the line is there."""
        return self._client.line is not None

    is_beating = is_alive


class Client(AsyncKernelClient):
    """Runs a notebook's cells in a kernel behind the gateway.

    A line that cannot be had or breaks is a line on which nothing comes any more: the cell then fails in words, as one
    does whose kernel died, while an error at the start would leave the page waiting.
    """

    def __init__(self, kernel: Kernel, **options: Any) -> None:
        super().__init__(**options)
        self.kernel = kernel
        self.channels = {name: Channel(name, self) for name in ("shell", "iopub", "stdin", "control", "hb")}
        for name, channel in self.channels.items():
            setattr(self, f"_{name}_channel", channel)
        self.line: WebSocketClientConnection | None = None
        self._reading: asyncio.Task[None] | None = None

    async def start_channels(self, **_: Any) -> None:  # pyright: ignore[reportIncompatibleMethodOverride]
        """Take up the line."""
        try:
            self.line = await dialled(str(self.kernel.kernel_id))
        except BROKEN as error:
            self._lose(error)
        else:
            self._reading = asyncio.ensure_future(self._read(self.line))

    async def wait_for_ready(self, timeout: float | None = None) -> None:
        """Wait until the kernel answers, then tell it of its visit."""
        try:
            await super().wait_for_ready(timeout)
        except RuntimeError as error:
            self._lose(error)
            return
        self.execute(f"__import__('os').environ.update({self.kernel.surroundings!r})", silent=True, store_history=False)

    async def is_alive(self) -> bool:
        """Return whether there is a line, and a kernel at its end."""
        return self.line is not None and await self.kernel.is_alive()

    _async_is_alive = is_alive

    def say(self, frame: bytes) -> None:
        """Send a frame, while there is a line."""
        with suppress(WebSocketClosedError):
            if self.line:
                self.line.write_message(frame, binary=True)

    def stop_channels(self) -> None:
        """Hang up."""
        line, self.line = self.line, None
        if line:
            line.close()

    async def _read(self, line: WebSocketClientConnection) -> None:
        while isinstance(frame := await line.read_message(), bytes):
            message = lines.split(frame)
            told = {name: message.part(name) for name in lines.JSON}
            header = told["header"]
            told |= {"msg_id": header["msg_id"], "msg_type": header["msg_type"]}
            if died(message):
                break
            self.channels[message.channel].come.put_nowait({**told, "buffers": message.parts[len(lines.JSON) :]})
        if self.line:
            self._lose("the kernel died, or the gateway hung up")

    def _lose(self, why: object) -> None:
        self.log.error("the line to kernel %s is lost: %s", self.kernel.kernel_id, why)
        self.stop_channels()
        for channel in self.channels.values():
            channel.come.put_nowait(None)


class Connection(GatewayWebSocketConnection):
    """Carries what a visitor may say to a kernel behind the gateway, and what it answers back to the page.

    When the gateway hangs up, so does this: the page takes up the line anew by itself, as after a pause of the network.
    """

    kernel_ws_protocol = None  # the page may speak the newer protocol, in which we speak to the gateway

    @property
    def kernel(self) -> Kernel:
        """The kernel at the other end."""
        found: Any = self.kernel_manager
        return found

    async def connect(self) -> None:
        """Take up the line to the gateway."""
        try:
            self.ws = await dialled(str(self.kernel_id))
        except BROKEN as error:
            self._lose(error)
            return
        if self.disconnected:
            self.ws.close()
            return
        self.kernel.broken = None
        asyncio.ensure_future(self._read(self.ws))  # noqa: RUF006 - ends with the line

    def disconnect(self) -> None:  # pyright: ignore[reportIncompatibleMethodOverride]
        """Hang up when the page does."""
        self.disconnected = True
        if self.ws is not None:
            self.ws.close()

    def handle_incoming_message(self, message: str) -> None:
        """Pass a visitor's message on, or leave it with a word in the log."""
        try:
            told = lines.heard(message, self.websocket_handler.selected_subprotocol)
        except lines.RefusedError as refused:
            self.log.warning("A visitor's message was not passed on: %s", refused)
            return
        with suppress(WebSocketClosedError):
            if self.ws is not None:
                self.ws.write_message(serialize_msg_to_ws_v1(told.parts, told.channel), binary=True)

    async def _read(self, line: WebSocketClientConnection) -> None:
        while isinstance(frame := await line.read_message(), bytes):
            with suppress(WebSocketClosedError):
                self._pass(lines.split(frame))
        if not self.disconnected:
            self._lose("the gateway hung up")

    def _pass(self, message: lines.Message) -> None:
        """Give the page what the kernel says: no source, no traceback, no second life without widgets."""
        kind, parts = message.kind, list(message.parts)
        if kind == "execute_input":
            return
        gone = died(message)
        if gone:
            parts[3] = json.dumps({"execution_state": "dead"}).encode()
        if kind == "error" and not self.multi_kernel_manager.allow_tracebacks:
            said = [self.multi_kernel_manager.traceback_replacement_message]
            told = {"ename": "ExecutionError", "evalue": "Execution error", "traceback": said}
            parts[3] = json.dumps(told).encode()
        if self.websocket_handler.selected_subprotocol == lines.NEWER:
            self.websocket_handler.write_message(serialize_msg_to_ws_v1(parts, message.channel), binary=True)
        else:
            frame = lines.older(lines.Message(message.channel, parts))
            self.websocket_handler.write_message(frame, binary=isinstance(frame, bytes))
        if gone and self.kernel_id in self.multi_kernel_manager:
            self.log.warning("kernel %s died", self.kernel_id)
            asyncio.ensure_future(self.multi_kernel_manager.shutdown_kernel(self.kernel_id))  # noqa: RUF006

    def _lose(self, why: object) -> None:
        self.log.error("the line to kernel %s is lost: %s", self.kernel_id, why)
        self.kernel.broken = self.kernel.broken or time.monotonic()
        self.disconnected = True
        self.websocket_handler.close()
