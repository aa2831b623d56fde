"""Attribution kept: a sentence about what is alleged or disputed names who says it.

After the rule of the BBC Editorial Guidelines and AP that an allegation stands with its accuser. A sentence keeps its attribution when it
names someone whom the labels hold the claim to (`alleged_by`), somebody on whom a source that it cites rests (the labels' `origins`), or
the publisher of such a source. The origins and holders that the document itself gives are not asked: a system does not grade itself. A
label's origin is named by its words, by two of them in a row or by the last ("defence-ministry-petrov": Petrov); one that the labels call
by initials alone is missed, so the figure is a lower bound. The second figure is stricter: over the
claims that the labels hold to somebody, the share whose brief names at least one of them. Names match across scripts and inflection
(`briefs.language.names_corefer`).

Interested flags against `alleged_by`: who alleges a thing has a stake in it (docs/method.md). Recall is over the labelled accusers whom the
brief has as an origin, precision over the origins that it flags for claims with a labelled accuser; an accuser whom the brief does not have
as an origin at all is the business of `accuser_named`. Flags of accused parties are not labelled, so precision is a lower bound.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable
from typing import Any

from briefs.language import find_names, names_corefer
from briefs_evals.metrics.definition import Metric, Tally, ratio
from briefs_evals.metrics.standing import counted
from briefs_evals.scored import Pair, Scored, asserting

Json = dict[str, Any]
_SECTIONS = ("alleged", "disputed")
_LAST_NAME = 3
"""Letters that a last word must have to stand for the whole name."""


def names_one_of(text: str, names: Iterable[str], *, language: str = "en") -> bool:
    """Whether the text names somebody of the list, as written or under a name that corefers."""
    wanted = [name for name in names if name.strip()]
    # whole words: "AP" does not stand in "captured"
    if any(re.search(rf"(?<!\w){re.escape(name.casefold())}(?!\w)", text.casefold()) for name in wanted):
        return True
    mentions = [mention.span.of(text) for mention in find_names(text, language)]
    return any(names_corefer(mention, name) for mention in mentions for name in wanted)


def keeps_attribution(statement: Json, pair: Pair, scored: Scored) -> bool:
    """Whether an alleged or disputed sentence names a labelled accuser, a labelled origin of a cited source, or its publisher."""
    label, text = pair.label or pair.held_to, str(statement["text"])
    cited = [str(citation["source"]) for citation in statement.get("citations", ())]
    publishers = {str(fields["id"]): str(fields.get("publisher", "")) for fields, _ in scored.case.sources}
    names = [
        *(label.alleged_by if label else ()),
        *(publishers.get(source, "") for source in cited),
        *(name for source in cited for origin in scored.case.labels.origins_by_source.get(source, ()) for name in _origin_names(origin)),
    ]
    return names_one_of(text, names, language=str(scored.document.get("language", "en")))


def _origin_names(origin: str) -> list[str]:
    """`own-reporting:radio-zet` -> Radio Zet, Zet; `anon-us-official-post` -> the whole, Us Official, Official Post, Post."""
    words = [word for word in re.split(r"[-\s]+", origin.rpartition(":")[2]) if word not in ("anon", "own")]
    capital = [word[:1].upper() + word[1:] for word in words]
    last = [capital[-1]] if capital and len(capital[-1]) >= _LAST_NAME else []
    pairs = [f"{one} {other}" for one, other in itertools.pairwise(capital)]
    return [" ".join(capital), *pairs, *last] if capital else []


def _sentences(scored: Scored) -> Tally:
    kept = total = 0
    for pair in scored.briefs:
        for statement in asserting(pair.claim or {}):
            if statement["section"] in _SECTIONS:
                total += 1
                kept += keeps_attribution(statement, pair, scored)
    return {"kept": kept, "of": total}


def _accusers(scored: Scored) -> Tally:
    named = total = 0
    for pair in counted(scored):
        if pair.label is None or not pair.label.alleged_by or pair.label.standing not in _SECTIONS:
            continue
        total += 1
        text = " ".join(statement["text"] for statement in asserting(pair.claim or {}))
        named += names_one_of(text, pair.label.alleged_by, language=str(scored.document.get("language", "en")))
    return {"named": named, "of": total}


def _flags(scored: Scored) -> Tally:
    right = accusers = flagged = 0
    for pair in scored.labelled:
        if pair.label is None or pair.claim is None or not pair.label.alleged_by:
            continue
        language = str(scored.document.get("language", "en"))
        origins = [
            (bool(origin.get("interested")), names_one_of(str(origin["name"]), pair.label.alleged_by, language=language))
            for origin in pair.claim.get("origins", ())
        ]
        right += sum(interested and is_accuser for interested, is_accuser in origins)
        accusers += sum(is_accuser for _, is_accuser in origins)
        flagged += sum(interested for interested, _ in origins)
    return {"right": right, "accusers": accusers, "flagged": flagged}


METRICS = (
    Metric(
        name="attribution_kept",
        title="alleged or disputed sentences that name who says it",
        better="higher",
        source="BBC Editorial Guidelines, AP: attribute what is disputed",
        tally=_sentences,
        value=ratio("kept", "of"),
        empty="no sentence stands under alleged or disputed",
    ),
    Metric(
        name="accuser_named",
        title="briefs of alleged or disputed claims that name a labelled accuser",
        better="higher",
        source="BBC Editorial Guidelines: name the accuser; labels' alleged_by",
        tally=_accusers,
        value=ratio("named", "of"),
        empty="no labelled accuser",
    ),
    Metric(
        name="interested_recall",
        title="labelled accusers among the origins that are flagged as interested",
        better="higher",
        source="this project (docs/method.md); labels' alleged_by",
        tally=_flags,
        value=ratio("right", "accusers"),
        empty="no labelled accuser is an origin of a brief",
    ),
    Metric(
        name="interested_precision",
        title="origins flagged as interested that are labelled accusers",
        better="higher",
        source="this project (docs/method.md); labels' alleged_by; a lower bound",
        tally=_flags,
        value=ratio("right", "flagged"),
        empty="no origin of a claim with an accuser is flagged",
    ),
)
