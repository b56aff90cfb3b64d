"""openssl_pki.py - certificates and revocation lists made by the openssl program.

Nothing of the forge is used: whoever reads both sees the same world written twice.
"""
import pathlib
import subprocess

NL = "/C=NL/O=Independent Trust/CN=Independent "
MS = "/C=US/ST=Washington/L=Redmond/O=Microsoft Corporation/CN="
CODE = ["keyUsage=critical,digitalSignature", "extendedKeyUsage=codeSigning"]
STAMP = ["keyUsage=critical,digitalSignature", "extendedKeyUsage=critical,timeStamping"]
CA = ["basicConstraints=critical,CA:TRUE", "keyUsage=critical,keyCertSign,cRLSign"]
KEYS = {"rsa": ["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"],
        "weak": ["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:1024"],
        "p384": ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-384"]}

# name: (issuer or None, subject, key kind, from, to, extensions, digest, serial)
CERTS = {
    "root": (None, NL + "Root", "rsa", 2010, 2045, CA, "sha256", "01"),
    "ca": ("root", NL + "CA", "rsa", 2015, 2044, CA, "sha256", "02"),
    "tsa": ("root", NL + "Clock", "rsa", 2015, 2044, STAMP, "sha256", "03"),
    "tsa-plain": ("root", NL + "Watch", "rsa", 2015, 2044, CODE, "sha256", "04"),
    "other-root": (None, "/CN=Elsewhere Root", "rsa", 2010, 2045, CA, "sha256", "05"),
    "other-tsa": ("other-root", "/CN=Elsewhere Clock", "rsa", 2015, 2044, STAMP, "sha256", "06"),
    "namesake": ("other-root", NL + "CA", "rsa", 2015, 2044, CA, "sha256", "07"),
    "leaf": ("ca", "/C=NL/O=Tools/CN=Tools", "rsa", 2020, 2040, CODE, "sha256", "10"),
    "p384": ("ca", "/C=NL/O=Curves/CN=Curves", "p384", 2020, 2040, CODE, "sha256", "11"),
    "old": ("ca", "/C=NL/O=Old/CN=Old", "rsa", 2018, 2020, CODE, "sha256", "12"),
    "lifetime": ("ca", "/C=NL/O=Brief/CN=Brief", "rsa", 2018, 2020,
                 [CODE[0], "extendedKeyUsage=codeSigning,1.3.6.1.4.1.311.10.3.13"], "sha256", "13"),
    "future": ("ca", "/C=NL/O=Later/CN=Later", "rsa", 2040, 2042, CODE, "sha256", "14"),
    "no-eku": ("root", "/C=NL/O=Bare/CN=Bare", "rsa", 2020, 2040, [], "sha256", "15"),
    "mail": ("ca", "/C=NL/O=Post/CN=Post", "rsa", 2020, 2040,
             [CODE[0], "extendedKeyUsage=serverAuth,emailProtection"], "sha256", "16"),
    "below": ("leaf", "/C=NL/O=Upstart/CN=Upstart", "rsa", 2020, 2040, CODE, "sha256", "17"),
    "driver": ("ca", "/C=NL/O=Driver/CN=Driver", "rsa", 2020, 2040,
               [CODE[0], "extendedKeyUsage=codeSigning,1.3.6.1.4.1.311.10.3.5"], "sha256", "18"),
    "sha1": ("ca", "/C=NL/O=Older/CN=Older", "rsa", 2020, 2040, CODE, "sha1", "19"),
    "md5": ("ca", "/C=NL/O=Oldest/CN=Oldest", "rsa", 2020, 2040, CODE, "md5", "1A"),
    "weak": ("ca", "/C=NL/O=Short/CN=Short", "weak", 2020, 2040, CODE, "sha256", "1B"),
    "fan": ("ca", "/C=NL/O=Microsoft Fan Club BV/CN=Microsoft Fan Club BV", "rsa", 2020, 2040, CODE, "sha256",
            "1C"),
    "sealer": ("ca", "/C=NL/O=Sealer/CN=Sealer", "rsa", 2020, 2040,
               ["keyUsage=critical,keyCertSign", CODE[1]], "sha256", "1D"),
    "self": (None, "/O=Microsoft Corporation/CN=Microsoft Corporation", "rsa", 2020, 2040, CODE, "sha256", "20"),
    "homoglyph": (None, "/O=Micr\u043esoft Corporation/CN=Micr\u043esoft Corporation", "rsa", 2020, 2040, CODE,
                  "sha256", "21"),
    "clone-root": (None, MS + "Microsoft Root Certificate Authority 2011", "rsa", 2011, 2036, CA, "sha256",
                   "3F8BC8B5FC9FB29643B569D66C42E144"),
    "clone-ca": ("clone-root", MS + "Microsoft Code Signing PCA 2011", "rsa", 2011, 2026, CA, "sha256",
                 "610E90D2000000000003"),
    "clone-leaf": ("clone-ca", MS + "Microsoft Corporation", "rsa", 2020, 2040, CODE, "sha256", "30"),
}

CONFIG = """[ca]
default_ca = it
[it]
database = {folder}/{name}.db
new_certs_dir = {folder}
serial = {folder}/{name}.serial
policy = any
unique_subject = no
default_days = 1
default_crl_days = 1
crlnumber = {folder}/{name}.crlnumber
[any]
countryName = optional
stateOrProvinceName = optional
localityName = optional
organizationName = optional
organizationalUnitName = optional
commonName = optional
[req]
distinguished_name = nothing
prompt = no
string_mask = pkix
[nothing]
[extensions]
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
{extensions}
"""


class Pki:
    """Certificates on demand, as <name>.pem and <name>.key in a folder."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)

    def openssl(self, *args):
        subprocess.run(["openssl", *map(str, args)], check=True, capture_output=True)

    def file(self, name):
        return self.folder / name

    def key(self, name):
        path = self.file(name + ".key")
        if not path.exists():
            self.openssl("genpkey", *KEYS[CERTS[name][2]], "-out", path)
        return path

    def config(self, name, serial, extensions=()):
        """The files that `openssl ca` wants, anew."""
        self.file(name + ".db").write_text("")
        self.file(name + ".serial").write_text(serial + "\n")
        self.file(name + ".crlnumber").write_text("01\n")
        path = self.file(name + ".cnf")
        path.write_text(CONFIG.format(folder=self.folder, name=name,
                                      extensions="\n".join(line.replace("=", " = ", 1) for line in extensions)))
        return path

    def cert(self, name):
        path = self.file(name + ".pem")
        if path.exists():
            return path
        issuer, subject, _, since, until, extensions, digest, serial = CERTS[name]
        config = self.config(name, serial, extensions)
        request = self.file(name + ".csr")
        self.openssl("req", "-new", "-utf8", "-batch", "-config", config, "-key", self.key(name),
                     "-subj", subject, "-out", request)
        signer = ["-selfsign", "-keyfile", self.key(name)] if not issuer else \
            ["-cert", self.cert(issuer), "-keyfile", self.key(issuer)]
        self.openssl("ca", "-batch", "-notext", "-utf8", "-preserveDN", "-config", config, "-in", request,
                     "-startdate", f"{since}0101120000Z", "-enddate", f"{until}0101120000Z", "-md", digest,
                     "-extensions", "extensions", "-out", path, *signer)
        return path

    def bag(self, *names):
        """One file with the certificates of that names."""
        path = self.file("+".join(names) + ".pem")
        if len(names) > 1 and not path.exists():
            path.write_text("".join(self.cert(name).read_text() for name in names))
        return path if len(names) > 1 else self.cert(names[0])

    def crl(self, issuer, label, revoked=None, date=None, reason=(), since="20251201", until="20260601"):
        """A list of `issuer`, which revokes `revoked` as of `date`."""
        path = self.file(label + ".crl")
        config = self.config("crl-" + label, "00")
        if revoked:
            subject, serial = CERTS[revoked][1], CERTS[revoked][7]
            self.file(f"crl-{label}.db").write_text(
                "\t".join(["R", "400101120000Z", ",".join([date[2:] + "120000Z", *reason]), serial, "unknown",
                           subject]) + "\n")
        self.openssl("ca", "-gencrl", "-config", config, "-cert", self.cert(issuer), "-keyfile",
                     self.key(issuer), "-crl_lastupdate", f"{since}120000Z", "-crl_nextupdate",
                     f"{until}120000Z", "-md", "sha256", "-out", path)
        return path
