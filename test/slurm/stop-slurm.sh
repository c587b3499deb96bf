#!/usr/bin/env bash
# Stops the Slurm that start-slurm.sh started in the folder $1, by the process ids it wrote there; removes the folder.
set -uo pipefail
folder=$(realpath "${1:?usage: stop-slurm.sh FOLDER}")
export SLURM_CONF=$folder/slurm.conf
# Jobs that a failed test left behind.
[ -s "$folder/slurmctld.pid" ] && timeout 10 scancel --quiet --user="$(id -un)"
for pid_file in "$folder"/slurmd.pid "$folder"/slurmctld.pid "$folder"/munge/munged.pid; do
  [ -s "$pid_file" ] && kill "$(cat "$pid_file")" 2>/dev/null
done
sleep 1
rm -rf "$folder"
