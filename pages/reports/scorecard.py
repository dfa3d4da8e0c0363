"""How does one ministry stand, on one page that prints? For its permanent secretary."""

import streamlit as st

from pages.kit import filters, papers
from pages.kit.frame import open_page

frame = open_page("scorecard")
words = frame.words

ministry = papers.pick_ministry(frame)
lang = filters.pick_language(words("scorecard_page.language"), key="scorecard.lang", default=frame.lang)
frame.finding("" if ministry else words("scorecard_page.finding"))
if ministry is None:
    st.info(words("scorecard_page.choose"), icon=":material/account_balance:")
else:
    document = papers.card(frame, ministry, lang)
    papers.files(frame, document, ministry)
    papers.show(document)
