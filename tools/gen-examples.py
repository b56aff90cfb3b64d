#!/usr/bin/env python3
"""gen-examples.py DIR - write the sample telemetry: synthetic records in the shape that Falcon Data Replicator writes.

No record is real. Hosts, users, hashes and programs are invented; field names, spelling and the values of
SignInfoFlags on benign programs are those that public samples show. The same bytes come out on every
machine: `gen-examples.py --check DIR` fails when DIR holds something else.
"""
import gzip
import hashlib
import io
import json
import pathlib
import random
import sys

START_MS = 1699920000000  # 2023-11-14 00:00 UTC
CID = "5ca1ab1e00000000000000000000c1d0"
SYSTEM = "S-1-5-18"

# Benign values, as they stand on real programs.
VALID_MICROSOFT = 9175042  # bits 1 18 19 23
VALID_CATALOG = 8683538    # bits 1 4 15 18 23
VALID_THIRD_PARTY = 787456  # bits 10 18 19: looks like a bad chain, is none
UNSIGNED = 512             # bit 9

rng = random.Random(1036001)


def digest(*words):
    return hashlib.sha256("/".join(map(str, words)).encode()).hexdigest()


class Host:
    def __init__(self, name, user, platform="Win"):
        self.name, self.platform = name, platform
        self.aid = digest("aid", name)[:32]
        self.sid = f"S-1-5-21-1004336348-1177238915-682003330-{1100 + int(digest(user)[:3], 16)}"
        self.user = user
        self.process = rng.randrange(10**11, 10**12)
        self.volume = rng.choice([2, 3, 3, 4])

    def path(self, rest):
        return f"\\Device\\HarddiskVolume{self.volume}\\{rest}"


WINDOWS = [Host(name, user) for name, user in [
    ("FIN-WS-014", "a.keller"), ("FIN-WS-022", "m.okafor"), ("HR-LT-007", "s.lindqvist"), ("ENG-WS-101", "p.novak"),
    ("ENG-WS-102", "j.tanaka"), ("ENG-WS-117", "r.silva"), ("DC-01", "svc.backup"), ("SRV-APP-03", "svc.web")]]
MAC = Host("DESIGN-MB-02", "l.moreau", "Mac")


def event(host, at, simple_name, version, **fields):
    record = {"event_simpleName": simple_name, "name": simple_name + version, "aid": host.aid, "cid": CID,
              "aip": "203.0.113." + str(10 + len(host.name)), "event_platform": host.platform,
              "id": "-".join(digest(host.aid, at, simple_name, len(fields))[a:b]
                             for a, b in ((0, 8), (8, 12), (12, 16), (16, 20), (20, 32))),
              "timestamp": str(START_MS + at + rng.randrange(300, 2000)), "ConfigBuild": "1007.3.0017605.1",
              "ConfigStateHash": "2181989539", "EffectiveTransmissionClass": "3", "Entitlements": "15",
              "EventOrigin": "1", **fields}
    keys = list(record)
    rng.shuffle(keys)  # the order of keys means nothing in the real thing either
    return at, json.dumps({k: record[k] for k in keys}, ensure_ascii=False)


def seconds(at):
    return f"{(START_MS + at) / 1000:.3f}"


def process(host, at, image, command=None, flags=VALID_MICROSOFT, parent="explorer.exe", user=None, sha256=None):
    host.process += rng.randrange(1000, 90000)
    path = host.path(image)
    fields = {"ImageFileName": path, "CommandLine": command or '"C:\\' + image + '"', "ParentBaseFileName": parent,
              "SHA256HashData": sha256 or digest(image), "MD5HashData": digest("md5", image)[:32],
              "SHA1HashData": "0" * 40, "AuthenticodeHashData": digest("authenticode", image),
              "TargetProcessId": str(host.process), "ParentProcessId": str(host.process - 4711),
              "RawProcessId": str(rng.randrange(400, 30000) // 4 * 4), "SourceProcessId": str(host.process - 4711),
              "SourceThreadId": str(rng.randrange(10**10, 10**12)), "ProcessStartTime": seconds(at),
              "ProcessEndTime": "", "UserSid": user or host.sid, "AuthenticationId": "999" if user == SYSTEM else "293628",
              "IntegrityLevel": "16384" if user == SYSTEM else "8192", "ImageSubsystem": "2", "TokenType": "1",
              "SessionId": "0" if user == SYSTEM else "1", "ProcessCreateFlags": "525324",
              "ProcessParameterFlags": "24577", "ProcessSxsFlags": "64", "Tags": "25, 27, 40, 151, 874, 924"}
    if host.platform == "Mac":
        for name in ("AuthenticodeHashData", "ImageSubsystem", "ProcessSxsFlags", "UserSid"):
            del fields[name]
        fields.update(ImageFileName="/" + image, CommandLine=command or "/" + image, UID="501", GID="20")
        return event(host, at, "ProcessRollup2", "MacV8", **fields)
    return event(host, at, "ProcessRollup2", "V19", SignInfoFlags=str(flags), **fields)


def synthetic_process(host, at, image):
    """A process that ran before the sensor did: the sensor sends no SignInfoFlags for it."""
    return event(host, at, "SyntheticProcessRollup2", "V11", ImageFileName=host.path(image),
                 CommandLine="C:\\" + image, SHA256HashData=" " + digest(image), UserSid=SYSTEM,
                 TargetProcessId=str(host.process - 99), ParentProcessId=str(host.process - 4711),
                 RawProcessId="3452", ContextTimeStamp=seconds(at), ProcessStartTime=seconds(at - 900000),
                 AuthenticationId="999", IntegrityLevel="16384", SyntheticPR2Flags="0")


def module(host, at, image, loader, flags=VALID_MICROSOFT):
    return event(host, at, "ClassifiedModuleLoad", "V2", ImageFileName=host.path(image),
                 TargetImageFileName=host.path(loader), SHA256HashData=digest(image),
                 MD5HashData=digest("md5", image)[:32], AuthenticodeHashData=digest("authenticode", image),
                 SignInfoFlags=str(flags), TargetProcessId=str(host.process), ContextProcessId=str(host.process),
                 ContextThreadId=str(rng.randrange(10**10, 10**12)), ContextTimeStamp=seconds(at),
                 ModuleLoadTelemetryClassification="2", ModuleSize=str(rng.randrange(10**5, 10**7)),
                 ModuleCharacteristics="8226", MappedFromUserMode="1", PrimaryModule="0")


def dns(host, at, domain):
    return event(host, at, "DnsRequest", "V4", DomainName=domain, RequestType="1", QueryStatus="0", InterfaceIndex="0",
                 DualRequest="0", DnsRequestCount="1", ContextProcessId=str(host.process),
                 ContextThreadId=str(rng.randrange(10**10, 10**12)), ContextTimeStamp=seconds(at),
                 FirstIP4Record=f"198.51.100.{len(domain)}", IP4Records=f"198.51.100.{len(domain)};")


def connection(host, at, address):
    return event(host, at, "NetworkConnectIP4", "V12", RemoteAddressIP4=address, RemotePort="443", LocalPort="54887",
                 LocalAddressIP4="192.0.2.17", Protocol="6", ConnectionDirection="0", ConnectionFlags="0", InContext="0",
                 ContextProcessId=str(host.process), ContextTimeStamp=seconds(at))


def written(host, at, path):
    return event(host, at, "NewExecutableWritten", "V3", TargetFileName=host.path(path), ContextBaseFileName="chrome.exe",
                 ContextImageFileName=host.path("Program Files\\Google\\Chrome\\Application\\chrome.exe"),
                 ContextProcessId=str(host.process), FileIdentifier=digest(path)[:32], ContextTimeStamp=seconds(at))


def ended(host, at, image):
    return event(host, at, "EndOfProcess", "V15", TargetProcessId=str(host.process), ContextProcessId=str(host.process),
                 SHA256HashData=digest(image), RawProcessId="7124", ExitCode="0", ImageSubsystem="2", UserSid=host.sid,
                 ProcessStartTime=seconds(at - 60000), ContextTimeStamp=seconds(at), MaxThreadCount="10",
                 UserTime="2968750", KernelTime="3437500", CycleTime="2094128880")


PROGRAMS = [  # image, flags, parent, weight
    ("Windows\\System32\\svchost.exe", VALID_MICROSOFT, "services.exe", 9),
    ("Windows\\System32\\conhost.exe", VALID_MICROSOFT, "cmd.exe", 6),
    ("Windows\\System32\\gpupdate.exe", VALID_CATALOG, "svchost.exe", 3),
    ("Windows\\System32\\rundll32.exe", VALID_CATALOG, "explorer.exe", 3),
    ("Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe", VALID_CATALOG, "explorer.exe", 2),
    ("Windows\\System32\\taskhostw.exe", VALID_MICROSOFT, "svchost.exe", 4),
    ("Program Files\\Adobe\\Acrobat DC\\Acrobat\\acrocef_1\\AcroCEF.exe", VALID_THIRD_PARTY, "Acrobat.exe", 4),
    ("Program Files\\Google\\Chrome\\Application\\chrome.exe", VALID_THIRD_PARTY, "explorer.exe", 7),
    ("Program Files\\Contoso\\Sync\\contososync.exe", 786434, "explorer.exe", 3),
    ("Program Files (x86)\\Legacy\\ledger.exe", UNSIGNED, "explorer.exe", 2),
    ("ProgramData\\Build\\tools\\codegen.exe", UNSIGNED, "msbuild.exe", 2),
]
MODULES = [
    ("Windows\\System32\\shell32.dll", "Windows\\System32\\rundll32.exe", VALID_MICROSOFT),
    ("Windows\\System32\\oci.dll", "Windows\\System32\\msdtc.exe", 32768),
    ("Program Files\\Contoso\\Sync\\sync.dll", "Program Files\\Contoso\\Sync\\contososync.exe", 786434),
]
DOMAINS = ["login.example.com", "updates.example.net", "files.example.org", "telemetry.example.com"]
DAY = 24 * 3600 * 1000


def benign(count):
    weights = [p[3] for p in PROGRAMS]
    for _ in range(count):
        host, at = rng.choice(WINDOWS), rng.randrange(60000, DAY)
        kind = rng.random()
        image, flags, parent, _ = rng.choices(PROGRAMS, weights)[0]
        if kind < 0.5:
            user = SYSTEM if parent in ("services.exe", "svchost.exe") else None
            yield process(host, at, image, flags=flags, parent=parent, user=user)
        elif kind < 0.62:
            yield module(host, at, *rng.choice(MODULES))
        elif kind < 0.8:
            yield dns(host, at, rng.choice(DOMAINS))
        elif kind < 0.9:
            yield ended(host, at, image)
        elif kind < 0.97:
            yield connection(host, at, f"198.51.100.{rng.randrange(2, 250)}")
        else:
            yield written(host, at, f"Users\\Public\\Downloads\\setup-{rng.randrange(1000)}.exe")
    for host in WINDOWS:
        yield synthetic_process(host, 1000, "Windows\\System32\\conhost.exe")
    for n in range(20):
        yield process(MAC, n * 3600000, "Applications/Sketch.app/Contents/MacOS/Sketch")


def findings():
    """One story a class of evidence. The bits are those that the class asks for."""
    fin, fin2, hr, eng, eng2, _, dc, app = WINDOWS
    hour = 3600 * 1000

    # A signature copied from a signed program onto another: the digest is that of other bytes. The same file
    # goes by another name on the second host.
    grafted = 1 << 11 | 1 << 19
    yield written(fin, 9 * hour, "Users\\a.keller\\Downloads\\OneDriveSetup.exe")
    yield process(fin, 9 * hour + 60000, "Users\\a.keller\\Downloads\\OneDriveSetup.exe",
                  '"C:\\Users\\a.keller\\Downloads\\OneDriveSetup.exe" /silent', grafted, "chrome.exe")
    yield process(fin2, 11 * hour, "Users\\m.okafor\\AppData\\Local\\Temp\\7zO4\\report_viewer.exe",
                  "report_viewer.exe", grafted, "7zFM.exe",
                  sha256=digest("Users\\a.keller\\Downloads\\OneDriveSetup.exe"))
    yield module(fin, 9 * hour + 64000, "Users\\a.keller\\AppData\\Local\\Temp\\version.dll",
                 "Users\\a.keller\\Downloads\\OneDriveSetup.exe", grafted)
    # The same trick on a file whose own certificate still counts as valid.
    yield process(dc, 2 * hour, "Windows\\Temp\\backupagent.exe", "backupagent.exe -service", 1 << 11 | 1 << 18 | 1 << 19,
                  "services.exe", SYSTEM)

    # A stolen certificate that has been revoked since.
    for minute in (0, 3, 40):
        yield process(app, 4 * hour + minute * 60000, "inetpub\\wwwroot\\upload\\kb4512578.exe",
                      f"kb4512578.exe -c {minute}", 1 << 29 | 1 << 19, "w3wp.exe", SYSTEM)

    # Expired, and nothing proves when it was signed.
    yield process(hr, 14 * hour, "Users\\s.lindqvist\\AppData\\Roaming\\Updater\\hpdriver.exe",
                  "hpdriver.exe /background", 1 << 28 | 1 << 19, "userinit.exe")
    yield process(eng, 15 * hour, "Tools\\oldsigned\\flash_util.exe", "flash_util.exe", 1 << 28 | 1 << 19)

    # Expired, but timestamped while it was good: old installers look like this.
    for n, host in enumerate(WINDOWS[:4]):
        yield process(host, (7 + n) * hour, "Users\\Public\\Downloads\\viewer-setup-3.1.exe",
                      "viewer-setup-3.1.exe /S", 1 << 28 | 1 << 18 | 1 << 19)

    # A self-signed certificate that claims to be Microsoft Corporation.
    yield process(eng2, 16 * hour, "Users\\j.tanaka\\Desktop\\test_signed.exe", "test_signed.exe",
                  1 << 0 | 1 << 10 | 1 << 19, "powershell.exe")
    # An enterprise certificate outside the sensor's trust: common, so not among the rare.
    for n in range(24):
        yield process(WINDOWS[3], n * hour + 5000, "ProgramData\\Corp\\Inventory\\invscan.exe", "invscan.exe /quiet",
                      1 << 10 | 1 << 19, "gpscript.exe", SYSTEM)

    # A driver developer's machine, and a certificate that was not made for code.
    yield module(eng, 13 * hour, "Drivers\\demo\\demo64.dll", "Windows\\System32\\rundll32.exe", 1 << 2 | 1 << 19)
    yield process(hr, 17 * hour, "Users\\s.lindqvist\\Downloads\\invoice_viewer.exe", "invoice_viewer.exe",
                  1 << 12 | 1 << 19, "outlook.exe")


def aidmaster():
    for host in WINDOWS + [MAC]:
        yield json.dumps({"Time": f"{START_MS / 1000:.3f}", "aid": host.aid, "cid": CID, "ComputerName": host.name,
                          "MachineDomain": "corp.example.com", "OU": "Workstations", "SiteName": "HQ",
                          "Version": "Windows 10" if host.platform == "Win" else "Sonoma (14.0)",
                          "event_platform": host.platform, "AgentVersion": "7.04.17605.0", "Timezone": "Etc/UTC"})


def compressed(text):
    out = io.BytesIO()
    with gzip.GzipFile(filename="", mode="wb", fileobj=out, mtime=0, compresslevel=9) as f:
        f.write(text.encode())
    return out.getvalue()


def files():
    records = sorted(list(benign(1250)) + list(findings()))
    lines = [line for _, line in records]
    half = len(lines) * 3 // 4
    batch = "data/" + "-".join(digest("batch")[a:b] for a, b in ((0, 8), (8, 12), (12, 16), (16, 20), (20, 32)))

    def text(part):
        return "".join(line + "\n" for line in part)

    return {f"{batch}/synthetic-part-00000.gz": compressed(text(lines[:half])),
            f"{batch}/synthetic-part-00001.ndjson": text(lines[half:]).encode(),
            f"{batch}/_SUCCESS": b"",
            "aidmaster/synthetic-part-00000.ndjson": text(aidmaster()).encode()}


def main():
    check = "--check" in sys.argv
    folder = pathlib.Path(sys.argv[-1])
    wrong = []
    for name, content in files().items():
        path = folder / name
        if check:
            if not path.is_file() or not same(path, content):
                wrong.append(str(path))
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
    if wrong:
        sys.exit(f"gen-examples.py: not what this script writes: {', '.join(wrong)}")


def same(path, content):
    """Compressed bytes depend on the version of zlib; what they hold does not."""
    have = path.read_bytes()
    if path.suffix == ".gz":
        return gzip.decompress(have) == gzip.decompress(content)
    return have == content


if __name__ == "__main__":
    main()
