"""Language models that word or read the suppliers' mail, as a scenario names them."""

from __future__ import annotations

from urllib.parse import urlsplit

from pydantic import ConfigDict, field_validator

from vendsim.settings import Section, setting


class ModelEndpoint(Section):
    """A language model behind an OpenAI-compatible endpoint, named without any key."""

    model_config = ConfigDict(hide_input_in_errors=True)

    base_url: str = setting("address of an OpenAI-compatible endpoint")
    model: str = setting("name of the model", min_length=1)
    # Capitals only, so that a key put here by mistake is refused and not written down.
    api_key_env: str | None = setting(
        "environment variable with the key; unset: no key is sent",
        default=None,
        pattern=r"^[A-Z_][A-Z0-9_]{0,63}$",
    )
    timeout: float = setting("longest wait for one answer", "seconds", default=30.0, gt=0, le=600)
    price_in: float | None = setting(
        "what its input costs, where answers do not say their cost; needed for a budget",
        "dollars per million tokens", default=None, ge=0,
    )  # fmt: skip
    price_out: float | None = setting(
        "the same for its output", "dollars per million tokens", default=None, ge=0
    )

    @field_validator("base_url")
    @classmethod
    def _is_an_address_without_secrets(cls, url: str) -> str:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError("this is no address; it should look like http://localhost:8000/v1")
        if "@" in parts.netloc or parts.query or parts.fragment:
            raise ValueError("leave user name, password and query out; api_key_env names the key's variable")
        return url


class Voice(ModelEndpoint):
    """A language model that words the suppliers' mail; what they say is decided without it.

    In a scenario file, which goes into the run folder and therefore holds no key::

        extends = "vb2"
        name = "my-voiced"

        [voice]
        base_url = "http://localhost:8000/v1"  # chat completions as OpenAI defines them
        model = "my-model"
        # api_key_env = "MY_KEY"  # the environment variable with the key; without it, none is sent
        # timeout = 30.0
    """


class Reader(ModelEndpoint):
    """A language model that reads the mail to suppliers; what they do about it is decided without it.

    In a scenario file, with the same settings as a `Voice`::

        extends = "vb2"
        name = "my-read"

        [suppliers]
        reader = "model"

        [reader]
        base_url = "http://localhost:8000/v1"
        model = "my-model"

    Runs ask it. An `Episode` or an environment that is opened by hand without a reader uses the built-in one.
    """
