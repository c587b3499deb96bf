#!/bin/sh
# Installs geneglot for all users of a Debian that has Node and npm; the one recipe of Dockerfile and geneglot.def.
# Usage: install.sh SOURCE PREFIX, with a clone or the tarball of `npm pack`; the command is then PREFIX/bin/geneglot.
set -eu
source=$1
prefix=$2
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# The compute core is compiled here; without these two the WebAssembly engine would be used, at 40 % of the speed.
if ! command -v g++ >/dev/null || ! command -v make >/dev/null; then
  apt-get update
  DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends g++ make
fi

npm pack --silent --pack-destination "$scratch" "$source"
# No package but geneglot has a script that is needed.
npm install --global --prefix "$prefix" --ignore-scripts --no-audit --no-fund "$scratch"/geneglot-*.tgz
package=$prefix/lib/node_modules/geneglot
node "$package/core/install.mjs"
test -s "$package/core/build/Release/geneglot.node"
rm -rf "$package/core/build/objects"

"$prefix/bin/geneglot" complete TP53 MDM2 CDKN1A --top 3
