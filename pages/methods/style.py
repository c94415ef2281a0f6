"""Styles of this page: type and white space instead of boxes."""

STYLE = """
<style>
.st-key-methods_page { max-width: 73.75rem; padding-bottom: 2rem; }
.st-key-methods_page h1 { padding: 0 0 0.1rem; line-height: 1.15; }
.st-key-methods_page h2 { padding: 2.4rem 0 0.2rem; font-size: 1.3rem; }
/* Formulas stand at the left edge, as the text does. */
.st-key-methods_page [data-testid="stMarkdown"] > div { align-items: flex-start; margin-left: 0; }
.st-key-methods_page [data-testid="stMarkdownContainer"] { max-width: 100%; }
.st-key-methods_page :is(.katex-display, .katex-display > .katex) { text-align: left; }
.st-key-method_family p { opacity: 0.65; font-size: 0.875rem; }
.st-key-method_summary p { font-size: 1.15rem; line-height: 1.5; max-width: 44em; }
.st-key-methods_page h3 { padding: 0.8rem 0 0; font-size: 1rem; }
.st-key-method_equations { padding-top: 0.8rem; }
.st-key-methods_page p, .st-key-methods_page li { max-width: 56em; }

/* Formulas are as wide as they are; what the symbols stand for has the rest. */
@media (min-width: 1100px) {
  .st-key-method_equations [data-testid="stColumn"]:first-child { min-width: max-content; }
}

/* Tables without boxes: a line under every row. */
.st-key-method_legend table, .st-key-method_numbers table {
  border-collapse: collapse; border: 0; margin: 0;
}
.st-key-method_numbers table { width: 100%; }
.st-key-methods_page .stMarkdown tr { border: 0; background: transparent; }
.st-key-methods_page .stMarkdown :is(th, td) {
  border: 0; padding: 0.45rem 1.2rem 0.45rem 0; text-align: left; vertical-align: baseline; background: transparent;
}
.st-key-method_legend thead { display: none; }
.st-key-methods_page .st-key-method_legend :is(th, td) { padding: 0.2rem 1rem 0.2rem 0; }
.st-key-methods_page .st-key-method_numbers tr {
  border-bottom: 1px solid color-mix(in srgb, currentColor 14%, transparent);
}
.st-key-methods_page .st-key-method_numbers tbody tr:last-child { border-bottom: 0; }
.st-key-method_numbers thead th { font-weight: 400; font-size: 0.875rem; opacity: 0.65; }
.st-key-method_numbers td:nth-child(2) { min-width: 8.5em; }
.st-key-method_numbers td:nth-child(n+3):nth-child(-n+5) { min-width: 4.5em; font-variant-numeric: tabular-nums; }

.st-key-form_lines { padding-bottom: 0.5rem; }
@media (min-width: 1200px) { .st-key-method_numbers td:nth-last-child(2) { min-width: 9.6em; } }

/* The list of methods: links in a column, the open one marked. */
[class*="st-key-index_"] [data-testid="stPageLink-NavLink"] {
  background: transparent; padding: 0.12rem 0.5rem; margin: 0; min-height: 0; color: inherit;
}
[class*="st-key-index_"] [data-testid="stPageLink-NavLink"] * { font-weight: 400; white-space: normal; }
[class*="st-key-index_"] [data-testid="stPageLink-NavLink"]:hover,
[class*="st-key-index_here"] [data-testid="stPageLink-NavLink"] {
  background: color-mix(in srgb, currentColor 9%, transparent);
}
[class*="st-key-index_here"] [data-testid="stPageLink-NavLink"] * { font-weight: 600; }
[class*="st-key-index_family"] > [data-testid="stElementContainer"] p {
  opacity: 0.65; font-size: 0.875rem; padding: 0 0.5rem 0.55rem; margin: 0;
}
[class*="st-key-index_family"] [data-testid="stPageLink-NavLink"] :is(span, p, div) { line-height: 1.45; }
.st-key-neighbours { padding-top: 2.2rem; }
/* Links within the page look like text. */
:is(.st-key-neighbours, .st-key-race_controls, .st-key-method_cases, .st-key-method_differs) {
  [data-testid="stPageLink-NavLink"] { background: transparent; padding: 0; color: inherit; }
  [data-testid="stPageLink-NavLink"]:is(:hover, :focus-visible) { text-decoration: underline; }
  [data-testid="stPageLink-NavLink"] * { font-weight: 400; }
}

/* The list is in the sidebar, which is closed on a phone: there the page has one of its own. */
@media (min-width: 769px) { [data-testid="stLayoutWrapper"]:has(> .st-key-methods_on_phone) { display: none; } }
@media (max-width: 768px) {
  [class*="st-key-index_family_sidebar"] { display: none; }
  .st-key-methods_page h2 { padding-top: 1.8rem; }
  .st-key-method_numbers thead { display: none; }
  .st-key-method_numbers tr { display: grid; grid-template-columns: 2.8rem 1fr; padding: 0.5rem 0; }
  .st-key-methods_page .st-key-method_numbers td { display: block; padding: 0.05rem 0; grid-column: 2; }
  .st-key-methods_page .st-key-method_numbers td:first-child { grid-column: 1; grid-row: 1; }
  .st-key-method_numbers td:nth-child(2) { font-weight: 600; min-width: 0; }
}
</style>
"""


#: Begins the page at its top. The same text always, so that a server can say which scripts may stand in its pages.
TO_THE_TOP = "<script>document.querySelector('[data-testid=stMain]')?.scrollTo(0, 0);</script>"


def to_the_top(method: str) -> str:
    """That script, in HTML that is another one for every method: what is the same Streamlit does not run again."""
    return f'<i data-method="{method}"></i>{TO_THE_TOP}'
