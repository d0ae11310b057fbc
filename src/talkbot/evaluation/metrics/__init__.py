"""Metrics over many answers, one idea a file."""

from __future__ import annotations

from talkbot.evaluation.metrics.accuracy import ACCURACY
from talkbot.evaluation.metrics.attacks import ATTACKS
from talkbot.evaluation.metrics.means import MEANS
from talkbot.evaluation.metrics.ratio import Metric
from talkbot.evaluation.metrics.refusals import REFUSALS

METRICS: dict[str, Metric] = {m.name: m for m in (*ACCURACY, *MEANS, *REFUSALS, *ATTACKS)}
