-- From the cubes that are split, span by span. No fold of an instance of the version before ends any more, see the migration before.
do $$
declare
    cube record;
    each_span text;
begin
    for cube in
        select *
        from (values
            ('clicks_all', 'clicks_total', array['15m', '1h', '1d', '1mo'], 'bucket_at, workspace_id',
                'clicks, bots', 'sum(clicks), coalesce(sum(clicks) filter (where verdict = 2), 0)'),
            ('clicks_all_by_link', 'clicks_by_link', array['1h', '1d', '1mo'], 'bucket_at, workspace_id, link_id',
                'clicks, bots', 'sum(clicks), coalesce(sum(clicks) filter (where verdict = 2), 0)'),
            ('clicks_all_by_country', 'clicks_by_country', array['1h', '1d', '1mo'], 'bucket_at, workspace_id, country',
                'clicks, bots', 'sum(clicks), coalesce(sum(clicks) filter (where verdict = 2), 0)'),
            ('clicks_all_by_campaign', 'clicks_by_campaign', array['1h', '1d', '1mo'], 'bucket_at, workspace_id, campaign_id',
                'clicks, bots', 'sum(clicks), coalesce(sum(clicks) filter (where verdict = 2), 0)'),
            ('clicks_all_by_browser', 'clicks_by_browser', array['1h', '1d', '1mo'], 'bucket_at, workspace_id, device, os, browser',
                'clicks, bots', 'sum(clicks), coalesce(sum(clicks) filter (where verdict = 2), 0)'),
            ('costs_all_by_campaign', 'costs_by_campaign', array['1h', '1d', '1mo'], 'bucket_at, workspace_id, campaign_id, currency',
                'clicks, cost_micros', 'sum(clicks), sum(cost_micros)'),
            ('visitors_all', 'visitors_total', array['1h', '1d'], 'bucket_at, workspace_id',
                'visitors', 'hll_union_agg(visitors)')
        ) as cubes (name, split, spans, keys, measures, sums)
    loop
        foreach each_span in array cube.spans
        loop
            execute format(
                'insert into %I (%s, %s)
                 select %s, %s
                 from %I
                 group by %s',
                cube.name || '_' || each_span, cube.keys, cube.measures,
                cube.keys, cube.sums,
                cube.split || '_' || each_span,
                cube.keys);
        end loop;
    end loop;
end
$$;
