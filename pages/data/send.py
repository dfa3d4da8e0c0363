"""What is in my files, what must be mended, and may they be stored? For the officer who reports."""

from pages.kit import blocks, intake_form, intake_view

words = intake_view.open_send()

uploads, period = intake_view.upload(words)
checked = intake_view.check(uploads, period, words)
if checked is not None:
    intake_view.show(checked.report, words)
    intake_view.marked_copies(checked.report, words)
    intake_view.confirm(uploads, checked, words)

blocks.prose(words("send.how"), words("send.how_text"))
intake_form.offer(words)
