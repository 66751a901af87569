# Prints every entry below a directory of some tar archives, later archives over earlier ones, without loss: names as Python shows bytes.
#   entries.py DIRECTORY ARCHIVE...
import hashlib, sys, tarfile

below, found = sys.argv[1].encode(), {}
for archive in sys.argv[2:]:
    with tarfile.open(archive, errors="surrogateescape", encoding="utf-8") as tar:
        contents = {}
        for entry in tar:
            name = entry.name.encode("utf-8", "surrogateescape").strip(b"/").removeprefix(b"./")
            if entry.isreg():
                contents[name] = (entry.size, hashlib.sha256(tar.extractfile(entry).read()).hexdigest()[:16])
            link = entry.linkname.encode("utf-8", "surrogateescape").removeprefix(b"./")
            xattrs = sorted((k, v) for k, v in entry.pax_headers.items() if k.startswith("SCHILY.xattr."))
            kind = "file" if entry.isreg() or entry.islnk() else entry.type.decode()
            device = (entry.devmajor, entry.devminor) if entry.ischr() or entry.isblk() else ""
            content = contents.get(link if entry.islnk() else name, "")
            if entry.islnk():
                contents[name] = content
            mode = "" if entry.issym() else oct(entry.mode)
            mtime = "" if entry.isdir() else int(entry.mtime // 1)
            found[name] = (kind, mode, entry.uid, entry.gid, mtime, content, link if entry.issym() else "", device, xattrs)
for name, what in sorted(found.items()):
    if name.startswith(below):
        print(name[len(below):], *what)
