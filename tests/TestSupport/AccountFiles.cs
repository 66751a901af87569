namespace Sharpbuild.TestSupport;

/// <summary>The account files of the small base images.</summary>
internal static class AccountFiles
{
    public const string Passwd = """
        root:x:0:0:root:/root:/bin/sh
        daemon:x:1:1:daemon:/usr/sbin:/bin/false
        bin:x:2:2:bin:/bin:/bin/false
        sys:x:3:3:sys:/dev:/bin/false
        sync:x:4:100:sync:/bin:/bin/sync
        mail:x:8:8:mail:/var/spool/mail:/bin/false
        www-data:x:33:33:www-data:/var/www:/bin/false
        operator:x:37:37:Operator:/var:/bin/false
        nobody:x:65534:65534:nobody:/home:/bin/false

        """;

    public const string Group = """
        root:x:0:
        daemon:x:1:
        bin:x:2:
        sys:x:3:
        mail:x:8:
        wheel:x:10:root
        www-data:x:33:
        operator:x:37:
        users:x:100:
        nobody:x:65534:

        """;

    /// <summary>Understands <c>-D -u UID -h HOME NAME</c>.</summary>
    public const string AddUser = """
        #!/bin/sh
        set -e
        uid= home=
        while [ $# -gt 1 ]; do
          case $1 in
            -u) uid=$2; shift 2 ;;
            -h) home=$2; shift 2 ;;
            *) shift ;;
          esac
        done
        name=$1
        if [ -z "$uid" ]; then
          uid=1000
          while cut -d: -f3 /etc/passwd | grep -qx "$uid"; do uid=$((uid + 1)); done
        fi
        : "${home:=/home/$name}"
        echo "$name:x:$uid:$uid:Linux User,,,:$home:/bin/sh" >> /etc/passwd
        echo "$name:x:$uid:" >> /etc/group
        mkdir -p "$home"
        chown "$uid:$uid" "$home"

        """;
}
