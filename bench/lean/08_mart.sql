-- One row per day, source and model: visits beside what was earned.
create table daily as
with visit as (
    select start_at::date as day, source_key, count(*) as visits from session group by all
), earned as (
    select touch_date as day, source_key, model, channel,
        sum(units) filter (kind = 'lead') as leads, sum(units) filter (kind = 'opportunity') as opportunities,
        sum(units) filter (kind in ('sale', 'order')) as sales,
        sum(value_reporting) filter (kind in ('sale', 'order')) as value_minor
    from credit group by all
)
select coalesce(visit.day, earned.day) as day, coalesce(channel.channel, earned.channel) as channel, channel.source,
    channel.medium, channel.campaign, earned.model, sum(visit.visits) as visits, sum(earned.leads) as leads,
    sum(earned.opportunities) as opportunities, sum(earned.sales) as sales, sum(earned.value_minor) as value_minor
from visit
full join earned on visit.day = earned.day and visit.source_key = earned.source_key
left join channel on coalesce(visit.source_key, earned.source_key) = channel.source_key
group by all;
