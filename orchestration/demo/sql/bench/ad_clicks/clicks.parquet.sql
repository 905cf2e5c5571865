-- One row per click id of Google and Microsoft.
from landed_ad_clicks order by clicked_on, click_id
