# Writes tar archives that want much memory: many entries, or entries with large headers.
import io, sys, tarfile

with tarfile.open(fileobj=sys.stdout.buffer, mode="w|", format=tarfile.PAX_FORMAT) as tar:
    if sys.argv[1] == "many":
        for number in range(100000):
            tar.addfile(tarfile.TarInfo(f"directory/file-{number:06}"))
    else:
        for number in range(20000):
            entry = tarfile.TarInfo("/".join(["d" * 200] * 15 + [str(number)]))
            entry.pax_headers = {"comment": "c" * 20000}
            tar.addfile(entry)
