-- A view per cube and span: what is folded and what waits to be, in one snapshot, by slug, one row per cell.
do $$
declare
    cube record;
    span record;
    dimension text;
    columns text[];
    carried text[];
    numbers int;
    texts int;
    shown text[];
    joined text;
    measure text;
    grouped text;
    name text;
    commented record;
begin
    for cube in
        select *
        from (values
            (1, 'clicks_total', 'clicks', '', 'All clicks', 'quarters,hours,days,months'),
            (2, 'clicks_by_link', 'clicks', 'campaign_id,link_id,traffic_source_id', 'Clicks by link', 'quarters,hours,days,months'),
            (3, 'clicks_by_country', 'clicks', 'country,device', 'Clicks by country and device', 'quarters,hours,days,months'),
            (4, 'clicks_by_campaign_country', 'clicks', 'campaign_id,country', 'Clicks by campaign and country',
                'quarters,hours,days,months'),
            (5, 'clicks_by_agent', 'clicks', 'campaign_id,device,os,browser', 'Clicks by system and browser',
                'quarters,hours,days,months'),
            (6, 'clicks_by_offer', 'clicks', 'campaign_id,rule_id,offer_id,lander_id', 'Clicks by where they were sent',
                'quarters,hours,days,months'),
            (7, 'costs_by_link', 'cost', 'campaign_id,link_id,traffic_source_id,currency', 'Clicks that told a cost, by link',
                'quarters,hours,days,months'),
            (8, 'clicks_by_placement', 'clicks', 'campaign_id,traffic_source_id,sub_no,placement',
                'Clicks by value of the parameters sub1 to sub10', 'days'),
            (9, 'visitors_by_campaign', 'visitors', 'campaign_id', 'Visitors by campaign', 'hours,days'),
            (10, 'visitors_by_country', 'visitors', 'country', 'Visitors by country', 'hours,days'))
            as cubes (number, table_name, measure, dimensions, what, spans)
    loop
        columns := string_to_array(nullif(cube.dimensions, ''), ',');
        columns := coalesce(columns, '{}');
        carried := '{}';
        shown := '{}';
        joined := '';
        numbers := 0;
        texts := 0;
        foreach dimension in array columns loop
            if dimension in ('country', 'os', 'browser', 'currency', 'placement') then
                texts := texts + 1;
                carried := carried || ('text' || texts || ' as ' || dimension);
                shown := shown || ('cells.' || dimension);
            else
                numbers := numbers + 1;
                carried := carried || ('key' || numbers || ' as ' || dimension);
                shown := shown || case dimension
                    when 'campaign_id' then 'coalesce(campaigns.slug, '''') as campaign'
                    when 'link_id' then 'coalesce(links.slug, '''') as link'
                    when 'traffic_source_id' then 'coalesce(traffic_sources.slug, '''') as traffic_source'
                    when 'rule_id' then 'coalesce(rules.name, '''') as rule'
                    when 'offer_id' then 'coalesce(offers.slug, '''') as offer'
                    when 'lander_id' then 'coalesce(landers.slug, '''') as lander'
                    when 'sub_no' then '''sub'' || cells.sub_no as parameter'
                    when 'device' then 'case cells.device when 1 then ''desktop'' when 2 then ''mobile'' when 3 then ''tablet'' '
                        'when 4 then ''tv'' when 5 then ''console'' when 6 then ''bot'' else ''other'' end as device'
                end;
                joined := joined || case dimension
                    when 'campaign_id' then ' left join campaigns on campaigns.campaign_id = cells.campaign_id'
                    when 'link_id' then ' left join links on links.link_id = cells.link_id'
                    when 'traffic_source_id' then ' left join traffic_sources on traffic_sources.source_id = cells.traffic_source_id'
                    when 'rule_id' then ' left join rules on rules.rule_id = cells.rule_id'
                    when 'offer_id' then ' left join offers on offers.offer_id = cells.offer_id'
                    when 'lander_id' then ' left join landers on landers.lander_id = cells.lander_id'
                    else ''
                end;
            end if;
        end loop;
        measure := case cube.measure
            when 'clicks' then 'clicks'
            when 'cost' then 'clicks, cost_micros'
            else 'visitors'
        end;
        grouped := array_to_string('{bucket_at,workspace_id,region,verdict}'::text[] || columns, ', ');
        for span in
            select *
            from (values
                ('quarters', '15m', 'date_bin(''15 minutes'', bucket_at, ''epoch'')', 'quarter of an hour'),
                ('hours', '1h', 'date_trunc(''hour'', bucket_at, ''UTC'')', 'hour'),
                ('days', '1d', 'date_trunc(''day'', bucket_at, ''UTC'')', 'day'),
                ('months', '1mo', 'date_trunc(''month'', bucket_at, ''UTC'')', 'month'))
                as spans (span_name, suffix, cut, one)
            where span_name = any (string_to_array(cube.spans, ','))
        loop
            name := cube.table_name || '_' || span.span_name;
            execute format(
                'create view reporting.%I with (security_barrier) as '
                'select cells.bucket_at, coalesce(workspaces.slug, '''') as workspace, cells.region, %s '
                'case cells.verdict when 1 then ''human'' when 2 then ''bot'' when 3 then ''suspect'' when 4 then ''preview'' '
                'else ''unknown'' end as verdict, %s '
                'from (select %s, %s from ('
                'select %s, %s from %I where (select reporting.visible_workspace()) in (0, workspace_id) '
                'union all select %s, workspace_id, region, verdict, %s %s from rollup_deltas '
                'where cube = %s and (select reporting.visible_workspace()) in (0, workspace_id)) as parts group by %s) as cells '
                'left join workspaces on workspaces.workspace_id = cells.workspace_id %s',
                name,
                array_to_string(shown, ', ') || case when shown = '{}' then '' else ',' end,
                case cube.measure
                    when 'clicks' then 'cells.clicks'
                    when 'cost' then 'cells.clicks, trim_scale(cells.cost_micros / 1000000) as cost'
                    else 'round(hll_cardinality(cells.visitors))::bigint as visitors, cells.visitors as sketch'
                end,
                grouped,
                case cube.measure
                    when 'clicks' then 'sum(clicks)::bigint as clicks'
                    when 'cost' then 'sum(clicks)::bigint as clicks, sum(cost_micros) as cost_micros'
                    else 'hll_union_agg(visitors) as visitors'
                end,
                grouped, measure, cube.table_name || '_' || span.suffix,
                span.cut, array_to_string(carried, ', ') || case when carried = '{}' then '' else ',' end, measure,
                cube.number, grouped, joined);
            execute format('comment on view reporting.%I is %L', name, cube.what || ', per ' || span.one || ' in UTC.');
            for commented in
                select
                    a.attname,
                    case a.attname
                        when 'bucket_at' then 'Begin of the ' || span.one || ', in UTC.'
                        when 'workspace' then 'Slug of the workspace.'
                        when 'region' then 'Region that recorded the clicks, e.g. eu.'
                        when 'verdict' then 'human, bot, suspect or preview; unknown when the edge gave none.'
                        when 'clicks' then 'Number of clicks, exact.'
                        when 'cost' then 'Sum of what the clicks cost, in the currency.'
                        when 'currency' then 'ISO 4217 currency of the cost.'
                        when 'campaign' then 'Slug of the campaign; empty when it is not known.'
                        when 'link' then 'Slug of the link; a deleted link keeps it.'
                        when 'traffic_source' then 'Slug of the traffic source; empty when none.'
                        when 'rule' then 'Name of the rule that took the clicks; empty when none did.'
                        when 'offer' then 'Slug of the offer visitors were sent to; empty when none.'
                        when 'lander' then 'Slug of the lander visitors were sent to; empty when none.'
                        when 'country' then 'ISO 3166-1 alpha-2, upper case; empty when not known.'
                        when 'device' then 'desktop, mobile, tablet, tv, console, bot or other.'
                        when 'os' then 'Family of the operating system; empty when not known.'
                        when 'browser' then 'Family of the browser; empty when not known.'
                        when 'parameter' then 'Which parameter, sub1 to sub10.'
                        when 'placement' then 'Value of the parameter; empty for those beyond the number that is kept apart.'
                        when 'visitors' then 'Different visitors, estimated; rows don''t add up, see count_visitors.'
                        when 'sketch' then 'Sketch of the visitors, for count_visitors.'
                    end as text
                from pg_attribute a
                where a.attrelid = ('reporting.' || name)::regclass
                  and a.attnum > 0
            loop
                execute format('comment on column reporting.%I.%I is %L', name, commented.attname, commented.text);
            end loop;
        end loop;
    end loop;
end;
$$;

-- Bound to its functions when it is made, so that who calls it needs no right on the schema they lie in.
create function reporting.count_visitors(sketches hll[]) returns bigint
language sql
immutable
return (
    select round(hll_cardinality(hll_union_agg(sketch)))::bigint
    from unnest(sketches) as sketch);

comment on function reporting.count_visitors(hll[]) is 'Different visitors in several rows together: count_visitors(array_agg(sketch)).';
