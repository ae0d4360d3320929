"""What a model server's status codes mean, in one sentence each. Pure."""

from assistant.errors import AssistantError, ModelUnavailable, TryLater

_STANDS = "so your own words stand."
_REFUSED = (f"The model's server refused the key, {_STANDS}", "[drafting] api_key_file")
_SENTENCES = {
    401: _REFUSED,
    402: (f"The model's account has no credit left, {_STANDS}", "the account behind [drafting] api_key_file"),
    403: _REFUSED,
    404: (f"The server does not know that model, {_STANDS}", "[drafting] model, base_url"),
    413: (f"That was too long for the model, {_STANDS}", ""),
}
_BUSY = frozenset({408, 429, 503, 504, 529})


def explain_status(status: int) -> AssistantError:
    """The error for an answer that is not a success; nothing of the answer is in it."""
    if status in _BUSY:
        return TryLater(f"The model is too busy just now, {_STANDS}", fix=f"HTTP {status}")
    if status in _SENTENCES:
        spoken, fix = _SENTENCES[status]
    elif status < 400:
        spoken, fix = f"The model's server pointed elsewhere, where I do not follow, {_STANDS}", "[drafting] base_url"
    elif status < 500:
        spoken, fix = f"The model's server did not accept the request, {_STANDS}", f"HTTP {status}"
    else:
        spoken, fix = f"The model's server failed, {_STANDS}", f"HTTP {status}"
    return ModelUnavailable(spoken, fix=fix)
