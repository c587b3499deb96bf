#!/usr/bin/env bash
# Starts a whole Slurm of one node on loopback in the folder $1, without systemd: munged, slurmctld, slurmd.
# Installs Debian's packages when they are missing; prints `export …` lines that let commands find this Slurm.
# Ends with 3 and one line of text where Slurm cannot be had (no packages, not root).
set -euo pipefail

folder=$(realpath -m "${1:?usage: start-slurm.sh FOLDER}")
mkdir -p "$folder"
cd "$(dirname "$0")"

cannot() {
  echo "$1" >&2
  exit 3
}

install_packages() {
  command -v slurmctld slurmd munged sbatch >/dev/null && return
  [ "$(id -u)" = 0 ] || cannot "Slurm is not installed and only root can install it (apt-get install slurm-wlm munge)"
  command -v apt-get >/dev/null || cannot "Slurm is not installed and there is no apt-get"
  local log=$folder/apt.log
  export DEBIAN_FRONTEND=noninteractive
  {
    timeout 200 apt-get install -y --no-install-recommends slurm-wlm munge ||
      { timeout 60 apt-get update && timeout 200 apt-get install -y --no-install-recommends slurm-wlm munge; }
  } >"$log" 2>&1 </dev/null || cannot "Slurm could not be installed: $(tail -n 1 "$log")"
}

free_ports() {
  node -e "
    const {createServer} = require('node:net');
    const servers = [createServer(), createServer()];
    let open = 0;
    for (const server of servers) server.listen(0, '127.0.0.1', () => {
      if (++open < servers.length) return;
      console.log(servers.map(server => server.address().port).join(' '));
      for (const server of servers) server.close();
    });"
}

# A munge of its own: socket and key lie in the folder, so a munge of the system is left alone.
start_munge() {
  chmod a+x "$folder"
  install -d -o munge -g munge -m 0755 "$folder/munge"
  dd if=/dev/urandom of="$folder/munge/key" bs=128 count=1 status=none
  chown munge:munge "$folder/munge/key"
  chmod 0400 "$folder/munge/key"
  runuser -u munge -- munged --socket="$folder/munge/socket" --key-file="$folder/munge/key" \
    --pid-file="$folder/munge/munged.pid" --log-file="$folder/munge/munged.log" --seed-file="$folder/munge/seed"
}

# More processors than the machine may have, so that tests overlap; a job that shall die has five seconds to.
write_configuration() {
  local host=$1 controller_port=$2 node_port=$3
  mkdir -p "$folder/state" "$folder/spool"
  cat >"$folder/slurm.conf" <<CONF
ClusterName=solo
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=$controller_port
SlurmdPort=$node_port
AuthType=auth/munge
AuthInfo=socket=$folder/munge/socket
CredType=cred/munge
SlurmUser=root
SlurmdUser=root
StateSaveLocation=$folder/state
SlurmdSpoolDir=$folder/spool
SlurmctldPidFile=$folder/slurmctld.pid
SlurmdPidFile=$folder/slurmd.pid
SlurmctldLogFile=$folder/slurmctld.log
SlurmdLogFile=$folder/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
MpiDefault=none
ReturnToService=2
KillWait=5
MinJobAge=300
SlurmdParameters=config_overrides
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SchedulerParameters=batch_sched_delay=0,sched_interval=5,bf_interval=5
GresTypes=gpu
AccountingStorageType=accounting_storage/none
NodeName=$host NodeAddr=127.0.0.1 CPUs=8 RealMemory=1000 Gres=gpu:fake:2
PartitionName=batch Nodes=ALL Default=YES
CONF
  # Slurm wants a device file a GPU; these two are everywhere and nothing here looks at them.
  printf "NodeName=$host Name=gpu Type=fake File=/dev/%s\n" null zero >"$folder/gres.conf"
}

wait_until_idle() {
  for _ in $(seq 60); do
    sinfo --noheader --format=%t 2>/dev/null | grep -qx idle && return
    sleep 0.5
  done
  tail -n 5 "$folder"/*.log >&2
  cannot "Slurm was installed but its node did not come up in 30 s (logs in $folder)"
}

install_packages
[ "$(id -u)" = 0 ] || cannot "Slurm's daemons need root here"
host=$(uname -n)
host=${host%%.*}
read -r controller_port node_port < <(free_ports)
start_munge || cannot "munged did not start"
write_configuration "$host" "$controller_port" "$node_port"
export SLURM_CONF=$folder/slurm.conf
slurmctld >"$folder/slurmctld.out" 2>&1 || cannot "slurmctld did not start: $(tail -n 1 "$folder/slurmctld.log")"
slurmd -N "$host" >"$folder/slurmd.out" 2>&1 || cannot "slurmd did not start: $(tail -n 1 "$folder/slurmd.log")"
wait_until_idle
echo "export SLURM_CONF=$SLURM_CONF"
