"""Calls that a model wrote into its text, because its server does not read them out of it.

A call counts only where it is the last thing said and stands where a model writes one: in the markers of its
family, or as the whole of the text. Text that talks about a call is none.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Callable, Collection, Iterator
from itertools import pairwise
from typing import Any, NamedTuple

Found = tuple[str, Any]  # name and arguments: a mapping, or text as it came

_NAME = r"[A-Za-z_][\w.-]{0,63}"
_BAR = r"[|\uff5c]"  # DeepSeek writes a bar of full width
_GAP = r"[_\u2581]"

# What opens a block of calls, which goes on to the end of the text. Tokens that a tokenizer knows stand
# anywhere; tags that people write too, only at the beginning of a line or after the end of a sentence.
_TOKEN = (
    rf"<{_BAR}(?:tool_calls_section_begin|tool_call_begin|tool{_GAP}calls?{_GAP}begin|tool_call"
    rf"|tool_call_start|python_tag|python_start|START_ACTION|action_start|tools_prefix){_BAR}>"
    rf"|<{_BAR}DSML{_BAR}|<{_BAR}channel{_BAR}>commentary to=|\[TOOL_CALLS\]"
)
_TAG = (
    r"<(?:\w+:|\w+_)?tool_calls?>|<TOOLCALL>|<function_calls?>|<function=|<invoke name=|functools(?=\[)"
    r"|Action:(?=\s)|>>>(?!all\b)(?=\w)"
)
_BLOCK = re.compile(rf"{_TOKEN}|(?:(?<=\A)|(?<=\n)|(?<=[.!:)][ \t]))[ \t]*(?:{_TAG})")
_OPEN = re.compile(rf"(?:{_TOKEN}|{_TAG})(?:\s*<{_BAR}plugin{_BAR}>)?\s*")
# How each call opens, and the first end after that. What stands between is looked for in two steps, in one
# pass: a pattern of the whole would go through the text anew from every opening that has no end.
_DSML = rf"(?:{_BAR}DSML{_BAR})?"
_TAGGED = re.compile(r"<(tool_call)>"), re.compile(r"</tool_call>|(?=<tool_call>)|\Z")
_FUNCTION = re.compile(rf"<function=({_NAME})>"), re.compile(r"</function>|\Z")
_PARAMETER = (
    re.compile(r"<parameter=([\w.-]+)>\n?"), re.compile(r"\n?(?:</parameter>|(?=<parameter=)|\Z)")
)  # fmt: skip
_INVOKE = re.compile(rf'<{_DSML}invoke name="({_NAME})">'), re.compile(rf"</{_DSML}invoke>|\Z")
_NAMED_PARAMETER = (
    re.compile(rf'<{_DSML}parameter name="([\w.-]+)"([^<>]*)>'), re.compile(rf"</{_DSML}parameter>")
)  # fmt: skip
_ARG = (
    re.compile(r"<arg_key>((?:(?!<arg_key>).)*?)</arg_key>\s*<arg_value>", re.DOTALL),
    re.compile(r"</arg_value>"),
)
_KIMI = (
    re.compile(
        rf"<{_BAR}tool_call_begin{_BAR}>\s*(?:functions\.)?({_NAME}?)(?::\d+)?\s*"
        rf"<{_BAR}tool_call_argument_begin{_BAR}>"
    ),
    re.compile(rf"<{_BAR}tool_call_end{_BAR}>|\Z"),
)
_DEEPSEEK = (
    re.compile(
        rf"<{_BAR}tool{_GAP}call{_GAP}begin{_BAR}>(?:function)?(?:<{_BAR}tool{_GAP}sep{_BAR}>)?\s*({_NAME})\s*"
        rf"(?:<{_BAR}tool{_GAP}sep{_BAR}>)?"
    ),
    re.compile(rf"<{_BAR}tool{_GAP}call{_GAP}end{_BAR}>|\Z"),
)
_MISTRAL = (
    re.compile(rf"\[TOOL_CALLS\]\s*({_NAME})\s*+(?:\[CALL_ID\]\w++)?+(?:\[ARGS\])?+\s*+(?=\{{)"),
    re.compile(r"(?<=\})(?=\s*(?:\[TOOL_CALLS\]|\Z))"),
)
_HARMONY = (
    re.compile(
        rf"<{_BAR}channel{_BAR}>commentary to=functions\.({_NAME})\s*+(?:<{_BAR}constrain{_BAR}>)?+\s*+"
        rf"(?:json)?+\s*+<{_BAR}message{_BAR}>"
    ),
    re.compile(rf"<{_BAR}call{_BAR}>|\Z"),
)
_REACT = (
    re.compile(rf"Action:\s*({_NAME})[^\S\n]*\n\s*Action Input:\s*(?=\{{)"),
    re.compile(r"(?<=\})(?=\s*\Z|\s*?\n[^\S\n]*Observation:)"),
)
_HARMONY_START = re.compile(  # the recipient may be told before the channel
    rf"<{_BAR}start{_BAR}>assistant(?: to=(functions\.{_NAME}))?(?=<{_BAR}channel{_BAR}>)"
    rf"(?(1)<{_BAR}channel{_BAR}>commentary)"
)
_CLOSERS = rf"</?[\w:]+>|<{_BAR}[/\w]+{_BAR}>|\[\|?\w+\|?\]"
_END = re.compile(
    rf"</(?:\w+[:_])?tool_calls?>|</function_calls?>|<{_BAR}(?=[^|\uff5c<>]*?end)[^|\uff5c<>]*+{_BAR}>"
    rf"|</{_BAR}DSML{_BAR}function_calls>|<{_BAR}(?:call|eot_id|eom_id|im_end){_BAR}>|</s>"
    r"|\[\|endofturn\|\]"
)
_INVENTED = re.compile(rf"\s*(?:<tool_response>|<{_BAR}im_start{_BAR}>|Observation:).*", re.DOTALL)
_ENDS = re.compile(rf"(?:\s*(?:{_CLOSERS}))+\s*\Z")
_FENCE = re.compile(r"```(?:json|tool_call|tool_code|tool|python)?[^\S\n]*\n(.*?)\n?```", re.DOTALL)
_LAST_FENCE = re.compile(
    r"^```(?:json|tool_call|tool_code|tool)[^\S\n]*\n((?:(?!```).)*)\n?```\Z", re.DOTALL | re.M
)
_NAMED = re.compile(rf"(?:functions\.)?({_NAME}?)(?::\d+)?\s*+\(?+\s*+(\{{.*\}})\s*\)?", re.DOTALL)
_SEPARATORS = re.compile(r"[ \n\t;,]*")
_SENTENCE = 400  # characters, within which what is said of a call must stand
_NAMESPACES = ("functions", "default_api", "tools")  # before a dot and the name of a tool
# The last line before a block that is shown and not meant.
_TALK = re.compile(
    r"(?:(?:example|e\.g\.|for instance|like this|looks? like|format|syntax"
    r"|(?:would|could) (?:be|look|call|write|use)|such as|already (?:called|made|used|sent|tried)"
    r"|(?:called|wrote|said|sent)(?: this| it)?:?\s*\Z)[^\n]*"
    r"|(?:not|never|don't|won't) (?:to )?(?:run|use|call|make|do|send|write|execute|try)\b[^\n.!]*"
    r"|(?:should|shall|may|can) (?:i|we)\b[^\n.!]*\?)\s*\Z",
    re.IGNORECASE,
)
_ANALYSIS = (
    re.compile(rf"<{_BAR}channel{_BAR}>analysis<{_BAR}message{_BAR}>"), re.compile(rf"<{_BAR}end{_BAR}>")
)  # fmt: skip

_MARKERS = ("<tool_call", "<function", "<invoke", "tool_call", "functions.", "DSML", "commentary to=")


def calls_in(text: str, tools: Collection[str]) -> list[Found]:
    """The calls that a text ends with, in order; none where it does not plainly ask for one of the tools."""
    text = _unthought(text.partition("</think>")[2] or text).strip()
    text = _HARMONY_START.sub(_channel_first, text)
    found = _payload(text) or list(_block(text)) or list(_fenced(text))
    return found if found and all(name in tools for name, _ in found) else []


def looks_like_a_call(text: str) -> str | None:
    """The sign by which a text looks like a call, if any: for people who look for the cause."""
    fence = _FENCE.search(text)
    if fence and ('"name"' in fence[1] or '"arguments"' in fence[1]):
        return "```json"
    starts = [text.index(marker) for marker in _MARKERS if marker in text]
    if block := _BLOCK.search(text):
        starts.insert(0, block.start())
    if starts:
        return " ".join(text[starts[0] : starts[0] + 30].split())
    return '{"name": ...}' if re.match(r'\s*\{\s*"(name|tool|function)\w*"\s*:', text) else None


def _channel_first(match: re.Match[str]) -> str:
    return f"<|channel|>commentary to={match[1]} " if match[1] else ""


def _block(text: str) -> Iterator[Found]:
    """Calls between markers, if nothing but their ends follows the last."""
    start = _BLOCK.search(text)
    if start is None or _is_shown(text[: start.start()]):
        return
    block = text[start.start() :].strip()
    for read in (
        _kimi, _deepseek, _harmony, _invoked, _functions, _mistral, _tagged, _react, _opened
    ):  # fmt: skip
        end, found = read(block)
        if found:
            rest = _END.sub("", block[end:]).strip()
            if not rest or _INVENTED.fullmatch(rest):
                yield from found
            return


def _fenced(text: str) -> Iterator[Found]:
    """Calls in a fence at the end of a text."""
    fence = _LAST_FENCE.search(text)
    if fence is not None and not _is_shown(text[: fence.start()]):
        yield from _payload(fence[1].strip())


def _is_shown(before: str) -> bool:
    """Whether what follows this is shown to somebody, and not meant."""
    fenced = before.count("```") % 2 == 1 or before.endswith("`")
    return fenced or _TALK.search(before[-_SENTENCE:]) is not None


def _unthought(text: str) -> str:
    """A text without what a model told only itself."""
    kept, position = [], 0
    for thought in _between(_ANALYSIS, text):
        kept.append(text[position : thought.first])
        position = thought.end
    return "".join(kept) + text[position:]


class _Span(NamedTuple):
    """What stands between an opening and its end."""

    opening: re.Match[str]
    body: str
    end: int  # position in the text, behind the end

    @property
    def first(self) -> int:
        """Position in the text at which it opens."""
        return self.opening.start()


def _between(marks: tuple[re.Pattern[str], re.Pattern[str]], text: str) -> Iterator[_Span]:
    """What stands between each opening and the first end after it; nothing overlaps."""
    opens, closes = marks
    position = 0
    while (opening := opens.search(text, position)) and (close := closes.search(text, opening.end())):
        yield _Span(opening, text[opening.end() : close.start()], close.end())
        position = close.end()


def _matched(
    marks: tuple[re.Pattern[str], re.Pattern[str]], block: str, read: Callable[[str, str], list[Found]]
) -> tuple[int, list[Found]]:
    """Where the last of a block's calls ends, and what ``read`` makes of each one's name and body."""
    spans = list(_between(marks, block))
    gaps = (block[a.end : b.first] for a, b in pairwise(spans))
    if not spans or any(_is_talk(gap) for gap in gaps):
        return 0, []
    return spans[-1].end, [call for span in spans for call in read(span.opening[1], span.body.strip())]


def _is_talk(gap: str) -> bool:
    """Whether something else than ends and openings stands between two calls."""
    return bool(_END.sub("", gap).strip(" \n\r\t,")) and not _OPEN.match(gap.strip())


def _kimi(block: str) -> tuple[int, list[Found]]:
    return _matched(_KIMI, block, lambda name, body: [(name, body or "{}")])


def _deepseek(block: str) -> tuple[int, list[Found]]:
    return _matched(_DEEPSEEK, block, lambda name, body: [(name, _unfenced(body) or "{}")])


def _harmony(block: str) -> tuple[int, list[Found]]:
    return _matched(_HARMONY, block, lambda name, body: [(name, body or "{}")])


def _invoked(block: str) -> tuple[int, list[Found]]:
    def read(name: str, body: str) -> list[Found]:
        named = _between(_NAMED_PARAMETER, body)
        return [
            (
                name,
                {
                    span.opening[1]: span.body if 'string="true"' in span.opening[2] else _value(span.body)
                    for span in named
                },
            )
        ]

    return _matched(_INVOKE, block, read)


def _functions(block: str) -> tuple[int, list[Found]]:
    def read(name: str, body: str) -> list[Found]:
        if isinstance(_json(body), dict):
            return [(name, body)]
        return [(name, {span.opening[1]: _value(span.body) for span in _between(_PARAMETER, body)})]

    return _matched(_FUNCTION, block, read)


def _mistral(block: str) -> tuple[int, list[Found]]:
    return _matched(_MISTRAL, block, lambda name, body: [(name, body)])


def _tagged(block: str) -> tuple[int, list[Found]]:
    def read(_: str, body: str) -> list[Found]:
        if found := _payload(body):
            return found
        name = re.match(rf"({_NAME})\s*+(?:<tool_sep>)?+\s*+(?=<arg_key>|\Z)", body)
        if name is None:
            return []
        return [(name[1], {span.opening[1].strip(): _value(span.body) for span in _between(_ARG, body)})]

    return _matched(_TAGGED, block, read)


def _react(block: str) -> tuple[int, list[Found]]:
    return _matched(_REACT, block, lambda name, body: [(name, body)])


def _opened(block: str) -> tuple[int, list[Found]]:
    """Whatever else stands between a marker and the end."""
    opening = _OPEN.match(block)
    inner = block[opening.end() :] if opening else ""
    return len(block), _payload(f"{inner[:-_SENTENCE]}{_ENDS.sub('', inner[-_SENTENCE:])}".strip())


def _payload(text: str) -> list[Found]:
    """Calls in a text that is nothing else: as JSON, as Python, or a name with its arguments."""
    text = _unfenced(text)
    if values := list(_values(text)):
        return [call for value in values for call in _objects(value)]
    if code := list(_in_code(text)):
        return code
    named = _NAMED.fullmatch(text)
    return [(named[1], named[2])] if named and isinstance(_json(named[2]), dict) else []


def _values(text: str) -> Iterator[Any]:
    """The JSON values of a text, one after the other; none where anything else stands in it."""
    found, decoder, position = [], json.JSONDecoder(), 0
    while position < len(text):
        try:
            value, end = decoder.raw_decode(text, position)
        except (ValueError, RecursionError):
            return
        found.append(value)
        position = _SEPARATORS.match(text, end).end()  # type: ignore[union-attr]  # it matches nothing, too
    yield from found


def _in_code(text: str) -> Iterator[Found]:
    """Calls as Python writes them, alone or in a list, and objects with its quotes."""
    try:
        whole = ast.parse(text, mode="eval").body
        yield from _objects(ast.literal_eval(whole)) if isinstance(whole, ast.Dict) else _expressions(whole)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return


def _expressions(whole: ast.expr) -> list[Found]:
    found = []
    for part in whole.elts if isinstance(whole, ast.List | ast.Tuple) else [whole]:
        if isinstance(part, ast.Call) and getattr(part.func, "id", "") == "print" and part.args:
            part = part.args[0]
        if not isinstance(part, ast.Call) or part.args:
            raise ValueError("not a call with named arguments")
        name = ast.unparse(part.func)
        space, _, last = name.rpartition(".")
        name = last if space in _NAMESPACES else space if last == "call" else name
        found.append((name, {str(word.arg): ast.literal_eval(word.value) for word in part.keywords}))
    return found


def _objects(value: Any) -> Iterator[Found]:
    """Calls as JSON objects: {"name": ..., "arguments": ...}, alone or in a list."""
    for item in value if isinstance(value, list) else [value]:
        if not isinstance(item, dict):
            return
        if isinstance(item.get("tool_calls"), list):
            yield from _objects(item["tool_calls"])
            continue
        inner = item.get("function")
        function: dict[str, Any] = inner if isinstance(inner, dict) else item
        name = next((function[field] for field in _NAMES if field in function), None)
        arguments = next((function[field] for field in _ARGUMENTS if field in function), None)
        if name is None and len(item) == 1 and isinstance(arguments := next(iter(item.values())), dict):
            name = next(iter(item))
        elif not isinstance(name, str) or not set(function) <= _KNOWN:
            return
        yield name.removeprefix("functions."), {} if arguments is None else arguments


_NAMES = ("name", "tool", "tool_name", "function_name", "function", "action")
_ARGUMENTS = ("arguments", "parameters", "args", "input", "params", "action_input")
_KNOWN = {"type", "id", "tool_call_id", *_NAMES, *_ARGUMENTS}


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
