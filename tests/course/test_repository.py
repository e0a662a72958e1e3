"""Rules over the whole repository. Each is a function of a folder, so that a planted violation shows it works."""

import ast
import json
import re
import sys
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement

from course.catalog import ROOT, concepts, files

SLUGS = [row.slug for row in concepts()]
VISIBLE = {"course", "notebooks", "widgets", "exercises", "solutions", "tests", "deploy"}
UNPLANNED = {"utils.py", "helpers.py", "common.py", "core.py"}
# What each folder may import besides itself and the standard library; import-linter cannot say "only".
ONLY = {
    "course/models/": {"course", "numpy", "scipy", "networkx"},
    "course/figures/": {"course", "numpy", "matplotlib"},
    "course/texts/": {"babel"},
    "course/catalog.py": {"course"},
    "course/cases/": {"course"},
    "course/checks.py": {"course", "numpy"},
    "widgets/": {"course", "widgets", "numpy", "ipywidgets", "anywidget", "traitlets", "IPython"},
}


def code(root: Path) -> Iterator[tuple[str, str]]:
    """Yield the path and the text of every Python module and notebook."""
    for path in files(root):
        if path.endswith(".py"):
            yield path, (root / path).read_text(encoding="utf-8")
        elif path.endswith(".ipynb"):
            cells = json.loads((root / path).read_text(encoding="utf-8"))["cells"]
            text = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
            yield path, re.sub(r"^\s*[%!].*$", "", text, flags=re.MULTILINE)


def trees(root: Path) -> Iterator[tuple[str, ast.Module]]:
    for path, text in code(root):
        yield path, ast.parse(text, filename=path)


def imports(root: Path) -> list[str]:
    """Return imports spelled otherwise than agreed, or of a library that a folder may not use."""
    found = []
    for path, tree in trees(root):
        allowed = next((libraries for folder, libraries in ONLY.items() if path.startswith(folder)), None)
        for node in ast.walk(tree):
            names = {alias.name: alias.asname for alias in node.names} if isinstance(node, ast.Import) else {}
            found += [f"{path}: import {name}" for name in names if name.split(".")[0] == "widgets"]
            if names.get("ipywidgets", "ipw") != "ipw":
                found.append(f"{path}: import ipywidgets without ipw")
            modules = [node.module or ""] if isinstance(node, ast.ImportFrom) and not node.level else list(names)
            tops = {module.split(".")[0] for module in modules} - sys.stdlib_module_names
            found += [
                f"{path}: may not import {top}" for top in sorted(tops) if allowed is not None and top not in allowed
            ]
    return found


def bare(name: str) -> str:
    return re.sub(r"[-_ ]", "", name).lower()


def singular(name: str) -> str:
    return "".join(re.sub(r"ies$", "y", word).rstrip("s") for word in re.split(r"[-_]", name.lower()))


def spellings(root: Path) -> list[str]:
    """Return second spellings of a slug.

    A file or folder may not be named like a concept and yet otherwise, singular and plural included. In code, a name or
    a string may not have a slug's letters with other joints or capitals; its constant and its class are spellings too.
    Strings under tests/course plant such spellings on purpose.
    """
    allowed = {kind for slug in SLUGS for kind in (slug, slug.upper(), "".join(map(str.capitalize, slug.split("_"))))}
    meant = {bare(slug) for slug in SLUGS}
    named = {singular(slug): slug for slug in SLUGS}
    found = set()
    for path in files(root):
        for piece in Path(path).parts:
            stem = re.sub(r"^test_", "", piece.split(".")[0])
            if stem not in SLUGS and (singular(stem) in named or bare(stem) in meant):
                found.add(f"{path}: {stem}")
    for path, tree in trees(root):
        for node in ast.walk(tree):
            if not (isinstance(node, ast.Constant) and path.startswith("tests/course/")):
                found.update(f"{path}: {name}" for name in words(node) if bare(name) in meant and name not in allowed)
    return sorted(found)


def words(node: ast.AST) -> list[str]:
    """Return the names a node of a syntax tree carries; of a string, the pieces of a path or address."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and not re.search(r"\s", node.value):
        return re.split(r"[/.?&=]", node.value)
    fields = [getattr(node, field, None) for field in ("id", "attr", "name", "arg", "module")]
    return [piece for field in fields if isinstance(field, str) for piece in field.split(".")]


def folders(root: Path) -> list[str]:
    """Return visible folders at the root beyond those agreed, and modules nobody planned."""
    tops = {path.split("/")[0] for path in files(root) if "/" in path}
    found = sorted(top for top in tops - VISIBLE if not top.startswith("."))
    return found + [path for path in files(root) if Path(path).name in UNPLANNED]


def machines(root: Path) -> list[str]:
    """Return the lines that name a place on somebody's machine."""
    place = re.compile(r"(?<![\w.<>}*~-])/(?:work|tmp|root|home|Users)/\w|\b[A-Z]:\\Users\\")
    found = []
    for path in files(root):
        try:
            lines = (root / path).read_text(encoding="utf-8").splitlines()
        except UnicodeDecodeError:
            continue
        found += [f"{path}:{number}" for number, line in enumerate(lines, 1) if place.search(line)]
    return found


def outputs(root: Path) -> list[str]:
    """Return the notebooks with outputs, counts of runs or the state of widgets in them."""
    found = []
    for path in files(root):
        if path.endswith(".ipynb"):
            notebook = json.loads((root / path).read_text(encoding="utf-8"))
            ran = any(cell.get("outputs") or cell.get("execution_count") for cell in notebook["cells"])
            if ran or "widgets" in notebook["metadata"]:
                found.append(path)
    return found


def environment(root: Path) -> list[str]:
    """Return where conda's list disagrees with pyproject.toml."""
    conda = yaml.safe_load((root / "environment.yml").read_text(encoding="utf-8"))
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = [line for lines in project["optional-dependencies"].values() for line in lines]
    known = {row.name: row for row in map(Requirement, [*project["dependencies"], *extras])}
    listed = [Requirement(line) for line in conda["dependencies"] if isinstance(line, str)]
    pip = [line for block in conda["dependencies"] if isinstance(block, dict) for line in block["pip"]]
    wanted = {"jupyterlab", "ipywidgets", "voila", "nbgrader", "matplotlib"}
    found = [f"{name} is not listed" for name in sorted(wanted - {row.name for row in listed})]
    for row in listed:
        if row.name == "python":
            if str(row.specifier) != str(Requirement(f"python{project['requires-python']}").specifier):
                found.append(f"python is {row.specifier}, not {project['requires-python']}")
        elif row.name != "pip" and row.name not in known:
            found.append(f"{row.name} is not in pyproject.toml")
        elif row.name != "pip" and row.specifier and bounds(row) != bounds(known[row.name]):
            found.append(f"{row.name} is {row.specifier}, not {known[row.name].specifier}")
    for line in ("-c constraints.txt", "-e ."):
        if not any(entry.startswith(line) for entry in pip):
            found.append(f"pip does not say {line}")
    return found


def bounds(requirement: Requirement) -> set[str]:
    return {str(one) for one in requirement.specifier if one.operator == ">="}


RULES = (imports, spellings, folders, machines, outputs, environment)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_repository_keeps_the_rule(rule: Callable[[Path], list[str]]) -> None:
    assert rule(ROOT) == []


def cell(text: str, **more: object) -> str:
    row = {"cell_type": "code", "metadata": {}, "source": [text], "outputs": [], "execution_count": None, **more}
    return json.dumps({"cells": [row], "metadata": {}})


PYPROJECT = """[project]
requires-python = ">=3.11,<3.14"
dependencies = ["ipywidgets>=8.1", "jupyterlab>=4.6,<5", "matplotlib>=3.11", "voila>=0.5"]
[project.optional-dependencies]
grading = ["nbgrader>=0.9"]
"""
CONDA = """name: partnership
channels: [conda-forge]
dependencies: ["python>=3.11,<3.14", jupyterlab, ipywidgets>=8.1, voila, nbgrader, matplotlib, pip, pip: {pip}]
"""
PIP = '["-c constraints.txt", "-e .[grading]"]'


@pytest.mark.parametrize(
    ("rule", "path", "text"),
    [
        (imports, "tests/x.py", "import widgets\n"),
        (imports, "tests/x.py", "import numpy, widgets.synergy as s\n"),
        (imports, "notebooks/en/x.ipynb", cell("%pip list\nimport widgets\n")),
        (imports, "widgets/x.py", "import ipywidgets\n"),
        (imports, "widgets/x.py", "import ipywidgets as widgets\n"),
        (imports, "course/models/x.py", "def late():\n    import pandas\n"),
        (imports, "course/models/x.py", "from ipywidgets import Button\n"),
        (imports, "course/texts/x.py", "import yaml\n"),
        (imports, "course/checks.py", "from scipy import stats\n"),
        (spellings, "course/models/trust-levels.py", ""),
        (spellings, "course/figures/trust_level.py", ""),
        (spellings, "notebooks/pl/synergies.ipynb", cell("")),
        (spellings, "tests/models/test_sharedvision.py", ""),
        (spellings, "widgets/TrustLevels.js", ""),
        (spellings, "exercises/en/five-points/x.md", ""),
        (spellings, "widgets/x.py", "class Trust_Levels: ...\n"),
        (spellings, "widgets/x.py", "trustLevels = 1\n"),
        (spellings, "widgets/x.py", "page = 'notebooks/en/trust-levels.ipynb'\n"),
        (spellings, "widgets/x.py", "page = 'trust_Levels?lang=pl'\n"),
        (spellings, "notebooks/en/x.ipynb", cell("from widgets import Trustlevels")),
        (folders, "scripts/x.py", ""),
        (folders, "course/utils.py", ""),
        (folders, "tests/helpers.py", ""),
        (machines, "course/x.py", "FOLDER = '/" + "home/anna/course'\n"),
        (machines, "README.md", "cd /" + "tmp/course\n"),
        (machines, "README.md", "C:" + "\\Users\\anna\n"),
        (outputs, "notebooks/en/x.ipynb", cell("1", outputs=[{"output_type": "stream"}])),
        (outputs, "solutions/pl/x/x.ipynb", cell("1", execution_count=1)),
        (outputs, "notebooks/en/x.ipynb", '{"cells": [], "metadata": {"widgets": {}}}'),
        (environment, "environment.yml", CONDA.format(pip=PIP).replace("voila, ", "")),
        (environment, "environment.yml", CONDA.format(pip=PIP).replace("voila,", "voila, pandas,")),
        (environment, "environment.yml", CONDA.format(pip=PIP).replace("ipywidgets>=8.1", "ipywidgets>=7")),
        (environment, "environment.yml", CONDA.format(pip=PIP).replace("3.11", "3.9")),
        (environment, "environment.yml", CONDA.format(pip='["-e ."]')),
    ],
)
def test_planted_violation_is_found(tmp_path: Path, rule: Callable[[Path], list[str]], path: str, text: str) -> None:
    (tmp_path / "pyproject.toml").write_text(PYPROJECT)
    (tmp_path / "environment.yml").write_text(CONDA.format(pip=PIP))
    assert rule(tmp_path) == []
    (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / path).write_text(text)
    assert rule(tmp_path) != []


@pytest.mark.parametrize(
    "text",
    [
        "from widgets import TrustLevels\n",
        "trust_levels = TRUST_LEVELS = 1\n",
        "trust_level = leverages = 1\n",
        "page = 'Shared vision'\n",
        "words('synergy.title')\n",
    ],
)
def test_sound_spelling_is_left_alone(tmp_path: Path, text: str) -> None:
    (tmp_path / "widgets").mkdir()
    (tmp_path / "widgets/x.py").write_text(text)
    assert spellings(tmp_path) == imports(tmp_path) == []


@pytest.mark.parametrize("name", ["constraints.txt", "deploy/local/ngshare.txt"])
def test_no_list_of_versions_brings_the_grammar_that_slows_every_start_of_jupyter(name: str) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    (wanted,) = [row for row in map(Requirement, project["dependencies"]) if row.name == "jsonschema"]
    lines = [line.partition("#")[0].strip() for line in (ROOT / name).read_text(encoding="utf-8").splitlines()]
    there = dict(line.split("==") for line in lines if "==" in line)
    assert there["jsonschema"] in wanted.specifier
    assert "4.25" not in wanted.specifier
    assert "rfc3987-syntax" not in there
