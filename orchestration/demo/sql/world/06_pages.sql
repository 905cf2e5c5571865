-- One row per page of the site, numbered so that a draw can pick one.
create or replace table pages as
from (
    values
    (0, '/', 'Fernhill Instruments', 'home'),
    (1, '/sensors', 'Sensors for the lab', 'product'),
    (2, '/sensors/humidity', 'Humidity sensors', 'product'),
    (3, '/sensors/pressure', 'Pressure sensors', 'product'),
    (4, '/sensors/logger', 'Weather logger', 'product'),
    (5, '/pricing', 'Prices', 'pricing'),
    (6, '/demo', 'Ask for a demo', 'form'),
    (7, '/contact', 'Contact', 'form'),
    (8, '/blog/why-labs-measure-the-weather', 'Why labs measure the weather', 'blog'),
    (9, '/blog/choosing-a-lab-humidity-sensor', 'Choosing a lab humidity sensor', 'blog'),
    (10, '/blog/drift-and-calibration', 'Drift and calibration', 'blog'),
    (11, '/blog/reading-a-barometer', 'Reading a barometer', 'blog'),
    (12, '/guides/choosing-a-sensor', 'Choosing a sensor', 'guide'),
    (13, '/guides/comparison-list', 'Sensors compared', 'guide'),
    (14, '/guides/white-paper', 'White paper', 'guide'),
    (15, '/guides/inside-the-lab', 'Inside the lab', 'guide'),
    (16, '/customers', 'What customers say', 'proof'),
    (17, '/shop', 'Spare parts', 'shop'),
    (18, '/de/kalibrierung', 'Kalibrierung', 'product'),
    (19, '/offers/spring', 'Spring offer', 'product')
) as listed (page_number, page_path, page_title, page_kind);
