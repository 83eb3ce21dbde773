"""Templates, as the Graph API takes them."""

from __future__ import annotations

import re
from typing import Any

from simulation.graph.errors import require
from simulation.graph.fields import Fields, fields, items, only

_LISTED = """
    af sq ar ar_EG ar_AE ar_LB ar_MA ar_QA az be_BY bn bn_IN bg ca zh_CN zh_HK zh_TW hr cs da prs_AF nl nl_BE en
    en_GB en_US en_AE en_AU en_CA en_GH en_IE en_IN en_JM en_MY en_NZ en_QA en_SG en_UG en_ZA et fil fi fr fr_BE
    fr_CA fr_CH fr_CI fr_MA ka de de_AT de_CH el gu ha he hi hu id ga it ja kn kk rw_RW ko ky_KG lo lv lt mk ms ml
    mr nb ps_AF fa pl pt_BR pt_PT pa ro ru sr si_LK sk sl es es_AR es_CL es_CO es_CR es_DO es_EC es_HN es_MX es_PA
    es_PE es_ES es_UY sw sv ta te th tr uk ur uz vi zu
"""

LANGUAGES = frozenset(_LISTED.split())
"""Meta's codes; there is no Portuguese without its country."""

_NAME = re.compile(r"[a-z0-9_]{1,512}")
_WORDS = re.compile(r"(?=.*\S)(?!.* {5})[^\n\t]{1,1024}")


def check_template(given: Any) -> None:
    """Check what stands in `template`."""
    said = fields(given, "template")
    only(said, {"name", "language", "components"})
    require(_NAME.fullmatch(str(said.get("name"))), "Template name does not exist in the translation", 132001)
    language = fields(said.get("language"), "template['language']")
    only(language, {"code", "policy"})
    require(language.get("code") in LANGUAGES, "Unsupported language code")
    for component in items(said["components"], "components") if said.get("components") else ():
        _check_component(component)


def parameters(said: Fields) -> list[str]:
    """Return the words that fill a template, in order."""
    found = [one for component in said.get("components", []) for one in component.get("parameters", [])]
    return [str(one["text"]) for one in found if one.get("type") == "text"]


def _check_component(component: Fields) -> None:
    require(component.get("type") in _COMPONENTS, "Invalid component type", 100)
    kind = str(component["type"])
    only(component, _COMPONENTS[kind])
    require(component.get("parameters"), "Number of parameters does not match", 132000)
    for parameter in items(component["parameters"], "parameters"):
        require(parameter.get("type") in _PARAMETERS[kind], "Invalid parameter type", 132012)
        _check_parameter(parameter)


def _check_parameter(parameter: Fields) -> None:
    kind = str(parameter["type"])
    only(parameter, {"type", "parameter_name", kind})
    if kind == "text":
        _check_words(parameter.get("text"))
    elif kind != "payload":
        fields(parameter.get(kind), f"parameter['{kind}']")


def _check_words(words: Any) -> None:
    sentence = "Param text cannot have new-line/tab characters or more than 4 consecutive spaces"
    require(_WORDS.fullmatch(str(words)), sentence, 132018)


_COMPONENTS: dict[str, set[str]] = {
    "header": {"type", "parameters"},
    "body": {"type", "parameters"},
    "button": {"type", "sub_type", "index", "parameters"},
}

_PARAMETERS: dict[str, set[str]] = {
    "header": {"text", "image", "video", "document", "location"},
    "body": {"text", "currency", "date_time"},
    "button": {"text", "payload", "coupon_code", "action"},
}
