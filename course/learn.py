"""The learner's door: JupyterLab opened in the learner's folder at the first lesson, quietly, on this machine alone."""

from __future__ import annotations

import json
import os
import secrets
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack, suppress
from importlib.metadata import entry_points
from pathlib import Path
from tempfile import TemporaryDirectory

from course.delivery import HIDDEN, replace, told
from course.kernels.warm import CHOICE, NAME
from course.texts import Words

START = "start_here.ipynb"
# JupyterLab's own name of the language, which is that of its language pack.
LOCALES = {"pl": "pl_PL"}
# Seconds JupyterLab gets to say where it runs, and to end by itself.
PATIENCE = 60.0
GRACE = 5.0


def command(folder: Path, port: int, browser: bool) -> list[str]:
    """Return the command that opens JupyterLab at the first lesson.

    No news, no update check and no extension index: nothing it does on opening leaves the machine.
    """
    options = {
        "LabApp.news_url": "None",
        "LabApp.check_for_updates_class": "jupyterlab.handlers.announcements.NeverCheckForUpdate",
        "LabApp.extension_manager": "readonly",
        "LabApp.workspaces_dir": folder / HIDDEN / "workspaces",
        "LabApp.default_url": f"/lab/tree/{START}",
        "ServerApp.root_dir": folder,
        "ServerApp.ip": "127.0.0.1",
        "ServerApp.port": port,
        "ServerApp.open_browser": browser,
        "ServerApp.answer_yes": True,
        "ServerApp.allow_root": hasattr(os, "geteuid") and os.geteuid() == 0,
        "Application.log_level": "WARN",
    }
    return [sys.executable, "-m", "jupyterlab", *(f"--{name}={value}" for name, value in options.items())]


def environment(language: str, run: Path) -> dict[str, str]:
    """Return the environment of JupyterLab: the course's language and, if its pack is there, JupyterLab's own.

    The language and the key to the server lie in ``run``, a folder of this run alone, under the user's own settings,
    whose files stay as they are.
    """
    replace(run / "labconfig" / "default_setting_overrides.json", json.dumps(lab_settings(language)).encode())
    key = {"IdentityProvider": {"token": secrets.token_hex(24)}}
    replace(run / "jupyter_server_config.json", json.dumps(key).encode())
    paths = [str(run), *filter(None, [os.environ.get("JUPYTER_CONFIG_PATH")])]
    return (
        {CHOICE: NAME}
        | os.environ
        | {
            "COURSE_LANGUAGE": language,
            "JUPYTER_CONFIG_PATH": os.pathsep.join(paths),
            "JUPYTER_PREFER_ENV_PATH": "1",
            "JUPYTER_RUNTIME_DIR": str(run / "runtime"),
        }
    )


def lab_settings(language: str) -> dict[str, dict[str, object]]:
    """Return JupyterLab's settings: no news, no look for updates and, if its pack is there, the language."""
    defaults: dict[str, dict[str, object]] = {
        "@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False}
    }
    locale = LOCALES.get(language)
    if locale and locale in {pack.name for pack in entry_points(group="jupyterlab.languagepack")}:
        defaults["@jupyterlab/translation-extension:plugin"] = {"locale": locale}
    return defaults


def jupyter(folder: Path, language: str, port: int, browser: bool, say: Callable[[str], None]) -> int:
    """Run JupyterLab in ``folder`` until it ends and return its exit code; ``say`` is told where it runs.

    What JupyterLab has to report goes to a log in the folder's hidden part.

    Raises
    ------
    LearnError
        If the log cannot be written.
    """
    words = Words("command", language)
    folder = folder.expanduser().absolute()
    log = folder / HIDDEN / "jupyter.log"
    url = ""
    with ExitStack() as stack:
        run = Path(stack.enter_context(TemporaryDirectory(prefix="partnership-", ignore_cleanup_errors=True)))
        with told(words, log, "unwritable"):
            output = stack.enter_context(log.open("wb"))
            settings = environment(language, run)
        process = subprocess.Popen(command(folder, port, browser), env=settings, stdout=output, stderr=output)
        try:
            url = _address(run / "runtime", process)
            if url:
                say(words("learn.running", url=url))
                say(words("learn.stop"))
            code = process.wait()
        except KeyboardInterrupt:
            # Ctrl+C in a terminal reaches JupyterLab too, which ends its kernels before itself; anything else does not.
            with suppress(subprocess.TimeoutExpired):
                process.wait(GRACE)
            process.terminate()
            process.wait()
            return 0
    if code and not url:
        say(words("learn.failed", code=code, log=log))
    return abs(code)


def _address(runtime: Path, process: subprocess.Popen[bytes]) -> str:
    """Return where JupyterLab answers once it has said so; empty if it ended first."""
    end = time.monotonic() + PATIENCE
    while process.poll() is None and time.monotonic() < end:
        for file in runtime.glob("jpserver-*.json"):
            with suppress(OSError, ValueError):
                server = json.loads(file.read_bytes())
                return f"{server['url']}lab/tree/{START}?token={server['token']}"
        time.sleep(0.05)
    return ""
