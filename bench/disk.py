"""A disk as slow as those of rented machines: the block device below a directory, limited for everyone by cgroups version 1 (blkio)."""
import contextlib
import os

MOST_WRITES = 3000  # a second, as cloud disks are often sold


@contextlib.contextmanager
def limited(directory, megabytes):
    """Limits reads and writes to some MB/s; does nothing where that is None."""
    if megabytes is None:
        yield
        return
    limits = {"read_bps_device": megabytes * 10**6, "write_bps_device": megabytes * 10**6, "write_iops_device": MOST_WRITES}
    device = os.stat(directory).st_dev
    path = os.path.realpath(f"/sys/dev/block/{os.major(device)}:{os.minor(device)}")
    if os.path.exists(f"{path}/partition"):
        path = os.path.dirname(path)
    with open(f"{path}/dev") as file:
        name = file.read().strip()

    def write(values):
        for key, value in values.items():
            with open(f"/sys/fs/cgroup/blkio/blkio.throttle.{key}", "w") as file:
                file.write(f"{name} {value}\n")

    write(limits)
    try:
        yield
    finally:
        write(dict.fromkeys(limits, 0))
