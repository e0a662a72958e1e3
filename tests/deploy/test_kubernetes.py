"""The course on Kubernetes as far as it can be checked without a cluster.

Rules are functions of a copy of ``deploy/kubernetes``, so that a planted fault shows that each works.
"""

import asyncio
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import types
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any
from unittest.mock import patch
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

import jupyterhub.services.auth
import kubernetes_validate
import psutil
import pytest
import yaml
from jupyterhub.app import JupyterHub
from jupyterhub.auth import Authenticator
from kubespawner import KubeSpawner
from tornado.web import HTTPError
from traitlets.config import Config

from course.catalog import ROOT, files
from course.texts import LANGUAGES, Words
from deploy.courses import COURSES, JUPYTER, ROLES, SERVICES, groups, member
from deploy.kubernetes import check, enrol, spawning
from deploy.local.exchange import Exchange
from deploy.local.server import hushed

HERE = ROOT / "deploy" / "kubernetes"
MANIFESTS = ("course", "ngshare", "enrolment", "dashboards", "workshop", "grading", "network")
VERSIONS = ("1.32", "1.37")  # the oldest that the chart takes, and the newest whose schemas there are
PLACE = "/opt/partnership"  # where every image has the course
CHART = [{"app": "jupyterhub", "component": part} for part in ("hub", "proxy")]
SYSTEM = {"HOME", "TZ", "PYTHONDONTWRITEBYTECODE"}
Rule = Callable[[Path], list[str]]


def read(folder: Path, name: str) -> list[dict[str, Any]]:
    return [row for row in yaml.safe_load_all((folder / f"{name}.yaml").read_text(encoding="utf-8")) if row]


def values(folder: Path = HERE) -> dict[str, Any]:
    return read(folder, "values")[0]


def manifests(folder: Path) -> list[dict[str, Any]]:
    return [row for name in MANIFESTS for row in read(folder, name)]


def named(row: dict[str, Any]) -> str:
    return f"{row['kind']} {row['metadata']['name']}"


def templates(folder: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every pod that a manifest would start, with its owner."""
    for row in manifests(folder):
        spec = row.get("spec", {})
        spec = spec.get("jobTemplate", {}).get("spec", spec)
        if "template" in spec:
            yield named(row), spec["template"]


def container(template: dict[str, Any]) -> dict[str, Any]:
    (only,) = template["spec"]["containers"]
    return only


def schemas(folder: Path, version: str = VERSIONS[-1]) -> list[str]:
    """Return what the schemas of Kubernetes refuse, unknown keys included."""
    found = []
    for row in [*manifests(folder), *read(folder, "secrets.example")]:
        try:
            kubernetes_validate.validate(row, version, strict=True)
        except (kubernetes_validate.ValidationError, kubernetes_validate.SchemaNotFoundError, KeyError) as error:
            found.append(f"{row.get('kind')}: {str(getattr(error, 'message', error))[:200]}")
    return found


def bounds(folder: Path) -> list[str]:
    """Return the pods that are not bounded in rights, memory or system calls."""
    found = []
    for owner, template in templates(folder):
        spec, one = template["spec"], container(template)
        around, within = spec.get("securityContext", {}), one.get("securityContext", {})
        kept = {
            "number": around.get("runAsNonRoot") is True and around.get("runAsUser", 0) > 0,
            "seccomp": around.get("seccompProfile") == {"type": "RuntimeDefault"},
            "escalation": within.get("allowPrivilegeEscalation") is False,
            "capabilities": within.get("capabilities") == {"drop": ["ALL"]},
            "system": within.get("readOnlyRootFilesystem") is True,
            "token": spec.get("automountServiceAccountToken") is False,
            "links": spec.get("enableServiceLinks") is False,
            "memory": "memory" in one.get("resources", {}).get("limits", {}),
        }
        found += [f"{owner}: {name}" for name, holds in kept.items() if not holds]
    return found


def within(selector: dict[str, str], labels: dict[str, str]) -> bool:
    return bool(selector) and selector.items() <= labels.items()


def selectors(folder: Path) -> list[str]:
    """Return the selectors that select no pod: of ours, of the chart's, of the spawner's."""
    pods = [template["metadata"]["labels"] for _, template in templates(folder)]
    known = [*pods, *CHART, *({spawning.LABEL: role} for role in ("instructor", "learner"))]
    found = []
    for row in manifests(folder):
        spec = row.get("spec", {})
        chosen = {"Service": spec.get("selector"), "NetworkPolicy": spec.get("podSelector", {}).get("matchLabels")}
        own = chosen.get(row["kind"], (spec.get("selector") or {}).get("matchLabels"))
        if row["kind"] == "Deployment" and not within(own or {}, spec["template"]["metadata"]["labels"]):
            found.append(f"{named(row)}: not its own pods")
        elif row["kind"] in ("Service", "NetworkPolicy", "PodDisruptionBudget") and not any(
            within(own or {}, labels) for labels in known
        ):
            found.append(f"{named(row)}: {own}")
    rules = [("values", rule) for rule in values(folder)["proxy"]["chp"]["networkPolicy"]["egress"]]
    rules += [("values", rule) for rule in values(folder)["singleuser"]["networkPolicy"]["egress"]]
    for row in manifests(folder):
        if row["kind"] == "NetworkPolicy":
            rules += [(named(row), rule) for side in ("ingress", "egress") for rule in row["spec"].get(side, [])]
    for owner, rule in rules:
        for peer in [*rule.get("to", []), *rule.get("from", [])]:
            labels = peer.get("podSelector", {}).get("matchLabels")
            if labels is not None and not any(within(labels, pod) for pod in known):
                found.append(f"{owner}: {labels}")
    return found


def ports(folder: Path) -> list[str]:
    """Return where the Hub, a Service, a policy, a probe or the program itself means another port or address."""
    told, found = values(folder), []
    every = manifests(folder)
    policies = {row["metadata"]["name"]: row["spec"] for row in every if row["kind"] == "NetworkPolicy"}
    offered = {row["metadata"]["name"]: row["spec"]["ports"][0] for row in every if row["kind"] == "Service"}
    passed = told["proxy"]["chp"]["networkPolicy"]["egress"]
    pods = {template["metadata"]["labels"]["app.kubernetes.io/name"]: template for _, template in templates(folder)}
    for name, service in told["hub"]["services"].items():
        if "url" not in service:
            continue
        one = container(pods[name])
        env = {row["name"]: row.get("value", "") for row in one["env"]}
        (listening,) = one["ports"]
        address = urlsplit(service["url"])
        through = [rule for rule in passed if name in json.dumps(rule["to"])]
        meant = {
            "values": address.port,
            "Service": offered[name]["port"],
            "variable": urlsplit(env["JUPYTERHUB_SERVICE_URL"]).port,
            "policy": policies[name]["ingress"][0]["ports"][0]["port"],
            "proxy": through[0]["ports"][0]["port"] if through else None,
        }
        found += [f"{name}: {side} means {port}" for side, port in meant.items() if port != listening["containerPort"]]
        facts = {
            "targetPort": offered[name]["targetPort"] == listening["name"],
            "host": address.hostname == name,
            "name": env["JUPYTERHUB_SERVICE_NAME"] == name and env["JUPYTERHUB_CLIENT_ID"] == f"service-{name}",
            "prefix": env["JUPYTERHUB_SERVICE_PREFIX"] == f"/services/{name}/",
        }
        for kind in ("startupProbe", "readinessProbe", "livenessProbe"):
            probe = one.get(kind, {}).get("httpGet")
            if probe:
                own = (env["JUPYTERHUB_SERVICE_PREFIX"] + "partnership", env["JUPYTERHUB_SERVICE_PREFIX"] + "health")
                facts[kind] = probe["port"] == listening["name"] and probe["path"] in (*own, "/healthz")
        found += [f"{name}: {fact}" for fact, holds in facts.items() if not holds]
    return found


def references(folder: Path) -> list[str]:
    """Return the Secrets, tables and volumes that something points to and that are not there."""
    told = values(folder)["hub"]["services"]
    there = {("hub", f"hub.services.{name}.apiToken") for name in told}
    there |= {(row["metadata"]["name"], key) for row in read(folder, "secrets.example") for key in row["stringData"]}
    claims = {row["metadata"]["name"] for row in manifests(folder) if row["kind"] == "PersistentVolumeClaim"}
    tables = {row["metadata"]["name"] for row in manifests(folder) if row["kind"] == "ConfigMap"}
    found = []
    for owner, template in templates(folder):
        one, held = container(template), {row["name"]: row for row in template["spec"].get("volumes", [])}
        keys = [row["valueFrom"]["secretKeyRef"] for row in one.get("env", []) if "valueFrom" in row]
        found += [f"{owner}: {key}" for key in keys if (key["name"], key["key"]) not in there]
        asked = [row["configMapRef"]["name"] for row in one.get("envFrom", [])]
        found += [f"{owner}: {name}" for name in asked if name not in tables]
        found += [f"{owner}: {row}" for row in one.get("volumeMounts", []) if row["name"] not in held]
        wanted = [row["persistentVolumeClaim"]["claimName"] for row in held.values() if "persistentVolumeClaim" in row]
        found += [f"{owner}: {name}" for name in wanted if name not in claims]
    if (spawning.GRADERS, "graders.json") not in there or spawning.GRADING not in claims:
        found.append("instructors' pods")
    return found


def images(folder: Path) -> list[str]:
    """Return the images that no Dockerfile makes, and tags that differ."""
    told, made = values(folder), {path.name.split(".")[0] for path in (folder / "images").glob("*.Dockerfile")}
    pairs = [told["hub"]["image"], told["singleuser"]["image"], *told["prePuller"]["extraImages"].values()]
    used = [f"{pair['name']}:{pair['tag']}" for pair in pairs] + [told["custom"]["grader"]["image"]]
    used += [container(template)["image"] for _, template in templates(folder)]
    found = [f"no Dockerfile: {image}" for image in used if image.rpartition("/")[2].split(":")[0] not in made]
    found += [f"never used: {name}" for name in made - {image.rpartition("/")[2].split(":")[0] for image in used}]
    tags = {image.rpartition(":")[2] for image in used}
    return found + ([f"tags: {sorted(tags)}"] if len(tags) > 1 else [])


@cache
def readable() -> str:
    """Return the text of everything that reads variables: ours, and JupyterHub's for services."""
    ours = [ROOT / path for path in files(ROOT) if path.endswith(".py") and path.split("/")[0] in ("course", "deploy")]
    return "\n".join(path.read_text(encoding="utf-8") for path in [*ours, Path(jupyterhub.services.auth.__file__)])


def variables(folder: Path) -> list[str]:
    """Return the variables that a manifest sets and no program reads."""
    names = {name for row in manifests(folder) for name in (row.get("data") or {})}
    names |= {row["name"] for _, template in templates(folder) for row in container(template).get("env", [])}
    names |= set(values(folder)["hub"]["extraEnv"])
    return sorted(name for name in names - SYSTEM if not re.search(rf"[\"']{name}[\"']", readable()))


def numbers(folder: Path) -> list[str]:
    """Return where there are more pods of a part than it bears, or one could hinder another."""
    deployments = {row["metadata"]["name"]: row["spec"] for row in manifests(folder) if row["kind"] == "Deployment"}
    found = []
    for name in ("ngshare", "dashboards"):
        if deployments[name]["replicas"] != 1 or deployments[name].get("strategy") != {"type": "Recreate"}:
            found.append(f"{name}: more than one")
    if deployments["workshop"]["replicas"] < 2:
        found.append("workshop: one alone")
    budgets = [row["spec"] for row in manifests(folder) if row["kind"] == "PodDisruptionBudget"]
    for budget in budgets:
        name = budget["selector"]["matchLabels"]["app.kubernetes.io/name"]
        if budget["minAvailable"] >= deployments[name]["replicas"]:
            found.append(f"{name}: a budget that lets no pod go")
    listed = set(read(folder, "kustomization")[0]["resources"])
    return found + sorted(listed ^ {f"{name}.yaml" for name in MANIFESTS})


def sibling(folder: Path) -> list[str]:
    """Return where names, groups or addresses differ from those of one machine."""
    told = values(folder)
    hub, found = told["hub"], []
    everybody = {*groups("instructor"), *groups("learner")}
    facts = {
        "services": set(hub["services"]) == set(SERVICES) - {"gallery"},
        "names": set(hub["config"]["Authenticator"]["blocked_users"]) == set(SERVICES),
        "groups": set(hub["config"]["GenericOAuthenticator"]["allowed_groups"]) == everybody,
        "checks": hub["config"]["JupyterHub"]["service_check_interval"] == 0,
        "prefix": told["custom"]["exchange"].endswith("/services/ngshare"),
    }
    graders = json.loads(read(folder, "secrets.example")[1]["stringData"]["graders.json"])
    for kind in (JupyterHub, Authenticator):  # what is under hub.config the chart's schema does not look at
        known = kind.class_trait_names(config=True)
        found += [f"{kind.__name__}.{name}" for name in hub["config"][kind.__name__] if name not in known]
    facts["courses"] = {language: graders[language]["course"] for language in COURSES} == COURSES
    facts["exchange"] = graders["exchange"] == told["custom"]["exchange"]
    door = next(row["data"]["PARTNERSHIP_DOOR"] for row in manifests(folder) if row["kind"] == "ConfigMap")
    facts["door"] = told["ingress"]["hosts"] == [urlsplit(door).hostname]
    return found + [fact for fact, holds in facts.items() if not holds]


# ---- pods of people -----------------------------------------------------------------------------


def spawner(name: str, belongs: list[str], folder: Path = HERE, more: list[Path] | None = None) -> Any:
    """Return KubeSpawner as the chart would set it up with our values, for somebody in these groups."""
    told = values(folder)
    for path in more or []:
        told = check.merged(told, yaml.safe_load(path.read_text()))
    single, c = told["singleuser"], Config()
    c.KubeSpawner.image = f"{single['image']['name']}:{single['image']['tag']}"
    c.KubeSpawner.cmd = single["cmd"]
    c.KubeSpawner.uid, c.KubeSpawner.fs_gid = single["uid"], single["fsGid"]
    c.KubeSpawner.mem_limit, c.KubeSpawner.mem_guarantee = single["memory"]["limit"], single["memory"]["guarantee"]
    c.KubeSpawner.cpu_limit, c.KubeSpawner.cpu_guarantee = single["cpu"]["limit"], single["cpu"]["guarantee"]
    c.KubeSpawner.allow_privilege_escalation = single["allowPrivilegeEscalation"]
    c.KubeSpawner.volumes = {"home": {"name": "home", "persistentVolumeClaim": {"claimName": "claim-{user_server}"}}}
    mount = {"name": "home", "mountPath": single["storage"]["homeMountPath"]}
    c.KubeSpawner.volume_mounts = {"home": mount}

    def get_config(key: str) -> Any:
        found: Any = told
        for part in key.split("."):
            found = found[part]
        return found

    exec(told["hub"]["extraConfig"]["partnership"], {"c": c, "get_config": get_config})
    user = types.SimpleNamespace(name=name, escaped_name=name, id=1, url=f"/user/{name}/", groups=[], server=None)
    with patch("kubespawner.spawner.load_config"), patch("kubespawner.spawner.shared_client"):  # there is no cluster
        made: Any = KubeSpawner(_mock=True, config=c, user=user)
    made.api_token = "t" * 32
    join(made, belongs)
    return made


def join(made: Any, belongs: list[str]) -> None:
    made.user.groups = [types.SimpleNamespace(name=group) for group in belongs]


def manifest(made: Any, **options: str) -> dict[str, Any]:
    """Return the pod that would be started, as JSON has it."""
    made.user_options = options

    async def rendered() -> Any:
        made.run_pre_spawn_hook()
        await made.load_user_options()
        return await made.get_pod_manifest()

    return plain(asyncio.run(rendered()))


def plain(pod: Any) -> dict[str, Any]:
    """Return a pod with the names of Kubernetes' own API."""
    if isinstance(pod, list):
        return [plain(one) for one in pod]  # pyright: ignore[reportReturnType]
    if isinstance(pod, dict):
        return {name: plain(one) for name, one in pod.items() if one is not None}
    if hasattr(pod, "attribute_map"):
        rows = {json_name: getattr(pod, name) for name, json_name in pod.attribute_map.items()}
        return {name: plain(one) for name, one in rows.items() if one is not None}
    return pod


def learners(folder: Path) -> list[str]:
    """Return what is amiss with a learner's pod: a secret, a way to the gradebook, rights, no bounds."""
    pod = manifest(spawner("anna", groups("learner", ["pl"]), folder))
    spec, one = pod["spec"], pod["spec"]["containers"][0]
    env = {row["name"]: row.get("value") for row in one["env"]}
    text = json.dumps(pod)
    facts = {
        "secret": not any(word in text for word in ("secretName", "secretKeyRef", "secretRef", "valueFrom")),
        "kernel": not re.search("TOKEN|GRAD|EXCHANGE|JUPYTER", " ".join(hushed(env))),
        "gradebook": not any(word in text for word in ("gradebook", "postgres", "GRAD", spawning.WORK, "grader")),
        "image": one["image"].split(":")[0].endswith("/learner"),
        "token": spec["automountServiceAccountToken"] is False and "serviceAccountName" not in spec,
        "links": spec["enableServiceLinks"] is False,
        "rights": one["securityContext"] == {"runAsUser": 1000, **spawning.CONTAINER},
        "number": spec["securityContext"]["runAsNonRoot"] and spec["securityContext"]["runAsUser"] > 0,
        "bounds": {"memory", "cpu"} <= set(one["resources"]["limits"]),
        "volumes": [row["name"] for row in spec["volumes"]] == ["home", "scratch"],
        "home": env["HOME"] == next(row["mountPath"] for row in one["volumeMounts"] if row["name"] == "home"),
        "start": one["args"][:3] == ["python", "-m", "deploy.local.server"],
        "role": pod["metadata"]["labels"][spawning.LABEL] == env["COURSE_ROLE"] == "learner",
        "network": values(folder)["singleuser"]["networkPolicy"]["enabled"]
        and not any(values(folder)["singleuser"]["networkPolicy"]["egressAllowRules"].values()),
        "ways": len(values(folder)["singleuser"]["networkPolicy"]["egress"]) == 1,
        "privileged": not values(folder)["singleuser"]["cloudMetadata"]["blockWithIptables"],
    }
    return [fact for fact, holds in facts.items() if not holds]


RULES: tuple[Rule, ...] = (
    schemas, bounds, selectors, ports, references, images, variables, numbers, sibling, learners,
)  # fmt: skip


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_settings_keep_the_rule(rule: Rule) -> None:
    assert rule(HERE) == []


def test_oldest_kubernetes_takes_the_manifests_too() -> None:
    assert schemas(HERE, VERSIONS[0]) == []


@pytest.mark.parametrize(
    ("rule", "name", "old", "new"),
    [
        (schemas, "ngshare", "replicas: 1", "replica: 1"),
        (schemas, "network", "podSelector: {matchLabels: {app.kubernetes.io/name: ngshare}}", "podSelectors: {}"),
        (schemas, "workshop", "httpGet: {path: /services/workshop/health, port: http}", "httpGet: {path: [x]}"),
        (bounds, "workshop", "readOnlyRootFilesystem: true", "readOnlyRootFilesystem: false"),
        (bounds, "enrolment", "automountServiceAccountToken: false", "automountServiceAccountToken: true"),
        (bounds, "dashboards", ", limits: {memory: 4Gi}", ""),
        (selectors, "workshop", "selector: {app.kubernetes.io/name: workshop}", "selector: {app: workshop}"),
        (selectors, "network", "component: hub", "component: hubs"),
        (selectors, "network", "partnership-role: instructor", "partnership-role: teacher"),
        (ports, "workshop", "containerPort: 8870", "containerPort: 8871"),
        (ports, "values", "http://dashboards:8866", "http://dashboards:8867"),
        (ports, "network", "port: 8080", "port: 8081"),
        (ports, "dashboards", "/services/dashboards/partnership", "/services/dashboards/"),
        (references, "workshop", "key: database", "key: url"),
        (references, "enrolment", "hub.services.probe", "hub.services.prober"),
        (references, "grading", "name: grading", "name: grades"),
        (images, "dashboards", "partnership/services:0.1.0", "partnership/dashboards:0.1.0"),
        (images, "values", "grader:0.1.0", "grader:0.2.0"),
        (variables, "course", "PARTNERSHIP_DOOR:", "PARTNERSHIP_DOORS:"),
        (numbers, "ngshare", "replicas: 1", "replicas: 2"),
        (numbers, "workshop", "minAvailable: 1", "minAvailable: 2"),
        (numbers, "kustomization", "  - network.yaml\n", ""),
        (sibling, "values", "ngshare, caretaker, probe, dashboards", "ngshare, caretaker, dashboards"),
        (sibling, "values", "nbgrader-partnerstwo]", "nbgrader-partnership-pl]"),
        (sibling, "values", "manage_groups: true", "manage_group: true"),
        (sibling, "course", "https://course.example.org", "https://kurs.example.org"),
        (learners, "values", "nonPrivateIPs: false", "nonPrivateIPs: true"),
        (learners, "values", "partnership/learner,", "partnership/grader,"),
        (learners, "values", "homeMountPath: /srv/person", "homeMountPath: /srv/grading"),
    ],
)
def test_planted_fault_is_found(tmp_path: Path, rule: Rule, name: str, old: str, new: str) -> None:
    folder = tmp_path / "kubernetes"
    shutil.copytree(HERE, folder, ignore=shutil.ignore_patterns("__pycache__"))
    text = (folder / f"{name}.yaml").read_text()
    assert old in text
    (folder / f"{name}.yaml").write_text(text.replace(old, new))
    assert rule(folder) != []


def test_learner_who_were_given_the_secret_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    honest = spawning.pod

    def careless(who: Any, *rest: Any) -> dict[str, Any]:
        changes = honest(who, *rest)
        changes["volumes"] = [*changes["volumes"], {"name": "graders", "secret": {"secretName": "graders"}}]
        return changes

    monkeypatch.setattr(spawning, "pod", careless)
    assert {"secret", "volumes"} <= set(learners(HERE))


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("role", ["learner", "instructor"])
def test_pod_that_is_rendered_is_one_for_kubernetes(role: str, version: str) -> None:
    for more in ([], [HERE / "values-sandbox.yaml"]):
        pod = manifest(spawner("anna", groups(role), more=more), language="pl")
        kubernetes_validate.validate(pod, version, strict=True)


def test_instructor_gets_gradebook_and_work() -> None:
    pod = manifest(spawner("ewa", groups("instructor")), language="pl")
    spec, one = pod["spec"], pod["spec"]["containers"][0]
    env = {row["name"]: row.get("value") for row in one["env"]}
    mounts = {row["name"]: row for row in one["volumeMounts"]}
    assert one["image"].split(":")[0].endswith("/grader")
    assert env["COURSE_LANGUAGE"] == "pl"
    assert Path(env["COURSE_GRADERS"]).parent == Path(mounts["graders"]["mountPath"])
    assert env["COURSE_GRADING_DIR"] == mounts["grading"]["mountPath"]
    assert mounts["graders"]["readOnly"]
    assert one["securityContext"] == {"runAsUser": 1000, **spawning.CONTAINER}
    assert spec["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    assert one["resources"]["limits"]["memory"] == 4 * 2**30
    assert "GRAD" not in json.dumps(values()["singleuser"])


def test_prepared_nodes_change_instructors_pods_alone() -> None:
    over = [HERE / "values-sandbox.yaml"]
    ours = manifest(spawner("ewa", groups("instructor"), more=over))["spec"]
    theirs = manifest(spawner("anna", groups("learner"), more=over))["spec"]
    assert ours["hostUsers"] is False
    assert ours["containers"][0]["securityContext"]["procMount"] == "Unmasked"
    assert ours["containers"][0]["securityContext"]["allowPrivilegeEscalation"] is False
    assert ours["securityContext"]["seccompProfile"]["type"] == "Localhost"
    assert "hostUsers" not in theirs
    assert theirs["securityContext"]["seccompProfile"]["type"] == "RuntimeDefault"


def test_whoever_is_no_longer_an_instructor_keeps_nothing() -> None:
    made = spawner("ewa", groups("instructor"))
    first = manifest(made)
    assert manifest(made) == first
    join(made, groups("learner"))
    again = manifest(made)
    assert again == manifest(spawner("ewa", groups("learner")))
    assert "grader" not in json.dumps(again)


def test_whoever_is_in_no_group_gets_no_server() -> None:
    with pytest.raises(HTTPError) as refused:
        manifest(spawner("jan", ["choir"]))
    assert refused.value.status_code == 403
    for language in LANGUAGES:
        assert Words("hub", language)("spawn.no_group") in str(refused.value.log_message)


def test_whoever_grades_two_courses_is_asked_which() -> None:
    ewa = spawner("ewa", groups("instructor"))
    form = asyncio.run(ewa.get_options_form())
    assert all(f'value="{language}"' in form for language in COURSES)
    assert ewa.options_from_form({"language": ["pl"]}) == {"language": "pl"}
    for belongs in (groups("instructor", ["en"]), groups("learner"), []):
        assert asyncio.run(spawner("x", belongs).get_options_form()) == ""


def test_roles_are_those_of_one_machine_and_one_for_enrolment() -> None:
    c = Config()
    spawning.configure(c, values()["custom"], "/srv/person")
    assert c.JupyterHub.load_roles[: len(ROLES)] == ROLES
    (more,) = c.JupyterHub.load_roles[len(ROLES) :]
    assert more["services"] == ["caretaker"]
    assert all(scope.startswith("read:groups!group=") for scope in more["scopes"])


# ---- enrolment ----------------------------------------------------------------------------------


def test_groups_become_people_of_the_courses() -> None:
    hub = {"nbgrader-partnership": ["anna"], "nbgrader-partnerstwo": ["anna", "ewa"], "formgrade-partnership": ["ewa"]}
    found = {(one.id, one.role): one.courses for one in enrol.people(lambda group: hub.get(group, []))}
    assert found == {("anna", "learner"): ("en", "pl"), ("ewa", "learner"): ("pl",), ("ewa", "instructor"): ("en",)}
    assert {*hub, "formgrade-partnerstwo"} == {*groups("learner"), *groups("instructor")}


@pytest.mark.parametrize("known", [["anna"], []])
def test_hub_that_has_forgotten_everybody_empties_no_course(monkeypatch: pytest.MonkeyPatch, known: list[str]) -> None:
    asked: list[str] = []

    def ask(self: Exchange, method: str, *path: str, **fields: str) -> dict[str, Any]:
        asked.append(f"{method} {path[0]}")
        return {path[0]: []}

    for name in ("COURSE_EXCHANGE", "JUPYTERHUB_API_TOKEN", "PROBE_TOKEN"):
        monkeypatch.setenv(name, "x")
    monkeypatch.setattr(enrol, "probe", lambda keeper, learner: None)
    monkeypatch.setattr(enrol, "in_group", lambda group: known if group == "nbgrader-partnership" else [])
    monkeypatch.setattr(Exchange, "ask", ask)
    assert enrol.main() == 0
    assert ("POST student" in asked) is bool(known)
    assert bool(asked) is bool(known)


# ---- images -------------------------------------------------------------------------------------


def ignored(path: str, lines: list[str]) -> bool:
    """Return whether Docker leaves a file out: patterns are whole paths or folders, the last that fits counts."""
    out = False
    for line in filter(None, (line.strip() for line in lines)):
        if line.startswith("#"):
            continue
        pattern = re.escape(line.removeprefix("!").strip("/")).replace(r"\*\*/", "(?:.*/)?").replace(r"\*", "[^/]*")
        if re.fullmatch(pattern + "(?:/.*)?", path):
            out = not line.startswith("!")
    return out


def shipped(root: Path, dockerfile: Path, context: list[str]) -> tuple[set[str], list[str]]:
    """Return what of the context an image, or a stage of its making, is given; and what it finds nothing for."""
    rules = dockerfile.with_name(f"{dockerfile.name}.dockerignore").read_text().splitlines()
    seen = [path for path in context if not ignored(path, rules)]
    given, missing = set[str](), []
    for line in dockerfile.read_text().splitlines():
        if line.startswith("COPY ") and "--from" not in line:
            for source in line.split()[1:-1]:
                found = {path for path in seen if path == source or path.startswith(f"{source.rstrip('/')}/")}
                given |= found
                missing += [] if found else [source]
        elif line.startswith("ADD "):
            missing.append(line)
    return given, missing


HIDDEN = ("solutions/", "tests/", ".git/", ".ci/")


@pytest.mark.parametrize("name", ["learner", "services", "hub", "ngshare", "grader"])
def test_image_ships_what_it_may(name: str) -> None:
    context = [*files(ROOT), ".git/config", "deploy/kubernetes/secrets.yaml", "course/__pycache__/cli.pyc"]
    given, missing = shipped(ROOT, HERE / "images" / f"{name}.Dockerfile", context)
    assert missing == []
    hidden = HIDDEN[1:] if name == "grader" else HIDDEN
    assert [path for path in given if path.startswith(hidden) or "__pycache__" in path or "secrets" in path] == []
    assert any(path.startswith("solutions/") for path in given) == (name == "grader")


def test_image_with_planted_solutions_is_found(tmp_path: Path) -> None:
    for path in (HERE / "images").glob("learner*"):
        shutil.copy(path, tmp_path)
    dockerfile, rules = tmp_path / "learner.Dockerfile", tmp_path / "learner.Dockerfile.dockerignore"
    dockerfile.write_text(dockerfile.read_text() + "COPY solutions solutions\n")
    assert shipped(ROOT, dockerfile, files(ROOT))[1] == ["solutions"]
    rules.write_text(rules.read_text() + "!solutions\n")
    assert any(path.startswith("solutions/") for path in shipped(ROOT, dockerfile, files(ROOT))[0])


def test_images_have_one_base_one_place_and_no_root() -> None:
    bases = set()
    for path in (HERE / "images").glob("*.Dockerfile"):
        text = path.read_text()
        bases |= set(re.findall(r"^FROM (\S+)", text, re.MULTILINE))
        assert text.rstrip().endswith(f"USER {spawning.NUMBER}"), path.name
        assert "Never built." in text.splitlines()[0], path.name
        if "COPY deploy " in text:
            where = "deploy" if f"WORKDIR {PLACE}\n" in text else f"{PLACE}/deploy"
            assert f"COPY deploy {where}\n" in text, path.name
            assert f"PYTHONPATH={PLACE} " in text, path.name
    assert len(bases) == 1
    assert re.fullmatch(r"python:3\.1[1-3]\.\d+-\S+", bases.pop())
    assert JUPYTER.relative_to(ROOT).as_posix() == "deploy/local/jupyter"


def test_wheel_that_learners_get_is_told_of_no_solutions() -> None:
    import tomllib

    made = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["hatch"]["build"]["targets"]["wheel"]
    assert not any("solutions" in path for path in [*made["packages"], *made["force-include"], *made["shared-data"]])


def test_exchange_has_the_sqlalchemy_it_needs() -> None:
    pins = dict(row.split("==") for row in (ROOT / "deploy/local/ngshare.txt").read_text().split("\n") if "==" in row)
    assert pins["SQLAlchemy"].startswith("1.4.")


# ---- the chart's schema -------------------------------------------------------------------------

SCHEMA = {
    "$schema": "http://json-schema.org/draft-07/schema#",
    "type": "object",
    "required": ["hub", "rbac"],
    "additionalProperties": False,
    "properties": {
        "hub": {"type": "object", "properties": {"name": {"type": "string"}}, "additionalProperties": False},
        "rbac": {"type": "object"},
    },
}


@pytest.mark.parametrize(
    ("ours", "defaults", "said"),
    [
        ({"hub": {"name": "x"}}, None, ""),
        ({"hub": {"name": 1}}, None, "hub.name"),
        ({"hubs": {}}, None, "hubs"),
        ({"hub": {}}, {"hub": {"name": "x"}}, "rbac"),
        ({"hub": {"name": "y"}}, {"hub": {"name": "x"}, "rbac": {}}, ""),
        ({"rbac": None}, {"hub": {"name": "x"}, "rbac": {}}, "rbac"),
    ],
)
def test_values_are_held_to_a_schema(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], ours: Any, defaults: Any, said: str
) -> None:
    asked = ["--schema", str(tmp_path / "schema.yaml"), "--values", str(tmp_path / "ours.yaml")]
    for name, content in (("schema", SCHEMA), ("ours", ours), ("defaults", defaults)):
        (tmp_path / f"{name}.yaml").write_text(yaml.safe_dump(content))
    if defaults is not None:
        asked += ["--defaults", str(tmp_path / "defaults.yaml")]
    assert check.main(asked) == bool(said)
    assert said in capsys.readouterr().err


# ---- programs -----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["dashboards", "workshop"])
def test_program_of_a_pod_answers_its_probe(tmp_path: Path, name: str) -> None:
    template = next(one for owner, one in templates(HERE) if owner == f"Deployment {name}")
    one = container(template)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    env = dict(read(HERE, "course")[0]["data"])
    env |= {row["name"]: row.get("value", "s" * 64) for row in one["env"]}
    env |= {"HOME": str(tmp_path), "PARTNERSHIP_LISTEN": "127.0.0.1"}
    env |= {"JUPYTERHUB_SERVICE_URL": f"http://127.0.0.1:{port}"}
    env |= {"PARTNERSHIP_DATABASE": f"sqlite:///{tmp_path / 'live.db'}"} if name == "workshop" else {}
    env |= {"PATH": os.environ["PATH"], "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    command = [sys.executable, *one["command"][1:]]
    with (tmp_path / "log").open("wb") as log:
        process = subprocess.Popen(command, env=env, cwd=tmp_path, stdout=log, stderr=log)
    try:
        address = f"http://127.0.0.1:{port}{one['readinessProbe']['httpGet']['path']}"
        until, status = time.monotonic() + 60, None
        while status is None and process.poll() is None and time.monotonic() < until:
            with suppress(OSError):  # asked as a node asks: by the pod's own address
                status = urlopen(Request(address, headers={"Host": f"10.1.2.3:{port}"}), timeout=5).status
            time.sleep(0.1)
        assert status == 200, (tmp_path / "log").read_text()
        # No kernel was started for it: each would have a session of its own.
        below = psutil.Process(process.pid).children(recursive=True)
        assert [child for child in below if os.getsid(child.pid) == child.pid] == []
    finally:
        process.terminate()
        process.wait(30)


@pytest.mark.skipif(not shutil.which("bwrap"), reason="bubblewrap is not installed")
def test_pod_that_gives_no_namespaces_marks_nothing(tmp_path: Path) -> None:
    work = tmp_path / "en" / "submitted" / "anna" / "synergy"
    work.mkdir(parents=True)
    shutil.copy(ROOT / "solutions/en/synergy/synergy.ipynb", work)
    pod = ["bwrap", "--unshare-user", "--disable-userns", "--dev-bind", "/", "/"]  # as a pod at the restricted level
    if subprocess.run([*pod, "true"], capture_output=True).returncode:
        pytest.skip("this machine makes no user namespaces itself")
    command = [*pod, sys.executable, "-m", "course", "grade", "run", "--lang", "en"]
    env = {**os.environ, "COURSE_GRADING_DIR": str(tmp_path), "COURSE_LANGUAGE": "en"}
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True)
    assert done.returncode == 1
    assert "bubblewrap cannot make a sandbox" in done.stderr
    assert [path for path in tmp_path.rglob("*.ipynb") if work not in path.parents] == []


def test_somebody_in_both_kinds_of_groups_is_an_instructor() -> None:
    both = member(["nbgrader-partnership", "formgrade-partnerstwo"])
    assert both
    assert both.role == "instructor"
    assert both.languages == ("pl",)
