"""What can stand in the gallery's way is said in one sentence, in the person's language."""

import json
import os
import shlex
import socket
import subprocess
import sys
import threading
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest
from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel

from course import dashboards
from course.gallery import IDENTITY, Gallery
from course.texts import Words

PYTHON = shlex.quote(sys.executable)


@pytest.fixture(params=["en", "pl"])
def language(request):
    return request.param


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "index.ipynb").write_text("{}")
    return tmp_path


@pytest.fixture
def refused(folder, language, capsys, monkeypatch):
    """``refused(key, port, folder, **values)``: serving stops with that one sentence and exit code 1."""

    monkeypatch.setattr(Gallery, "start", lambda self: pytest.fail("the gallery was opened"))

    def check(key, port=0, folder=folder, **values):
        values |= {"port": port, "folder": folder}
        assert dashboards.serve(port, language, browser=False, folder=folder) == 1
        out, err = capsys.readouterr()
        assert (out, err) == ("", Words("page", language)(f"server.{key}", **values) + "\n")

    return check


def test_port_of_another_program(refused):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        threading.Thread(target=lambda: other.accept()[0].close(), daemon=True).start()
        refused("port_taken", port, other=port + 1 if port < 65535 else port - 1)


@pytest.mark.parametrize("port", [-1, 0, 65536, 99999])
def test_port_that_does_not_exist(refused, port):
    refused("port_refused", port=port)


def test_folder_without_notebooks(refused, tmp_path):
    for folder in (tmp_path / "empty", tmp_path / "missing"):
        refused("no_notebooks", folder=folder)
        folder.mkdir(exist_ok=True)


def test_missing_kernel(refused, monkeypatch):
    def none(self, name):
        raise NoSuchKernel(name)

    monkeypatch.setattr(KernelSpecManager, "get_kernel_spec", none)
    refused("no_kernel", line=f"{PYTHON} -m pip install --force-reinstall ipykernel")


def test_kernel_of_a_python_that_is_gone(refused, tmp_path, monkeypatch):
    place = tmp_path / "kernels" / "python3"
    place.mkdir(parents=True)
    (place / "kernel.json").write_text('{"argv": ["/gone/python", "-m", "ipykernel"], "display_name": "Python 3"}')
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path))
    line = f"{PYTHON} -m jupyter_client.kernelspecapp remove -f python3"
    refused("broken_kernel", program="/gone/python", line=line)


def test_second_start_opens_the_first(folder, language, capsys, monkeypatch):
    class Course(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.end_headers()
            self.wfile.write(str(IDENTITY).replace("'", '"').encode())

        def log_message(self, *_):
            pass

    opened = []
    monkeypatch.setattr("webbrowser.open", opened.append)
    with HTTPServer(("127.0.0.1", 0), Course) as first:
        threading.Thread(target=first.serve_forever, daemon=True).start()
        assert dashboards.serve(first.server_port, language, folder=folder) == 0
        first.shutdown()
    address = f"http://127.0.0.1:{first.server_port}/?lang={language}"
    assert opened == [address]
    assert capsys.readouterr() == (Words("page", language)("server.already_open", address=address) + "\n", "")


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        ({"LANG": "pl_PL.UTF-8"}, "pl"),
        ({"LC_ALL": "de_DE.UTF-8", "LANG": "pl_PL.UTF-8"}, "en"),
        ({"COURSE_LANGUAGE": "pl", "LANG": "C"}, "pl"),
        ({}, "en"),
    ],
)
def test_terminal_speaks_the_language_of_the_person(monkeypatch, variables, expected):
    for name in ("COURSE_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setitem(os.environ, name, value)
    assert dashboards.spoken() == expected
    assert dashboards.spoken("pl") == "pl"


@pytest.mark.parametrize("program", ["python", "python3", "python3.11"])
def test_a_bare_python_means_this_one_even_where_the_path_has_none(program, tmp_path, monkeypatch):
    place = tmp_path / "kernels" / "python3"
    place.mkdir(parents=True)
    (place / "kernel.json").write_text(json.dumps({"argv": [program, "-m", "ipykernel"], "display_name": "Python 3"}))
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path))
    monkeypatch.setenv("PATH", "")
    assert dashboards._check_kernel(Words("page", "en")) is None


@pytest.mark.skipif(os.name != "posix", reason="ends by a signal to itself")
def test_an_attached_gallery_ends_with_whoever_started_it():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "course", "dashboards", "--no-browser", "--attached", "--port", str(port)]
    gallery = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        assert str(port) in gallery.stdout.readline()
        gallery.stdin.close()  # as a pipe does when its other end has died
        assert gallery.wait(60) == 0
    finally:
        gallery.kill()
        gallery.wait()
        gallery.stdout.close()


@pytest.mark.skipif(os.name != "posix", reason="ends by a signal to itself")
def test_an_attached_gallery_takes_the_next_free_port_and_says_its_own_address():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        command = [sys.executable, "-m", "course", "dashboards", "--no-browser", "--attached", "--port", str(port)]
        gallery = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        try:
            address = gallery.stdout.readline().strip()
            assert urlsplit(address).port not in (None, port)
            with urlopen(address, timeout=20) as page:
                assert page.status == 200
            gallery.stdin.close()
            assert gallery.wait(60) == 0
        finally:
            gallery.kill()
            gallery.wait()
            gallery.stdout.close()


@pytest.mark.skipif(os.name != "posix", reason="ends by a signal to itself")
def test_what_is_not_there_is_answered_and_nothing_is_said_in_the_terminal():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "course", "dashboards", "--no-browser", "--attached", "--port", str(port)]
    gallery = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    gone = "0a6e61b5-6d8a-4b3f-8b2c-8f2d2b6f3f10"  # the kernel of a page left open since yesterday
    cookie = {"Cookie": f"username-127-0-0-1-{port}=old"}
    channel = {"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13"}
    asked = [
        (f"/api/kernels/{gone}", cookie),
        (f"/api/kernels/{gone}/channels", cookie),
        (f"/api/kernels/{gone}/channels?session_id=x", channel | {"Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ=="}),
        ("/voila/static/none.js", {}),
        ("/voila/templates/partnership/static/none.css", {}),
        ("/voila/files/none.png", {}),
        ("/nbextensions/none.js", {}),
        ("/none?lang=%ff&theme=%ff&view=%ff", {}),
    ]
    try:
        assert str(port) in gallery.stdout.readline()
        for path, headers in asked:
            connection = HTTPConnection("127.0.0.1", port, timeout=20)
            connection.request("GET", path, headers=headers)
            answer = connection.getresponse()
            assert 400 <= answer.status < 500, path
            assert answer.read(), path
            connection.close()
        _, said = gallery.communicate(timeout=60)
        assert (gallery.returncode, said) == (0, "")
    finally:
        gallery.kill()
        gallery.wait()
