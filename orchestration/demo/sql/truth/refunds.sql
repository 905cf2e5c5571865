-- One row per refund.
from refunds order by refund_id
