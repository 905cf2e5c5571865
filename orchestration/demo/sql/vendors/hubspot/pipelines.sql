-- One row per sales pipeline.
select 'default' as pipeline_id, 'Sales pipeline' as label
