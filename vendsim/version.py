"""The version, from the installed distribution."""

from importlib.metadata import PackageNotFoundError, version

try:
    __version__ = version("vendsim")
except PackageNotFoundError:  # a checkout that was never installed
    __version__ = "0+unknown"
