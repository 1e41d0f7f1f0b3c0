-- limits.lua: all limits and bounds that were set.
-- KEYS[1] the namespace's meta key
-- ARGV    none
-- Returns per limit 2: field (q:<queue>, t:<type>, lane, queue), number
return call('HGETALL', P .. 'limits')
