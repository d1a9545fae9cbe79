# Makes a Grafana dashboard of a source beside this file: jq -f dashboard.jq operations.json > ../grafana/dashboards/operations.json
# A source has title, uid, refresh, from, variables and rows of panels. A panel has title, kind (timeseries if absent, stat,
# table, barchart), width (of 24, 8 if absent), unit, description, limit (a line at which an alert rings), negative (where
# values may be below zero) and queries: each with "expr" (Prometheus) or "sql" (Postgres), and "legend". Places and numbers
# of panels follow from their order.

def datasource: if has("sql") then {type: "grafana-postgresql-datasource", uid: "clickway-postgres"}
  else {type: "prometheus", uid: "clickway-prometheus"} end;

def target($index; $kind): {refId: ("ABCDEFGH"[$index:$index + 1]), datasource: datasource}
  + if has("sql") then {rawQuery: true, editorMode: "code", rawSql: .sql, format: (if $kind == "timeseries" then "time_series" else "table" end)}
    else {expr, editorMode: "code", legendFormat: (.legend // "__auto"), range: ($kind == "timeseries"), instant: ($kind != "timeseries")} end;

def thresholds: {mode: "absolute", steps: ([{color: "green", value: null}]
  + if .limit == null then [] else [{color: "red", value: .limit}] end)};

def options($kind):
  if $kind == "timeseries" then {legend: {displayMode: "list", placement: "bottom", showLegend: true}, tooltip: {mode: "multi", sort: "desc"}}
  elif $kind == "stat" then {colorMode: "background", graphMode: "area", justifyMode: "auto", orientation: "auto", textMode: "auto",
    reduceOptions: {calcs: ["lastNotNull"], fields: "", values: false}}
  elif $kind == "table" then {showHeader: true, cellHeight: "sm", footer: {show: false, reducer: ["sum"], countRows: false, fields: ""}}
  else {orientation: "horizontal", xTickLabelRotation: 0, showValue: "auto", stacking: "none", barWidth: 0.9, groupWidth: 0.7,
    legend: {displayMode: "list", placement: "bottom", showLegend: false}, tooltip: {mode: "single", sort: "none"}} end;

def custom($kind):
  if $kind == "timeseries" then {drawStyle: "line", lineWidth: 1, fillOpacity: 10, spanNulls: false, showPoints: "never",
    thresholdsStyle: {mode: (if .limit == null then "off" else "line" end)}}
  else {} end;

def panel($id; $x; $y): (.kind // "timeseries") as $kind | {
  id: $id, type: $kind, title, description: (.description // ""), gridPos: {x: $x, y: $y, w: (.width // 8), h: (if $kind == "stat" then 4 else 8 end)},
  datasource: (.queries[0] | datasource), targets: [.queries | to_entries[] | .key as $index | .value | target($index; $kind)],
  fieldConfig: {defaults: ({unit: (.unit // "short"), color: {mode: "palette-classic"}, thresholds: thresholds, custom: custom($kind)}
    + (if .negative // false then {} else {min: 0} end)), overrides: []},
  options: options($kind)};

# Panels stand side by side while they fit into 24 columns; a row ends the line.
def place: reduce .rows[] as $row ({panels: [], id: 1, x: 0, y: 0, line: 0};
  (.y + .line) as $y
  | .panels += [{id: .id, type: "row", title: $row.title, collapsed: false, panels: [], gridPos: {x: 0, y: $y, w: 24, h: 1}}]
  | .id += 1 | .x = 0 | .y = $y + 1 | .line = 0
  | reduce $row.panels[] as $panel (.; ($panel.width // 8) as $width
    | if .x + $width > 24 then .y += .line | .x = 0 | .line = 0 else . end
    | ($panel | panel(0; 0; 0).gridPos.h) as $height
    | .id as $id | .x as $x | .y as $y
    | .panels += [$panel | panel($id; $x; $y)]
    | .id += 1 | .x += $width | .line = ([.line, $height] | max)))
  | .panels;

def variable: . as $v | {name, label: (.label // .name), type: "query", datasource: datasource, refresh: 2, multi: (.multi // false),
  includeAll: (.all // false), sort: 1, skipUrlSync: false, hide: 0, regex: "",
  query: (.sql // {query: $v.expr, refId: "variable"}), definition: (.sql // .expr), options: []}
  + (if .all // false then {current: {selected: true, text: ["All"], value: ["$__all"]}} else {} end)
  + (if .allValue == null then {} else {allValue} end);

{uid, title, tags: ["clickway"], timezone: "utc", schemaVersion: 39, version: 1, editable: false, graphTooltip: 1,
 refresh, time: {from, to: "now"}, timepicker: {}, annotations: {list: []}, links: [],
 templating: {list: [.variables[] | variable]}, panels: place}
