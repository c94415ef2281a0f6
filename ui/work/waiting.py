"""What a visitor sees while workers are at something: how far it is, and a way to stop it. The page stays usable."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Generic, Literal, NamedTuple, TypeVar

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from ui.language.i18n import _
from ui.work.bounded import Request, Waiting, current
from ui.work.pool import CLOCK, CROWDED, pool
from ui.work.worker import MEMORY

#: What this visitor has stopped, by key; what each page showed last.
STOPPED, SHOWN = "work_stopped", "work_shown_{page}"
#: Seconds between two looks of a browser that waits.
ASKED_AGAIN = 0.5

# Over the page, so that nothing moves when it comes and goes.
STYLE = """
<style>
[data-testid="stLayoutWrapper"]:has(> .st-key-work) {
  position: fixed; left: 50%; bottom: 1.2rem; transform: translateX(-50%); z-index: 99;
  width: min(30rem, calc(100vw - 2rem));
}
.st-key-work {
  padding: 0.7rem 0.9rem; gap: 0.5rem; border-radius: 6px; box-shadow: 0 2px 12px rgb(0 0 0 / 25%);
  background: light-dark(#f4f5f7, #20252a); color-scheme: SCHEME;
}
</style>
"""

State = TypeVar("State")
Result = TypeVar("Result")

#: Whether something that is asked for is not there: workers are at it, or were stopped or ended.
Waits = Literal["", "working", "stopped"]


class Latest(NamedTuple, Generic[State, Result]):
    """What a page shows.

    Attributes:
        state: of what.
        found: what it shows of that; None where there is nothing to show yet.
        waits: what is so with that which is missing.
    """

    state: State
    found: Result | None
    waits: Waits = ""


@contextmanager
def visitor_s_work() -> Iterator[None]:
    """Whatever a page works out within is bounded; what is left over is done by workers, and said to be."""
    context = get_script_run_ctx()
    stopped = st.session_state.get(STOPPED, frozenset())
    with Request(context.session_id if context else "", pool(), stopped) as request:
        # A page that cannot show anything without it, shows that.
        with suppress(Waiting):
            yield
        _note(request)


def latest(
    page: str,
    state: State,
    show: Callable[[State], Result],
    meanwhile: Callable[[State, State | None, Waits], Result],
) -> Latest[State, Result]:
    """What a page shows of its state; while some of it is being worked out, the rest.

    Args:
        page: its key.
        state: what is asked for.
        show: all that is to be seen of a state; throws `Waiting`.
        meanwhile: what is there of it by now, given the state that was shown before, if there is one. Where it throws
            `Waiting` there is nothing to show it on, and the picture from before stays as it is.
    """
    key, request = SHOWN.format(page=page), current()
    try:
        found = show(state)
    except Waiting:
        if request is None:
            raise
        waits: Waits = "working" if any(job and not job.done for job in request.asked.values()) else "stopped"
        before: State | None = st.session_state.get(key)
        with request.without_asking():
            with suppress(Waiting):
                return Latest(state, meanwhile(state, before, waits), waits)
            if before is not None:
                with suppress(Waiting):
                    return Latest(before, show(before), waits)
        return Latest(state, None, waits)
    st.session_state[key] = state
    return Latest(state, found)


def word(waits: Waits) -> str:
    """What is said in place of a verdict on what is not there."""
    return _("Being worked out") if waits == "working" else _("Not worked out")


def _note(request: Request) -> None:
    jobs = [job for job in request.asked.values() if job is not None]
    running, failed = [job for job in jobs if not job.done], [job for job in jobs if job.failed]
    stopped = None in request.asked.values()
    if not (running or failed or stopped):
        return
    st.html(STYLE.replace("SCHEME", "dark" if st.context.theme.type == "dark" else "light"))
    with st.container(key="work"):
        if running:
            _progress(request.visitor, len(running))
        elif failed:
            st.warning(_reason(failed[0].failed), icon=":material/hourglass_disabled:")
        else:
            st.caption(_("Stopped before it was done."))
            st.button(_("Work it out"), key="work_again", on_click=_again)


@st.fragment(run_every=ASKED_AGAIN)
def _progress(visitor: str, asked: int) -> None:
    jobs = pool().of(visitor)
    # What is done is shown, be there more to come or not.
    if len(jobs) < asked:
        st.rerun()
    share = sum(job.share for job in jobs) / len(jobs)
    waits = all(job.worker is None for job in jobs)
    text = _("Waiting for its turn") if waits else _("Working it out: {share}").format(share=f"{share:.0%}")
    bar, button = st.columns([3, 1], vertical_alignment="center")
    bar.progress(min(1.0, max(0.0, share)), text=text)
    button.button(_("Stop"), key="work_stop", on_click=_stop, args=(visitor,), width="stretch")


def _stop(visitor: str) -> None:
    st.session_state[STOPPED] = frozenset(job.key for job in pool().of(visitor))
    pool().keep_only(visitor)


def _again() -> None:
    st.session_state[STOPPED] = frozenset()


def _reason(failed: str) -> str:
    if failed == CLOCK:
        return _("This took too long and was ended. Fewer steps, starts or examples may do.")
    if failed == MEMORY:
        return _("This takes more memory than there is for one visitor. Fewer steps, starts or examples may do.")
    if failed == CROWDED:
        return _("Too much is waiting to be worked out. Fewer methods may do.")
    return _("This could not be worked out. Change something, or reload the page.")
