"""What a program sees of its box, one JSON object: run by the interpreter that the box was made for."""

import json
import os
import pwd
import sys


def attempt(act):
    try:
        return act()
    except Exception as cause:
        return type(cause).__name__


def written(path):
    with open(path, "w") as file:
        file.write("x")
    return os.stat(path).st_uid == os.getuid()


status = dict(line.rstrip("\n").split(":\t", 1) for line in open("/proc/self/status") if ":\t" in line)
order = json.loads(sys.argv[1])
print(
    json.dumps(
        {
            "user": [os.getuid(), os.getgid(), os.getgroups(), pwd.getpwuid(os.getuid()).pw_name],
            "capabilities": [int(status[name], 16) for name in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb")],
            "noNewPrivs": status["NoNewPrivs"],
            "processes": len([name for name in os.listdir("/proc") if name.isdigit()]),
            "hosts": open("/etc/hosts").read(),
            "home": attempt(lambda: written(os.path.expanduser("~/proof"))),
            "listed": {path: attempt(lambda: sorted(os.listdir(path))) for path in order["list"]},
            "written": {path: attempt(lambda: written(os.path.join(path, "proof"))) for path in order["write"]},
            "unmounted": os.system("umount /etc/hosts 2>/dev/null") == 0,
        }
    )
)
