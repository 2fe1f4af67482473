# Every command of the project. Plain `make` prints this menu.
SHELL := /bin/sh
PYTHON ?= python3
SETUP := command -v $(PYTHON) >/dev/null || { \
  echo "serenity: $(PYTHON) is missing: install Python 3.11 or newer, or name one: make PYTHON=..." >&2; \
  exit 1; }; $(PYTHON) -m infra.local.setup
BIN := .venv/bin

.DEFAULT_GOAL := menu
.PHONY: menu run dev test lint types prove benchmark openapi reset deploy sbom audit redrive locks soak

menu:
	@echo "Serenity Hub"
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/  make \1	\2/' | expand -t 18

run: ## start everything and open http://localhost:8000 (PORT and SERENITY_HOME are honoured)
	@$(SETUP) port app cloud build
	@exec $(BIN)/python -m infra.local run

dev: ## like run, with the web client's development server
	@$(SETUP) port app cloud web
	@exec $(BIN)/python -m infra.local dev

test: ## everything that gates a change
	@$(SETUP) app cloud tools checks build
	@$(BIN)/python -m tests.support.browser > /dev/null
	@$(MAKE) --no-print-directory lint types
	cd frontend && npm run --silent test
	$(BIN)/pytest tests --ignore=tests/e2e --numprocesses=2 --dist=loadfile --durations=15
	$(BIN)/pytest tests/e2e --numprocesses=2 --dist=loadfile

lint: ## style, import rules and templates
	@$(SETUP) app tools build
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/python -m infra.openapi --check
	cd frontend && npm run --silent lint && npm run --silent check
	.venv-tools/bin/cfn-lint
	SAM_CLI_TELEMETRY=0 AWS_DEFAULT_REGION=eu-central-1 .venv-tools/bin/sam validate --lint

types: ## types of Python and TypeScript
	@$(SETUP) app web
	$(BIN)/mypy
	cd frontend && npm run --silent types

prove: ## carry out every proof of the trust page in full, or those of ONLY="name name"
	@$(SETUP) app cloud tools checks build
	@$(BIN)/python -m tests.support.browser > /dev/null
	$(BIN)/python -m tests.proofs $(ONLY)

soak: ## work among faults for SOAK_MINUTES (20), from a SEED, watching memory and errors
	@$(SETUP) app cloud build
	$(BIN)/python -m tests.soak $(if $(SEED),--seed $(SEED))

benchmark: ## measure speed and size of everything, or of ONLY="name name"
	@$(SETUP) app cloud tools build
	$(BIN)/python -m tests.benchmarks $(ONLY)

openapi: ## generate the API documents from the routes
	@$(SETUP) app
	$(BIN)/python -m infra.openapi

reset: ## remove all local state
	@$(SETUP) app
	@$(BIN)/python -m infra.local reset

deploy: ## deploy to AWS: STAGE=dev or prod, SET="DomainName=... CertificateArn=..."
	@test -n "$(STAGE)" || { echo "serenity: name the stage: make deploy STAGE=dev" >&2; exit 1; }
	@$(SETUP) app tools build
	@exec $(BIN)/python -m infra.deploy --stage $(STAGE) $(SET)

redrive: ## show failed events, and bring them back: STAGE=local, dev or prod, MOVE=1
	@$(SETUP) app
	@exec $(BIN)/python -m infra.redrive --stage $(or $(STAGE),local) $(if $(MOVE),--move)

sbom: ## write what the product is made of to build/sbom.*.json (CycloneDX)
	@$(SETUP) app tools
	@$(BIN)/python -m infra.sbom

audit: ## say what is out of date, and what is known to be unsafe
	@$(SETUP) app cloud tools checks web
	@$(BIN)/python -m infra.audit

locks: ## write the lock files anew from infra/requirements/*.in
	@$(SETUP) app
	@for name in app cloud tools checks bootstrap; do \
	  echo "  $$name.lock"; \
	  $(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header \
	    --python-version 3.11 --output-file infra/requirements/$$name.lock infra/requirements/$$name.in \
	    $(UPGRADE) || exit 1; \
	done
	@for folder in layers/core layers/postgres infra/migrations; do \
	  echo "  $$folder"; \
	  $(BIN)/uv pip compile --quiet --no-deps --generate-hashes --no-emit-index-url --no-header \
	    --no-annotate --python-version 3.12 --python-platform x86_64-manylinux_2_28 \
	    --constraint infra/requirements/app.lock --output-file $$folder/requirements.lock \
	    $$folder/requirements.in $(UPGRADE) || exit 1; \
	done
