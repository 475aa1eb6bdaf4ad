# One scratch path outside the clone, so that a fresh clone builds quickly.
SCRATCH := $(or $(XDG_CACHE_HOME),$(HOME)/.cache)/qldv/debug
SWIFT_FLAGS := --scratch-path $(SCRATCH) --explicit-target-dependency-import-check error
RELEASE_FLAGS := --scratch-path $(or $(XDG_CACHE_HOME),$(HOME)/.cache)/qldv/release \
	--explicit-target-dependency-import-check error
BINARY := $(SCRATCH)/debug/qldv
VENV := $(or $(XDG_CACHE_HOME),$(HOME)/.cache)/qldv/venv

# The whole system on this machine: the shop on http://localhost:8080, its outside world on 8081.
run: install-run
	swift build $(SWIFT_FLAGS) --product qldv
	$(BINARY) demo

# Every test, on SQLite, on PostgreSQL and in a browser.
test: install-test
	swift build $(SWIFT_FLAGS) --build-tests
	scripts/tests $(SWIFT_FLAGS)

# What a change must pass before it is shown to others. Needs neither PostgreSQL nor a browser.
check: lint build
	swift test $(SWIFT_FLAGS) --skip-build --disable-xctest

lint:
	swift format lint --strict --recursive --parallel Sources Tests Package.swift

build:
	swift build $(SWIFT_FLAGS) --build-tests

format:
	swift format --in-place --recursive --parallel Sources Tests Package.swift

# Holds the laws against the files of a demo: `make check-laws DATA=./data`.
DATA := data
check-laws:
	python3 Tools/check-laws/check_laws.py $(DATA)

# The whole house from one seed each: `make simulate SEEDS=1000`, `SEEDS=500..600`, or one that is told, `SEED=42`.
SIMULATION := QLDV_ONLY=SimulationTests swift test $(SWIFT_FLAGS) --disable-xctest
simulate:
	$(if $(SEED),,SEEDS=$(or $(SEEDS),100)) $(SIMULATION) --filter 'every law holds'

# Every planted bug is found by its seed, and by the law that it breaks.
simulate-mutants:
	MUTANTS=all $(SIMULATION) --filter 'a planted bug is found'

# The first seed that finds each planted bug, and what other laws notice before.
simulate-hunt:
	HUNT=1 $(SIMULATION) --filter 'has a seed that finds it'

# Rewrites the snapshots of the pages; read the difference before committing it.
record: build
	RECORD=1 swift test $(SWIFT_FLAGS) --skip-build --disable-xctest --filter 'WebTests|DocumentTests'

# Takes the guides' pictures anew into out/guides, and, after a look at them, takes them over.
pictures: install-test
	swift build $(SWIFT_FLAGS) --product qldv
	-$(VENV)/bin/python -m pytest Tests/Browser/test_guides.py -q -p no:cacheprovider

guides:
	@scripts/guides

# Speed on this machine, beside peers in the same run (Benchmarks/README.md).
bench: install-test
	swift build -c release $(RELEASE_FLAGS) --product qldv
	@scripts/bench

# The trials of docs/reliability.md in their whole size, on a release build: some hours. Ends with the table, and puts
# it into the document. `make trials ONLY=trial_kill.py` is one theme.
trials: install-test
	swift build -c release $(RELEASE_FLAGS) --product qldv
	scripts/trials $(ONLY)

# Hostile inputs for every reader, so many each: `make fuzz INPUTS=1000000`.
INPUTS := 100000
SEED := 1
fuzz: build
	scripts/fuzz $(INPUTS) $(SEED) $(SWIFT_FLAGS)

install-run:
	@scripts/install run

install-test:
	@scripts/install test

.PHONY: run test check lint build format check-laws simulate simulate-mutants simulate-hunt trials fuzz record pictures \
	guides bench install-run install-test
