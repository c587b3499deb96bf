"""What the peers of bench/engine share: how much they generate at once, their clocks, and the memory they took."""

import time

# Prompts generated side by side; 32 to 256 were tried.
GENERATION_BATCH = 128
CLOCKS = dict(wall=time.perf_counter, processor=time.process_time)


def peak_memory():
    with open("/proc/self/status") as file:
        line = next(line for line in file if line.startswith("VmHWM"))
    return int(line.split()[1]) * 1024
