-- One row per sale that a platform claims for itself: its last click on the buyer in 30 days
-- before the sale. Two platforms may claim one sale; none subtracts a refund.
create or replace table claims as
select
    platform,
    deal_id,
    won_at,
    arg_max(click_id, clicked_at) as click_id,
    arg_max(ad_clicks.visit_number, clicked_at) as visit_number,
    arg_max(campaign_id, clicked_at) as campaign_id,
    any_value(deals.amount) as amount,
    any_value(deals.currency) as currency
from deals
inner join ad_clicks using (person_number)
where won_at is not null and clicked_at between won_at - interval 30 days and won_at
group by all;
