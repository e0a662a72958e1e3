# Each target does its own set-up on a fresh Debian machine that has python3 and make.
VENV := .venv
PYTHON ?= python3
ARGS ?=

.PHONY: workshop test check bench learn grading hub hub-stop clean

workshop: $(VENV)/.workshop    ## phones, projector and gallery from this laptop; ARGS="--lang pl --no-browser"
	$(VENV)/bin/partnership workshop $(ARGS)

learn: $(VENV)/.workshop       ## a learner's own copy in JupyterLab; ARGS="--lang pl"
	$(VENV)/bin/partnership learn $(ARGS)

grading: $(VENV)/.grading      ## what an instructor needs beside the course: nbgrader and the sandbox
	$(VENV)/bin/partnership grade status $(ARGS)

hub: $(VENV)/.hub              ## the whole course on JupyterHub, on this machine; ARGS="--lang pl --port 8000"
	$(VENV)/bin/python -m deploy.local start $(ARGS)

hub-stop:                      ## ends it, from wherever it was started
	$(VENV)/bin/python -m deploy.local stop $(ARGS)

test: $(VENV)/.authors         ## everything, the browser included
	$(VENV)/bin/partnership check $(ARGS)

check: test

bench: $(VENV)/.authors        ## ours beside the stock way, as ratios
	for file in tests/benchmarks/bench_*.py; do $(VENV)/bin/python $$file || exit 1; done

$(VENV)/.workshop: pyproject.toml constraints.txt .ci/system
	@echo "Setting up the course; the first time this takes a few minutes."
	PYTHON="$(PYTHON)" sh .ci/system $(VENV)
	$(VENV)/bin/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	touch $@

$(VENV)/.grading: $(VENV)/.workshop
	sh .ci/system $(VENV) sandbox
	$(VENV)/bin/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[grading]'
	touch $@

$(VENV)/.hub: $(VENV)/.grading .ci/hub deploy/local/ngshare.txt deploy/local/package-lock.json
	sh .ci/hub $(VENV)
	touch $@

$(VENV)/.authors: $(VENV)/.workshop .ci/hub deploy/local/ngshare.txt deploy/local/package-lock.json
	sh .ci/system $(VENV) browser
	$(VENV)/bin/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	-sh .ci/hub $(VENV)          # without npm's packages the Hub's own tests are skipped, and say so
	touch $@

clean:
	rm -rf $(VENV)
