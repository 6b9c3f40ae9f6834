"""Calls that a model wrote into its text, because its server does not read them out of it.

A call counts only where it is the last thing said and stands where a model writes one: in the markers of its
family at the beginning of a line, or as the whole of the text. Text that talks about a call is none.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator
from itertools import pairwise
from typing import Any

Found = tuple[str, Any]  # name and arguments: a mapping, or text as it came

_NAME = r"[A-Za-z_][\w.-]{0,63}"
_BAR = r"[|\uff5c]"  # DeepSeek writes a bar of full width
_GAP = r"[_\u2581]"

# A block of calls: from a marker at the beginning of a line to the end of the text.
_BLOCK = re.compile(
    rf"^[ \t]*(?:<tool_call>|<tool_calls>|<function_calls?>|<function=|<minimax:tool_call>|<invoke name="
    rf"|<{_BAR}tool_calls_section_begin{_BAR}>|<{_BAR}tool_call_begin{_BAR}>"
    rf"|<{_BAR}tool{_GAP}calls?{_GAP}begin{_BAR}>|<{_BAR}DSML{_BAR}"
    rf"|<{_BAR}python_tag{_BAR}>|\[TOOL_CALLS\]|<{_BAR}channel{_BAR}>commentary to=)",
    re.MULTILINE,
)
_TAGGED = re.compile(r"<tool_call>\s*(.*?)\s*(?:</tool_call>|(?=<tool_call>)|\Z)", re.DOTALL)
_FUNCTION = re.compile(rf"<function=({_NAME})>(.*?)(?:</function>|\Z)", re.DOTALL)
_PARAMETER = re.compile(r"<parameter=([\w.-]+)>\n?(.*?)\n?(?:</parameter>|(?=<parameter=)|\Z)", re.DOTALL)
_INVOKE = re.compile(
    rf'<(?:{_BAR}DSML{_BAR})?invoke name="({_NAME})">(.*?)(?:</(?:{_BAR}DSML{_BAR})?invoke>|\Z)', re.DOTALL
)
_NAMED_PARAMETER = re.compile(
    rf'<(?:{_BAR}DSML{_BAR})?parameter name="([\w.-]+)"([^>]*)>(.*?)</(?:{_BAR}DSML{_BAR})?parameter>',
    re.DOTALL,
)
_ARG = re.compile(r"<arg_key>\s*(.*?)\s*</arg_key>\s*<arg_value>(.*?)</arg_value>", re.DOTALL)
_KIMI = re.compile(
    rf"<{_BAR}tool_call_begin{_BAR}>\s*(?:functions\.)?({_NAME}?)(?::\d+)?\s*"
    rf"<{_BAR}tool_call_argument_begin{_BAR}>\s*(.*?)\s*(?:<{_BAR}tool_call_end{_BAR}>|\Z)",
    re.DOTALL,
)
_DEEPSEEK = re.compile(
    rf"<{_BAR}tool{_GAP}call{_GAP}begin{_BAR}>(?:function)?(?:<{_BAR}tool{_GAP}sep{_BAR}>)?\s*({_NAME})\s*"
    rf"(?:<{_BAR}tool{_GAP}sep{_BAR}>)?\s*(.*?)\s*(?:<{_BAR}tool{_GAP}call{_GAP}end{_BAR}>|\Z)",
    re.DOTALL,
)
_MISTRAL = re.compile(
    rf"\[TOOL_CALLS\]\s*({_NAME})\s*(?:\[CALL_ID\]\w+)?\[ARGS\]\s*(\{{.*?\}})\s*(?=\[TOOL_CALLS\]|\Z)",
    re.DOTALL,
)
_HARMONY = re.compile(
    rf"<{_BAR}channel{_BAR}>commentary to=functions\.({_NAME})\s*(?:<{_BAR}constrain{_BAR}>)?\s*(?:json)?\s*"
    rf"<{_BAR}message{_BAR}>\s*(.*?)\s*(?:<{_BAR}call{_BAR}>|\Z)",
    re.DOTALL,
)
_END = re.compile(
    rf"\s*(?:</tool_calls?>|</function_calls?>|</minimax:tool_call>|<{_BAR}[^|\uff5c<>]*end[^|\uff5c<>]*{_BAR}>"
    rf"|</{_BAR}DSML{_BAR}function_calls>|<{_BAR}(?:call|eot_id|eom_id|im_end){_BAR}>|</s>)\s*"
)
_FENCE = re.compile(r"```(?:json|tool_call|tool_code|tool)?\s*\n(.*?)\n?```", re.DOTALL)
_CODE = re.compile(rf"functions\.({_NAME}?)(?::\d+)?\s*(?:\((.*)\)|(\{{.*\}}))", re.DOTALL)
# The last line before a block that is shown and not meant.
_TALK = re.compile(
    r"(?:example|e\.g\.|for instance|like this|looks? like|format|syntax|would (?:be|look|call|write|use)"
    r"|could (?:be|look|call|write|use)|such as)[^\n]*\s*\Z",
    re.IGNORECASE,
)
_THINKING = re.compile(r"\A\s*(?:<think>)?.*?</think>", re.DOTALL)

_MARKERS = (
    "<tool_call",
    "<function",
    "<invoke",
    "tool_call",
    "[TOOL_CALLS]",
    "functions.",
    "DSML",
    "commentary to=",
)


def calls_in(text: str, tools: Collection[str]) -> list[Found]:
    """The calls that a text ends with, in order; none where it does not plainly ask for one of the tools."""
    text = _THINKING.sub("", text, count=1).strip()
    found = list(_whole(text)) or list(_block(text))
    return found if found and all(name in tools for name, _ in found) else []


def looks_like_a_call(text: str) -> str | None:
    """The sign by which a text looks like a call, if any: for people who look for the cause."""
    fence = _FENCE.search(text)
    if fence and ('"name"' in fence[1] or '"arguments"' in fence[1]):
        return "```json"
    for marker in _MARKERS:
        if marker in text:
            start = text.index(marker)
            return " ".join(text[start : start + 30].split())
    return '{"name": ...}' if re.match(r'\s*\{\s*"(name|tool|function)"\s*:', text) else None


def _whole(text: str) -> Iterator[Found]:
    """Calls in a text that is nothing else."""
    fence = _FENCE.fullmatch(text)
    inner = fence[1].strip() if fence else text
    if code := _CODE.fullmatch(inner):
        arguments = (code[2] if code[2] is not None else code[3]).strip()
        if not arguments or isinstance(_json(arguments), dict):
            yield code[1], arguments or "{}"
        return
    yield from _objects(_json(inner))


def _block(text: str) -> Iterator[Found]:
    """Calls between markers, if nothing but their ends follows the last."""
    start = _BLOCK.search(text)
    if start is None:
        return
    before = text[: start.start()]
    if before.count("```") % 2 or _TALK.search(before):
        return
    block = text[start.start() :].strip()
    for read in (_kimi, _deepseek, _harmony, _invoked, _functions, _mistral, _tagged, _python_tag):
        end, found = read(block)
        if found:
            if not _END.sub("", block[end:]).strip():
                yield from found
            return


def _matched(pattern: re.Pattern[str], block: str, read: Any) -> tuple[int, list[Found]]:
    matches = list(pattern.finditer(block))
    gaps = (block[a.end() : b.start()] for a, b in pairwise(matches))
    if not matches or any(
        _END.sub("", gap).strip(" \n\t,") and not _BLOCK.match(gap.strip()) for gap in gaps
    ):
        return 0, []
    found = [call for match in matches for call in read(match)]
    return matches[-1].end(), found


def _kimi(block: str) -> tuple[int, list[Found]]:
    return _matched(_KIMI, block, lambda match: [(match[1], match[2] or "{}")])


def _deepseek(block: str) -> tuple[int, list[Found]]:
    return _matched(_DEEPSEEK, block, lambda match: [(match[1], _unfenced(match[2]) or "{}")])


def _harmony(block: str) -> tuple[int, list[Found]]:
    return _matched(_HARMONY, block, lambda match: [(match[1], match[2] or "{}")])


def _invoked(block: str) -> tuple[int, list[Found]]:
    def read(match: re.Match[str]) -> list[Found]:
        named = _NAMED_PARAMETER.findall(match[2])
        return [
            (
                match[1],
                {name: value if 'string="true"' in how else _value(value) for name, how, value in named},
            )
        ]

    return _matched(_INVOKE, block, read)


def _functions(block: str) -> tuple[int, list[Found]]:
    def read(match: re.Match[str]) -> list[Found]:
        body = match[2].strip()
        if isinstance(_json(body), dict):
            return [(match[1], body)]
        return [(match[1], {name: _value(value) for name, value in _PARAMETER.findall(body)})]

    return _matched(_FUNCTION, block, read)


def _mistral(block: str) -> tuple[int, list[Found]]:
    if block.startswith("[TOOL_CALLS]") and (found := list(_objects(_json(block[len("[TOOL_CALLS]") :])))):
        return len(block), found
    return _matched(_MISTRAL, block, lambda match: [(match[1], match[2])])


def _tagged(block: str) -> tuple[int, list[Found]]:
    def read(match: re.Match[str]) -> list[Found]:
        body = _unfenced(match[1])
        if found := list(_objects(_json(body))):
            return found
        name = re.match(rf"({_NAME})\s*(?=<arg_key>|\Z)", body)
        if name is None:
            return []
        return [(name[1], {key: _value(value) for key, value in _ARG.findall(body)})]

    return _matched(_TAGGED, block, read)


def _python_tag(block: str) -> tuple[int, list[Found]]:
    match = re.match(rf"<{_BAR}python_tag{_BAR}>(.*?)(?:<{_BAR}\w+{_BAR}>|\Z)", block, re.DOTALL)
    return (match.end(), list(_objects(_json(match[1].strip())))) if match else (0, [])


def _objects(value: Any) -> Iterator[Found]:
    """Calls as JSON objects: {"name": ..., "arguments": ...}, alone or in a list."""
    for item in value if isinstance(value, list) else [value]:
        if not isinstance(item, dict):
            return
        inner = item.get("function")
        function: dict[str, Any] = inner if isinstance(inner, dict) else item
        name = function.get("name") or function.get("tool") or function.get("tool_name")
        fields = ("arguments", "parameters", "args", "input")
        arguments = next((function[field] for field in fields if field in function), None)
        known = {"name", "tool", "tool_name", "type", "id", *fields}
        if not isinstance(name, str) or not set(function) <= known:
            return
        yield name.removeprefix("functions."), {} if arguments is None else arguments


def _unfenced(text: str) -> str:
    fence = _FENCE.fullmatch(text.strip())
    return fence[1].strip() if fence else text.strip()


def _value(text: str) -> Any:
    """A value between tags: JSON where it is some, else the text itself."""
    value = _json(text.strip())
    return text if value is None and text.strip() != "null" else value


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None
