-- Asked once per statement by every view of the schema reporting.
create function reporting.visible_workspace() returns integer
language sql
stable
as 'select 0';

comment on function reporting.visible_workspace() is 'Number of the workspace whose rows this login sees; 0: all, -1: none.';
