# Two commands: `make all` trains, completes, scores and reports; `make test` runs the tests. Both do all set-up.
# Behind them stands `node bin/geneglot.mjs …` (`node bin/geneglot.mjs help`).
GENEGLOT := node bin/geneglot.mjs
S ?=
ARGS ?=

all: node_modules/.installed
	@$(GENEGLOT) run $(ARGS)

# The page with the model in it, for the browser; ARGS='--bundle FILE' takes another model: docs/workbench.md.
workbench: node_modules/.installed
	@$(GENEGLOT) page --out workbench.html $(ARGS)

# Cell2Sentence on the embedded cells; ARGS='--set import-cells.source=FILE.h5ad' takes others: docs/cells.md.
cells: node_modules/.installed
	@$(GENEGLOT) run --pipeline pipelines/cells.yaml $(ARGS)

test: node_modules/.installed
	@npm test --silent -- $(ARGS)

stage: node_modules/.installed
	@test -n "$(S)" || { echo "say which stage: make stage S=tokenize"; exit 2; }
	@$(GENEGLOT) run $(S) $(ARGS)

status: node_modules/.installed
	@$(GENEGLOT) status $(ARGS)

plan: node_modules/.installed
	@$(GENEGLOT) plan --explain $(ARGS)

# What a GPU computes beside the core, and a step of the large model, on Chromium's software adapter: docs/engine.md.
test-gpu: node_modules/.installed
	@GENEGLOT_TEST_GPU=1 npm test --silent -- test/engines/tfjs/webgpu test/pipelines/gpu-end-to-end $(ARGS)

# Kills runs at random instants; every rerun must end with the same bytes and repeat nothing that was finished.
KILLS ?= 200
SEED ?= 1
kill-test: node_modules/.installed
	@node --import tsx test/kill/kill-at-random.ts --kills $(KILLS) --seed $(SEED)

# Tries damaged files, manifests, archives, calls and commands at random; every answer must be right or a sentence.
MINUTES ?= 10
fuzz: node_modules/.installed
	@node --import tsx test/fuzz/fuzz-at-random.ts --minutes $(MINUTES) --seed $(SEED) $(if $(ONLY),--only $(ONLY))

# The runner beside Snakemake and GNU Make; rewrites bench/results/runner.json and its table in bench/RESULTS.md.
bench-runner: node_modules/.installed
	@node --import tsx bench/runner/main.ts --real $(ARGS)

# Where the time of the last run went, by stage and part; ARGS='--before OTHER/artifacts' sets another run beside it.
bench-time: node_modules/.installed
	@node --import tsx bench/where-time-goes.ts $(ARGS)

# The corpus stages beside a pandas script: bench/RESULTS.md. GMT: folder of GMT files, HGNC: HGNC's complete set.
bench-corpus: node_modules/.installed
	@node --import tsx bench/corpus/main.ts --gmt "$(GMT)" --hgnc "$(HGNC)" $(ARGS)
	@npx biome check --write --log-level=warn bench

# Python peers (transformers, anndata, gseapy, POT and others) in .peers/, and the tests against them: docs/peers.md.
peers: node_modules/.installed
	@test/peers/run $(ARGS)

graph: node_modules/.installed
	@$(GENEGLOT) graph $(ARGS)

lint: node_modules/.installed
	@npm run --silent lint
	@npm run --silent unused

types: node_modules/.installed
	@npm run --silent types

format: node_modules/.installed
	@npm run --silent format

# Our compute engine beside PyTorch, transformers and the processor's peak: bench/RESULTS.md. About half an hour, and some
# minutes more where torch.compile has not compiled these models before.
bench-engine: node_modules/.installed
	@node --import tsx bench/engine/main.ts $(ARGS)
	@npx biome check --write --log-level=warn bench

# The workbench in Chromium and Node: bench/RESULTS.md. On a quiet machine.
bench-workbench: node_modules/.installed
	@node --import tsx bench/workbench.ts $(ARGS)
	@npx biome check --write --log-level=warn bench

clean: node_modules/.installed
	@$(GENEGLOT) clean $(ARGS)

# Installed packages and the compiled core, renewed when either's sources change.
CORE_SOURCES := $(shell find core -name build -prune -o \( -name '*.cpp' -o -name '*.hpp' -o -name Makefile -o -name '*.mjs' \) -print)
node_modules/.installed: package.json package-lock.json $(CORE_SOURCES)
	npm ci --no-audit --no-fund
	@touch $@

.PHONY: all workbench cells test test-gpu kill-test fuzz peers bench-runner bench-time bench-corpus stage status plan graph lint types format bench-engine bench-workbench clean
