"""What each person's pod gets: the same wall for all, a gradebook for instructors alone.

JupyterHub's settings call ``configure``; all else is a pure function, so that tests see the pods without a cluster.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass, field
from typing import Any

from tornado.web import HTTPError

from course.delivery import HOME
from course.grading.sandbox import SPACE
from course.texts import LANGUAGES, Words, spoken
from deploy.courses import ROLES, Member, chosen_language, groups, language_form, member, server_variables
from deploy.pages import translate

GRADERS = "graders"  # the Secret whose file graders.json says where gradebooks and exchange are
GRADING = "grading"  # the volume of people's work and grades
SECRETS, WORK = "/run/secrets/graders", "/srv/grading"  # where the two lie in an instructor's pod
LABEL = "partnership-role"  # of a pod, for network policies
NUMBER = 1000  # the user, and the group, that everything of ours runs as

# The level that Kubernetes calls restricted, and a system that cannot be written to.
POD = {
    "runAsNonRoot": True,
    "runAsUser": NUMBER,
    "runAsGroup": NUMBER,
    "fsGroup": NUMBER,
    "seccompProfile": {"type": "RuntimeDefault"},
}
CONTAINER = {
    "allowPrivilegeEscalation": False,
    "readOnlyRootFilesystem": True,
    "runAsNonRoot": True,
    "capabilities": {"drop": ["ALL"]},
}
# What roles beyond those of one machine the enrolment needs: it asks the Hub who is in which group.
ASKING = [f"read:groups!group={group}" for role in ("instructor", "learner") for group in groups(role)]
MORE_ROLES = [{"name": "enrolment", "services": ["caretaker"], "scopes": ASKING}]


@dataclass(frozen=True)
class Settings:
    """What ``custom`` in the values says.

    Parameters
    ----------
    home : str
        Where a person's volume lies.
    exchange : str
        The exchange's address, as pods reach it: through the Hub's proxy.
    grader : dict
        ``image``, ``memory`` and ``cpu`` of instructors' pods; and what a sandbox in them needs of the pod
        (``podSecurityContext``, ``containerSecurityContext``, ``podConfig``), empty where nodes are not prepared.
    """

    home: str
    exchange: str
    grader: dict[str, Any] = field(default_factory=dict)


def pod(who: Member, name: str, options: dict[str, Any], settings: Settings) -> dict[str, Any]:
    """Return what is set, or added, of the spawner's settings for one server."""
    told = server_variables(who, name, options, settings.exchange)
    told |= {"HOME": settings.home, "JUPYTER_RUNTIME_DIR": f"{SPACE}/jupyter"}  # a socket's path must be short
    changes: dict[str, Any] = {
        "environment": told,
        "extra_labels": {LABEL: who.role},
        "default_url": f"/lab/tree/{HOME[who.languages[0]]}/start_here.ipynb",
        "volumes": [{"name": "scratch", "emptyDir": {"sizeLimit": "1Gi"}}],
        "volume_mounts": [{"name": "scratch", "mountPath": SPACE}],
        "pod_security_context": POD,
        "container_security_context": CONTAINER,
        "automount_service_account_token": False,
        "extra_pod_config": {"enableServiceLinks": False},
    }
    return changes | _instructor(changes, settings.grader) if who.role == "instructor" else changes


def _instructor(common: dict[str, Any], grader: dict[str, Any]) -> dict[str, Any]:
    """Return what an instructor's pod has otherwise: an image with the solutions, people's work, the gradebooks."""
    secret = {"secretName": GRADERS, "defaultMode": 0o440}
    return {
        "image": grader["image"],
        "mem_limit": grader["memory"],
        "cpu_limit": grader["cpu"],
        "environment": common["environment"]
        | {"COURSE_GRADERS": f"{SECRETS}/graders.json", "COURSE_GRADING_DIR": WORK},
        "default_url": "/lab",
        "volumes": [
            *common["volumes"],
            {"name": GRADING, "persistentVolumeClaim": {"claimName": GRADING}},
            {"name": GRADERS, "secret": secret},
        ],
        "volume_mounts": [
            *common["volume_mounts"],
            {"name": GRADING, "mountPath": WORK},
            {"name": GRADERS, "mountPath": SECRETS, "readOnly": True},
        ],
        "pod_security_context": POD | grader.get("podSecurityContext", {}),
        "container_security_context": CONTAINER | grader.get("containerSecurityContext", {}),
        "extra_pod_config": common["extra_pod_config"] | grader.get("podConfig", {}),
    }


def applied(spawner: Any, changes: dict[str, Any]) -> None:
    """Set the changes on a spawner: tables get more entries, lists get longer, all else is replaced.

    A spawner lives on after its server; so every start begins with what the values said, and whoever is no longer an
    instructor keeps nothing.
    """
    kept: dict[str, Any] = spawner.__dict__.setdefault("_before_partnership", {})
    for name, old in kept.items():
        setattr(spawner, name, copy.deepcopy(old))
    for name, new in changes.items():
        old = kept.setdefault(name, copy.deepcopy(getattr(spawner, name)))
        if name in ("volumes", "volume_mounts"):  # the chart gives tables or lists, by its version
            rows = list(old.values()) if isinstance(old, dict) else list(old)
            setattr(spawner, name, rows + new)
        elif name in ("environment", "extra_labels", "extra_pod_config"):
            setattr(spawner, name, {**old, **new})
        else:
            setattr(spawner, name, new)


def whose(spawner: Any) -> Member | None:
    """Return what the server's owner is, by the Hub's groups."""
    return member(group.name for group in spawner.user.groups)


def configure(c: Any, custom: dict[str, Any], home: str) -> None:
    """Set JupyterHub up.

    Parameters
    ----------
    c : traitlets.config.Config
        Changed in place.
    custom : dict
        ``custom`` of the values.
    home : str
        ``singleuser.storage.homeMountPath`` of the values.
    """
    settings = Settings(home, custom["exchange"], custom["grader"])

    def before(spawner: Any) -> None:
        who = whose(spawner)
        if who is None:
            raise HTTPError(403, " ".join(Words("hub", language)("spawn.no_group") for language in LANGUAGES))
        applied(spawner, pod(who, spawner.user.name, spawner.user_options or {}, settings))

    translate(c, spoken())
    c.JupyterHub.load_roles = [*ROLES, *MORE_ROLES]
    c.KubeSpawner.pre_spawn_hook = before
    c.KubeSpawner.options_form = lambda spawner: language_form(whose(spawner))
    c.KubeSpawner.options_from_form = chosen_language
