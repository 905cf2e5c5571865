-- Pseudo-random draws: the same seed, purpose and key always give the same number. The engine
-- joins the hashes of several arguments by exclusive or, so draws of one key for two purposes
-- would be twins: the outer hash parts them.
create or replace macro mixed(purpose, key) as
    hash(hash(getvariable('seed')::bigint, purpose, key::bigint));

-- A number from 0 up to, without, 1.
create or replace macro draw(purpose, key) as
    (mixed(purpose, key) >> 11)::double / 9007199254740992.0;

-- A number between low and high.
create or replace macro spread(purpose, key, low, high) as
    low + draw(purpose, key) * (high - low);

-- A whole number between low and high, both included.
create or replace macro whole(purpose, key, low, high) as
    (low + floor(draw(purpose, key) * (high - low + 1)))::bigint;

-- Sixteen hex digits.
create or replace macro code(purpose, key) as
    lower(lpad(to_hex(mixed(purpose, key)), 16, '0'));

-- A moment so many seconds later, to the millisecond.
create or replace macro later(moment, seconds) as
    moment + to_milliseconds(round(seconds * 1000)::bigint);

-- A moment as trackers write it.
create or replace macro instant(moment) as
    strftime(moment::timestamp, '%Y-%m-%dT%H:%M:%S.%gZ');
