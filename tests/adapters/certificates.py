"""Certificates for tests, made on the spot."""

import subprocess
from pathlib import Path


def certificate(folder: Path, host: str = "localhost") -> tuple[Path, Path]:
    """Make a self-signed certificate for `host`; return its file and its key's."""
    made, key = folder / "certificate.pem", folder / "key.pem"
    subprocess.run(
        [
            "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
            "-subj", f"/CN={host}", "-addext", f"subjectAltName=DNS:{host}", "-days", "1",
            "-keyout", str(key), "-out", str(made),
        ],
        check=True, capture_output=True,
    )  # fmt: skip
    return made, key
