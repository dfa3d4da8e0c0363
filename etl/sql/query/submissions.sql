-- One row per submission ever received, the latest first: file, publisher, status and its accounting of rows.
from meta.received
order by submission desc
