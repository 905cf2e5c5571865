-- One row per platform, day, level and ids.
from landed_ad_days order by all
