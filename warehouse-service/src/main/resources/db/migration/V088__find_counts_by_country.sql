-- Reports that name campaigns find their cells by the primary key. Those that name countries read all of a day's campaigns.
-- Adding to a cell doesn't touch it.
create index clicks_by_campaign_country_1d_country on clicks_by_campaign_country_1d (workspace_id, bucket_at, country);

create index clicks_by_campaign_country_1mo_country on clicks_by_campaign_country_1mo (workspace_id, bucket_at, country);
