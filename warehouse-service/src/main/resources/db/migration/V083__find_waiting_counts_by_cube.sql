-- After many deltas have waited, most of their table's pages are empty for a long time: vacuum gives back only what lies behind
-- the last delta. Reports and folds then find the few there are by this index, each cube its own.
create index rollup_deltas_by_cube on rollup_deltas (cube, bucket_at);
