"""The one place for numbers and codes: dated files, and the loader that answers as of a day."""

from firstbell.policy.code_sets import (
    NoCodeSetOn,
    UnknownCodeSet,
    code_set_names,
    load_code_set,
    national_code,
    national_on,
)
from firstbell.policy.faults import Fault, PolicyFaults
from firstbell.policy.parsing import faults_in, parse
from firstbell.policy.policies import CodeSetChoice, Hours, MessageRules, NoOwnCode, Policy, Targets, Times, Wording
from firstbell.policy.presets import UnknownPreset, load_preset, preset_names, preset_text

__all__ = [
    "CodeSetChoice",
    "Fault",
    "Hours",
    "MessageRules",
    "NoCodeSetOn",
    "NoOwnCode",
    "Policy",
    "PolicyFaults",
    "Targets",
    "Times",
    "UnknownCodeSet",
    "UnknownPreset",
    "Wording",
    "code_set_names",
    "faults_in",
    "load_code_set",
    "load_preset",
    "national_code",
    "national_on",
    "parse",
    "preset_names",
    "preset_text",
]
