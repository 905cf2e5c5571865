-- One row per stage of the pipeline.
from (
    values
    ('lead_in', 'default', 'Lead in', 0, 0.1, false),
    ('qualified', 'default', 'Qualified', 1, 0.3, false),
    ('proposal', 'default', 'Proposal sent', 2, 0.6, false),
    ('closedwon', 'default', 'Closed won', 3, 1.0, true),
    ('closedlost', 'default', 'Closed lost', 4, 0.0, true)
) as listed (stage_id, pipeline_id, label, display_order, probability, is_closed)
