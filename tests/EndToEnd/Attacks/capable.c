// give FILE: gives the capability to change owners to a program. take FILE: makes a file user 7's, which needs that capability.
#include <stdio.h>
#include <string.h>
#include <sys/xattr.h>
#include <unistd.h>

int main(int count, char **words)
{
    // Version 2 with the effective bit; CAP_CHOWN is capability 0.
    static const unsigned char chown_effective[20] = {1, 0, 0, 2, 1};
    if (count != 3) return 2;
    int failed = strcmp(words[1], "give") == 0
        ? setxattr(words[2], "security.capability", chown_effective, sizeof chown_effective, 0)
        : chown(words[2], 7, 7);
    if (failed) perror(words[2]);
    return failed != 0;
}
