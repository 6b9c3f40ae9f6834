"""What a failure of an endpoint means: wait, make room, say it otherwise, or tell the user.

- `AgentError`: the run cannot go on; one sentence for a person.
- `ContextTooLongError`: the conversation must be shorter.
- `RejectedError`: the endpoint does not take this request; perhaps another. `StubbornError`: it may be so.
- `TransientError`: the same request may work later.

Providers put the words and codes of an error wherever they like, so that all of a body is read for them.
"""

from __future__ import annotations

import html
import json
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from vendsim_agents.llm.address import Address


class AgentError(RuntimeError):
    """The agent cannot go on. The message is one sentence that a person can act on and holds no key."""


class ContextTooLongError(Exception):
    """The endpoint says that the conversation does not fit into its context window.

    ``window`` is how many tokens that is, where it says so. ``charged``: it had begun to answer all the same.
    """

    def __init__(
        self,
        reason: str,
        window: int | None = None,
        *,
        charged: bool = False,
        usage: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(reason)
        self.window, self.charged, self.usage = window, charged, usage


class RejectedError(AgentError):
    """The endpoint rejects this request, for a reason of its own; ``said`` is what it says."""

    def __init__(self, message: str, said: str = "") -> None:
        super().__init__(message)
        self.said = said or message


class StubbornError(RejectedError):
    """The endpoint fails at this request again and again: perhaps at what is said in it."""


class TransientError(Exception):
    """A failure that may pass.

    ``sort`` is one of "rate limit", "server error", "timeout", "connection", "unreadable", "puzzling";
    ``retry_after`` is the wait in seconds the endpoint asked for, if any. ``charged``: an answer may have
    been made and paid for, of which ``usage`` and ``text`` tell what is known. ``last``: what to say when
    waiting did not help.
    """

    def __init__(
        self,
        sort: str,
        reason: str,
        retry_after: float | None = None,
        *,
        charged: bool = False,
        usage: Mapping[str, Any] | None = None,
        text: str = "",
        last: AgentError | None = None,
    ) -> None:
        super().__init__(reason)
        self.sort = sort
        self.retry_after = retry_after
        self.charged, self.usage, self.text = charged, usage, text
        self.last = last
        self.crash = False  # a plain 500, at which the request itself may be to blame
        self.late = False  # it came so late that an answer may have been made meanwhile

    @property
    def rate_limit(self) -> bool:
        """Whether the endpoint had too many requests."""
        return self.sort == "rate limit"

    @property
    def soon_hopeless(self) -> bool:
        """Whether it looks like something that waiting does not mend: then only for a while."""
        return self.sort == "puzzling"


@dataclass(frozen=True, slots=True)
class Said:
    """What an error says: its words, and the codes and types in it, in lower case."""

    words: str
    codes: frozenset[str]


# The wordings of OpenAI, Anthropic, Gemini, DeepSeek, Moonshot, Z.ai, OpenRouter, vLLM, SGLang, llama.cpp.
_TOO_LONG = re.compile(
    r"context[ _-]?(length|window|size|limit)"
    r"|(prompt|input|request|message|conversation|context|sequence|text)s?"
    r"( \([^)]*\))?( is| are|'s)?( way| far)? too (long|large|many)|too many (input |prompt )?tokens"
    r"|token limit|maximum number of (input |prompt )?tokens"
    r"|prompt (length )?exceeds|max(imum)? (model |allowed |input |prompt |context )*length|request too large"
    r"|exceed\w* (the )?(model'?s? )?(maximum|max) (context|input|prompt|message|number of tokens)|n_ctx"
    r"|(input|prompt) tokens? (\(?\d+\)? )?(has |have )?exceed|prompt has [\d,]+ tokens|context overflow"
    r"|(must have|at most) (less|fewer|at most)? ?(than )?[\d,]+ (input |prompt )?tokens"
    r"|reduce the (length|size|number) of (the |your )?(message|prompt|input|conversation|context)"
    r"|range of input length|max_tokens must be at least 1, got -"
    r"|上下文.{0,12}(长度|超)|(超出|超过|超长).{0,12}(上下文|长度|最大|token)|输入.{0,8}(过长|超长|超过)|长度超",
    re.IGNORECASE,
)
_TOO_LONG_CODES = {"context_length_exceeded", "1261", "string_above_max_length", "request_too_large"}
_TOO_LONG_STATUSES = (400, 413, 422, 500)
_NO_CREDIT = re.compile(
    r"insufficient[ _-]?(account )?(balance|credit|fund|quota)"
    r"|(balance|credits?)( is| are)? (insufficient|too low|exhausted|depleted|used up|not enough|empty)"
    r"|credit balance|out of credits?|no (credits?|balance|funds)( left)?"
    r"|not[ _-]enough[ _-](credits?|balance|funds)|not have any credits|doesn.t have any credits"
    r"|(all available|included) credits|budget has been exceeded"
    r"|(spend(ing)?|credit|key)[ _-]limit[ _-]exceeded"
    r"|(reach|exceed|hit)\w*.{0,40}(spend(ing)?[ _-]?limit|specified api usage limit|monthly (budget|limit))"
    r"|(package|plan|subscription).{0,20}expired|inactive subscription|in good standing"
    r"|free (tier|quota|allocat).{0,40}(exhausted|used up)|spend[ _-]?limit[ _-]reached"
    r"|(requires?|add|purchase|buy|more) (more |at least )?credits|payment required"
    r"|in arrears|billing hard limit"
    r"|account .{0,60}(suspended|overdue)|recharge|top[ -]?up your"
    r"|余额不足|欠费|充值|账户.{0,6}(余额|欠)|额度(不足|已用完|已用尽)",
    re.IGNORECASE,
)
_NO_CREDIT_CODES = {
    "insufficient_quota", "insufficient_balance", "insufficient_user_quota", "1113",
    "billing_not_active", "billing_hard_limit_reached", "insufficient_credits", "payment_required",
    "exceeded_current_quota_error", "arrearage", "1008", "1309", "account_overdue", "accountoverdueerror",
    "budget_exceeded", "spend_limit", "not_enough_balance", "allocationquota.freetieronly",
}  # fmt: skip
_PASSING = re.compile(
    r"provider returned error|upstream|temporar|try(ing)? again|retry|overload|over capacity|at capacity|busy"
    r"|timed? ?out|took too long|unavailable"
    r"|throttl|concurren|no (healthy|available)|internal (server )?error|bad gateway|network|connection"
    r"|rate.?limit|too many requests|server error|请稍后|稍后再试|重试|繁忙|拥挤|超时|内部错误|网络",
    re.IGNORECASE,
)
_STARTING = re.compile(
    r"not ready|(still|is|being) load|loading|starting up|warming|initializ|being (deployed|scaled)",
    re.IGNORECASE,
)
_FILTERED = re.compile(
    r"content[ _-]?(filter|policy|management)|data[ _-]?inspection|inappropriate"
    r"|sensitive content|unsafe content|敏感|违规",
    re.IGNORECASE,
)
_FILTER_CODES = {"1301", "content_filter", "data_inspection_failed", "content_policy_violation"}
_PASSING_STATUSES = (408, 409, 420, 421, 423, 424, 425, 429, 449, 498, 499)  # 498: Groq, over capacity
_RATE_STATUSES = (420, 429, 498, 529)  # 529: Anthropic's "overloaded"
_RATE_CODES = {
    "rate_limit_exceeded",
    "rate_limit_error",
    "rate_limit_reached_error",
    "1302",
    "1303",
    "1305",
    "resource_exhausted",
}

_TEXT_FIELDS = (
    "message", "msg", "detail", "details", "error", "error_msg", "error_message", "error_description",
    "status_msg", "reason", "description", "title", "raw", "metadata", "errors", "base_resp", "param",
    "failure", "cause", "innererror",
)  # fmt: skip
_CODE_FIELDS = ("code", "type", "status", "status_code", "error_code", "errcode", "error_type")
_LONGEST = 4_000  # characters of a body that are looked through for words


def read_error(body: Any) -> Said:
    """The words and codes of an error, wherever in a body (text, or what JSON it holds) they stand."""
    if isinstance(body, str):
        body = _parsed(body)
    words = list(dict.fromkeys(" ".join(text.split()) for text in _words(body) if text.strip()))
    plain = [text for text in words if not any(text != other and text in other for other in words)]
    return Said("; ".join(plain)[:_LONGEST], frozenset(_codes(body)))


def _parsed(text: str) -> Any:
    try:
        return json.loads(text.removeprefix("\ufeff"))
    except (ValueError, RecursionError):
        return text


def _words(value: Any, depth: int = 0) -> Iterator[str]:
    if depth > 8:
        return
    if isinstance(value, str):
        inner = _parsed(value) if value.lstrip()[:1] in ("{", "[") else value
        yield from [_plain(value)] if isinstance(inner, str) else _words(inner, depth + 1)
    elif isinstance(value, Mapping):
        for name in _TEXT_FIELDS:
            if value.get(name):
                yield from _words(value[name], depth + 1)
    elif isinstance(value, list):
        for part in value[:20]:
            yield from _words(part, depth + 1)


def _plain(text: str) -> str:
    """The words of a page, where a proxy answers with one."""
    if "<" not in text:
        return text
    text = re.sub(r"(?is)<(script|style|head)\b.*?</\1>|<!--.*?-->|<[^<>]*>", " ", text[:50_000]) or text
    return html.unescape(text)


def _codes(value: Any, depth: int = 0) -> Iterator[str]:
    if depth > 8:
        return
    if isinstance(value, str) and value.lstrip()[:1] in ("{", "["):
        inner = _parsed(value)
        if not isinstance(inner, str):
            yield from _codes(inner, depth + 1)
    elif isinstance(value, Mapping):
        for name, part in value.items():
            if name in _CODE_FIELDS and isinstance(part, int | str) and not isinstance(part, bool):
                yield str(part).strip().lower()
            elif name in _TEXT_FIELDS or isinstance(part, Mapping | list):
                yield from _codes(part, depth + 1)
    elif isinstance(value, list):
        for part in value[:20]:
            yield from _codes(part, depth + 1)


def meaning(
    status: int, body: Any, address: Address, headers: Mapping[str, str] | None = None, answered: bool = False
) -> Exception:
    """What to raise for an error: one of the four exceptions above.

    ``status`` is that of HTTP; an error inside a success (200) is read by the status or code that it names.
    ``answered``: the endpoint has answered before in this sitting, so that key, address and model are right
    and a refusal of them will pass, or at least may.
    """
    found = read_error(body)
    inside = status < 300
    status = _status_inside(found) if inside else status
    said = address.in_short(found.words or f"status {status}")
    wait = retry_after(headers or {}) or _wait_named(body)
    if _is_too_long(status, found):
        return ContextTooLongError(said, _window_field(body) or named_window(found.words))
    if _is_no_credit(status, found):
        return AgentError(f"{address.place} says that the account has no credit left (HTTP {status}: {said})")
    rejected = RejectedError(f"{address.place} rejected the request (HTTP {status}): {said}", found.words)
    filtered = bool(found.codes & _FILTER_CODES) or _FILTERED.search(found.words) is not None
    if filtered and (inside or status < 500):
        return rejected
    if 300 <= status < 400:
        elsewhere = AgentError(f"{address.place} is somewhere else ({said}); give that as --base-url")
        return TransientError("puzzling", f"HTTP {status}: {said}", last=elsewhere) if answered else elsewhere
    if status in _PASSING_STATUSES or status >= 500 or found.codes & _RATE_CODES:
        limited = status in _RATE_STATUSES or bool(found.codes & _RATE_CODES)
        sort = "rate limit" if limited else "server error"
        return TransientError(sort, f"HTTP {status}: {said}", wait)
    starting = _STARTING.search(found.words) is not None
    if status in (400, 403, 422) and (starting or _PASSING.search(found.words)):
        return TransientError("puzzling", f"HTTP {status}: {said}", wait, last=rejected)
    if status == 401:
        rejected_key = AgentError(_refused_key(address, said))
        return (
            TransientError("puzzling", f"HTTP 401: {said}", wait, last=rejected_key)
            if answered
            else rejected_key
        )
    if status == 404:
        unknown = AgentError(
            f'{address.place} does not know the model "{address.model}" or is no chat-completions endpoint'
            f" (HTTP 404: {said}); check the model and the base URL"
        )
        may_pass = answered or starting
        return TransientError("puzzling", f"HTTP 404: {said}", wait, last=unknown) if may_pass else unknown
    if status == 403 and answered:
        return TransientError("puzzling", f"HTTP 403: {said}", wait, last=rejected)
    return rejected


def _status_inside(found: Said) -> int:
    """The HTTP status that an error inside a success names, or else 500: it is no answer, and may pass."""
    numbers = sorted(int(code) for code in found.codes if code.isdigit() and 400 <= int(code) < 600)
    if numbers:
        return numbers[0]
    return 429 if found.codes & _RATE_CODES else 500


def _is_too_long(status: int, found: Said) -> bool:
    if status == 429:  # a limit on tokens a minute that this one request exceeds: waiting never helps
        return "request too large" in found.words.lower()
    if status == 413 or found.codes & _TOO_LONG_CODES:
        return True
    return status in _TOO_LONG_STATUSES and _TOO_LONG.search(found.words) is not None


def _is_no_credit(status: int, found: Said) -> bool:
    return status == 402 or bool(found.codes & _NO_CREDIT_CODES) or _NO_CREDIT.search(found.words) is not None


def _refused_key(address: Address, said: str) -> str:
    if address.key is None:
        named = f"{address.key_name} is not set; set it to one"
        return f"{address.place} wants a key (HTTP 401: {said}), and {named}"
    return f"{address.place} refused the key in {address.key_name} (HTTP 401: {said}); set it to a valid one"


_WINDOW = (
    re.compile(
        r"context (?:length|window|size)[^\d]{0,40}?(?:is|of|:|=|\()?\s*(\d[\d,_]{2,})", re.IGNORECASE
    ),
    re.compile(
        r"maximum (?:number of tokens allowed|model length|allowed length|length)[^\d]{0,20}(\d[\d,_]{2,})",
        re.IGNORECASE,
    ),
    re.compile(r"token limit[^\d]{0,12}(\d[\d,_]{2,})", re.IGNORECASE),
    re.compile(r"\d[\d,_]* tokens? > (\d[\d,_]{2,}) max", re.IGNORECASE),
    re.compile(r"(?:n_ctx|max_model_len|max_seq_len)\D{1,8}(\d[\d,_]{2,})", re.IGNORECASE),
    re.compile(
        r"(?:limit|maximum|max|up to)[^\d]{0,20}(\d[\d,_]{2,}) (?:input |prompt )?tokens", re.IGNORECASE
    ),
    re.compile(r"(?:less|fewer) than (\d[\d,_]{2,}) tokens", re.IGNORECASE),
    re.compile(r"range of input length should be \[\d+, ?(\d{3,})\]", re.IGNORECASE),
    re.compile(r"(?:configured (?:limit|maximum)|max_prefill_tokens)\D{0,8}(\d[\d,_]{2,})", re.IGNORECASE),
    re.compile(r"(?:最大|上限|限制)\D{0,12}(\d[\d,_]{2,})"),
)


def named_window(words: str) -> int | None:
    """The context window in tokens that a refusal names."""
    for pattern in _WINDOW:
        if match := pattern.search(words):
            return int(re.sub(r"[,_]", "", match[1]))
    return None


def _window_field(body: Any) -> int | None:
    text = body if isinstance(body, str) else json.dumps(body, default=str)
    match = re.search(r'"n_ctx"\s*:\s*(\d+)', text)  # llama.cpp
    return int(match[1]) if match else None


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds the endpoint asks to wait (a number or an HTTP date), or None.

    A date is held against the endpoint's own clock, where it tells it: one of the two may be wrong.
    """
    for name, unit in (("retry-after-ms", 0.001), ("retry-after", 1.0)):
        try:
            seconds = float(headers.get(name, "")) * unit
        except ValueError:
            continue
        return seconds if seconds > 0 and math.isfinite(seconds) else None
    until = _date(headers.get("retry-after", ""))
    if until is None:
        return None
    seconds = (until - (_date(headers.get("date", "")) or datetime.now(UTC))).total_seconds()
    return seconds if seconds > 0 else None


def _date(text: str) -> datetime | None:
    try:
        date = parsedate_to_datetime(text)
    except ValueError:
        return None
    return date if date.tzinfo else date.replace(tzinfo=UTC)


def _wait_named(body: Any) -> float | None:
    """The wait in the details of an error, as Google has it: "retryDelay": "37s"."""
    text = body if isinstance(body, str) else json.dumps(body, default=str)
    match = re.search(r'"retryDelay"\s*:\s*"(\d+(?:\.\d+)?)s"', text)
    return float(match[1]) if match and float(match[1]) > 0 else None
