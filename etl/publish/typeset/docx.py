"""Documents as Word files, to be read and edited; the same bytes for the same data.

What only draws (ranges, bars) is left out: the numbers it shows stand in the columns beside it.
"""

from io import BytesIO
from typing import Final

from docx import Document as new_document
from docx.document import Document as Word
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.table import _Cell
from docx.text.paragraph import Paragraph as WordParagraph

from etl.publish.typeset.blocks import Align, Block, Document, Paragraph, Section, Table, words_of
from etl.publish.typeset.letters import writable
from etl.publish.xlsx import settled

TYPEFACE: Final = "TH Sarabun New"
POINTS: Final = 14
DARK: Final = RGBColor(0x1F, 0x3A, 0x5F)

_ALIGNED: Final[dict[Align, WD_ALIGN_PARAGRAPH]] = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "centre": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
}


def docx(document: Document) -> bytes:
    """Return the document as the bytes of a Word file."""
    word = new_document()
    _set_up(word, document)
    word.add_heading(writable(document.title), level=1)
    _write(word, document.subtitle, bold=True)
    for fact in document.facts:
        _write(word, fact)
    for mark in document.marks:
        _write(word, mark, bold=True)
    if document.lead:
        _write(word, document.lead, bold=True)
    for section in document.sections:
        _section(word, section)
    for words in document.foot:
        _write(word, words).runs[0].font.size = Pt(POINTS - 3)
    stream = BytesIO()
    word.save(stream)
    return settled(stream, {})


def _set_up(word: Word, document: Document) -> None:
    """Set A4, the typeface of Latin and Thai letters, the file's properties and its page numbers."""
    page = word.sections[0]
    page.page_width, page.page_height = Cm(21.0), Cm(29.7)
    page.left_margin = page.right_margin = Cm(2.0)
    page.top_margin = page.bottom_margin = Cm(1.6)
    for name, points in (("Normal", POINTS), ("Heading 1", POINTS + 6), ("Heading 2", POINTS + 2)):
        style = word.styles[name]
        assert isinstance(style, ParagraphStyle)
        _letters(style, points)
        style.paragraph_format.space_after = Pt(2)
        style.paragraph_format.space_before = Pt(0 if name == "Normal" else 6)
    properties = word.core_properties
    properties.title, properties.author = writable(document.heading), writable(document.author)
    properties.language = document.lang
    properties.created = properties.modified = document.made_at.replace(tzinfo=None, microsecond=0)
    properties.comments, properties.last_modified_by = "", writable(document.author)
    foot = page.footer.paragraphs[0]
    before, _, rest = document.page.partition("{page}")
    between, _, after = rest.partition("{pages}")
    for text, field in ((before, "PAGE"), (between, "NUMPAGES"), (after, "")):
        foot.add_run(text)
        if field:
            _field(foot, field)


def _letters(style: ParagraphStyle, points: int) -> None:
    """Give a style the typeface; Thai follows the settings for complex scripts, which have no public name."""
    style.font.name, style.font.size = TYPEFACE, Pt(points)
    if style.name != "Normal":
        style.font.color.rgb = DARK
    properties = style.element.get_or_add_rPr()
    fonts = properties.rFonts
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    fonts.set(qn("w:cs"), TYPEFACE)
    for name in ("w:szCs", "w:lang"):
        for given in properties.findall(qn(name)):
            properties.remove(given)
    size = OxmlElement("w:szCs")
    size.set(qn("w:val"), str(points * 2))
    properties.append(size)
    spoken = OxmlElement("w:lang")
    spoken.set(qn("w:bidi"), "th-TH")
    properties.append(spoken)


def _field(paragraph: WordParagraph, name: str) -> None:
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), name)
    paragraph._p.append(field)


def _section(word: Word, section: Section) -> None:
    word.add_heading(writable(section.title), level=2)
    for block in section.blocks:
        _block(word, block)


def _block(word: Word, block: Block) -> None:
    if isinstance(block, Table):
        _table(word, block)
    elif isinstance(block, Paragraph):
        words = f"{block.text} [{block.tag}]" if block.tag else block.text
        style = "List Bullet" if block.style == "item" else None
        _write(word, words, style=style, bold=block.style == "strong")
    else:
        _write(word, f"{block.figure}  {block.caption}", bold=True)


def _table(word: Word, block: Table) -> None:
    """Write the columns that hold words; the row of headings is repeated on every page."""
    kept = block.worded
    made = word.add_table(rows=1, cols=len(kept), style="Table Grid")
    head = made.rows[0]
    repeated = OxmlElement("w:tblHeader")
    head._tr.get_or_add_trPr().append(repeated)
    for cell, place in zip(head.cells, kept, strict=True):
        _fill(cell, block.columns[place].title, block.columns[place].align, bold=True)
    for row in block.rows:
        line = made.add_row()
        if row.divider:
            _fill(line.cells[0].merge(line.cells[-1]), words_of(row.cells[0]), "left", bold=True)
            continue
        for cell, place in zip(line.cells, kept, strict=True):
            _fill(cell, words_of(row.cells[place]), block.columns[place].align, bold=row.strong)


def _fill(cell: _Cell, text: str, align: Align, *, bold: bool) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.alignment = _ALIGNED[align]
    paragraph.paragraph_format.space_after = Pt(0)
    paragraph.add_run(writable(text)).bold = bold


def _write(word: Word, text: str, *, style: str | None = None, bold: bool = False) -> WordParagraph:
    paragraph = word.add_paragraph(style=style)
    paragraph.add_run(writable(text)).bold = bold
    return paragraph
