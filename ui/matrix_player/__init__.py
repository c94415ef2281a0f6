"""Two players of matrix calculus that ask the server nothing while something is dragged.

`regression_player` has two features that grow alike, `rule_player` a rule of the differential with its check.
`ui.player.publish_assets` must have run once before, at the app's start.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from optim_core.matrix.rules import RuleCheck
from surfaces.data import Dataset
from surfaces.data.optimum import NormalEquations
from ui.language.i18n import _
from ui.matrix_player.labels import key_labels, labels
from ui.matrix_player.views import Alike, RuleSeen, alike_from, regression_message, rule_message, rule_seen_from
from ui.player.component import answered, callback, component, unseen_key

__all__ = ["Alike", "RuleSeen", "key_list", "labels", "regression_player", "rule_player"]


def key_list() -> None:
    """The list of the page's keys, which ? opens and closes whichever part of the page is shown."""
    component("matrix_keys", "matrix/keys.js", "mountKeys")(key=unseen_key("matrix_keys"), data=key_labels(_))


def regression_player(
    data: Dataset,
    shown: Alike,
    solved: tuple[NormalEquations, NormalEquations],
    key: str,
    on_alike: Callable[[Alike], None],
) -> None:
    """Two features whose correlation is dragged.

    Args:
        data: the examples at correlation 0, from which the browser mixes all others.
        shown: what is chosen.
        solved: the server's answer at `shown`, without and with the penalty, to hold the browser's against.
        key: of the component.
        on_alike: called, before the script runs again, when a slider is let go.
    """
    component("matrix_regression", "matrix/main.js", "mountRegression")(
        key=key,
        data=regression_message(data, shown, solved, answered(key)),
        on_view_change=callback(key, "view", on_alike, alike_from),
    )


def rule_player(
    checks: Sequence[RuleCheck], moves: Sequence[str], shown: RuleSeen, key: str, on_seen: Callable[[RuleSeen], None]
) -> None:
    """A rule's check at every size and for every t.

    Args:
        checks: of sizes 1, 2, ...; at the same letters for all t.
        moves: the letters that move.
        shown: the size and the t that are chosen.
        key: of the component.
        on_seen: called when a slider is let go.
    """
    component("matrix_rule", "matrix/main.js", "mountRule")(
        key=key,
        data=rule_message(checks, moves, shown, answered(key)),
        on_view_change=callback(key, "view", on_seen, lambda payload: rule_seen_from(payload, checks)),
    )
