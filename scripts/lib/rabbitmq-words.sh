# shellcheck shell=bash
# What a RabbitMQ node says about itself, as JSON: one list of objects for each word.

rabbitmq_queues() {
  rabbitmq_eval "$1" <<'ERLANG'
Text = fun (V) when is_binary(V) -> V; (V) when is_atom(V) -> V; (V) -> iolist_to_binary(io_lib:format("~0p", [V])) end,
Number = fun (V) when is_integer(V) -> V; (_) -> null end,
io:put_chars(rabbit_json:encode([begin
  {resource, _, queue, Name} = proplists:get_value(name, Q),
  #{name => Name, type => Text(proplists:get_value(type, Q)), messages => Number(proplists:get_value(messages, Q)),
    ready => Number(proplists:get_value(messages_ready, Q)), unacked => Number(proplists:get_value(messages_unacknowledged, Q)),
    consumers => Number(proplists:get_value(consumers, Q)), state => Text(proplists:get_value(state, Q))}
  end || Q <- rabbit_amqqueue:info_all(<<"/">>, [name, type, messages, messages_ready, messages_unacknowledged, consumers, state])])).
ERLANG
}

rabbitmq_links() {
  rabbitmq_eval "$1" <<'ERLANG'
Text = fun (undefined) -> null; (V) when is_binary(V) -> V; (V) when is_atom(V) -> V; (V) -> iolist_to_binary(io_lib:format("~0p", [V])) end,
io:put_chars(rabbit_json:encode([#{upstream => Text(proplists:get_value(upstream, L)), status => Text(proplists:get_value(status, L)),
  error => Text(proplists:get_value(error, L))} || L <- rabbit_federation_status:status()])).
ERLANG
}

rabbitmq_alarms() {
  rabbitmq_eval "$1" <<'ERLANG'
io:put_chars(rabbit_json:encode([case A of
  {{resource_limit, Resource, Node}, _} -> #{resource => Resource, node => Node};
  {Other, _} -> #{resource => iolist_to_binary(io_lib:format("~0p", [Other])), node => node()}
  end || A <- rabbit_alarm:get_alarms()])).
ERLANG
}

rabbitmq_connections() {
  rabbitmq_eval "$1" <<'ERLANG'
Text = fun (V) when is_binary(V) -> V; (V) when is_atom(V) -> V; (V) -> iolist_to_binary(io_lib:format("~0p", [V])) end,
Address = fun (A) when is_tuple(A) -> iolist_to_binary(inet:ntoa(A)); (A) -> Text(A) end,
io:put_chars(rabbit_json:encode([#{user => Text(proplists:get_value(user, C)), peer => Address(proplists:get_value(peer_host, C)),
  port => proplists:get_value(port, C), state => Text(proplists:get_value(state, C)), channels => proplists:get_value(channels, C)}
  || C <- rabbit_networking:connection_info_all([user, peer_host, port, state, channels])])).
ERLANG
}
