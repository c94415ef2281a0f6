"""Nonlinear conjugate gradients of Polak and Ribière, with beta not below 0: see `fletcher_reeves.py`."""

from optim_core.base.text import N_
from optim_core.catalogue.fletcher_reeves import RESTART, ConjugateGradients

ORDER = 206

METHOD = ConjugateGradients(
    key="polak_ribiere",
    name=N_("Conjugate gradients, Polak–Ribière"),
    summary=N_(
        "Keeps less of the direction before the less the gradient has changed, and nothing where its share would be "
        "negative."
    ),
    source="Polak, Ribière (1969), Revue française d'informatique et de recherche opérationnelle 3(16); "
    "beta not below 0: Gilbert, Nocedal (1992), SIAM J. Optim. 2(1)",
    parameters=(RESTART,),
    rate_unit="none",
    rated=None,
    differences=True,
)
