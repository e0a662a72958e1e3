"""Somebody who uses the Hub over HTTP, as a browser would: logs in with a password, starts a server, hands in."""

import json
import time
from contextlib import suppress
from typing import Any
from uuid import uuid4

import requests
from websockets.sync.client import connect


class Visitor:
    """A person with a password, and a session."""

    def __init__(self, address: str, name: str, password: str) -> None:
        self.address, self.name, self.session = address, name, requests.Session()
        self.session.get(f"{address}/hub/login", timeout=30)
        form = {"username": name, "password": password, "_xsrf": self.cookie("_xsrf", "/hub/")}
        answer = self.session.post(f"{address}/hub/login", data=form, allow_redirects=False, timeout=30)
        self.in_ = answer.status_code == 302

    def cookie(self, name: str, path: str) -> str:
        return next((one.value or "" for one in self.session.cookies if (one.name, one.path) == (name, path)), "")

    def hub(self, method: str, path: str, **options: Any) -> requests.Response:
        """Ask the Hub's interface, as its own pages do."""
        headers = {"X-XSRFToken": self.cookie("_xsrf", "/hub/"), "Referer": f"{self.address}/hub/home"}
        return self.session.request(method, f"{self.address}/hub/api/{path}", headers=headers, timeout=60, **options)

    def start(self, **options: str) -> None:
        """Start the server, wait for it, and take a token for it."""
        answer = self.hub("POST", f"users/{self.name}/server", json=options)
        assert answer.status_code in (201, 202) or "already running" in answer.text, answer.text
        until = time.monotonic() + 150
        while not self.hub("GET", f"users/{self.name}").json()["servers"].get("", {}).get("ready"):
            assert time.monotonic() < until, f"the server of {self.name} did not start"
            time.sleep(0.2)
        self.token = self.hub("POST", f"users/{self.name}/tokens", json={"note": "test"}).json()["token"]

    def own(self, method: str, path: str, other: str = "", **options: Any) -> requests.Response:
        """Ask the own server, or somebody else's."""
        url = f"{self.address}/user/{other or self.name}/{path}"
        headers = {"Authorization": f"token {self.token}"}
        return requests.request(method, url, headers=headers, timeout=120, allow_redirects=False, **options)

    def notebook(self, path: str, put: Any = None) -> Any:
        """Read a notebook of the own server, or write it."""
        if put is None:
            return self.own("GET", f"api/contents/{path}").json()["content"]
        answer = self.own("PUT", f"api/contents/{path}", json={"type": "notebook", "format": "json", "content": put})
        assert answer.status_code in (200, 201), answer.text
        return None

    def said(self, code: str) -> str:
        """Run code in a kernel of the own server and return what it printed."""
        kernel = self.own("POST", "api/kernels", json={"name": "python3"}).json()["id"]
        place = f"{self.address.replace('http', 'ws')}/user/{self.name}/api/kernels/{kernel}/channels"
        try:
            return run(place, code, {"Authorization": f"token {self.token}"})
        finally:
            self.own("DELETE", f"api/kernels/{kernel}")

    def terminal(self, command: str, patience: float = 150) -> str:
        """Type a command into a terminal of the own server and return what was said once it has ended well."""
        name = self.own("POST", "api/terminals").json()["name"]
        place = f"{self.address.replace('http', 'ws')}/user/{self.name}/terminals/websocket/{name}"
        said, until = "", time.monotonic() + patience
        with connect(place, additional_headers={"Authorization": f"token {self.token}"}, max_size=None) as line:
            line.send(json.dumps(["stdin", f"stty -echo; {command}; echo end''ed $?\r"]))
            while "ended " not in said and time.monotonic() < until:
                with suppress(TimeoutError):
                    kind, *text = json.loads(line.recv(timeout=5))
                    said += text[0] if kind == "stdout" else ""
        self.own("DELETE", f"api/terminals/{name}")
        assert "ended 0" in said, said
        return said


def run(place: str, code: str, headers: dict[str, str], patience: float = 60) -> str:
    """Send code to a kernel's line and return what it printed; what it refuses prints nothing."""
    number, printed = uuid4().hex, []
    header = {"msg_id": number, "msg_type": "execute_request", "session": uuid4().hex, "username": "", "version": "5.3"}
    content = {"code": code, "silent": False, "store_history": False, "user_expressions": {}, "allow_stdin": False}
    message = {"header": header, "parent_header": {}, "metadata": {}, "content": content, "channel": "shell"}
    with connect(place, additional_headers=headers, open_timeout=30, max_size=None) as line:
        line.send(json.dumps({**message, "buffers": []}))
        until = time.monotonic() + patience
        while time.monotonic() < until:
            with suppress(TimeoutError):
                heard = json.loads(line.recv(timeout=max(0.1, until - time.monotonic())))
                if heard.get("parent_header", {}).get("msg_id") != number:
                    continue
                if heard["msg_type"] == "stream":
                    printed.append(heard["content"]["text"])
                if heard["msg_type"] == "error":
                    printed.append("\n".join([heard["content"]["ename"], heard["content"]["evalue"]]))
                if heard["msg_type"] == "status" and heard["content"]["execution_state"] == "idle":
                    break
    return "".join(printed)
